"""Which values a facet can have, as an address may say them; whatever else somebody writes there is passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from repository.outputs.choices import Access, Kind
from repository.outputs.licences import Licence
from search.indexing.documents import BROADEST, EMBARGOED
from search.indexing.stories import STORY_KINDS

MOST_CHOICES = 30  # of one facet
LATEST_YEAR = 2200  # where a range without an end ends

_YEAR = re.compile(r"[0-9]{1,4}", re.ASCII)
_YEARS = re.compile(r"(?P<first>[0-9]{1,4})?(?P<to>\.\.)?(?P<last>[0-9]{1,4})?", re.ASCII)
_KEY = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,8}", re.ASCII)


def values_read(facet: str, written: Iterable[str]) -> tuple[str, ...]:
    """The values of ``facet`` among ``written``, each once and as documents have them; not more than are allowed."""
    read = (_READERS[facet](value) for value in written)
    return tuple(dict.fromkeys(value for value in read if value))[: 1 if facet in SINGLE else MOST_CHOICES]


def keys_read(written: Iterable[str], most: int) -> tuple[str, ...]:
    """Primary keys of the catalogue's rows, as text."""
    return tuple(dict.fromkeys(value for value in written if _KEY.fullmatch(value)))[:most]


def year_range(first: str, last: str) -> str:
    """``2019..2024``, the way a facet of years says it; empty when neither end is a year. The ends may be swapped."""
    first, last = (_year(value.strip()) for value in (first, last))
    if first and last and int(first) > int(last):
        first, last = last, first
    if first == last:
        return first
    return f"{first}..{last}"


def years_in(value: str) -> list[str]:
    """The years of ``2019``, ``2019..2024``, ``2019..`` or ``..2024``, one by one, as documents have them.

    The latest first: an engine reads only so many values.
    """
    first, is_range, last = value.partition("..")
    if not is_range:
        return [value]
    years = range(min(int(last or LATEST_YEAR), LATEST_YEAR), int(first or 1) - 1, -1)
    return [str(year) for year in years] or [value]


def _years(written: str) -> str:
    match = _YEARS.fullmatch(written)
    if not match or (match["last"] and not match["to"]):
        return ""
    first, last = match["first"] or "", match["last"] or ""
    return year_range(first, last) if match["to"] else _year(first)


def _year(written: str) -> str:
    return str(int(written)) if _YEAR.fullmatch(written) and int(written) else ""


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    return lambda written: written if pattern.fullmatch(written) else ""


def _among(values: Iterable[str]) -> Callable[[str], str]:
    known = frozenset(values)
    return lambda written: written if written in known else ""


SINGLE = frozenset({"breadth"})  # each value holds the next ones: of two, the wider would be meant

_READERS: Mapping[str, Callable[[str], str]] = {
    "kind": _among([*Kind.values, *STORY_KINDS]),
    "partner": _matching(_KEY),
    "breadth": _among(str(count) for count in range(2, BROADEST + 1)),
    "country": _matching(_COUNTRY),
    "year": _years,
    "language": _matching(_LANGUAGE),
    "subject": _matching(_KEY),
    "course": _matching(_KEY),
    "licence": _among(Licence.values),
    "access": _among([*Access.values, EMBARGOED]),
}
