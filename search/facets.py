"""Facets as a reader sees them: names, fetched in bulk, instead of keys; each option a link that adds or drops it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import langcodes
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from repository.languages import language_name
from repository.models import Course, Partner, Subject
from repository.outputs.choices import Access, Kind
from repository.outputs.licences import Licence
from repository.reading.countries import country_name
from search.documents import EMBARGOED
from search.engines.protocol import FACETS
from search.state import SearchState
from search.stories import STORY_KINDS

TITLES = {
    "kind": gettext_lazy("Kind"),
    "partner": gettext_lazy("Partner"),
    "breadth": gettext_lazy("Institutions together"),
    "country": gettext_lazy("Country"),
    "year": gettext_lazy("Year"),
    "language": gettext_lazy("Language"),
    "subject": gettext_lazy("Subject"),
    "course": gettext_lazy("Course"),
    "licence": gettext_lazy("Licence"),
    "access": gettext_lazy("Files open to"),
}
OPEN_FROM_THE_START = ("kind", "partner", "year")

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    count: int
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    options: Sequence[Option]
    open: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice that is on, and the address without it."""

    label: str
    url: str


def facets_shown(counts: Mapping[str, Sequence[tuple[str, int]]], labels: Mapping[str, Labels], state: SearchState):
    """The facets that have anything to choose; a choice that is on is always among its options."""
    facets = []
    for name in FACETS:
        options = _options(name, counts.get(name, ()), labels[name], state)
        if options:
            is_open = name in OPEN_FROM_THE_START or bool(state.chosen.get(name))
            facets.append(Facet(name, str(TITLES[name]), options, is_open))
    return facets


def chips_shown(labels: Mapping[str, Labels], state: SearchState) -> list[Chip]:
    return [
        Chip(f"{TITLES[name]}: {labels[name].get(value, value)}", state.toggled(name, value).url())
        for name in FACETS
        for value in state.chosen.get(name, ())
    ]


def facet_labels(counts: Mapping[str, Sequence[tuple[str, int]]], state: SearchState) -> dict[str, Labels]:
    """Facet → value → what it is called in the reader's language; at most one set of queries for each kind of row."""
    values = {
        name: [*state.chosen.get(name, ()), *(value for value, _count in counts.get(name, ()))] for name in FACETS
    }
    return {name: LABELS[name](values[name]) if values[name] else {} for name in FACETS}


def _options(name: str, counts: Sequence[tuple[str, int]], labels: Labels, state: SearchState) -> list[Option]:
    chosen = state.chosen.get(name, ())
    counted = dict(counts)
    rows = [(value, counted.get(value, 0)) for value in chosen]
    rest = [(value, count) for value, count in counts if value not in chosen]
    rows += sorted(rest, reverse=True) if name == "year" else rest
    return [
        Option(labels[value], count, state.toggled(name, value).url(), value in chosen)
        for value, count in rows
        if value in labels
    ]


def _chosen_from(names: Mapping[str, object]) -> Callable[[Sequence[str]], Labels]:
    return lambda values: {value: str(names[value]) for value in values if value in names}


def _rows_of(model, related: str) -> Callable[[Sequence[str]], Labels]:
    """Names of rows by primary key, with their translations."""

    def labels(values: Sequence[str]) -> Labels:
        keys = {int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19}
        return {str(row.pk): str(row) for row in model.objects.filter(pk__in=keys).prefetch_related(related)}

    return labels


def _countries(values: Sequence[str]) -> Labels:
    return {value: country_name(value) for value in values if len(value) == 2 and value.isascii() and value.isalpha()}


def _languages(values: Sequence[str]) -> Labels:
    reader = get_language() or "en"
    valid = [value for value in values if langcodes.tag_is_valid(value)]
    return {value: language_name(value, reader) for value in valid}


def _access(values: Sequence[str]) -> Labels:
    names = {**dict(Access.choices), EMBARGOED: _("nobody yet (embargo)")}
    return _chosen_from(names)(values)


LABELS: Mapping[str, Callable[[Sequence[str]], Labels]] = {
    "kind": lambda values: _chosen_from({**dict(Kind.choices), **STORY_KINDS})(values),
    "partner": _rows_of(Partner, "names"),
    "breadth": lambda values: {value: _("at least %(count)s") % {"count": value} for value in values},
    "country": _countries,
    "year": lambda values: {value: value for value in values if value.isascii() and value.isdigit()},
    "language": _languages,
    "subject": _rows_of(Subject, "labels"),
    "course": _rows_of(Course, "titles"),
    "licence": _chosen_from(dict(Licence.choices)),
    "access": _access,
}
