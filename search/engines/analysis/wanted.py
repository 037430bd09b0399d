"""What a query looks for, ready to be held against the words of many texts.

A results page marks some ten thousand words, mostly the same few thousand: each is judged once for a query and a
language, and remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ..protocol import Query, Scope
from .characters import is_cjk, normalise, raw_words, script
from .languages import Chain, chain_for, chains_for_script
from .queries import fuzzy_words, phrase_words, query_words
from .tokens import analyser, exact

_SHORTEST_PART = 4  # letters a query's word must have to be marked inside a longer one
_REMEMBERED = 5_000  # words judged, in one language, before the memory starts anew

_EXPRESSIONS = 1_000  # numbers of expressions begin here, above those of words

Place = tuple[int, int]  # which expression, and which of its words
Numbers = frozenset[int]  # which words or expressions of the query


@dataclass(frozen=True, slots=True)
class Step:
    """A word as part of expressions: where it stands in its run, and the places in expressions that it can take."""

    start: int
    end: int
    places: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a run of letters answers: (start, end, numbers) of each part that does by itself, its steps, and its parts
    that belong to a synonym of several words."""

    matches: Sequence[tuple[int, int, Numbers]] = ()
    steps: Sequence[Step] = ()
    apart: Sequence[tuple[int, int, Numbers]] = ()


_NOTHING = Judged()


@dataclass(slots=True)
class Wanted:
    """``forms``: token → number of the query's word that it is a form of. ``expressions``: for each the tokens that
    its words may be (phrases as they are written, synonyms in any form). ``nearly``: word → (edits, number), for a
    second try that forgives misspelling. ``apart``: token → number of the expression among whose words it is, where
    these may also stand apart.
    """

    forms: Mapping[str, int]
    expressions: Sequence[Sequence[frozenset[str]]] = ()
    nearly: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    apart: Mapping[str, int] = field(default_factory=dict)
    _places: dict[str, set[Place]] = field(default_factory=dict)
    _memory: dict[str, dict[str, Judged]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, expression in enumerate(self.expressions):
            for place, tokens in enumerate(expression):
                for token in tokens:
                    self._places.setdefault(token, set()).add((number, place))

    def number_of(self, expression: int) -> int:
        """A number that no word has, whatever the query's words are."""
        return _EXPRESSIONS + expression

    def memory(self, language: str) -> dict[str, Judged]:
        """Run of letters → what it answers in a text of ``language``, as far as it was asked for."""
        known = self._memory.setdefault(chain_for(language).name, {})
        if len(known) > _REMEMBERED:
            known.clear()
        return known

    def judge(self, run: str, language: str) -> Judged:
        """What a run of letters answers in a text of ``language``."""
        if self._is_plain(language) and self.forms.keys().isdisjoint(_tokens(run, language)):
            return _NOTHING
        matches: list[tuple[int, int, Numbers]] = []
        steps: list[Step] = []
        apart: list[tuple[int, int, Numbers]] = []
        for start, end, word in raw_words(run):
            matches += self._matches(start, end, word, language)
            if self.expressions:
                steps += self._steps(start, end, word, language)
            if self.apart:
                numbers = frozenset(self.apart[form] for form in _forms(word, language) if form in self.apart)
                apart += [(start, end, numbers)] if numbers else []
        return Judged(tuple(matches), tuple(steps), tuple(apart)) if matches or steps or apart else _NOTHING

    def _is_plain(self, language: str) -> bool:
        """Whether nothing but the tokens themselves can be met: then most words are dismissed at a glance."""
        return not (self.expressions or self.apart or self.nearly or chain_for(language).has_compounds)

    def _matches(self, start: int, end: int, word: str, language: str) -> Iterable[tuple[int, int, Numbers]]:
        if is_cjk(word):
            return self._pairs(start, word)
        numbers = self._numbers(word, language)
        return [(start, end, numbers)] if numbers else []

    def _numbers(self, word: str, language: str) -> Numbers:
        numbers = frozenset(self.forms[form] for form in _forms(word, language) if form in self.forms)
        if numbers or not (self.nearly or chain_for(language).has_compounds):
            return numbers
        whole = "".join(exact(normalise(word)))
        if self.nearly:
            numbers = frozenset(n for other, (edits, n) in self.nearly.items() if is_nearly(whole, other, edits))
        if numbers or not chain_for(language).has_compounds:
            return numbers
        return frozenset(n for form, n in self.forms.items() if len(form) >= _SHORTEST_PART and form in whole)

    def _pairs(self, start: int, run: str) -> Iterator[tuple[int, int, Numbers]]:
        for place, token in _pairs(run):
            number = self.forms.get(token)
            if number is not None:
                yield start + place, start + place + len(token), frozenset({number})

    def _steps(self, start: int, end: int, word: str, language: str) -> Iterator[Step]:
        parts = exact(normalise(word))
        if is_cjk(word) and len(parts) == end - start:
            for place, part in enumerate(parts, start):
                yield Step(place, place + 1, frozenset(self._places.get(part, ())))
        elif parts:
            tokens = {*parts, *(_stem(form) for form in _forms(word, language))}
            yield Step(start, end, frozenset().union(*(self._places.get(token, ()) for token in tokens)))


def wanted(query: Query) -> Wanted:
    """What ``query`` looks for; the same object for the same words, so that its memory serves the whole page."""
    conditions = [condition for group in query.required for condition in group if not condition.facet]
    words = [one.text for one in conditions if one.scope in {Scope.WORDS, Scope.TITLE}]
    phrases = [one.text for one in conditions if one.scope is Scope.PHRASE]
    text = " ".join([query.words, *words])
    return _wanted(text, (*query.phrases, *phrases), tuple(query.also), query.fuzzy, query.language)


@lru_cache(maxsize=32)
def _wanted(words: str, phrases: Sequence[str], also: Sequence[str], fuzzy: bool, language: str) -> Wanted:
    found = query_words(words, language)
    forms: dict[str, int] = {}
    for number, word in enumerate(found):
        for form in word.forms:
            forms.setdefault(form, number)
    single = [text for text in also if len(phrase_words(text)) == 1]
    for number, text in enumerate(single, start=len(found)):
        for form in _forms_of_query(text, language):
            forms.setdefault(form, number)
    several = [text for text in also if text not in single]
    expressions = [[frozenset({token}) for token in phrase_words(phrase)] for phrase in phrases]
    expressions = [expression for expression in [*expressions, *map(_expression, several)] if expression]
    nearly = {word: (edits, number) for number, (word, edits) in enumerate(fuzzy_words(words).items())}
    apart = {form: number for number, text in enumerate(several) for form in _forms_of_query(text, language)}
    return Wanted(forms, expressions, nearly if fuzzy else {}, apart)


def _forms_of_query(text: str, language: str) -> Iterator[str]:
    return (form for word in query_words(text, language) for form in word.forms)


def _expression(text: str) -> list[frozenset[str]]:
    """A synonym of several words: each as it is written or in another form; Chinese and Japanese as written."""
    found = []
    for word in phrase_words(text):
        stems = [] if is_cjk(word) else map(_stem, _forms_of_query(word, "und"))
        found.append(frozenset({word, *stems}))
    return found


def _stem(form: str) -> str:
    """A form in the place of a word as written, so that a phrase does not meet its stems."""
    return f"{form}*"


def _pairs(run: str) -> Iterator[tuple[int, str]]:
    """Pairs of Chinese, Japanese or Korean characters and single ones, for queries of a single one, with their places.

    Each character keeps its offset, since runs are in normal form but for compatibility characters, which NFKC maps
    one to one here.
    """
    run = normalise(run) if len(normalise(run)) == len(run) else run
    for size in (2, 1):
        yield from ((place, run[place : place + size]) for place in range(len(run) - size + 1))


def _tokens(run: str, language: str) -> frozenset[str]:
    """All tokens by which a run of letters may answer a query. Sentences without spaces are not remembered: they have
    many, and hardly ever come again."""
    return _tokens_of(run, language) if is_cjk(run) else _remembered_tokens(run, language)


@lru_cache(maxsize=100_000)
def _remembered_tokens(run: str, language: str) -> frozenset[str]:
    return _tokens_of(run, language)


def _tokens_of(run: str, language: str) -> frozenset[str]:
    tokens: set[str] = set()
    for _start, _end, word in raw_words(run):
        tokens.update((token for _place, token in _pairs(word)) if is_cjk(word) else _forms(word, language))
    return frozenset(tokens)


@lru_cache(maxsize=50_000)
def _forms(word: str, language: str) -> tuple[str, ...]:
    """The tokens of one word: by the chain of its text, or of its script when the text's chain does not know the
    script.
    """
    chain = chain_for(language)
    worker = analyser(chain if script(word) in chain.scripts else _first_chain(word))
    return tuple(worker.main(worker.split(normalise(word))))


def _first_chain(word: str) -> Chain:
    return chains_for_script(script(word))[0]


def is_nearly(word: str, other: str, edits: int) -> bool:
    """Whether at most ``edits`` letters put in, left out, changed or swapped with their neighbour make one the other,
    and the first letters are the same (optimal string alignment)."""
    if abs(len(word) - len(other)) > edits or word[:1] != other[:1]:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        before, last, row = row, before, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if last and j > 1 and letter == other[j - 2] and its == word[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > edits:
            return False
    return row[-1] <= edits
