"""RIS, as Reference Manager laid it down and reference managers read it: one tag a line, CR LF at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repository.interop.formats.parts import authors, editors, month_and_day, one_line, page_range
from repository.interop.record import Contributor, Record

TYPES = {
    "article": "JOUR",
    "manual": "BOOK",
    "monograph": "BOOK",
    "chapter": "CHAP",
    "proceedings": "CONF",
    "thesis": "THES",
    "report": "RPRT",
}
TEACHING_TYPES = {"slides": "SLIDE", "recording": "VIDEO"}


def serialise(record: Record) -> str:
    """One reference, from `TY` to `ER`."""
    lines = [f"{tag}  - {one_line(value)}".rstrip() for tag, value in _tags(record) if one_line(value)]
    return "\r\n".join([*lines, "ER  - ", ""])


def _tags(record: Record) -> Iterator[tuple[str, str]]:
    yield "TY", _type(record)
    yield from _people(record)
    yield "TI", record.title
    yield from (("TT", title.text) for title in record.titles)
    yield "OP", record.translation_of_title
    yield from _venue(record)
    yield "PY", record.year
    yield "DA", _date(record.issued)
    yield from _identifiers(record)
    yield from (("LA", language) for language in record.languages)
    yield from (("KW", keyword) for keyword in record.keywords)
    yield from (("AB", abstract.text) for abstract in record.abstracts)


def _type(record: Record) -> str:
    if record.kind == "teaching":
        return TEACHING_TYPES.get(record.teaching.resource, "GEN")
    return TYPES.get(record.kind, "GEN")


def _people(record: Record) -> Iterator[tuple[str, str]]:
    """A book without authors is its editors'; in a chapter they are those of the book around it (A2)."""
    makers, editing = authors(record), editors(record)
    if not makers and record.kind != "chapter":
        makers, editing = editing, ()
    yield from _named("AU", makers)
    yield from _named("A2", editing)
    yield from _named("A4", record.contributors_as("translator"))


def _named(tag: str, contributors: Iterable[Contributor]) -> Iterator[tuple[str, str]]:
    return ((tag, ", ".join(filter(None, [one.family, one.given]))) for one in contributors)


def _venue(record: Record) -> Iterator[tuple[str, str]]:
    first, last = page_range(record.container.pages)
    yield "T2", record.host_title
    yield "VL", record.container.volume
    yield "IS", record.container.issue
    yield "SP", first
    yield "EP", last
    yield "ET", record.edition
    yield "PB", record.publisher
    yield "CY", record.place


def _date(issued: str) -> str:
    """`YYYY/MM/DD/`, the parts that are not known left empty."""
    month, day = month_and_day(issued)
    if not month:
        return ""
    return f"{issued[:4]}/{month:02}/{f'{day:02}' if day else ''}/"


def _identifiers(record: Record) -> Iterator[tuple[str, str]]:
    yield "SN", record.identifier("isbn") or record.identifier("issn")
    yield "DO", record.identifier("doi")
    yield "AN", record.identifier("pmid")
    yield "UR", record.url
