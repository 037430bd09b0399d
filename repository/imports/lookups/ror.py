"""The Research Organization Registry: what an institution is called in its languages, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from repository.imports.lookups import reading
from repository.imports.lookups.failures import NotKnown
from repository.imports.lookups.fetching import fetch
from repository.imports.lookups.registers import ROR
from repository.interop.record import Text

MOST = 10  # institutions that are offered for a name


@dataclass(frozen=True, slots=True)
class Institution:
    """``ror`` is the bare id, ``country`` an ISO 3166 code; ``names`` has the labels whose language is said."""

    ror: str
    name: str
    names: tuple[Text, ...] = ()
    country: str = ""
    city: str = ""


def ask(ror: str, until: float) -> Institution:
    """Raises NotKnown, NotReachable."""
    return read(fetch(ROR, f"/organizations/{ror}", until=until))


def ask_for_name(name: str, until: float) -> list[Institution]:
    """Raises NotReachable."""
    return read_all(fetch(ROR, "/organizations", {"query": name}, until=until))


def read(body: bytes) -> Institution:
    """One record of schema 2."""
    for found in _institutions([reading.json_of(ROR, body)]):
        return found
    raise NotKnown(ROR.label)


def read_all(body: bytes) -> list[Institution]:
    """The first page of an answer to a query; those that are closed or withdrawn are left out."""
    records = reading.objects(reading.json_of(ROR, body).get("items"))
    return _institutions([one for one in records if one.get("status") == "active"])[:MOST]


def _institutions(records: list[dict[str, Any]]) -> list[Institution]:
    return [found for one in records if (found := _institution(one)).ror and found.name]


def _institution(one: dict[str, Any]) -> Institution:
    names = [name for name in reading.objects(one.get("names")) if reading.line(name.get("value"))]
    shown = [name for name in names if "ror_display" in reading.items(name.get("types"))]
    place = next((reading.dig(each, "geonames_details") for each in reading.objects(one.get("locations"))), {})
    labels = {
        tag: reading.line(name.get("value"))
        for name in names
        if "label" in reading.items(name.get("types")) and (tag := reading.language(name.get("lang")))
    }
    return Institution(
        ror=reading.ror(one.get("id")),
        name=reading.line((shown or names or [{}])[0].get("value")),
        names=tuple(Text(tag, text) for tag, text in labels.items()),
        country=reading.line(place.get("country_code")),
        city=reading.line(place.get("name")),
    )
