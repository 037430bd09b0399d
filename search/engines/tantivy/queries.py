"""A ``Query`` and a ``Viewer`` → tantivy's queries.

The score imitates what measured best on Elasticsearch, ``cross_fields`` with a tie-breaker of 0.3: each word counts
by its best field, plus 0.3 of the others, and a word is as rare as it is in the field where it is most common, so
that a common word does not win by being rare in titles. Words are added up; none is required.

N-grams move documents up but make no hits of their own, or nearly every work would answer every query; unless the query
is read ``loosely``, which is a second try when nothing was found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import tantivy
from tantivy import Occur
from tantivy import Query as Q

from ..analysis.queries import Word, exact_words, identifiers_in, is_all_stop_words, phrase_words, query_words
from ..protocol import Query, Viewer
from .schema import GATED_FIELD, OPEN_FIELDS, facet_field

TIE_BREAKER = 0.3
TITLE_WEIGHT = 2.0
NAMES_WEIGHT = 0.5  # partners, venues and subjects in every language say less than the work's own words
GRAMS_WEIGHT = 0.15
EXACT_WEIGHT = 0.15  # a word as it was typed, beside its stem; in titles it also tells homonyms of two languages apart
IDENTIFIER_SCORE = 1_000.0  # above any sum of words
MOST_LIKE = 25  # words of a work that its likeness is measured by


class QueryBuilder:
    """Builds queries for one searcher, whose document frequencies the scores need."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, viewer: Viewer) -> None:
        self._schema = schema
        self._searcher = searcher
        self._viewer = viewer
        self._documents = max(1, searcher.num_docs)

    # Access

    def visible(self) -> Q:
        """The documents whose record the viewer may see."""
        return self._filter(self._any("audience", self._viewer.tokens))

    def visible_output(self, key: str) -> Q:
        """The one output of this key, if its record may be seen."""
        return _all_of([self._term("key", key), self.visible()])

    def passes_gate(self) -> Q:
        """The documents whose gate lets the viewer through today."""
        opened = Q.range_query(
            self._schema, "gate_opens", tantivy.FieldType.Unsigned, 0, self._viewer.today.toordinal()
        )
        return self._filter(
            _any_of(
                [
                    self._any("gate_always", self._viewer.tokens),
                    _all_of([self._any("gate_audience", self._viewer.tokens), opened]),
                ]
            )
        )

    # The two indices

    def outputs(self, query: Query, *, besides: str | None = None, loosely: bool = False) -> Q:
        """The outputs that answer ``query``; ``besides`` names a facet whose chosen values do not narrow them."""
        fields = dict.fromkeys(OPEN_FIELDS, 1.0) | {"title": TITLE_WEIGHT, "names": NAMES_WEIGHT}
        words = query_words(query.words, query.language)
        matches = [self._output_word(word, fields) for word in words] + self._identifiers(query.words)
        grams = [self._output_grams(word) for word in words]
        required = [self.visible(), *self._chosen(query, besides)]
        return self._combined(query, required, matches, grams, ("exact", "gated_exact"), loosely)

    def passages(self, query: Query, parent: str, *, loosely: bool = False) -> Q:
        """The passages of ``parent`` that answer ``query``."""
        words = query_words(query.words, query.language)
        matches = [_best_of(self._terms_of(word.forms, {"text": 1.0})) for word in words]
        grams = [_any_of(self._gram_terms(word, "grams")) for word in words]
        required = [self._filter(self._term("parent", parent)), self.visible(), self.passes_gate()]
        return self._combined(query, required, matches, grams, ("exact", ""), loosely)

    def similar(self, key: str, tokens: Iterable[str]) -> Q:
        """Visible outputs with the rarest of ``tokens``, but the one of this key."""
        rarest = sorted(set(tokens), key=lambda token: (self._frequency("likeness", token), token))
        shared = [token for token in rarest if self._frequency("likeness", token) > 1][:MOST_LIKE]
        if not shared:
            return Q.empty_query()
        words = _any_of([self._term("likeness", token) for token in shared])
        return _all_of([self.visible(), words], but=[self._term("key", key)])

    # Parts

    def _combined(
        self, query: Query, required: list[Q], matches: list[Q], grams: list[Q], exact: tuple[str, str], loosely: bool
    ) -> Q:
        phrases = [phrase for phrase in map(phrase_words, query.phrases) if phrase]
        required = required + [self._phrase(phrase, exact) for phrase in phrases]
        better = [*grams, *self._as_typed(query.words, exact)]
        if query.words.strip():
            literally = self._literally(query, exact) if is_all_stop_words(query.words) else []
            required.append(_any_of([*matches, *literally, *(better if loosely else ())]))
        excluded = [
            self._excluded(word, exact[1]) for text in query.excluded for word in query_words(text, query.language)
        ]
        return _all_of(required, but=excluded, better=() if loosely else better)

    def _as_typed(self, text: str, exact: tuple[str, str]) -> list[Q]:
        openly, gated = exact
        words = list(dict.fromkeys(exact_words(text)))
        found = [_any_of(self._exact_terms(words, openly))]
        if gated:
            found += self._behind_gate([_any_of(self._exact_terms(words, gated))])
        return [_best_of(found)]

    def _exact_terms(self, words: Sequence[str], field: str) -> list[Q]:
        return [Q.boost_query(self._term(field, word), EXACT_WEIGHT) for word in words if self._frequency(field, word)]

    def _literally(self, query: Query, exact: tuple[str, str]) -> list[Q]:
        return [_all_of([self._phrase([word], exact) for word in phrase_words(query.words)])]

    def _chosen(self, query: Query, besides: str | None) -> list[Q]:
        return [
            self._filter(self._any(facet_field(name), values))
            for name, values in query.chosen.items()
            if values and name != besides
        ]

    def _output_word(self, word: Word, fields: Mapping[str, float]) -> Q:
        """The word in the open fields, or in the gated text of those documents whose gate lets the viewer through."""
        gated = self._behind_gate(self._terms_of(word.forms, {GATED_FIELD: 1.0}))
        return _best_of([*self._terms_of(word.forms, fields), *gated])

    def _output_grams(self, word: Word) -> Q:
        return _any_of([*self._gram_terms(word, "grams"), *self._behind_gate(self._gram_terms(word, "gated_grams"))])

    def _behind_gate(self, queries: Sequence[Q]) -> list[Q]:
        return [_all_of([self.passes_gate(), _best_of(queries)])] if queries else []

    def _excluded(self, word: Word, gated: str) -> Q:
        """Where the viewer may not read, an excluded word excludes nothing: a missing hit would give it away."""
        fields = OPEN_FIELDS if gated else ("text",)
        found = self._terms_of(word.forms, dict.fromkeys(fields, 1.0))
        if gated:
            found += self._behind_gate(self._terms_of(word.forms, {GATED_FIELD: 1.0}))
        return _any_of(found)

    def _phrase(self, words: list[str], exact: tuple[str, str]) -> Q:
        openly, gated = exact
        found = [self._words_in_order(openly, words)]
        if gated:
            found += self._behind_gate([self._words_in_order(gated, words)])
        return _best_of(found)

    def _words_in_order(self, field: str, words: list[str]) -> Q:
        return self._term(field, words[0]) if len(words) == 1 else Q.phrase_query(self._schema, field, words)

    def _identifiers(self, text: str) -> list[Q]:
        keys = identifiers_in(text)
        return [Q.const_score_query(self._any("identifiers", keys), IDENTIFIER_SCORE)] if keys else []

    def _terms_of(self, forms: Mapping[str, float], fields: Mapping[str, float]) -> list[Q]:
        return [term for token, weight in forms.items() for term in self._terms(token, weight, fields)]

    def _terms(self, token: str, weight: float, fields: Mapping[str, float]) -> list[Q]:
        """The token in each field that has it, scored as rare as in the field where it is most common."""
        frequencies = {name: self._frequency(name, token) for name in fields}
        commonest = max(frequencies.values())
        return [
            Q.boost_query(
                self._term(name, token), weight * fields[name] * self._rarity(commonest) / self._rarity(frequency)
            )
            for name, frequency in frequencies.items()
            if frequency
        ]

    def _gram_terms(self, word: Word, field: str) -> list[Q]:
        """A word's n-grams weigh together what one word may, however long it is."""
        return [
            Q.boost_query(self._term(field, gram), GRAMS_WEIGHT * weight)
            for gram, weight in word.grams.items()
            if self._frequency(field, gram)
        ]

    def _frequency(self, field: str, token: str) -> int:
        return self._searcher.doc_freq(field, token)

    def _rarity(self, frequency: int) -> float:
        """BM25's inverse document frequency, as tantivy has it. Deleted documents may still be counted."""
        documents = max(self._documents, frequency)
        return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))

    def _term(self, field: str, value: str) -> Q:
        return Q.term_query(self._schema, field, value)

    def _any(self, field: str, values: Iterable[str]) -> Q:
        return Q.term_set_query(self._schema, field, sorted(values))

    def _filter(self, query: Q) -> Q:
        return Q.const_score_query(query, 0.0)


def _any_of(queries: Sequence[Q]) -> Q:
    return Q.boolean_query([(Occur.Should, query) for query in queries]) if queries else Q.empty_query()


def _best_of(queries: Sequence[Q]) -> Q:
    return Q.disjunction_max_query(list(queries), TIE_BREAKER) if queries else Q.empty_query()


def _all_of(queries: Sequence[Q], *, but: Sequence[Q] = (), better: Sequence[Q] = ()) -> Q:
    """All of ``queries`` and none of ``but``; what also answers ``better`` scores higher."""
    clauses = [(Occur.Must, query) for query in queries] + [(Occur.Should, query) for query in better]
    return Q.boolean_query(clauses + [(Occur.MustNot, query) for query in but])
