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

MOST = 10  # people who are offered for a name


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


def ask_for_name(words: list[str], until: float) -> list[Contributor]:
    """Raises NotReachable. ``words`` hold letters, digits and hyphens only: anything else is syntax to ORCID."""
    query = {"q": f"given-and-family-names:({' AND '.join(words)})", "rows": str(MOST)}
    return read_all(fetch(ORCID, "/expanded-search/", query, until=until))


def read_all(body: bytes) -> list[Contributor]:
    """The answer to ``/expanded-search/``; those whose name is not public are left out. Past affiliations are among
    those it gives, so they only tell people of one name apart."""
    return list(_people(reading.json_of(ORCID, body)))[:MOST]


def _people(answer: dict[str, Any]) -> Iterator[Contributor]:
    for one in reading.objects(answer.get("expanded-result")):
        places = [Affiliation(name) for name in reading.lines(one.get("institution-name"))]
        family, given = reading.line(one.get("family-names")), reading.line(one.get("given-names"))
        yield from reading.contributor(family, given, str(Role.AUTHOR), one.get("orcid-id"), places)
