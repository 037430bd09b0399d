"""PubMed's text format (.nbib, “MEDLINE display”), as NLM describes its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from repository.imports.authors.places import affiliation_of
from repository.imports.orcids import orcid_of
from repository.imports.references.entries import Item
from repository.imports.references.fields import (
    identifiers_of,
    issued_of_date,
    keywords_of,
    languages_of,
    licence_of,
    line_of,
    texts_of,
    whole_pages,
)
from repository.imports.references.names import contributor
from repository.imports.references.tagged import TaggedEntry, tagged_entries
from repository.interop.record import Container, Contributor, Identifier, Record
from repository.outputs.choices import Kind, Role

TAG = re.compile(r"([A-Z]{2,4}) {0,2}-(?: (.*))?$", re.DOTALL)
BEGINS = re.compile(r"^PMID ?- ", re.MULTILINE)
PEOPLE = {"FAU": Role.AUTHOR, "CN": Role.AUTHOR, "FED": Role.EDITOR}
BRACKETS = re.compile(r"\[(.*)\]\.?", re.DOTALL)


def read(text: str) -> Iterator[Item]:
    """The entries in the order of the file."""
    for entry in tagged_entries(text, TAG, "PMID"):
        if entry.opened:
            yield Item(entry.line, _record(entry))


def _record(entry: TaggedEntry) -> Record:
    languages = languages_of(entry.all("LA"))
    language = languages[0] if len(languages) == 1 else ""
    title, original = without_brackets(line_of(entry.first("TI", "BTI"))), line_of(entry.first("TT"))
    return Record(
        kind=_kind(entry),
        title=original or title,
        language=language if original or language == "en" else "",
        titles=texts_of([title] if original else [], "en"),
        abstracts=texts_of([line_of(text) for text in entry.all("AB", "OAB")], "en"),
        contributors=tuple(_contributors(entry)),
        issued=issued_of_date(entry.first("DP")),
        languages=languages,
        container=Container(
            line_of(entry.first("JT", "TA", *(["BTI"] if entry.first("TI") else []))),
            line_of(entry.first("VI")),
            line_of(entry.first("IP")),
            whole_pages(entry.first("PG")),
        ),
        publisher=line_of(entry.first("PB")),
        identifiers=_identifiers(entry),
        keywords=keywords_of(entry.all("OT")),
        licence=licence_of(entry.first("CI")),
    )


def without_brackets(title: str) -> str:
    """NLM puts a title that it translated in brackets."""
    match = BRACKETS.fullmatch(title)
    return match[1] if match else title


def _kind(entry: TaggedEntry) -> str:
    if entry.first("BTI"):
        return str(Kind.CHAPTER if entry.first("TI") else Kind.MONOGRAPH)
    return str(Kind.ARTICLE)


def _contributors(entry: TaggedEntry) -> Iterator[Contributor]:
    short = "AU" if not entry.all("FAU") else ""
    person: list[tuple[str, str]] = []
    for tag, value in entry.tags:
        if tag in PEOPLE or tag == short:
            yield from _contributor(person)
            person = []
        if person or tag in PEOPLE or tag == short:
            person.append((tag, value))
    yield from _contributor(person)


def _contributor(lines: list[tuple[str, str]]) -> Iterator[Contributor]:
    """A name and what follows it: ORCID iDs and affiliations belong to that name."""
    tag, name = lines[0] if lines else ("", "")
    person = Contributor(line_of(name)) if tag == "CN" else contributor(name)
    if person.family:
        yield replace(
            person,
            orcid=next((orcid_of(value) for tag, value in lines if tag == "AUID"), ""),
            role=str(PEOPLE.get(tag, Role.AUTHOR)),
            affiliations=tuple(affiliation_of(line_of(value)) for tag, value in lines if tag == "AD" and value.strip()),
        )


def _identifiers(entry: TaggedEntry) -> tuple[Identifier, ...]:
    located = [value.split("[")[0] for value in entry.all("LID", "AID") if "[doi]" in value]
    return identifiers_of(
        [
            *(("doi", value) for value in located),
            *(("pmid", value) for value in entry.all("PMID")),
            *(("pmcid", value) for value in entry.all("PMC")),
            *(("serial", value) for value in entry.all("IS", "ISBN")),
        ]
    )
