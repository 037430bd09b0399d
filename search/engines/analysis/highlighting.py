"""Which words of a text answer a query, and the best short piece of it: the same for both engines, because it looks
at the text that the site has and at the tokens of this package, never into an index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..protocol import Query
from .characters import raw_runs
from .sentences import sentence_starts
from .wanted import Judged, Place, Wanted, wanted

_TOLERANCE = 1.25  # times the width asked for that a whole sentence may take


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


def highlight(text: str, query: Query, language: str) -> list[tuple[int, int]]:
    """The (start, end) of every part of ``text`` that answers ``query``, in order, not overlapping.

    ``language`` is the text's. A word is marked when the analysis makes it equal to one of the query's (другая форма,
    ё for е, a stem) or of its synonyms, in languages of compounds also when it holds one, in a forgiving second try
    when it is a slip away; Chinese and Japanese by pairs of characters; phrases as a whole.
    """
    return _joined(_matches(text, query, language))


def snippet(text: str, query: Query, language: str, *, width: int = 240) -> Snippet:
    """The sentences around the most different words of ``query``, about ``width`` characters; of a longer sentence a
    part, cut between words. Without a match: the beginning of the text."""
    matches = _matches(text, query, language)
    start, end = _borders(text, *_best_window(matches, width), width)
    inside = [match for match in matches if match.start >= start and match.end <= end]
    spans = [(low - start, high - start) for low, high in _joined(inside)]
    return Snippet(text[start:end], spans, bool(text[:start].strip()), bool(text[end:].strip()))


def _matches(text: str, query: Query, language: str) -> list[_Match]:
    """In order of their beginnings."""
    looked_for = wanted(query)
    if not (looked_for.forms or looked_for.expressions):
        return []
    answering = list(_answering_runs(text, looked_for, language))
    matches = [_Match(at + start, at + end, what) for at, judged in answering for start, end, what in judged.matches]
    if looked_for.expressions:
        matches += _expressions(answering, looked_for)
    if not matches:  # then the text has the words of a synonym in different places
        matches = [_Match(at + start, at + end, what) for at, judged in answering for start, end, what in judged.apart]
    return sorted(matches, key=lambda match: match.start)


def _answering_runs(text: str, looked_for: Wanted, language: str) -> Iterator[tuple[int, Judged]]:
    """Runs of letters with something to mark; all of them, where words in a row are looked for."""
    known = looked_for.memory(language)
    every = bool(looked_for.expressions)
    for found in raw_runs(text):
        run = found.group()
        judged = known.get(run)
        if judged is None:
            judged = known[run] = looked_for.judge(run, language)
        if every or judged.matches:
            yield found.start(), judged


def _expressions(runs: Sequence[tuple[int, Judged]], looked_for: Wanted) -> Iterator[_Match]:
    """Every row of neighbouring words that is an expression, found in one pass: ``begun`` has what may go on."""
    begun: dict[Place, int] = {}
    for at, judged in runs:
        for step in judged.steps:
            going_on: dict[Place, int] = {}
            for expression, place in step.places:
                beginning = at + step.start if place == 0 else begun.get((expression, place - 1))
                if beginning is None:
                    continue
                if place == len(looked_for.expressions[expression]) - 1:
                    yield _Match(beginning, at + step.end, frozenset({looked_for.number_of(expression)}))
                going_on[expression, place] = beginning
            begun = going_on


def _joined(matches: Sequence[_Match]) -> list[tuple[int, int]]:
    """Spans without overlaps; those that touch, such as pairs of Chinese characters, become one."""
    spans: list[tuple[int, int]] = []
    for match in matches:
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
            best, window = score, (matches[first].start, max(one.end for one in matches[first : last + 1]))
    return window


def _borders(text: str, start: int, end: int, width: int) -> tuple[int, int]:
    """Widen a window to sentences: those it touches, then more after and before while ``width`` allows it."""
    starts = sentence_starts(text, start - 2 * width, end + 2 * width)
    before = [place for place in starts if place <= start]
    after = [place for place in starts if place >= end and place > start]
    if end + 2 * width >= len(text):
        after.append(len(text))
    if not (before and after) or after[0] - before[-1] > width * _TOLERANCE:
        return _cut(text, start, end, width, before[-1] if before else None)
    low, high = before[-1], after[0]
    high = max([high, *(place for place in after if place - low <= width)])
    low = min([low, *(place for place in before if high - place <= width)])
    return low, low + len(text[low:high].rstrip())


def _cut(text: str, start: int, end: int, width: int, sentence: int | None) -> tuple[int, int]:
    """A part of a sentence that is too long: from its beginning when that is near, else from a word's."""
    lead = max(0, width - (end - start)) * 2 // 3
    if sentence is not None and start - sentence <= lead:
        low = sentence
    else:
        low = min(start, _word_start(text, start - lead // 2))
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
