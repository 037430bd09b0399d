"""Words and phrases → tantivy's queries: where they are looked up, what they weigh, and who may have them matched.

The score imitates what measured best on Elasticsearch, ``cross_fields`` with a tie-breaker of 0.3: each word counts
by its best field, plus 0.3 of the others, and a word is as rare as it is in the field where it is most common, so
that a common word does not win by being rare in titles.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import tantivy
from tantivy import Occur
from tantivy import Query as Q

from ..analysis.queries import Word, condition_words, fuzzy_words, phrase_words, readings
from ..protocol import Viewer
from .schema import GATED_FIELD, OPEN_FIELDS, exact_term

TIE_BREAKER = 0.3
TITLE_WEIGHT = 2.0
NAMES_WEIGHT = 0.5  # partners, venues and subjects in every language say less than the work's own words
GRAMS_WEIGHT = 0.15
EXACT_WEIGHT = 0.15  # a word as it was typed, beside its stem; in titles it also tells homonyms of two languages apart
FUZZY_SCORE = 2.0  # of a misspelt word, whichever it is; about what a common word has


@dataclass(frozen=True, slots=True)
class Place:
    """Fields to look in, ``main`` with their weights, and those behind the gate; ``""`` where there are none."""

    main: Mapping[str, float]
    exact: str
    grams: str = ""
    gated_main: str = ""
    gated_exact: str = ""
    gated_grams: str = ""


EVERYWHERE = Place(
    dict.fromkeys(OPEN_FIELDS, 1.0) | {"title": TITLE_WEIGHT, "names": NAMES_WEIGHT},
    "exact",
    "grams",
    GATED_FIELD,
    "gated_exact",
    "gated_grams",
)
ON_PAGES = Place({"text": 1.0}, "exact", "grams")
TITLES = Place({"title": 1.0}, "title_exact")
PEOPLE = Place({"people": 1.0}, "people_exact")


class TermBuilder:
    """Builds queries for one searcher, whose document frequencies the scores need."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, viewer: Viewer) -> None:
        self._schema = schema
        self._searcher = searcher
        self._viewer = viewer
        self._documents = max(1, searcher.num_docs)

    # Access

    def visible(self) -> Q:
        """The documents whose record the viewer may see."""
        tokens, ahead = self._viewer.tokens, (self._viewer.today.toordinal() + 1, date.max.toordinal())
        hidden = Q.range_query(self._schema, "hidden_until", tantivy.FieldType.Unsigned, *ahead)
        shown = all_of([self.any("audience", tokens)], but=[hidden])
        return self.filter(any_of([shown, self.any("insiders", tokens)]))

    def passes_gate(self) -> Q:
        """The documents whose gate lets the viewer through today."""
        opened = Q.range_query(
            self._schema, "gate_opens", tantivy.FieldType.Unsigned, 0, self._viewer.today.toordinal()
        )
        return self.filter(
            any_of(
                [
                    self.any("gate_always", self._viewer.tokens),
                    all_of([self.any("gate_audience", self._viewer.tokens), opened]),
                ]
            )
        )

    def behind_gate(self, queries: Sequence[Q]) -> list[Q]:
        """Those of ``queries``, which look into gated text, that the viewer may have answered."""
        return [all_of([self.passes_gate(), best_of(queries)])] if queries else []

    # Words

    def word(self, forms: Mapping[str, float], place: Place) -> Q:
        """Any of the forms (main token → weight)."""
        gated = self._terms_of(forms, {place.gated_main: 1.0}) if place.gated_main else []
        return best_of([*self._terms_of(forms, place.main), *self.behind_gate(gated)])

    def grams(self, word: Word, place: Place) -> Q:
        """The n-grams of a word, of which more is better."""
        gated = self._gram_terms(word, place.gated_grams) if place.gated_grams else []
        return any_of([*self._gram_terms(word, place.grams), *self.behind_gate(gated)])

    def as_typed(self, words: Sequence[str], place: Place) -> Q:
        """The words, as the ``exact`` channel has them."""
        words = list(dict.fromkeys(words))
        gated = self._exact_terms(words, place.gated_exact) if place.gated_exact else []
        openly = self._exact_terms(words, place.exact)
        return best_of([any_of(openly), *(self.behind_gate([any_of(gated)]) if gated else ())])

    def phrase(self, words: Sequence[str], place: Place) -> Q:
        """Words of the ``exact`` channel in this order."""
        gated = [self._in_order(place.gated_exact, words)] if place.gated_exact else []
        return best_of([self._in_order(place.exact, words), *self.behind_gate(gated)])

    def all_words(self, text: str, place: Place) -> Q:
        """Every word of ``text`` in some form; runs of Chinese and Japanese as they stand."""
        return all_of([self._any_form(word, place) for word in condition_words(text)])

    def _any_form(self, word: str, place: Place) -> Q:
        found = [all_of([self.word({token: 1.0}, place) for token in reading]) for reading in readings(word)]
        return best_of([*found, self.phrase(phrase_words(word), place)])

    def fuzzy(self, text: str, place: Place) -> list[Q]:
        """Words that are, each, an edit or two away from one of ``text``; their first letters are the same."""
        return [self._nearly(word, edits, place) for word, edits in fuzzy_words(text).items()]

    def _nearly(self, word: str, edits: int, place: Place) -> Q:
        gated = [self._nearly_in(place.gated_exact, word, edits)] if place.gated_exact else []
        return best_of([self._nearly_in(place.exact, word, edits), *self.behind_gate(gated)])

    def _nearly_in(self, field: str, word: str, edits: int) -> Q:
        return Q.boost_query(Q.fuzzy_term_query(self._schema, field, exact_term(word), edits), FUZZY_SCORE)

    def beginning(self, field: str, start: str) -> Q:
        """The documents with a term in ``field`` that begins so. All count alike."""
        return Q.fuzzy_term_query(self._schema, field, start, distance=0, prefix=True)

    # Terms

    def frequency(self, field: str, token: str) -> int:
        """In how many documents the token is."""
        return self._searcher.doc_freq(field, token)

    def term(self, field: str, value: str) -> Q:
        """The documents with this very value."""
        return Q.term_query(self._schema, field, value)

    def any(self, field: str, values: Iterable[str]) -> Q:
        """The documents with any of the values."""
        return Q.term_set_query(self._schema, field, sorted(values))

    def filter(self, query: Q) -> Q:
        """``query`` without any weight."""
        return Q.const_score_query(query, 0.0)

    def _terms_of(self, forms: Mapping[str, float], fields: Mapping[str, float]) -> list[Q]:
        return [term for token, weight in forms.items() for term in self._terms(token, weight, fields)]

    def _terms(self, token: str, weight: float, fields: Mapping[str, float]) -> list[Q]:
        """The token in each field that has it, scored as rare as in the field where it is most common."""
        frequencies = {name: self.frequency(name, token) for name in fields}
        commonest = max(frequencies.values())
        return [
            Q.boost_query(
                self.term(name, token), weight * fields[name] * self._rarity(commonest) / self._rarity(frequency)
            )
            for name, frequency in frequencies.items()
            if frequency
        ]

    def _gram_terms(self, word: Word, field: str) -> list[Q]:
        """A word's n-grams weigh together what one word may, however long it is."""
        return [
            Q.boost_query(self.term(field, gram), GRAMS_WEIGHT * weight)
            for gram, weight in word.grams.items()
            if self.frequency(field, gram)
        ]

    def _exact_terms(self, words: Sequence[str], field: str) -> list[Q]:
        terms = map(exact_term, words)
        return [Q.boost_query(self.term(field, term), EXACT_WEIGHT) for term in terms if self.frequency(field, term)]

    def _in_order(self, field: str, words: Sequence[str]) -> Q:
        terms = [exact_term(word) for word in words]
        return self.term(field, terms[0]) if len(terms) == 1 else Q.phrase_query(self._schema, field, terms)

    def _rarity(self, frequency: int) -> float:
        """BM25's inverse document frequency, as tantivy has it. Deleted documents may still be counted."""
        documents = max(self._documents, frequency)
        return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


def any_of(queries: Sequence[Q]) -> Q:
    """Any of ``queries``; each adds to the score."""
    return Q.boolean_query([(Occur.Should, query) for query in queries]) if queries else Q.empty_query()


def best_of(queries: Sequence[Q]) -> Q:
    """Any of ``queries``; the best makes the score, the others add some."""
    return Q.disjunction_max_query(list(queries), TIE_BREAKER) if queries else Q.empty_query()


def all_of(queries: Sequence[Q], *, but: Sequence[Q] = (), better: Sequence[Q] = ()) -> Q:
    """All of ``queries`` and none of ``but``; what also answers ``better`` scores higher."""
    clauses = [(Occur.Must, query) for query in queries] + [(Occur.Should, query) for query in better]
    return Q.boolean_query(clauses + [(Occur.MustNot, query) for query in but])
