"""Crossref (api.crossref.org): most DOIs of articles, chapters, books and theses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from repository.imports.authors.places import affiliation_of
from repository.imports.findings import Finding, Source
from repository.imports.lookups import reading
from repository.imports.lookups.failures import NotKnown
from repository.imports.lookups.fetching import fetch
from repository.imports.lookups.registers import CROSSREF
from repository.interop.record import Affiliation, Container, Contributor, Record, Text
from repository.outputs.choices import Kind, Role
from repository.outputs.identifiers import Scheme

SOURCE = Source("crossref", CROSSREF.label)
KINDS = {
    "journal-article": Kind.ARTICLE,
    "proceedings-article": Kind.ARTICLE,
    "posted-content": Kind.ARTICLE,
    "book": Kind.MONOGRAPH,
    "monograph": Kind.MONOGRAPH,
    "edited-book": Kind.MONOGRAPH,
    "reference-book": Kind.MONOGRAPH,
    "book-chapter": Kind.CHAPTER,
    "book-section": Kind.CHAPTER,
    "book-part": Kind.CHAPTER,
    "reference-entry": Kind.CHAPTER,
    "proceedings": Kind.PROCEEDINGS,
    "dissertation": Kind.THESIS,
    "report": Kind.REPORT,
    "report-component": Kind.REPORT,
}
ROLES = {"author": Role.AUTHOR, "editor": Role.EDITOR, "translator": Role.TRANSLATOR}
# Of which version of a work its licence is: the published one, or one that is not named.
VERSIONS = {"vor", "unspecified", ""}


def ask(doi: str, until: float) -> Finding:
    """Raises NotKnown, NotReachable."""
    return read(fetch(CROSSREF, f"/works/{quote(doi, safe='')}", until=until))


def read(body: bytes) -> Finding:
    """The answer to ``/works/{doi}``, version 1 of its format."""
    work = reading.dig(reading.json_of(CROSSREF, body), "message")
    if not work:
        raise NotKnown(CROSSREF.label)
    return Finding(_record(work), SOURCE)


def _record(work: dict[str, Any]) -> Record:
    language = reading.language(work.get("language"))
    title, original = _title(work), next(iter(reading.lines(work.get("original-title"))), "")
    is_translated = bool(original) and original != title
    kind = KINDS.get(reading.line(work.get("type")), "")
    return Record(
        kind=str(kind),
        title=title,
        # A work that was given its title in the original language too has the other one translated into some language.
        language="" if is_translated else language,
        titles=(Text(language, original),) if is_translated and language else (),
        abstracts=reading.abstract(work.get("abstract")),
        contributors=tuple(_contributors(work)),
        issued=_issued(work),
        languages=(language,) if language else (),
        container=_container(work, kind),
        edition=reading.line(work.get("edition-number")),
        publisher=reading.line(work.get("publisher")),
        place=reading.line(work.get("publisher-location")),
        identifiers=reading.identifiers(
            (Scheme.DOI, work.get("DOI")),
            *((Scheme.ISBN, value.rsplit("/", 1)[-1]) for value in reading.lines(work.get("ISBN"))),
            *((Scheme.ISSN, value.rsplit("/", 1)[-1]) for value in reading.lines(work.get("ISSN"))),
        ),
        licence=_licence(work),
    )


def _title(work: dict[str, Any]) -> str:
    title = next(iter(reading.lines(work.get("title"))), "")
    subtitle = next(iter(reading.lines(work.get("subtitle"))), "")
    if not title or not subtitle or subtitle.lower() in title.lower():
        return title
    return f"{title.rstrip(':')}: {subtitle}"


def _issued(work: dict[str, Any]) -> str:
    """The day of publication; ``issued`` is the earlier one of print and online."""
    for name in ("issued", "published", "published-print", "published-online"):
        dates = reading.items(reading.dig(work, name).get("date-parts"))
        if dates and isinstance(dates[0], list) and (date := reading.partial_date(*dates[0][:3])):
            return date
    return ""


def _container(work: dict[str, Any], kind: str) -> Container:
    """A part of a book names the series before the book."""
    titles = reading.lines(work.get("container-title"))
    is_part_of_book = kind == Kind.CHAPTER or work.get("type") == "proceedings-article"
    return Container(
        title=(titles[-1] if is_part_of_book else titles[0]) if titles else "",
        volume=reading.line(work.get("volume")),
        issue=reading.line(work.get("issue")),
        pages=reading.pages(reading.line(work.get("page")) or reading.line(work.get("article-number"))),
    )


def _contributors(work: dict[str, Any]) -> Iterator[Contributor]:
    for name, role in ROLES.items():
        for one in reading.objects(work.get(name)):
            family, given = reading.line(one.get("family")), reading.line(one.get("given"))
            if suffix := reading.line(one.get("suffix")):
                family = f"{family} {suffix}".strip()
            yield from reading.contributor(
                family or reading.line(one.get("name")),
                given,
                str(role),
                one.get("ORCID"),
                map(_affiliation, reading.objects(one.get("affiliation"))),
            )


def _affiliation(one: dict[str, Any]) -> Affiliation:
    """The department is given by itself or, more often, stands in the name."""
    ids = (each.get("id") for each in reading.objects(one.get("id")))
    name, department = reading.line(one.get("name")), ", ".join(reading.lines(one.get("department")))
    place = Affiliation(name.rstrip(" .;,"), department) if department else affiliation_of(name)
    return replace(place, ror=next((found for each in ids if (found := reading.ror(each))), ""))


def _licence(work: dict[str, Any]) -> str:
    licences = reading.objects(work.get("license"))
    return reading.licence(one.get("URL") for one in licences if reading.line(one.get("content-version")) in VERSIONS)
