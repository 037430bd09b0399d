"""ORCID's public records: who somebody is and where they work now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from repository.imports.lookups import reading
from repository.imports.lookups.failures import NotKnown
from repository.imports.lookups.fetching import fetch
from repository.imports.lookups.registers import ORCID
from repository.interop.record import Affiliation, Contributor
from repository.outputs.choices import Role


def ask(orcid: str, until: float) -> Contributor:
    """Two small parts of the record, since the list of somebody's works may be long. Raises NotKnown, NotReachable."""
    person = fetch(ORCID, f"/{orcid}/person", until=until)
    return read(person, fetch(ORCID, f"/{orcid}/employments", until=until), orcid)


def read(person: bytes, employments: bytes, orcid: str) -> Contributor:
    """The answers to ``/person`` and ``/employments``, version 3.0; a name that is not public counts as not known."""
    name = reading.dig(reading.json_of(ORCID, person), "name")
    family, given = _value(name, "family-name"), _value(name, "given-names")
    places = _places(reading.json_of(ORCID, employments))
    for found in reading.contributor(family, given, str(Role.AUTHOR), orcid, places):
        return found
    if credit := _value(name, "credit-name"):
        return Contributor(credit, orcid=orcid, affiliations=tuple(dict.fromkeys(places)))
    raise NotKnown(ORCID.label)


def _value(name: dict[str, Any], part: str) -> str:
    return reading.line(reading.dig(name, part).get("value"))


def _places(employments: dict[str, Any]) -> list[Affiliation]:
    """Those without an end, in the person's own order."""
    return [
        _affiliation(one)
        for group in reading.objects(employments.get("affiliation-group"))
        for summary in reading.objects(group.get("summaries"))
        if (one := reading.dig(summary, "employment-summary")) and not one.get("end-date")
    ]


def _affiliation(one: dict[str, Any]) -> Affiliation:
    organization = reading.dig(one, "organization")
    known = reading.dig(organization, "disambiguated-organization")
    is_ror = known.get("disambiguation-source") == "ROR"
    return Affiliation(
        institution=reading.line(organization.get("name")),
        department=reading.line(one.get("department-name")),
        ror=reading.ror(known.get("disambiguated-organization-identifier")) if is_ror else "",
    )


def people(body: bytes) -> Iterator[Contributor]:
    """The answer to ``/expanded-search/``."""
    for one in reading.objects(reading.json_of(ORCID, body).get("expanded-result")):
        places = [Affiliation(name) for name in reading.lines(one.get("institution-name"))]
        names = reading.line(one.get("family-names")), reading.line(one.get("given-names"))
        yield from reading.contributor(*names, str(Role.AUTHOR), one.get("orcid-id"), places)
