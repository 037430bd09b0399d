"""What both engines make of a ``Query`` before either turns it into its own tongue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import TypeVar

from .analysis import identifier_key
from .analysis.queries import LONGEST_QUERY, MOST_WORDS, is_single_characters, phrase_words
from .protocol import Condition, Query, Results, Scope, Sort, Viewer

# A work of the last years stands before an older one that answers about as well. A word scores from about 1 to 10, so
# this decides only between near equals; what has no date is neither helped nor harmed.
RECENT = timedelta(days=3 * 365)
RECENCY_SCORE = 0.1

MOST_PHRASES = 16
MOST_CONDITIONS = 64
MOST_VALUES = 1_000  # of one facet
LONGEST_VALUE = 1_000  # characters

Answer = TypeVar("Answer")

_ON_PAGES = frozenset({Scope.WORDS, Scope.PHRASE})


def asked_twice(
    ask: Callable[[Query, bool], Answer], query: Query, *, found: Callable[[Answer], object] = bool
) -> Answer:
    """``ask`` strictly and, when that finds nothing, loosely: n-grams then make hits of their own.

    A single Chinese or Japanese character is in n-grams alone, so nothing else is tried for it.
    """
    if is_single_characters(query.words):
        return ask(query, True)
    answer = ask(query, False)
    return answer if found(answer) or not query.words.strip() else ask(query, True)


def answered(ask: Callable[[Query, bool], Results], query: Query) -> Results:
    """``asked_twice`` and, when nothing has the phrases that stand beside other words, once more for their words: in
    questions of everyday language quotes name things, whose names are declined in many languages."""
    answer = asked_twice(ask, query, found=attrgetter("total"))
    if answer.total or not (query.phrases and query.words.strip()):
        return answer
    answer = asked_twice(ask, phrases_as_words(query), found=attrgetter("total"))
    return replace(answer, without_phrases=answer.total > 0)


def phrases_as_words(query: Query) -> Query:
    """``query`` as if nothing in it were quoted."""
    return replace(query, words=" ".join([query.words, *query.phrases]), phrases=())


def sort_of(query: Query) -> Sort:
    """Without words nothing is more relevant than anything else, so the newest come first."""
    browsing = not (query.words.strip() or query.phrases or query.also or for_pages(query).required)
    return Sort.NEWEST if query.sort is Sort.RELEVANCE and browsing else query.sort


def recent_since(query: Query, viewer: Viewer) -> date | None:
    """The day from which on works are recent; None where no order by relevance is asked for."""
    return viewer.today - min(RECENT, viewer.today - date.min) if sort_of(query) is Sort.RELEVANCE else None


def for_pages(query: Query) -> Query:
    """What of ``query`` is asked of pages: a page has words, and its work has all the rest.

    No page is what an identifier names, but it may say what stands beside it as an alternative.
    """
    groups = [[one for one in group if one.scope is not Scope.IDENTIFIER] for group in query.required]
    return replace(
        query,
        required=[group for group in groups if group and all(map(_is_of_pages, group))],
        forbidden=[condition for condition in query.forbidden if _is_of_pages(condition)],
    )


def _is_of_pages(condition: Condition) -> bool:
    return not condition.facet and condition.scope in _ON_PAGES


def bounded(query: Query, most_words: int = MOST_WORDS) -> Query:
    """``query`` without what goes beyond reason, so that no engine refuses it and none works long on it.

    ``most_words`` are read of the words, as many of all conditions, half as many of what is excluded and of synonyms.
    """
    room = _Room(most_words)
    return replace(
        query,
        words=" ".join(query.words[:LONGEST_QUERY].split()[:most_words]),
        phrases=query.phrases[:MOST_PHRASES],
        excluded=_Room(most_words // 2).texts(query.excluded),
        also=_Room(most_words // 2).texts(query.also),
        required=[group for group in map(room.conditions, query.required) if group],
        forbidden=room.conditions(query.forbidden),
        chosen={name: _values(values) for name, values in query.chosen.items()},
    )


@dataclass(slots=True)
class _Room:
    """How much more is read. Every word is looked up in all fields, in every language that it could be in."""

    words: int
    count: int = MOST_CONDITIONS

    def texts(self, texts: Iterable[str]) -> list[str]:
        return [text for text in map(self._text, texts) if text]

    def conditions(self, conditions: Iterable[Condition]) -> list[Condition]:
        kept = []
        for condition in conditions:
            if not self.count:
                break
            self.count -= 1
            if condition.facet:
                kept.append(replace(condition, values=_values(condition.values)))
            elif _says_something(condition):
                kept.append(replace(condition, text=self._text(condition.text)))
        return [condition for condition in kept if condition.facet or condition.text]

    def _text(self, text: str) -> str:
        read = text[:LONGEST_QUERY].split()[: max(0, self.words)]
        self.words -= len(read)
        return " ".join(read)


def _says_something(condition: Condition) -> bool:
    """Punctuation alone asks for nothing."""
    if condition.scope is Scope.IDENTIFIER:
        return bool(identifier_key(condition.text[:LONGEST_QUERY]))
    return bool(phrase_words(condition.text))


def _values(values: Sequence[str]) -> list[str]:
    return [value[:LONGEST_VALUE] for value in values[:MOST_VALUES]]
