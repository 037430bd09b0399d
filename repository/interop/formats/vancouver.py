"""A formatted reference in the style of the ICMJE Recommendations (NLM's *Citing Medicine*), as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from repository.interop.formats.parts import (
    MONTHS,
    authors,
    editors,
    month_and_day,
    one_line,
    page_range,
    title_of_part,
)
from repository.interop.record import Contributor, Record

AUTHORS_SHOWN = 6  # the ICMJE names six and then "et al."
MEDIA = {
    "slides": "lecture slides",
    "recording": "lecture recording",
    "handbook": "handbook",
    "exercises": "exercises",
    "case": "clinical case",
    "test": "test questions",
    "syllabus": "syllabus",
}
DATE_UNKNOWN = "[date unknown]"


def serialise(record: Record) -> str:
    """The reference on one line, without a line break."""
    venue = _in_journal(record) if record.kind == "article" and record.host_title else _as_book(record)
    return " ".join(
        filter(None, [_makers(record), _sentence(_title(record)), *venue, _version(record), *_addresses(record)])
    )


def _makers(record: Record) -> str:
    """Authors; failing them, the editors, who are then called so. A chapter's editors are named with the book."""
    makers = authors(record)
    if makers:
        return _sentence(_names(makers))
    return "" if record.kind == "chapter" else _sentence(_editors(record))


def _editors(record: Record) -> str:
    named = editors(record)
    if not named:
        return ""
    compiled = all(one.role == "compiler" for one in named)
    return f"{_names(named)}, {'compiler' if compiled else 'editor'}{'s' if len(named) > 1 else ''}"


def _names(contributors: Iterable[Contributor]) -> str:
    names = [name for name in map(_name, contributors) if name]
    shown = names[:AUTHORS_SHOWN]
    return ", ".join([*shown, "et al"] if len(names) > AUTHORS_SHOWN else shown)


def _name(contributor: Contributor) -> str:
    """`Kavaliova HP`: initials without full stops, also those of hyphenated and of unspaced dotted names."""
    initials = "".join(part[0] for part in re.split(r"[\s.\-‐‑]+", one_line(contributor.given)) if part)
    return f"{one_line(contributor.family)} {initials.upper()}".strip()


def _title(record: Record) -> str:
    """The title as published, an English translation and the medium in brackets."""
    english = next((one.text for one in record.titles if one.language.split("-")[0] == "en"), "")
    translated = f"[{one_line(english)}]" if english else ""
    return " ".join(filter(None, [one_line(record.title), translated, _medium(record)]))


def _medium(record: Record) -> str:
    if record.kind == "teaching":
        return f"[{MEDIA.get(record.teaching.resource, 'teaching material')}]"
    return "[thesis]" if record.kind == "thesis" else ""


def _in_journal(record: Record) -> list[str]:
    """`Journal. 2025 Nov 3;12(3):45-52.`"""
    container = record.container
    issue = f"({one_line(container.issue)})" if container.issue else ""
    number = f";{one_line(container.volume)}{issue}" if container.volume or issue else ""
    pages = f":{_pages(container.pages)}" if container.pages else ""
    return [_sentence(one_line(record.host_title)), _sentence(f"{_date(record)}{number}{pages}")]


def _as_book(record: Record) -> list[str]:
    """`In: Li W, editor. Book. 3rd ed. Vol. 2. Minsk: Publisher; 2024. p. 101-130.`"""
    container = record.container
    edition = one_line(record.edition)
    return [
        *(_around(record) if title_of_part(record) else [_sentence(one_line(record.host_title))]),
        _sentence(edition if not edition or edition.endswith(("ed", "ed.")) else f"{edition} ed"),
        _sentence(f"Vol. {one_line(container.volume)}" if container.volume else ""),
        _sentence(_imprint(record)),
        _sentence(f"p. {_pages(container.pages)}" if container.pages else ""),
    ]


def _around(record: Record) -> list[str]:
    """The book around a chapter."""
    named = _sentence(_editors(record))
    return [f"In: {named}".strip(), _sentence(one_line(record.host_title))]


def _imprint(record: Record) -> str:
    issuer = ": ".join(filter(None, [one_line(record.place), one_line(record.publisher)]))
    return f"{issuer}; {_date(record)}" if issuer else _date(record)


def _date(record: Record) -> str:
    """`2025 Nov 3`, as exact as is known; a book's year is enough."""
    if not record.year:
        return DATE_UNKNOWN
    month, day = month_and_day(record.issued)
    if record.kind != "article" or not month:
        return one_line(record.year)
    return f"{record.year} {MONTHS[month - 1]} {day or ''}".strip()


def _pages(pages: str) -> str:
    first, last = page_range(pages)
    return f"{first}-{last}" if last else first


def _version(record: Record) -> str:
    return f"Version {record.version}." if record.version else ""


def _addresses(record: Record) -> list[str]:
    doi = one_line(record.identifier("doi"))
    if doi:
        return [f"doi: {doi}"]
    return [f"Available from: {one_line(record.url)}"] if record.url else []


def _sentence(text: str) -> str:
    """With the full stop that ends an element, unless it already ends in a mark of its own."""
    return text if not text or text.endswith((".", "?", "!", "。", "؟")) else f"{text}."
