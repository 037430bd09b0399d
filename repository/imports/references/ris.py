"""RIS, as Reference Manager laid it down and EndNote, Zotero, Mendeley and publishers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from repository.imports.references.entries import Item
from repository.imports.references.fields import (
    identifiers_of,
    issued_of_date,
    keywords_of,
    languages_of,
    line_of,
    pages_of,
    paragraphs_of,
    texts_of,
)
from repository.imports.references.names import contributors
from repository.imports.references.tagged import TaggedEntry, tagged_entries
from repository.interop.record import Container, Contributor, Identifier, Record, Teaching
from repository.outputs.choices import Kind, Resource, Role

TAG = re.compile(r"[^\S\n]{0,3}([A-Z][A-Z0-9])[^\S\n]{1,2}-(?:\s(.*))?$", re.DOTALL)
BEGINS = re.compile(r"^[^\S\n]{0,3}TY[^\S\n]{1,2}-\s", re.MULTILINE)

KINDS = {
    **dict.fromkeys(("JOUR", "JFULL", "EJOUR", "MGZN", "NEWS", "INPR", "ABST", "CPAPER", "PREPRINT"), Kind.ARTICLE),
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK", "SER"), Kind.MONOGRAPH),
    **dict.fromkeys(("CHAP", "ECHAP", "ENCYC", "DICT"), Kind.CHAPTER),
    "CONF": Kind.PROCEEDINGS,
    "THES": Kind.THESIS,
    "RPRT": Kind.REPORT,
    **dict.fromkeys(("SLIDE", "VIDEO"), Kind.TEACHING),
}
RESOURCES = {"SLIDE": Resource.SLIDES, "VIDEO": Resource.RECORDING}
ROLES = (
    (("AU", "A1"), Role.AUTHOR),
    (("A2", "ED", "A3"), Role.EDITOR),
    (("A4", "TA"), Role.TRANSLATOR),
)
BOOKS = {Kind.MONOGRAPH, Kind.PROCEEDINGS}
MEDLINE = re.compile(r"pubmed|medline|nlm", re.IGNORECASE)


def read(text: str) -> Iterator[Item]:
    """The entries in the order of the file."""
    for entry in tagged_entries(text, TAG, "TY", "ER"):
        if entry.opened:
            yield Item(entry.line, _record(entry))
        else:
            yield Item(entry.line, sentence=_unopened(entry.line))


def _unopened(line: int) -> str:
    return _("The lines from line %(line)d on belong to no entry: an entry begins with a line “TY  - …”.") % {
        "line": line
    }


def _record(entry: TaggedEntry) -> Record:
    kind = _kind(entry)
    resource = RESOURCES.get(entry.first("TY"), "")
    languages = languages_of(entry.all("LA"))
    language = languages[0] if len(languages) == 1 else ""
    return Record(
        kind=str(kind),
        title=line_of(entry.first("TI", "T1", "CT", *(["BT"] if kind in BOOKS else []))),
        language=language,
        titles=texts_of([line_of(text) for text in entry.all("TT")]),
        abstracts=texts_of([paragraphs_of(text) for text in entry.all("AB", "N2")], language),
        contributors=tuple(_contributors(entry)),
        issued=_issued(entry),
        languages=languages,
        container=_container(entry, kind),
        edition=line_of(entry.first("ET")),
        publisher=line_of(entry.first("PB")),
        place=line_of(entry.first("CY", "PP")),
        identifiers=_identifiers(entry),
        keywords=keywords_of(keyword for value in entry.all("KW") for keyword in value.split("\n")),
        teaching=Teaching(resource=str(resource)),
    )


def _kind(entry: TaggedEntry) -> str:
    """Some call a paper by the type of the proceedings; it is known by its pages."""
    kind = KINDS.get(entry.first("TY").upper(), "")
    return Kind.ARTICLE if kind == Kind.PROCEEDINGS and entry.first("SP") else kind


def _contributors(entry: TaggedEntry) -> Iterator[Contributor]:
    for tags, role in ROLES:
        yield from contributors(entry.all(*tags), role.value)


def _issued(entry: TaggedEntry) -> str:
    """The year that is given is trusted; a day is taken from a date of that year only."""
    dates = [issued_of_date(text) for text in entry.all("PY", "Y1", "DA")]
    year = next(filter(None, dates), "")[:4]
    return max((date for date in dates if date.startswith(year)), key=len, default="")


def _container(entry: TaggedEntry, kind: str) -> Container:
    titles = ["T2", "JF", "JO", "JA", "J2", "T3", "BT"]
    if kind == Kind.CHAPTER:
        titles = ["T2", "BT", *titles]
    first, last = line_of(entry.first("SP")), line_of(entry.first("EP"))
    alone = not last or last == first or re.search(r"\d\s*[-–]\s*\d", first)
    return Container(
        line_of(entry.first(*(name for name in titles if not (name == "BT" and kind in BOOKS)))),
        line_of(entry.first("VL")),
        line_of(entry.first("IS")),
        pages_of(first if alone else f"{first}–{last}" if first else last) or line_of(entry.first("C7")),
    )


def _identifiers(entry: TaggedEntry) -> tuple[Identifier, ...]:
    databases = " ".join(entry.all("DB", "DP"))
    numbers = entry.all("AN") if not databases or MEDLINE.search(databases) else []
    return identifiers_of(
        [
            *(("doi", value) for value in entry.all("DO", "DI")),
            *(("serial", value) for value in entry.all("SN")),
            *(("pmid", value) for value in numbers),
            *(("pmcid", value) for value in entry.all("C2") if value.upper().startswith("PMC")),
            *(("url", address) for value in entry.all("UR") for address in re.split(r"[\s;]+", value)[:20]),
        ]
    )
