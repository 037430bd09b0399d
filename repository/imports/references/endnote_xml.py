"""EndNote's XML export (`<xml><records><record>`), which Zotero and Mendeley write as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from repository.imports.references.entries import Item
from repository.imports.references.fields import (
    identifiers_of,
    issued_of_date,
    keywords_of,
    languages_of,
    pages_of,
    texts_of,
)
from repository.imports.references.names import contributors
from repository.imports.references.xml import broken, elements, text_at, texts_at
from repository.interop.record import Container, Contributor, Identifier, Record
from repository.outputs.choices import Kind, Role

BEGINS = re.compile(r"<(xml|records|record)[\s>]")

# By EndNote's own number; its names differ with the language and the hand of those who set it up.
KINDS = {
    **dict.fromkeys(("17", "43", "19", "23", "47", "14"), Kind.ARTICLE),
    **dict.fromkeys(("6", "28", "44"), Kind.MONOGRAPH),
    **dict.fromkeys(("5", "7", "60", "52"), Kind.CHAPTER),
    "10": Kind.PROCEEDINGS,
    "32": Kind.THESIS,
    "27": Kind.REPORT,
}
KINDS_BY_NAME = {
    "Journal Article": Kind.ARTICLE,
    "Electronic Article": Kind.ARTICLE,
    "Conference Paper": Kind.ARTICLE,
    "Book": Kind.MONOGRAPH,
    "Edited Book": Kind.MONOGRAPH,
    "Electronic Book": Kind.MONOGRAPH,
    "Book Section": Kind.CHAPTER,
    "Conference Proceedings": Kind.PROCEEDINGS,
    "Thesis": Kind.THESIS,
    "Report": Kind.REPORT,
}
ROLES = {
    "authors": Role.AUTHOR,
    "secondary-authors": Role.EDITOR,
    "tertiary-authors": Role.EDITOR,
    "subsidiary-authors": Role.TRANSLATOR,
    "translated-authors": Role.TRANSLATOR,
}


def read(text: str) -> Iterator[Item]:
    """The entries in the order of the file."""
    for line, element in elements(text, ("record",)):
        if element is None:
            yield Item(line, sentence=broken(line))
        else:
            yield Item(line, _record(element))


def _record(entry: Element) -> Record:
    kind = _kind(entry)
    languages = languages_of(texts_at(entry, "language"))
    language = languages[0] if len(languages) == 1 else ""
    return Record(
        kind=kind,
        title=text_at(entry, "titles/title"),
        language=language,
        titles=texts_of(texts_at(entry, "titles/translated-title")),
        abstracts=texts_of([text_at(entry, "abstract")], language),
        contributors=tuple(_contributors(entry)),
        issued=_issued(entry),
        languages=languages,
        container=Container(
            text_at(entry, "titles/secondary-title", "periodical/full-title", "titles/alt-title"),
            text_at(entry, "volume"),
            text_at(entry, "number"),
            pages_of(text_at(entry, "pages")),
        ),
        edition=text_at(entry, "edition"),
        publisher=text_at(entry, "publisher"),
        place=text_at(entry, "pub-location"),
        identifiers=_identifiers(entry),
        keywords=keywords_of(texts_at(entry, "keywords/keyword")),
    )


def _kind(entry: Element) -> str:
    """Some call a paper by the type of the proceedings; it is known by its pages."""
    reference = entry.find("ref-type")
    if reference is None:
        return ""
    kind = KINDS_BY_NAME.get(reference.get("name", "")) or KINDS.get((reference.text or "").strip(), "")
    is_paper = kind == Kind.PROCEEDINGS and text_at(entry, "pages") and text_at(entry, "titles/secondary-title")
    return str(Kind.ARTICLE if is_paper else kind)


def _contributors(entry: Element) -> Iterator[Contributor]:
    for place, role in ROLES.items():
        yield from contributors(texts_at(entry, f"contributors/{place}/author"), role.value)


def _issued(entry: Element) -> str:
    """`<year>` and a day that may lack its year: `<date>Nov 3</date>`."""
    year, day = text_at(entry, "dates/year"), text_at(entry, "dates/pub-dates/date")
    exact = issued_of_date(day) or issued_of_date(f"{day} {year}")
    return exact if exact.startswith(year) and exact else issued_of_date(year)


def _identifiers(entry: Element) -> tuple[Identifier, ...]:
    from_medline = re.search(r"medline|pubmed|nlm", text_at(entry, "remote-database-name"), re.IGNORECASE)
    number = text_at(entry, "accession-num")
    return identifiers_of(
        [
            ("doi", text_at(entry, "electronic-resource-num")),
            ("serial", text_at(entry, "isbn")),
            *([("pmid", number)] if from_medline or not text_at(entry, "remote-database-name") else []),
            *([("pmcid", text)] if (text := text_at(entry, "custom2")).upper().startswith("PMC") else []),
            *(("url", text) for text in texts_at(entry, "urls//url")[:20]),
        ]
    )
