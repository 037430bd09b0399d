"""All values of one facet, for a reader who looks for one of three hundred partners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator
from django.urls import reverse

from search.answering.facets import TITLES, Chip, Option, chips_shown, facet_labels, options_of, with_paths
from search.asking.state import ParameterLinks, SearchState
from search.asking.viewers import viewer_of
from search.breaker import guarded_engine
from search.engines.analysis.characters import fold, normalise
from search.engines.protocol import EngineUnavailable, Query

PAGE_SIZE = 60
MOST_VALUES = 2000  # counted by the engine; whoever needs a rarer one narrows the search
BY_NAME, BY_COUNT = "name", "count"


@dataclass(frozen=True, slots=True)
class FacetPage:
    """``options``: one page of those that hold ``find``. ``cut_at``: the number of values beyond which none were
    counted, where that number was reached. ``degraded``: the engine does not answer, so nothing is known.
    """

    name: str
    state: SearchState
    options: Page
    chips: Sequence[Chip]
    find: str
    order: str
    cut_at: int | None = None
    degraded: bool = False

    @property
    def title(self) -> str:
        return str(TITLES[self.name])

    @property
    def results_url(self) -> str:
        return ParameterLinks(self.state).to()

    @property
    def find_url(self) -> str:
        return reverse("search:facet", args=[self.name])

    @property
    def fields(self) -> list[tuple[str, str]]:
        """For the box that looks for a value, and the way to the other order."""
        return [*self.state.fields(), *([("order", self.order)] if self.order != BY_COUNT else [])]


def facet_page(
    user, state: SearchState, name: str, *, find: str = "", order: str = BY_COUNT, page: str = "1"
) -> FacetPage:
    """The values that occur in what ``user`` finds, as links that choose them; ``find`` holds in any order and form of
    letter the beginnings or insides of words. Never raises for an engine that does not answer.
    """
    order = order if order in (BY_NAME, BY_COUNT) else BY_COUNT
    try:
        counts, degraded = _counts(user, state, name), False
    except EngineUnavailable:
        counts, degraded = [], True
    labels = facet_labels({name: counts}, state, user)
    options = options_of(name, counts, labels[name], state)
    if name == "subject":
        options = with_paths(options, labels[name])
    options = _in_order([option for option in options if _holds(option, find)], order)
    return FacetPage(
        name=name,
        state=state,
        options=Paginator(options, PAGE_SIZE).get_page(page),
        chips=chips_shown(labels, state),
        find=find,
        order=order,
        cut_at=MOST_VALUES if len(counts) >= MOST_VALUES else None,
        degraded=degraded,
    )


def _counts(user, state: SearchState, name: str) -> Sequence[tuple[str, int]]:
    query: Query = replace(state.to_query(), offset=0, limit=0)
    with guarded_engine() as engine:
        return engine.search(query, viewer_of(user), facets=(name,), facet_size=MOST_VALUES).facets[name]


def _holds(option: Option, find: str) -> bool:
    return all(word in _name(option) for word in _letters(find).split())


def _in_order(options: list[Option], order: str) -> list[Option]:
    """By name, narrower subjects follow the one that they are a part of."""
    return sorted(options, key=_name) if order == BY_NAME else options


def _name(option: Option) -> str:
    return _letters(f"{option.path} {option.label}")


def _letters(text: str) -> str:
    """Without case and accents."""
    return fold(normalise(text).casefold())
