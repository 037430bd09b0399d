"""Editors' synonyms found in what a reader typed, whatever language either is in.

A term and a query are both too short to tell their language, so words are compared by every stemmer of their script:
two words meet where one of them gives both the same stem (инфаркты, инфаркт). Chains that only cut words short do not
take part, or half of cardiology would be one word; Georgian, which has no stemmer, is their exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .characters import fold, is_cjk, normalise, script, word_parts, word_runs
from .languages import CHAINS, chains_for_script
from .tokens import analyser, exact

MOST_OTHER_WAYS = 12  # terms that one query may grow by

_Form = tuple[str, str]  # the chain's name, empty for the word as written, and the token


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms that mean the same. ``one_way``: the first is also looked for as the others, and not the other way round
    (a broad word whose kinds are listed).
    """

    terms: Sequence[str]
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    written: str
    forms: frozenset[_Form]


@dataclass(frozen=True, slots=True)
class _Term:
    """``literal``: made of stop words alone (IT, AS), so it is met only in the case it is written in."""

    words: tuple[_Word, ...]
    others: tuple[str, ...]
    literal: bool

    def stands_at(self, words: Sequence[_Word], place: int) -> bool:
        there = words[place : place + len(self.words)]
        if len(there) < len(self.words):
            return False
        if self.literal:
            return all(own.written == other.written for own, other in zip(self.words, there, strict=True))
        return all(own.forms & other.forms for own, other in zip(self.words, there, strict=True))


class Synonyms:
    """The editors' list, ready to be asked. Building takes some milliseconds for a thousand terms; asking, microseconds
    for each word of a query."""

    def __init__(self, groups: Iterable[TermGroup] = ()) -> None:
        self._by_first: dict[_Form, list[_Term]] = {}
        for group in groups:
            self._add(group)
        for terms in self._by_first.values():
            terms.sort(key=lambda term: -len(term.words))

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def other_ways(self, text: str) -> list[str]:
        """What else could be said for parts of ``text``: of overlapping terms the longest, from left to right."""
        if not self:
            return []
        words, found, place = list(_words(text)), {}, 0
        while place < len(words) and len(found) < MOST_OTHER_WAYS:
            terms = self._longest_at(words, place)
            found |= {other: None for term in terms for other in term.others}
            place += max((len(term.words) for term in terms), default=1)
        return list(found)[:MOST_OTHER_WAYS]

    def _longest_at(self, words: Sequence[_Word], place: int) -> list[_Term]:
        """Several when a term stands in several groups."""
        candidates = {
            id(term): term
            for form in words[place].forms
            for term in self._by_first.get(form, ())
            if term.stands_at(words, place)
        }
        longest = max((len(term.words) for term in candidates.values()), default=0)
        return [term for term in candidates.values() if len(term.words) == longest]

    def _add(self, group: TermGroup) -> None:
        triggers = group.terms[:1] if group.one_way else group.terms
        for trigger in triggers:
            words = tuple(_words(trigger))
            if not words:
                continue
            others = tuple(term for term in group.terms if term != trigger)
            term = _Term(words, others, literal=all(_is_stop_word(word.written) for word in words))
            for form in words[0].forms:
                self._by_first.setdefault(form, []).append(term)


def term_key(term: str) -> str:
    """What makes two terms of a list the same one: their words without case, accents and punctuation."""
    return " ".join(exact(normalise(term)))


def _words(text: str) -> Iterator[_Word]:
    for run in word_runs(normalise(text)):
        for part in word_parts(run):
            yield from (_word(character) for character in part) if is_cjk(part) else (_word(part),)


@lru_cache(maxsize=20_000)
def _word(written: str) -> _Word:
    lower = written.lower()
    return _Word(written, frozenset({("", fold(lower)), *_stems(lower)}))


def _stems(word: str) -> Iterator[_Form]:
    name = script(word)
    if name in {"cjk", "thai", "other"}:
        return
    for chain in chains_for_script(name):
        if (chain.stemmers and not chain.truncate) or name == "georgian":
            worker = analyser(chain)
            yield from ((chain.name, token) for token in worker.main(worker.split(word)))


def _is_stop_word(word: str) -> bool:
    return any(word.lower() in chain.stop for chain in CHAINS)
