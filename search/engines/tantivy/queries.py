"""A ``Query`` and a ``Viewer`` → tantivy's queries.

Words are added up; none is required. N-grams move documents up but make no hits of their own, or nearly every work
would answer every query; unless the query is read ``loosely``, which is a second try when nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tantivy import FieldType
from tantivy import Query as Q

from ..analysis import identifier_key
from ..analysis.queries import (
    exact_words,
    identifiers_in,
    is_all_stop_words,
    phrase_words,
    query_words,
    title_start,
    typed_parts,
)
from ..protocol import FACETS, Condition, Query, Scope
from ..understanding import RECENCY_SCORE, recent_since
from .schema import exact_term, facet_field
from .terms import EVERYWHERE, ON_PAGES, PEOPLE, TITLES, Place, TermBuilder, all_of, any_of, best_of

IDENTIFIER_SCORE = 1_000.0  # above any sum of words
ALSO_WEIGHT = 0.8  # of a synonym, beside the word that was typed
MOST_LIKE = 25  # words of a work that its likeness is measured by


class QueryBuilder(TermBuilder):
    """Builds whole queries for one searcher and one viewer."""

    # The two indices

    def outputs(self, query: Query, *, besides: str | None = None, loosely: bool = False) -> Q:
        """The outputs that answer ``query``; ``besides`` names a facet whose chosen values do not narrow them."""
        required = [self.visible(), *self._chosen(query, besides)]
        answering = self._answering(query, EVERYWHERE, required, self._identifiers(query.words), loosely)
        since = recent_since(query, self._viewer)
        return answering if since is None else all_of([answering], better=[self._recent(since)])

    def passages(self, query: Query, parents: Iterable[str], *, loosely: bool = False) -> dict[str, Q]:
        """For each of ``parents`` its passages that answer ``query``, of which only what is asked of pages is left."""
        answering = self._answering(query, ON_PAGES, [self.visible(), self.passes_gate()], [], loosely)
        return {parent: all_of([self.filter(self.term("parent", parent)), answering]) for parent in parents}

    def visible_output(self, key: str) -> Q:
        """The one output of this key, if its record may be seen."""
        return all_of([self.term("key", key), self.visible()])

    def similar(self, key: str, tokens: Iterable[str]) -> Q:
        """Visible outputs with the rarest of ``tokens``, but the one of this key."""
        rarest = sorted(set(tokens), key=lambda token: (self.frequency("likeness", token), token))
        shared = [token for token in rarest if self.frequency("likeness", token) > 1][:MOST_LIKE]
        if not shared:
            return Q.empty_query()
        words = any_of([self.term("likeness", token) for token in shared])
        return all_of([self.visible(), words], but=[self.term("key", key)])

    def completions(self, text: str) -> list[Q]:
        """The visible outputs with a title that begins with ``text``; then those with its words' beginnings."""
        parts = typed_parts(text)
        if not parts:
            return []
        words = [self.visible(), *map(self._begun, parts)]
        starting = self.beginning("title_start", title_start(text))
        return [all_of([*words, starting]), all_of(words, but=[starting])]

    # Parts

    def _begun(self, part: Sequence[str]) -> Q:
        if len(part) > 1:
            return self.phrase(part, TITLES)
        return self.beginning(TITLES.exact, exact_term(part[0]))

    def _answering(self, query: Query, place: Place, required: list[Q], matches: list[Q], loosely: bool) -> Q:
        words = query_words(query.words, query.language)
        better = [*(self.grams(word, place) for word in words), self.as_typed(exact_words(query.words), place)]
        required = required + [self.phrase(phrase, place) for phrase in map(phrase_words, query.phrases) if phrase]
        required += [best_of([self._condition(one, place) for one in group]) for group in query.required]
        if query.words.strip() or query.also:
            matches = matches + [self.word(word.forms, place) for word in words] + self._otherwise(query, place)
            required.append(any_of([*matches, *(better if loosely else ())]))
        forbidden = self._excluded(query, place) + [self._condition(one, place) for one in query.forbidden]
        return all_of(required, but=forbidden, better=() if loosely else better)

    def _otherwise(self, query: Query, place: Place) -> list[Q]:
        """What makes hits beside the words themselves."""
        found = [Q.boost_query(self._also(text, query.language, place), ALSO_WEIGHT) for text in query.also]
        if is_all_stop_words(query.words):
            found.append(all_of([self.phrase([word], place) for word in phrase_words(query.words)]))
        return found + (self.fuzzy(query.words, place) if query.fuzzy else [])

    def _also(self, text: str, language: str, place: Place) -> Q:
        """Several words count together what one may; in their order they count more."""
        words = phrase_words(text)
        if len(words) > 1:
            together = best_of([self.all_words(text, place), self.phrase(words, place)])
            return Q.boost_query(together, 1 / len(words))
        return best_of([self.word(word.forms, place) for word in query_words(text, language)])

    def _excluded(self, query: Query, place: Place) -> list[Q]:
        """Where the viewer may not read, an excluded word excludes nothing: a missing hit would give it away."""
        words = [word for text in query.excluded for word in query_words(text, query.language)]
        return [self.word(word.forms, place) for word in words]

    def _condition(self, condition: Condition, place: Place) -> Q:
        if condition.facet:
            return self._in_facet(condition.facet, condition.values)
        if condition.scope is Scope.IDENTIFIER:
            return self.filter(self.term("identifiers", identifier_key(condition.text)))
        if condition.scope is Scope.PHRASE:
            return self.phrase(phrase_words(condition.text), place)
        place = {Scope.TITLE: TITLES, Scope.PEOPLE: PEOPLE}.get(condition.scope, place)
        return self.all_words(condition.text, place)

    def _recent(self, since: date) -> Q:
        days = FieldType.Unsigned, since.toordinal(), date.max.toordinal()
        return Q.const_score_query(Q.range_query(self._schema, "sort_date", *days), RECENCY_SCORE)

    def _chosen(self, query: Query, besides: str | None) -> list[Q]:
        return [self._in_facet(name, values) for name, values in query.chosen.items() if values and name != besides]

    def _in_facet(self, name: str, values: Sequence[str]) -> Q:
        return self.filter(self.any(facet_field(name), values)) if name in FACETS else Q.empty_query()

    def _identifiers(self, text: str) -> list[Q]:
        keys = identifiers_in(text)
        return [Q.const_score_query(self.any("identifiers", keys), IDENTIFIER_SCORE)] if keys else []
