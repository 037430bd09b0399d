"""Which words of a text answer a query, and the best short piece of it: the same for both engines, because it looks
at the text that the site has and at the tokens of this package, never into an index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..protocol import Query
from .characters import is_cjk, normalise, raw_words, script
from .languages import Chain, chain_for, chains_for_script
from .queries import phrase_words, query_words
from .tokens import analyser, exact

_SHORTEST_PART = 4  # letters a query's word must have to be marked inside a longer one
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？।])[\"”»)]*\s*|\n{2,}")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of plain text, ``spans`` (start, end) to mark in it, and whether something was cut before or after."""

    text: str
    spans: Sequence[tuple[int, int]]
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    words: frozenset[int]  # which words of the query


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a query looks for: token → number of the query's word. CJK bigrams and single characters are apart."""

    forms: dict[str, int]
    phrases: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=256)
def _wanted(words: str, phrases: tuple[str, ...], language: str) -> _Wanted:
    forms: dict[str, int] = {}
    for number, word in enumerate(query_words(words, language)):
        for form in word.forms:
            forms.setdefault(form, number)
    quoted = (tuple(phrase_words(phrase)) for phrase in phrases)
    return _Wanted(forms, tuple(phrase for phrase in quoted if phrase))


def highlight(text: str, query: Query, language: str) -> list[tuple[int, int]]:
    """The (start, end) of every part of ``text`` that answers ``query``, in order, not overlapping.

    ``language`` is the text's. A word is marked when the analysis makes it equal to one of the query's (другая форма,
    ё for е, a stem), in compounds also when it holds one; Chinese and Japanese by pairs of characters; phrases as a
    whole.
    """
    return _joined(text, _matches(text, query, language))


def snippet(text: str, query: Query, language: str, *, width: int = 240) -> Snippet:
    """About ``width`` characters of ``text`` around the most different words of ``query``, from a sentence's beginning
    where one is near, else from a word's. Without a match: the beginning of the text."""
    matches = _matches(text, query, language)
    start, end = _borders(text, *_best_window(matches, width), width)
    inside = [match for match in matches if match.start >= start and match.end <= end]
    spans = [(low - start, high - start) for low, high in _joined(text, inside)]
    return Snippet(text[start:end], spans, bool(text[:start].strip()), bool(text[end:].strip()))


def _matches(text: str, query: Query, language: str) -> list[_Match]:
    wanted = _wanted(query.words, tuple(query.phrases), query.language)
    found = list(raw_words(text))
    matches = [match for start, end, word in found for match in _word_matches(start, end, word, wanted, language)]
    if wanted.phrases:
        matches += _phrase_matches(found, wanted)
        matches.sort(key=lambda match: match.start)
    return matches


def _word_matches(start: int, end: int, word: str, wanted: _Wanted, language: str) -> list[_Match]:
    if is_cjk(word):
        return _cjk_matches(start, word, wanted)
    numbers = _numbers(word, wanted, language)
    return [_Match(start, end, numbers)] if numbers else []


def _numbers(word: str, wanted: _Wanted, language: str) -> frozenset[int]:
    numbers = frozenset(wanted.forms[form] for form in _forms(word, language) if form in wanted.forms)
    chain = chain_for(language)
    if numbers or not (chain.grams or chain.name == "de"):
        return numbers
    whole = "".join(exact(normalise(word)))
    parts = (number for form, number in wanted.forms.items() if len(form) >= _SHORTEST_PART and form in whole)
    return frozenset(parts)


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


def _cjk_matches(start: int, run: str, wanted: _Wanted) -> list[_Match]:
    """Pairs of characters, and single ones where the query is a single character. Each character keeps its offset,
    since runs are already in normal form but for compatibility characters, which NFKC maps one to one here."""
    run = normalise(run) if len(normalise(run)) == len(run) else run
    matches = []
    for size in (2, 1):
        for place in range(len(run) - size + 1):
            number = wanted.forms.get(run[place : place + size])
            if number is not None:
                matches.append(_Match(start + place, start + place + size, frozenset({number})))
    return matches


def _phrase_matches(found: list[tuple[int, int, str]], wanted: _Wanted) -> list[_Match]:
    tokens: list[tuple[str, int, int]] = []
    for start, end, word in found:
        parts = exact(normalise(word))
        single = len(parts) == end - start and is_cjk(word)
        tokens += [
            (part, start + n if single else start, start + n + 1 if single else end) for n, part in enumerate(parts)
        ]
    matches = []
    for number, phrase in enumerate(wanted.phrases, start=len(wanted.forms)):
        for place in range(len(tokens) - len(phrase) + 1):
            if all(tokens[place + n][0] == part for n, part in enumerate(phrase)):
                matches.append(_Match(tokens[place][1], tokens[place + len(phrase) - 1][2], frozenset({number})))
    return matches


def _joined(text: str, matches: Sequence[_Match]) -> list[tuple[int, int]]:
    """Spans without overlaps; CJK pairs that touch become one."""
    spans: list[tuple[int, int]] = []
    for match in sorted(matches, key=lambda match: (match.start, match.end)):
        if spans and match.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], match.end))
        else:
            spans.append((match.start, match.end))
    return spans


def _best_window(matches: Sequence[_Match], width: int) -> tuple[int, int]:
    """The (start, end) of the matches that fit ``width`` and answer the most words; the earliest of equals."""
    best, window, first = (0, 0), (0, 0), 0
    counts: dict[int, int] = {}
    for last, match in enumerate(matches):
        for number in match.words:
            counts[number] = counts.get(number, 0) + 1
        while first < last and match.end - matches[first].start > width:
            for number in matches[first].words:
                counts[number] -= 1
                if not counts[number]:
                    del counts[number]
            first += 1
        score = (len(counts), last - first + 1)
        if score > best:
            best, window = score, (matches[first].start, match.end)
    return window


def _borders(text: str, start: int, end: int, width: int) -> tuple[int, int]:
    """Widen a window to ``width``: back to its sentence's beginning, or some way to a word's; then onward."""
    room = max(0, width - (end - start))
    ends = [match.end() for match in _SENTENCE_END.finditer(text, max(0, start - room), start)]
    if start <= room and not ends:
        low = 0
    elif ends:
        low = ends[0] if start - ends[0] <= room * 2 // 3 else ends[-1]
    else:
        low = _word_start(text, start - room // 3)
    high = max(end, min(len(text), low + width))
    return low, max(end, _word_end(text, high))


def _word_start(text: str, place: int) -> int:
    """The beginning of the word after ``place``, so that no half word opens a snippet."""
    place = max(0, place)
    space = re.compile(r"\s").search(text, place, place + 30) if place else None
    return space.end() if space else place


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = max(text.rfind(" ", max(0, place - 30), place), text.rfind("\n", max(0, place - 30), place))
    return space if space > 0 else place
