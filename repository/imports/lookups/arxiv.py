"""arXiv, through its Atom interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from repository.imports.findings import Finding, Source
from repository.imports.lookups import reading
from repository.imports.lookups.failures import NotKnown
from repository.imports.lookups.fetching import XML, fetch
from repository.imports.lookups.registers import ARXIV
from repository.imports.references.fields import issued_of_date
from repository.interop.record import Affiliation, Contributor, Record
from repository.outputs.choices import Kind, Role
from repository.outputs.identifiers import Scheme

SOURCE = Source("arxiv", ARXIV.label)
ATOM = "{http://www.w3.org/2005/Atom}"
OWN = "{http://arxiv.org/schemas/atom}"
VERSION = re.compile(r"v[0-9]+$")


def ask(arxiv: str, until: float) -> Finding:
    """Raises NotKnown, NotReachable."""
    return read(fetch(ARXIV, "/query", {"id_list": arxiv, "max_results": "1"}, accept=XML, until=until))


def read(body: bytes) -> Finding:
    """A feed of one entry; faults come as an entry too, without an author."""
    entry = reading.xml_of(ARXIV, body).find(f"{ATOM}entry")
    if entry is None or "/errors" in reading.text_at(entry, f"{ATOM}id"):
        raise NotKnown(ARXIV.label)
    return Finding(_record(entry), SOURCE)


def _record(entry: Element) -> Record:
    address = VERSION.sub("", reading.text_at(entry, f"{ATOM}id"))
    return Record(
        kind=str(Kind.ARTICLE),
        title=reading.text_at(entry, f"{ATOM}title"),
        language="",
        abstracts=reading.abstract(reading.text_at(entry, f"{ATOM}summary"), marked_up=False),
        contributors=tuple(_contributors(entry)),
        issued=issued_of_date(reading.text_at(entry, f"{ATOM}published")),
        identifiers=reading.identifiers((Scheme.ARXIV, address), (Scheme.DOI, reading.text_at(entry, f"{OWN}doi"))),
    )


def _contributors(entry: Element) -> Iterator[Contributor]:
    for one in entry.findall(f"{ATOM}author"):
        family, given = reading.name_parts(reading.text_at(one, f"{ATOM}name"))
        names = map(reading.text_of, one.findall(f"{OWN}affiliation"))
        yield from reading.contributor(family, given, str(Role.AUTHOR), "", (Affiliation(name) for name in names))
