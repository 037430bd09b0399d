"""Open Library: books by their ISBN."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from repository.imports.findings import Finding, Source
from repository.imports.lookups import reading
from repository.imports.lookups.failures import NotKnown
from repository.imports.lookups.fetching import fetch
from repository.imports.lookups.registers import OPENLIBRARY
from repository.imports.references.fields import issued_of_date
from repository.interop.record import Contributor, Record
from repository.outputs.choices import Role
from repository.outputs.identifiers import Scheme

SOURCE = Source("openlibrary", OPENLIBRARY.label)
ROLES = {"editor": Role.EDITOR, "translator": Role.TRANSLATOR, "illustrator": Role.ILLUSTRATOR}


def ask(isbn: str, until: float) -> Finding:
    """Raises NotKnown, NotReachable."""
    query = {"bibkeys": f"ISBN:{isbn.replace('-', '')}", "format": "json", "jscmd": "details"}
    return read(fetch(OPENLIBRARY, "/api/books", query, until=until))


def read(body: bytes) -> Finding:
    """An object with the details of one edition, or an empty one. Open Library does not say what kind of book it is."""
    for answer in reading.json_of(OPENLIBRARY, body).values():
        if edition := reading.dig(answer, "details"):
            return Finding(_record(edition), SOURCE)
    raise NotKnown(OPENLIBRARY.label)


def _record(edition: dict[str, Any]) -> Record:
    keys = [reading.line(one.get("key")) for one in reading.objects(edition.get("languages"))]
    languages = [tag for key in keys if (tag := reading.language(key.rsplit("/", 1)[-1]))]
    title, subtitle = reading.line(edition.get("title")), reading.line(edition.get("subtitle"))
    return Record(
        kind="",
        title=f"{title}: {subtitle}" if title and subtitle else title,
        language=languages[0] if len(languages) == 1 else "",
        contributors=tuple(_contributors(edition)),
        issued=issued_of_date(reading.line(edition.get("publish_date"))),
        languages=tuple(dict.fromkeys(languages)),
        edition=reading.line(edition.get("edition_name")),
        publisher=next(iter(reading.lines(edition.get("publishers"))), ""),
        place=next(iter(reading.lines(edition.get("publish_places"))), ""),
        identifiers=reading.identifiers(
            *((Scheme.ISBN, value) for name in ("isbn_13", "isbn_10") for value in reading.lines(edition.get(name)))
        ),
    )


def _contributors(edition: dict[str, Any]) -> Iterator[Contributor]:
    """Authors, then those who had another part that is ours too."""
    for one in reading.objects(edition.get("authors")):
        yield from reading.contributor(*reading.name_parts(reading.line(one.get("name"))), str(Role.AUTHOR))
    for one in reading.objects(edition.get("contributors")):
        if role := ROLES.get(reading.line(one.get("role")).lower()):
            yield from reading.contributor(*reading.name_parts(reading.line(one.get("name"))), str(role))
