"""A page of results: one engine query on works and stories, one on the pages of those that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.core.paginator import Page, Paginator

from search.answering.facets import COUNTED, Chip, Facet, chips_shown, facet_labels, facets_shown
from search.answering.fallback import outputs_from_database
from search.answering.hits import PASSAGES_PER_WORK, Found, ShownHit, hits_shown, output_hits
from search.answering.spelling import Piece, Spelling, spelling_of
from search.answering.suggestions import Group, suggestions
from search.asking.query import parse_query
from search.asking.state import DEEPEST, PAGE_SIZE, SearchState
from search.asking.synonyms import query_asked
from search.asking.viewers import viewer_of
from search.breaker import guarded_engine
from search.engines.protocol import EngineUnavailable, Query, Results
from search.engines.understanding import for_pages, phrases_as_words


@dataclass(frozen=True, slots=True)
class Correction:
    """What the reader may have meant: the query in ``pieces``, of which the new ones are marked, and its results."""

    pieces: Sequence[Piece]
    url: str

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """``correction``: what may have been meant by a query with words that nothing has. ``nearly``: nothing has any of
    them, so these are hits of words that are nearly the same. ``unquoted``: nothing has what stands in quotation marks,
    so these are hits of its words. ``offers``: what begins like a query that finds nothing.
    ``degraded``: the engine does not answer, so the database's titles stand in and there are no facets.
    """

    state: SearchState
    total: int
    hits: Sequence[ShownHit]
    page: Page
    facets: Sequence[Facet] = ()
    chips: Sequence[Chip] = ()
    correction: Correction | None = None
    nearly: bool = False
    unquoted: bool = False
    offers: Sequence[Group] = ()
    degraded: bool = False

    @property
    def is_cut(self) -> bool:
        """There is more than can be paged through."""
        return self.total > DEEPEST


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the engine said; ``query`` is what to mark in it."""

    query: Query
    results: Results
    passages: Found = field(default_factory=dict)
    spelling: Spelling = field(default_factory=Spelling)
    nearly: bool = False


def results_page(user, state: SearchState) -> ResultsPage:
    """What ``user`` finds. Never raises for an engine that does not answer: the database stands in."""
    try:
        answer = _ask(user, state)
        last = page_of(answer.results.total, state.page).number
        if not answer.results.hits and last < state.page:
            return results_page(user, replace(state, page=last))
        keys = [hit.key for hit in answer.results.hits]
        shown = hits_shown(user, keys, answer.query, answer.passages)
        spelling = _spelling(user, state, answer, shown)
    except EngineUnavailable:
        return _page_from_database(user, state)
    total = max(0, answer.results.total - (len(keys) - len(shown)))
    labels = facet_labels(answer.results.facets, state, user)
    return ResultsPage(
        state=state,
        total=total,
        hits=shown,
        page=page_of(total, state.page),
        facets=facets_shown(answer.results.facets, labels, state),
        chips=chips_shown(labels, state),
        correction=_correction(spelling, state) if spelling.has_better else None,
        nearly=answer.nearly and bool(shown),
        unquoted=answer.results.without_phrases and bool(shown),
        offers=() if shown else suggestions(user, state.query.text),
    )


def page_of(total: int, number: int) -> Page:
    """For the paging links; it holds no hits."""
    return Paginator(range(min(total, DEEPEST)), PAGE_SIZE).get_page(number)


def _ask(user, state: SearchState) -> _Answer:
    """The query as it is and, when nothing answers because of words that nothing has, once more for nearly the same."""
    query = state.to_query()
    answer = _engine_answer(user, query)
    if answer.results.total or not query.words:
        return answer
    spelling = spelling_of(user, state.query.words, language=query.language)
    if not spelling.unknown:
        return answer
    nearly = _engine_answer(user, replace(query, fuzzy=True))
    meant = replace(query, words=spelling.corrected(query.words))
    return replace(nearly, query=meant, spelling=spelling, nearly=True)


def _engine_answer(user, query: Query) -> _Answer:
    viewer = viewer_of(user)
    with guarded_engine() as engine:
        results = engine.search(query, viewer, facet_size=COUNTED)
        query = phrases_as_words(query) if results.without_phrases else query
        works = [hit.key for hit in results.hits if hit.key.startswith("output:")]
        if not works or not (query.words or query.phrases or for_pages(query).required):
            return _Answer(query, results)
        one_more = PASSAGES_PER_WORK + 1  # than are shown tells that there are others
        found = engine.passages(query, viewer, parents=works, per_parent=one_more)
        return _Answer(query, results, found)


def _spelling(user, state: SearchState, answer: _Answer, shown: Sequence[ShownHit]) -> Spelling:
    """Of a query that found something only its first page says what else may have been meant."""
    if not answer.results.total or answer.nearly or state.page > 1:
        return answer.spelling
    return spelling_of(user, state.query.words, language=answer.query.language, shown=shown)


def _correction(spelling: Spelling, state: SearchState) -> Correction:
    pieces = spelling.pieces(state.query.text)
    text = "".join(piece.text for piece in pieces)
    return Correction(pieces, replace(state, query=parse_query(text), page=1).url())


def _page_from_database(user, state: SearchState) -> ResultsPage:
    found = outputs_from_database(user, state)
    total = len(found)
    page = page_of(total, state.page)
    start = (page.number - 1) * PAGE_SIZE
    query = query_asked(state.query)
    return ResultsPage(
        state=state,
        total=total,
        hits=output_hits(user, found[start : start + PAGE_SIZE], query, {}),
        page=page,
        chips=chips_shown(facet_labels({}, state, user), state),
        degraded=True,
    )
