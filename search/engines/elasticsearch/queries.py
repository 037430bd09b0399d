"""A ``Query`` and a ``Viewer`` → Elasticsearch's queries. Pure: nothing here speaks to a server.

``cross_fields`` with a tie-breaker of 0.3 measured best: a word counts by its best field and some of the others,
wherever in the record it stands (.302→.379, .346→.408 and .440→.519 nDCG@10 against ``best_fields title^2``). No
word is required.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query as Clause

from ..analysis import identifier_key
from ..analysis.characters import is_cjk, script, word_parts, word_runs
from ..analysis.languages import Chain, chain_for, chains_for_script
from ..analysis.queries import (
    OTHER_LANGUAGE,
    chunks,
    condition_words,
    exact_words,
    fuzzy_words,
    identifiers_in,
    is_all_stop_words,
    phrase_words,
    title_start,
    typed_parts,
)
from ..protocol import Condition, Query, Scope, Viewer
from ..understanding import RECENCY_SCORE, recent_since
from .mapping import GATED_FIELD, TEXT_FIELDS, grams_field, main_field

TIE_BREAKER = 0.3
TITLE_WEIGHT = 2.0
NAMES_WEIGHT = 0.5  # partners, venues and subjects in every language say less than the work's own words
GRAMS_WEIGHT = 0.15
EXACT_WEIGHT = 0.15  # a word as it was typed, beside its stem; in titles it also tells homonyms of two languages apart
ALSO_WEIGHT = 0.8  # of a synonym, beside the word that was typed
FUZZY_SCORE = 2.0  # of a misspelt word, whichever it is; about what a common word has
IDENTIFIER_SCORE = 1_000.0  # above any sum of words

_WEIGHTS = {"title": TITLE_WEIGHT, "names": NAMES_WEIGHT}

_Channel = Callable[[str, Chain], str]  # ``main_field`` or ``grams_field``


@dataclass(frozen=True, slots=True)
class _Place:
    """Fields to look in that are open to whoever sees the document, and those behind its gate."""

    openly: Sequence[str]
    exact: str
    gated: Sequence[str] = ()
    gated_exact: str = ""


_EVERYWHERE = _Place(TEXT_FIELDS, "exact", (GATED_FIELD,), "gated_exact")
_ON_PAGES = _Place(("text",), "exact")
_TITLES = _Place(("title",), "title_exact")
_PEOPLE = _Place(("people",), "people_exact")


def visible(viewer: Viewer) -> Clause:
    """The documents whose record the viewer may see."""
    tokens = sorted(viewer.tokens)
    hidden = Q("range", hidden_until={"gt": viewer.today.isoformat()})
    shown = Q("bool", filter=[Q("terms", audience=tokens)], must_not=[hidden])
    return Q("bool", should=[shown, Q("terms", insiders=tokens)], minimum_should_match=1)


def passes_gate(viewer: Viewer) -> Clause:
    """The documents whose gate lets the viewer through today."""
    tokens = sorted(viewer.tokens)
    still_closed = Q("range", gate_opens={"gt": viewer.today.isoformat()})
    opened = Q("bool", filter=[Q("terms", gate_audience=tokens)], must_not=[still_closed])
    return Q("bool", should=[Q("terms", gate_always=tokens), opened], minimum_should_match=1)


def outputs_query(query: Query, viewer: Viewer, *, loosely: bool = False) -> Clause:
    """The outputs that answer ``query``, not yet narrowed by chosen facets."""
    answering = _Words(query, viewer, _EVERYWHERE).answering([visible(viewer)], loosely)
    since = recent_since(query, viewer)
    if since is None:
        return answering
    recent = Q("constant_score", filter=Q("range", sort_date={"gte": since.isoformat()}), boost=RECENCY_SCORE)
    return Q("bool", must=[answering], should=[recent])


def passages_query(query: Query, viewer: Viewer, parents: Sequence[str], *, loosely: bool = False) -> Clause:
    """The passages of ``parents`` that answer ``query``, of which only what is asked of pages is left."""
    filters = [Q("terms", parent=list(parents)), visible(viewer), passes_gate(viewer)]
    return _Words(query, viewer, _ON_PAGES).answering(filters, loosely)


def chosen_filters(query: Query) -> dict[str, Clause]:
    """facet name -> the filter of its chosen values."""
    return {name: _in_facet(name, values) for name, values in query.chosen.items() if values}


def completion_query(text: str, viewer: Viewer) -> Clause | None:
    """The visible outputs with a title that has the beginnings of the words of ``text``, and a score of 2 where it
    begins with all of it, 1 elsewhere. None when there are no words."""
    words = [_begun(part) for part in typed_parts(text)]
    starting = Q("constant_score", filter=Q("prefix", title_start=title_start(text)))
    matching = Q("constant_score", filter=Q("bool", filter=[visible(viewer), *words]))
    return Q("bool", must=[matching], should=[starting]) if words else None


def _begun(part: Sequence[str]) -> Clause:
    if len(part) > 1:
        return Q("match_phrase", **{_TITLES.exact: " ".join(part)})
    return Q("prefix", **{_TITLES.exact: part[0]})


def _in_facet(name: str, values: Sequence[str]) -> Clause:
    return Q("terms", **{f"facets.{name}": list(values)})


def _any_of(clauses: Sequence[Clause]) -> Clause:
    return Q("bool", should=list(clauses), minimum_should_match=1) if clauses else Q("match_none")


class _Words:
    """One query's words, looked up in one place for one viewer."""

    def __init__(self, query: Query, viewer: Viewer, place: _Place) -> None:
        self._query = query
        self._viewer = viewer
        self._place = place

    def answering(self, filters: list[Clause], loosely: bool) -> Clause:
        query = self._query
        must = [self._phrase(phrase) for phrase in query.phrases if phrase_words(phrase)]
        must += [Q("dis_max", queries=[self._condition(one) for one in group]) for group in query.required]
        better = self._groups(query.words, grams_field) + self._as_typed(query.words, cjk=True)
        if query.words.strip() or query.also:
            must.append(_any_of(self._matches() + (better if loosely else [])))
        forbidden = [clause for text in query.excluded for clause in self._groups(text, main_field)]
        forbidden += map(self._condition, query.forbidden)
        return Q("bool", filter=filters, must=must, must_not=forbidden, should=[] if loosely else better)

    def _matches(self) -> list[Clause]:
        """What makes hits. N-grams do not, or nearly every work would answer every query."""
        words = self._query.words
        clauses = self._groups(words, main_field) + self._as_typed(words, cjk=False) + self._also()
        if keys := identifiers_in(words) if self._place is _EVERYWHERE else []:
            clauses.append(Q("constant_score", filter=Q("terms", identifiers=keys), boost=IDENTIFIER_SCORE))
        if is_all_stop_words(words):
            clauses.append(Q("bool", must=[self._phrase(word) for word in phrase_words(words)]))
        return clauses + (self._fuzzy(words) if self._query.fuzzy else [])

    def _also(self) -> list[Clause]:
        return [clause for text in self._query.also for clause in self._other_way(text)]

    def _other_way(self, text: str) -> list[Clause]:
        """Several words count together what one may; in their order they count more."""
        words = phrase_words(text)
        if len(words) > 1:
            ways = [self._condition(Condition(text)), self._phrase(text)]
            return [Q("dis_max", queries=ways, tie_breaker=TIE_BREAKER, boost=ALSO_WEIGHT / len(words))]
        return [Q("dis_max", queries=[clause], boost=ALSO_WEIGHT) for clause in self._groups(text, main_field)]

    def _fuzzy(self, text: str) -> list[Clause]:
        """Words that are, each, an edit or two away from one of ``text``; their first letters are the same."""
        return [self._in_exact("fuzzy", _nearly(word, edits)) for word, edits in fuzzy_words(text).items()]

    def _as_typed(self, text: str, *, cjk: bool) -> list[Clause]:
        """The words as they were typed, in any language's text; single characters of Chinese or Japanese apart."""
        words = " ".join(word for word in exact_words(text) if is_cjk(word) is cjk)
        return [self._in_exact("match", {"query": words, "boost": EXACT_WEIGHT})] if words else []

    def _phrase(self, phrase: str, place: _Place | None = None) -> Clause:
        return self._in_exact("match_phrase", {"query": " ".join(phrase_words(phrase))}, place)

    def _in_exact(self, kind: str, wanted: dict[str, Any], place: _Place | None = None) -> Clause:
        place = place or self._place
        openly = Q(kind, **{place.exact: wanted})
        if not place.gated_exact:
            return openly
        return Q("dis_max", queries=[openly, self._behind_gate(Q(kind, **{place.gated_exact: wanted}))])

    def _behind_gate(self, clause: Clause) -> Clause:
        return Q("bool", must=[clause], filter=[passes_gate(self._viewer)])

    # Conditions

    def _condition(self, condition: Condition) -> Clause:
        if condition.facet:
            return Q("constant_score", filter=_in_facet(condition.facet, condition.values), boost=0)
        if condition.scope is Scope.IDENTIFIER:
            wanted = Q("term", identifiers=identifier_key(condition.text))
            return Q("constant_score", filter=wanted, boost=0)
        if condition.scope is Scope.PHRASE:
            return self._phrase(condition.text)
        place = {Scope.TITLE: _TITLES, Scope.PEOPLE: _PEOPLE}.get(condition.scope, self._place)
        return Q("bool", must=[self._any_form(word, place) for word in condition_words(condition.text)])

    def _any_form(self, word: str, place: _Place) -> Clause:
        """A run of Chinese or Japanese has no forms: it is looked up as it stands."""
        chains = () if is_cjk(word) else chains_for_script(script(word))
        found = [self._phrase(word, place), *(_all_in_fields(word, chain, place.openly) for chain in chains)]
        if place.gated and chains:
            behind = [_all_in_fields(word, chain, place.gated) for chain in chains]
            found.append(self._behind_gate(Q("dis_max", queries=behind)))
        return Q("dis_max", tie_breaker=TIE_BREAKER, queries=found)

    # Languages

    def _groups(self, text: str, channel: _Channel) -> list[Clause]:
        """The words of each script together, each such group in the chains of its script; the best chain counts."""
        groups = []
        for name, words in _words_by_script(text).items():
            chains = [chain for chain in chains_for_script(name) if channel is main_field or chain.has_grams(name)]
            if chains:
                found = [self._in_chain(words, chain, channel) for chain in chains]
                groups.append(Q("dis_max", tie_breaker=TIE_BREAKER, queries=found))
        return groups

    def _in_chain(self, words: str, chain: Chain, channel: _Channel) -> Clause:
        place = self._place
        found = [_in_fields(words, chain, place.openly, channel)]
        if place.gated:
            # Who passes the gate also has the words of the open fields beside those of the gated text.
            found.append(self._behind_gate(_in_fields(words, chain, [*place.openly, *place.gated], channel)))
        own = chain is chain_for(self._query.language)
        boost = (1.0 if own else OTHER_LANGUAGE) * (1.0 if channel is main_field else GRAMS_WEIGHT)
        return Q("dis_max", queries=found, boost=boost)


def _words_by_script(text: str) -> dict[str, str]:
    """Words of CJK and other scripts may stand together in one chunk; apostrophes stay for the chains to judge.
    Numbers have no script and go with the words of each; so do Latin terms, which every chain knows, with other
    scripts."""
    parts = [(part, script(part)) for chunk in chunks(text) for part in _parts(chunk)]
    names = dict.fromkeys(name for _, name in parts if name != "other") or dict.fromkeys(name for _, name in parts)
    return {name: " ".join(part for part, its in parts if its in {name, "other", "latin"}) for name in names}


def _parts(chunk: str) -> list[str]:
    parts = [part for run in word_runs(chunk) for part in word_parts(run)]
    return parts if len({script(part) for part in parts}) > 1 else [chunk] * bool(parts)


def _in_fields(
    words: str, chain: Chain, fields: Sequence[str], channel: _Channel = main_field, operator: str = "or"
) -> Clause:
    names = [_weighted(channel(field, chain), field) for field in fields]
    return Q("multi_match", query=words, type="cross_fields", tie_breaker=TIE_BREAKER, fields=names, operator=operator)


def _all_in_fields(word: str, chain: Chain, fields: Sequence[str]) -> Clause:
    """All that the chain makes of a word."""
    return _in_fields(word, chain, fields, operator="and")


def _weighted(name: str, field: str) -> str:
    return f"{name}^{_WEIGHTS[field]}" if field in _WEIGHTS else name


def _nearly(word: str, edits: int) -> dict[str, Any]:
    return {
        "value": word,
        "fuzziness": edits,
        "prefix_length": 1,
        "rewrite": "constant_score",  # any number of words, which count as one clause
        "boost": FUZZY_SCORE,
    }


def similar_query(source: dict[str, dict[str, list[str]]], key: str, viewer: Viewer) -> Clause | None:
    """Visible outputs with the rarest words of a work's titles, keywords and names; None when it has none."""
    fields = ("title", "keywords", "names")
    chains = sorted({name for field in fields for name in source.get(field, {})})
    likes = [
        Q(
            "more_like_this",
            fields=[f"{field}.{name}" for field in fields],
            like=[text for field in fields for text in source.get(field, {}).get(name, [])],
            min_term_freq=1,
            min_doc_freq=2,
            max_query_terms=25,
            minimum_should_match="1",
        )
        for name in chains
    ]
    if not likes:
        return None
    return Q(
        "bool",
        filter=[visible(viewer)],
        must=[Q("bool", should=likes, minimum_should_match=1)],
        must_not=[Q("term", key=key)],
    )
