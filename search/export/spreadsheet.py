"""CSV (RFC 4180) that spreadsheets open as it is meant: UTF-8 with a byte order mark, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from repository.interop.record import Record

BYTE_ORDER_MARK = "\ufeff"
# A cell that begins so is run as a formula by spreadsheets, whatever the quotes around it (CWE-1236).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _several(values: Iterable[str]) -> str:
    return "; ".join(filter(None, values))


def _name(person) -> str:
    named = ", ".join(filter(None, [person.family, person.given]))
    return named if person.role == "author" else f"{named} ({person.role})"


def _identifiers(scheme: str) -> Callable[[Record], str]:
    return lambda record: _several(one.value for one in record.identifiers if one.scheme == scheme)


def _abstract(record: Record) -> str:
    own = [one.text for one in record.abstracts if one.language == record.language]
    return next(iter([*own, *(one.text for one in record.abstracts)]), "")


# The header is what docs/student.md lists: a column is added at the end, and never renamed.
COLUMNS: dict[str, Callable[[Record], str]] = {
    "code": lambda record: record.code,
    "address": lambda record: record.url,
    "kind": lambda record: record.kind,
    "title": lambda record: record.title,
    "language": lambda record: record.language,
    "other_titles": lambda record: _several(one.text for one in record.titles),
    "contributors": lambda record: _several(map(_name, record.contributors)),
    "orcids": lambda record: _several(one.orcid for one in record.contributors),
    "partners": lambda record: _several(one.name for one in record.partners),
    "issued": lambda record: record.issued,
    "year": lambda record: record.year,
    "container": lambda record: record.host_title,
    "volume": lambda record: record.container.volume,
    "issue": lambda record: record.container.issue,
    "pages": lambda record: record.container.pages,
    "publisher": lambda record: record.publisher,
    "place": lambda record: record.place,
    "edition": lambda record: record.edition,
    "doi": _identifiers("doi"),
    "isbn": _identifiers("isbn"),
    "issn": _identifiers("issn"),
    "pmid": _identifiers("pmid"),
    "text_languages": lambda record: _several(record.languages),
    "keywords": lambda record: _several(record.keywords),
    "subjects": lambda record: _several(one.label for one in record.subjects),
    "course": lambda record: record.teaching.course,
    "licence": lambda record: record.licence,
    "access": lambda record: record.access,
    "abstract": _abstract,
}


def header() -> str:
    return BYTE_ORDER_MARK + _line(COLUMNS)


def serialise(record: Record) -> str:
    """One line, with its line break."""
    return _line(_harmless(column(record)) for column in COLUMNS.values())


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _harmless(text: str) -> str:
    """An apostrophe before what a spreadsheet would run; it shows the rest as text."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
