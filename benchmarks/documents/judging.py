"""How much of what a librarian would write down was found."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from enum import StrEnum

from benchmarks.documents.sheet import Expected
from repository.imports.findings import NOTHING_KNOWN, Finding
from repository.interop.record import Record


class Verdict(StrEnum):
    """`NOTHING`: the file does not say it, and nothing was made up. `WRONG` is worse than `EMPTY`: nobody checks it."""

    EXACT = "exact"
    PARTIAL = "partial"
    WRONG = "wrong"
    EMPTY = "empty"
    NOTHING = "nothing"


def judged(expected: Expected, finding: Finding | None) -> dict[str, Verdict]:
    """A verdict for each field."""
    record = finding.record if finding else NOTHING_KNOWN
    return {name: judge(expected, record) for name, judge in _JUDGES.items()}


def _compared(wanted: object, found: object, is_partial: Callable[[], bool] = lambda: False) -> Verdict:
    if not wanted:
        return Verdict.WRONG if found else Verdict.NOTHING
    if not found:
        return Verdict.EMPTY
    if wanted == found:
        return Verdict.EXACT
    return Verdict.PARTIAL if is_partial() else Verdict.WRONG


def _field(name: str, value: Callable[[Record], object]) -> Callable[[Expected, Record], Verdict]:
    return lambda expected, record: _compared(getattr(expected, name), value(record))


def _title(expected: Expected, record: Record) -> Verdict:
    return _compared(expected.title, record.title, lambda: _are_alike(expected.title, record.title))


def _other_titles(expected: Expected, record: Record) -> Verdict:
    found = tuple(one.text for one in record.titles)
    return _compared(expected.other_titles, found, lambda: _are_alike(" ".join(expected.other_titles), " ".join(found)))


def _authors(expected: Expected, record: Record) -> Verdict:
    found = tuple((one.family, one.given) for one in record.contributors)
    if [_unspaced(one) for one in found] == [_unspaced(one) for one in expected.authors]:
        found = expected.authors

    def shares_half() -> bool:
        wanted = {family.casefold() for family, _given in expected.authors}
        return len(wanted & {family.casefold() for family, _given in found}) * 2 >= max(len(wanted), len(found))

    return _compared(expected.authors, found, shares_half)


def _unspaced(name: tuple[str, str]) -> str:
    """«И. И.» and «И.И.» are the same to anybody."""
    return ", ".join(name).replace(". ", ".")


def _abstract(expected: Expected, record: Record) -> Verdict:
    text = record.abstracts[0].text if record.abstracts else ""
    begins, ends = text.startswith(expected.abstract), text.endswith(expected.abstract_end)
    is_whole = bool(expected.abstract) and begins and ends
    return _compared(expected.abstract, expected.abstract if is_whole else text, lambda: begins or ends)


def _keywords(expected: Expected, record: Record) -> Verdict:
    wanted = {one.casefold() for one in expected.keywords}
    found = {one.casefold() for one in record.keywords}
    return _compared(wanted, found, lambda: len(wanted & found) * 2 >= max(len(wanted), len(found)))


def _are_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio() > 0.8


_JUDGES: dict[str, Callable[[Expected, Record], Verdict]] = {
    "title": _title,
    "other titles": _other_titles,
    "authors": _authors,
    "abstract": _abstract,
    "other abstracts": _field("other_abstracts", lambda record: max(len(record.abstracts) - 1, 0)),
    "keywords": _keywords,
    "language": _field("language", lambda record: record.language),
    "year": _field("year", lambda record: record.year),
    "kind": _field("kind", lambda record: record.kind),
    "DOI": _field("doi", lambda record: record.identifier("doi")),
    "ISBN": _field("isbn", lambda record: record.identifier("isbn").replace("-", "")),
    "ISSN": _field("issn", lambda record: record.identifier("issn")),
    "arXiv": _field("arxiv", lambda record: record.identifier("arxiv")),
    "journal": _field("journal", lambda record: record.container.title),
    "volume": _field("volume", lambda record: record.container.volume),
    "issue": _field("issue", lambda record: record.container.issue),
    "pages": _field("pages", lambda record: record.container.pages),
    "licence": _field("licence", lambda record: record.licence),
}
FIELDS = tuple(_JUDGES)
