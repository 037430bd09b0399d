"""Facets as a reader sees them: names, fetched in bulk, instead of keys; each option a link that adds or drops it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from repository.access.selectors import visible_outputs
from repository.languages import language_name, normalise_language
from repository.models import Course, CourseTitle, Output, Partner, PartnerName, Subject, SubjectLabel
from repository.outputs.choices import Access, Kind
from repository.outputs.licences import Licence
from repository.reading.countries import country_name
from repository.subjects.selectors import broader_subjects
from search.answering.histogram import Histogram, histogram_of
from search.asking.facet_values import years_in
from search.asking.state import MOST_TOGETHER, TOGETHER, ParameterLinks, SearchState, values_toggled
from search.engines.protocol import FACETS
from search.indexing.documents import EMBARGOED
from search.indexing.stories import STORY_KINDS

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
COUNTED = 200  # values of a facet that are counted for a page of results
SHOWN = 24  # options beside the results; all others are on the facet's own page
IN_SIGHT = 8  # of these, before "more" is unfolded
LONG = 12  # options; a longer list has a box to find one

Counts = Mapping[str, Sequence[tuple[str, int]]]  # facet → its values and how many works have each, most first
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """``url``: the results with this option added or taken away. ``number`` is the count as the reader's language
    writes it, ``unit`` what is counted. ``narrower``: options that are a part of this one; ``path``: those that this
    one is a part of, where a list shows no tree.
    """

    value: str
    label: str
    count: int
    number: str
    unit: str
    url: str
    selected: bool
    narrower: Sequence[Option] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class TogetherSwitch:
    """Works of any of the chosen partners, or only those that all of them stand behind. ``all_url`` is empty when more
    are chosen than can be asked for together.
    """

    together: bool
    any_url: str
    all_url: str


@dataclass(frozen=True, slots=True)
class Facet:
    """``options`` stand beside the results; ``all_url`` has all of them, as ``left_out`` says, and both are empty when
    these are all. ``has_find``: there is a box to find one.
    """

    name: str
    title: str
    options: Sequence[Option]
    open: bool
    has_find: bool = False
    left_out: str = ""
    all_url: str = ""
    histogram: Histogram | None = None
    switch: TogetherSwitch | None = None

    @property
    def in_sight(self) -> Sequence[Option]:
        return self.options[:IN_SIGHT]

    @property
    def more(self) -> Sequence[Option]:
        return self.options[IN_SIGHT:]

    @property
    def find_url(self) -> str:
        return reverse("search:facet", args=[self.name])


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice that is on, and the address without it."""

    label: str
    url: str


def facets_shown(counts: Counts, labels: Mapping[str, Labels], state: SearchState) -> list[Facet]:
    """The facets that have anything to choose; a choice that is on is always among its options."""
    facets = []
    for name in FACETS:
        options = options_of(name, counts.get(name, ()), labels[name], state)
        if options:
            facets.append(_facet(name, options, counts.get(name, ()), state))
    return facets


def chips_shown(labels: Mapping[str, Labels], state: SearchState) -> list[Chip]:
    """One for everything that narrows the results beside the words."""
    chips = [
        Chip(_("Within: %(words)s") % {"words": part.text}, state.without_part(part.text).url())
        for part in state.within
    ]
    chips += [
        Chip(f"{TITLES[name]}: {labels[name].get(value, _('not known'))}", state.toggled(name, value).url())
        for name in FACETS
        for value in state.chosen.get(name, ())
    ]
    for key in state.together:
        rest = [other for other in state.together if other != key]
        label = _("Joint with: %(partner)s") % {"partner": labels["partner"].get(key, _("not known"))}
        chips.append(Chip(label, state.with_partners_together(rest).url()))
    return chips


def facet_labels(counts: Counts, state: SearchState, user=None, *, names: Sequence[str] = FACETS) -> dict[str, Labels]:
    """Facet → value → what it is called in the reader's language; at most one set of queries for each kind of row.

    What counts have, ``user`` may know. A subject or course that is only named in the address is called by its name
    where some work that ``user`` may see has it; without a user, where everybody may see one.
    """
    on = {name: _values_on(name, state) for name in names}
    values = {name: [*on[name], *(value for value, _count in counts.get(name, ()))] for name in names}
    labels = {name: LABELS[name](values[name]) if values[name] else {} for name in names}
    for name, occurring in _OCCURRING.items():
        uncounted = set(on.get(name, ())) - {value for value, _count in counts.get(name, ())}
        if uncounted:
            known = occurring(user or AnonymousUser())
            labels[name] = {
                value: label for value, label in labels[name].items() if value not in uncounted or value in known
            }
    return labels


def options_of(name: str, counts: Sequence[tuple[str, int]], labels: Labels, state: SearchState) -> list[Option]:
    """All options of one facet, those that are on before the others."""
    counted, on = dict(counts), _values_on(name, state)
    rest = [(value, count) for value, count in counts if value not in on and value in labels]
    rest.sort(key=lambda row: -int(row[0]) if name == "year" else (-row[1], labels[row[0]]))
    rows = [(value, _count_of(name, value, counted)) for value in on] + rest
    switched, units = _switched(name, state), _Units()
    options = []
    for value, count in rows:
        if value in labels and (url := switched(value)):
            options.append(Option(value, labels[value], count, *units.of(count), url, value in on))
    return options


def _facet(name: str, options: Sequence[Option], counts: Sequence[tuple[str, int]], state: SearchState) -> Facet:
    left_out = len(options) - SHOWN
    facet = Facet(
        name=name,
        title=str(TITLES[name]),
        options=_forest(options[:SHOWN]) if name == "subject" else options[:SHOWN],
        open=name in OPEN_FROM_THE_START or bool(_values_on(name, state)),
        has_find=len(options) > LONG and name != "year",
        histogram=histogram_of(counts, state) if name == "year" else None,
        switch=_together_switch(state) if name == "partner" else None,
    )
    if left_out > 0:
        number = number_format(len(options), force_grouping=True)
        text = _("All (more than %(number)s)") if len(counts) >= COUNTED else _("All %(number)s")
        all_url = ParameterLinks(state, address=facet.find_url).to()
        facet = replace(facet, left_out=text % {"number": number}, all_url=all_url)
    return facet


def _values_on(name: str, state: SearchState) -> Sequence[str]:
    chosen = state.chosen.get(name, ())
    return list(dict.fromkeys((*state.together, *chosen))) if name == "partner" else chosen


def _count_of(name: str, value: str, counted: Mapping[str, int]) -> int:
    return sum(counted.get(year, 0) for year in years_in(value)) if name == "year" else counted.get(value, 0)


def _switched(name: str, state: SearchState) -> Callable[[str], str]:
    """Value → the address of the results with it added or taken away; empty where nothing can be added."""
    links, chosen = ParameterLinks(state, name), state.chosen.get(name, ())
    if name != "partner" or not state.together:
        return lambda value: links.to(*values_toggled(name, chosen, value))
    together = ParameterLinks(state, TOGETHER)
    is_full = len(state.together) >= MOST_TOGETHER

    def switched(value: str) -> str:
        if value in chosen:
            return links.to(*values_toggled(name, chosen, value))
        if is_full and value not in state.together:
            return ""
        return together.to(*values_toggled(TOGETHER, state.together, value))

    return switched


def _together_switch(state: SearchState) -> TogetherSwitch | None:
    partners = _values_on("partner", state)
    if not partners:
        return None
    any_of_them = state.with_partners_together(()).choosing("partner", partners)
    all_of_them = state.with_partners_together(partners).choosing("partner", ())
    all_url = all_of_them.url() if len(partners) <= MOST_TOGETHER else ""
    return TogetherSwitch(bool(state.together), any_of_them.url(), all_url)


class _Units:
    """Numbers and their nouns, each put into words once however many options have the same count."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, str]] = {}

    def of(self, count: int) -> tuple[str, str]:
        if count not in self._known:
            self._known[count] = number_format(count, force_grouping=True), ngettext("work", "works", count)
        return self._known[count]


def _forest(options: Sequence[Option]) -> list[Option]:
    """Options of narrower subjects inside those of broader ones."""
    lines = broader_subjects(int(option.value) for option in options)
    shown = {int(option.value): option for option in options}
    below: dict[int | None, list[int]] = {}
    for key in shown:
        broader = next((other for other in lines[key] if other in shown and other != key), None)
        below.setdefault(broader, []).append(key)
    placed: set[int] = set()

    def grown(key: int) -> Option:
        placed.add(key)
        return replace(shown[key], narrower=[grown(other) for other in below.get(key, ()) if other not in placed])

    forest = [grown(key) for key in below.get(None, ())]
    return forest + [shown[key] for key in shown if key not in placed]  # those that are their own broader ones


def with_paths(options: Sequence[Option], labels: Labels) -> list[Option]:
    """Options of subjects, each with the broader ones that it is a part of, the broadest first."""
    lines = broader_subjects(int(option.value) for option in options)
    names = {int(value): label for value, label in labels.items()}
    paths = {key: [names[other] for other in reversed(line) if other in names] for key, line in lines.items()}
    return [replace(option, path=" › ".join(paths[int(option.value)])) for option in options]


# -- what a value is called --------------------------------------------------------------------------------------------


def _chosen_from(names: Mapping[str, object]) -> Callable[[Sequence[str]], Labels]:
    return lambda values: {value: str(names[value]) for value in values if value in names}


def _rows_of(model, field: str, translations, related: str) -> Callable[[Sequence[str]], Labels]:
    """Names of rows by primary key in the reader's language, as ``languages.translated`` would have them."""

    def labels(values: Sequence[str]) -> Labels:
        keys = {int(value) for value in values}
        names = dict(model.objects.filter(pk__in=keys).values_list("pk", field))
        language = get_language() or "en"
        primary = language.split("-")[0]
        rows = translations.objects.filter(**{f"{related}__in": keys, "language__in": {language, primary}})
        found = rows.values_list(f"{related}_id", "language", "text")
        names |= {key: text for key, _tag, text in sorted(found, key=lambda row: row[1] == language)}
        return {str(key): name for key, name in names.items()}

    return labels


@lru_cache(maxsize=2000)
def _country(code: str, reader: str) -> str:
    return country_name(code)


def _countries(values: Sequence[str]) -> Labels:
    reader = get_language() or "en"
    return {value: _country(value, reader) for value in values}


@lru_cache(maxsize=2000)
def _language(tag: str, reader: str) -> str:
    with suppress(ValidationError):
        return language_name(normalise_language(tag), reader)
    return ""


def _languages(values: Sequence[str]) -> Labels:
    reader = get_language() or "en"
    return {value: name for value in values if (name := _language(value, reader))}


def _access(values: Sequence[str]) -> Labels:
    names = {**dict(Access.choices), EMBARGOED: _("nobody yet (embargo)")}
    return _chosen_from(names)(values)


def _years(values: Sequence[str]) -> Labels:
    return {value: _year_label(*value.partition("..")) for value in values}


def _year_label(first: str, is_range: str, last: str) -> str:
    if first and last:
        return f"{first}–{last}"
    if not is_range:
        return first
    return _("since %(year)s") % {"year": first} if first else _("until %(year)s") % {"year": last}


LABELS: Mapping[str, Callable[[Sequence[str]], Labels]] = {
    "kind": lambda values: _chosen_from({**dict(Kind.choices), **STORY_KINDS})(values),
    "partner": _rows_of(Partner, "name", PartnerName, "partner"),
    "breadth": lambda values: {value: _("at least %(count)s") % {"count": value} for value in values},
    "country": _countries,
    "year": _years,
    "language": _languages,
    "subject": _rows_of(Subject, "label", SubjectLabel, "subject"),
    "course": _rows_of(Course, "title", CourseTitle, "course"),
    "licence": _chosen_from(dict(Licence.choices)),
    "access": _access,
}


def _occurring_subjects(user) -> set[str]:
    tagged = Output.subjects.through.objects.filter(output__in=visible_outputs(user).order_by())
    own = set(tagged.values_list("subject_id", flat=True).distinct())
    return {str(key) for key in own.union(*broader_subjects(own).values())}


def _occurring_courses(user) -> set[str]:
    return {str(key) for key in visible_outputs(user).order_by().values_list("course", flat=True).distinct()}


# The vocabularies whose terms are nobody's business until a work has them.
_OCCURRING: Mapping[str, Callable[[object], set[str]]] = {
    "subject": _occurring_subjects,
    "course": _occurring_courses,
}
