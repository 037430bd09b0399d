"""Text → tokens: what an index holds and a query asks for.

Three channels, each a field of its own in either engine: ``main`` (stems, or what stands for them), ``grams``
(trigrams or single characters, for the chains that ask for them) and ``exact`` (whole words in order, for quoted
phrases).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import chain as flatten

import Stemmer

from .characters import fold, is_cjk, normalise, script, unicode_version, word_parts, word_runs
from .languages import CHAINS, Chain, chain_for

GRAM = 3
LONGEST_WORD = 64  # characters kept: strings without spaces (sequences, hashes) are not words
_EDITION = 2  # raise when the code of this package, not its table, gives other tokens
_REMEMBERED = 50_000  # words a memory may hold before it starts anew; each chain has three


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, by channel."""

    main: Sequence[str]
    grams: Sequence[str]
    exact: Sequence[str]


class _Remembered(dict[str, tuple[str, ...]]):
    """Run of words → its tokens, worked out once: texts repeat their words, and stemming is what costs.

    Sentences without spaces hardly ever come again and have many tokens, so that they are not remembered.
    """

    def __init__(self, make: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, run: str) -> tuple[str, ...]:
        tokens = tuple(token for word in word_parts(run) for token in self._make(word))
        if len(run) > LONGEST_WORD or is_cjk(run):
            return tokens
        if len(self) >= _REMEMBERED:
            self.clear()
        self[run] = tokens
        return tokens


def ngrams(word: str, size: int) -> tuple[str, ...]:
    """All runs of ``size`` characters; none when the word is shorter."""
    return tuple(word[start : start + size] for start in range(len(word) - size + 1))


class Analyser:
    """One chain at work. Instances are cheap to use and remember words; get them from ``analyser``."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self._letters = str.maketrans(dict(chain.letters))
        self._needs_letters = re.compile(f"[{re.escape(''.join(chain.letters))}]") if chain.letters else None
        self._strip = re.compile(f"^(?:{chain.strip})") if chain.strip else None
        self._stem = {name: Stemmer.Stemmer(algorithm, 0).stemWord for name, algorithm in chain.stemmers.items()}
        self._main = _Remembered(self._main_of_word)
        self._grams = _Remembered(self._grams_of_word)

    def split(self, text: str) -> list[str]:
        """The lower-case runs of words of a normalised text."""
        if self._needs_letters and self._needs_letters.search(text):
            text = text.translate(self._letters)
        return word_runs(text.lower())

    def main(self, found: Iterable[str]) -> list[str]:
        """The main tokens of runs from ``split``."""
        return list(flatten.from_iterable(map(self._main.__getitem__, found)))

    def grams(self, found: Iterable[str]) -> list[str]:
        """The n-grams of runs from ``split``; none when the chain has no such channel."""
        if not self.chain.grams:
            return []
        return list(flatten.from_iterable(map(self._grams.__getitem__, found)))

    def _main_of_word(self, word: str) -> tuple[str, ...]:
        if is_cjk(word):
            return ngrams(word, 2) or (word,)
        if word in self.chain.stop:
            return ()
        if self._strip:
            word = self._strip.sub("", word)
        stem = self._stem.get(script(word))
        word = fold(stem(word) if stem else word)[: self.chain.truncate or LONGEST_WORD]
        if self.chain.ngram:
            return ngrams(word, self.chain.ngram)
        return (word,) if word else ()  # Porter leaves nothing of a lone s

    def _grams_of_word(self, word: str) -> tuple[str, ...]:
        if is_cjk(word):
            return tuple(word) if self.chain.name == "cjk" else ()
        if self.chain.name == "cjk" or not self.chain.has_grams(script(word)):
            return ()
        return ngrams(fold(word)[:LONGEST_WORD], GRAM)


@cache
def analyser(chain: Chain) -> Analyser:
    """The one analyser of a chain in this process."""
    return Analyser(chain)


def _exact_of_word(word: str) -> tuple[str, ...]:
    return tuple(word) if is_cjk(word) else (fold(word)[:LONGEST_WORD],)


_exact = _Remembered(_exact_of_word)


def exact(text: str) -> list[str]:
    """The words of a normalised text in order, in no language: lower case, Latin letters without marks, each Chinese,
    Japanese or Korean character by itself."""
    return _exact_of_runs(word_runs(text.lower()))


def _exact_of_runs(found: Iterable[str]) -> list[str]:
    return list(flatten.from_iterable(map(_exact.__getitem__, found)))


def analyse(text: str, language: str) -> Tokens:
    """The tokens of ``text``, which is in ``language`` (a BCP 47 tag, ``und`` when unknown)."""
    text = normalise(text)
    worker = analyser(chain_for(language))
    found = worker.split(text)
    return Tokens(
        main=worker.main(found),
        grams=worker.grams(found),
        exact=exact(text) if worker.chain.letters else _exact_of_runs(found),
    )


_URL_PREFIX = re.compile(
    r"^(?:https?://)?(?:dx\.|www\.)?(?:doi\.org/|orcid\.org/|hdl\.handle\.net/|ror\.org/)"
    r"|^(?:doi|isbn(?:-1[03])?|issn|pmid|orcid|handle|hdl):?\s*(?=[\d(])",
    re.IGNORECASE,
)


def identifier_key(identifier: str) -> str:
    """An identifier as it is compared: without the resolver's address or scheme, lower case, letters and digits alone.

    DOIs, ISBNs, ORCIDs and course codes are typed with and without their dots and hyphens.
    """
    bare = _URL_PREFIX.sub("", normalise(identifier).strip())
    return "".join(character for character in bare.casefold() if character.isalnum())


@cache
def fingerprint() -> str:
    """Changes whenever the same text might give other tokens, so that an index built before is known to be old."""
    chains = [[_stable(getattr(chain, part.name)) for part in fields(chain)] for chain in CHAINS]
    described = (_EDITION, chains, unicode_version, Stemmer.version(), GRAM, LONGEST_WORD)
    return hashlib.sha256(repr(described).encode()).hexdigest()[:16]


def _stable(part: object) -> object:
    """The order of a frozenset differs between processes."""
    if isinstance(part, Mapping):
        return sorted(part.items())
    return sorted(part) if isinstance(part, frozenset) else part
