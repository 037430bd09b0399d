"""What the database can find alone, while the engine does not answer: words in titles, and the choices of facets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, OuterRef, Q

from repository.access.selectors import visible_outputs
from repository.outputs.models import Affiliation, Output
from repository.outputs.querysets import partner_condition
from repository.subjects.selectors import subjects_within
from search.asking.facet_values import years_in
from search.asking.grammar import Field, Term
from search.asking.query import FACET_OF
from search.asking.state import SearchState

MOST_HITS = 100
MOST_CLAUSES = 8


def outputs_from_database(user, state: SearchState) -> Sequence[Output]:
    """At most ``MOST_HITS`` works that ``user`` may see, newest first, ready for a list."""
    outputs = visible_outputs(user)
    clauses = [clause for query in (state.query, *state.within) for clause in query.clauses]
    for clause in clauses[:MOST_CLAUSES]:
        condition = _any_of(_condition(term) for term in clause.terms)
        outputs = outputs.exclude(condition) if clause.forbidden else outputs.filter(condition)
    for name, values in state.chosen.items():
        outputs = outputs.filter(CONDITIONS[name](values))
    for key in state.together:
        outputs = outputs.with_partner(int(key))
    return list(outputs.distinct().newest_first().for_listing().prefetch_related("abstracts")[:MOST_HITS])


def _condition(term: Term) -> Q:
    """Words stand in titles; a name is the family name of a contributor."""
    if term.field in FACET_OF:
        return CONDITIONS[FACET_OF[term.field]](term.values)
    if term.field is Field.YEAR:
        return CONDITIONS["year"]([term.text])
    if term.field is Field.AUTHOR:
        return _any_of(Q(contributions__family_name__iexact=part) for part in term.text.replace(",", " ").split())
    return _in_title(term) | Q(code=term.text.lower()) | Q(identifiers__value__iexact=term.text)


def _in_title(term: Term) -> Q:
    condition = Q()
    for part in [term.text] if term.quoted else term.text.split():
        condition &= Q(title__icontains=part)
    return condition


def _any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=[]))


def _keys(values: Sequence[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]


def _by_partner(values: Sequence[str]) -> Q:
    condition = Q(pk__in=[])
    for pk in _keys(values):
        condition |= partner_condition(pk)
    return condition


def _by_breadth(values: Sequence[str]) -> Q:
    """Institutions of affiliations, and those that are tagged besides."""
    affiliated = Affiliation.objects.filter(contribution__output=OuterRef("pk"), partner=OuterRef("tagged_partners"))
    counted = Output.objects.order_by().annotate(
        affiliated=Count("contributions__affiliations__partner", distinct=True),
        tagged=Count("tagged_partners", distinct=True, filter=~Exists(affiliated)),
    )
    broad = counted.annotate(breadth=F("affiliated") + F("tagged")).filter(breadth__gte=min(_keys(values)))
    return Q(pk__in=broad.values("pk"))


def _by_year(values: Sequence[str]) -> Q:
    condition = Q(pk__in=[])
    for value in values:
        years = _keys(years_in(value))
        condition |= Q(year__range=(min(years), max(years)))
    return condition


CONDITIONS: Mapping[str, Callable[[Sequence[str]], Q]] = {
    "kind": lambda values: Q(kind__in=values),
    "partner": _by_partner,
    "breadth": _by_breadth,
    "country": lambda values: (
        Q(contributions__affiliations__partner__country__in=values) | Q(tagged_partners__country__in=values)
    ),
    "year": _by_year,
    "language": lambda values: Q(language__in=values),
    "subject": lambda values: Q(subjects__in=subjects_within(_keys(values))),
    "course": lambda values: Q(course__in=_keys(values)),
    "licence": lambda values: Q(licence__in=values),
    "access": lambda values: Q(files__access__in=values),
}
