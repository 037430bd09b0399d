"""Did you mean: for a word that answers nothing which this reader may see, a better one of what they may see.

Phrase suggesters speak of every text there is. Here the engine only finds works with a word that is nearly the same, as
it finds anything for this reader; the word itself is then read in the texts that the reader may see.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import chain

from repository.access.selectors import visible_outputs
from search.answering.hits import Found, OpenPages, ShownHit
from search.asking.viewers import viewer_of
from search.breaker import guarded_engine
from search.engines.analysis import normalise
from search.engines.analysis.queries import fuzzy_words
from search.engines.protocol import Condition, Engine, Query, Viewer
from search.indexing.documents import output_documents, passage_text

MOST_WORDS = 3  # of a query that are looked up
NEAREST = 5  # works that are read for a better word
LIKE_ENOUGH = 0.7  # of 1; two letters in eight differ
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’ʼʻ-][^\W\d_]+)*")
_QUOTED = re.compile(r"""("[^"]*"|“[^”“]*[”“]|„[^“”„]*[“”]|«[^»]*»|「[^」]*」)""")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a corrected query, and whether it is new."""

    text: str
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Spelling:
    """``unknown``: the words that answer nothing for this reader, each with a better one or ``""``."""

    unknown: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_better(self) -> bool:
        return any(self.unknown.values())

    def pieces(self, text: str) -> list[Piece]:
        """``text`` with better words in their places; what stands in quotation marks stays as it is."""
        better = {word: near for word, near in self.unknown.items() if near}
        if not better:
            return [Piece(text)]
        wrong = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, better))})(?!\w)")
        pieces: list[Piece] = []
        for place, part in enumerate(_QUOTED.split(text)):
            split = [part] if place % 2 else wrong.split(part)  # odd ones are the quotations, and the wrong words
            pieces += [Piece(better[one], True) if at % 2 else Piece(one) for at, one in enumerate(split) if one]
        return pieces

    def corrected(self, text: str) -> str:
        return "".join(piece.text for piece in self.pieces(text))


def spelling_of(user, words: Sequence[str], *, language: str, shown: Iterable[ShownHit] = ()) -> Spelling:
    """Which of a query's ``words`` answer nothing, and what they may have meant.

    ``shown`` are the hits of the query: a word that stands in them needs no asking. Raises EngineUnavailable.
    """
    seen = " ".join(_quotes(shown)).casefold()
    asked = [word for word in words if len(fuzzy_words(word)) == 1 and word.casefold() not in seen][:MOST_WORDS]
    if not asked:
        return Spelling()
    viewer = viewer_of(user)
    with guarded_engine() as engine:
        nearby = {
            word: _nearby(engine, viewer, Query(words=word, fuzzy=True, language=language, limit=NEAREST))
            for word in dict.fromkeys(asked)
            if not _is_known(engine, viewer, word)
        }
    return Spelling({word: _nearest(word, _visible_texts(user, *found)) for word, found in nearby.items()})


def _quotes(hits: Iterable[ShownHit]) -> Iterator[str]:
    for hit in hits:
        yield from (hit.title, hit.snippet, *(passage.quote for passage in hit.passages))


def _is_known(engine: Engine, viewer: Viewer, word: str) -> bool:
    """Whether anything has the word itself, in any form; a hit by some of its letters only does not count."""
    return engine.search(Query(required=[[Condition(word)]], limit=1), viewer, facets=()).total > 0


def _nearby(engine: Engine, viewer: Viewer, query: Query) -> tuple[Sequence[str], Found]:
    keys = [hit.key for hit in engine.search(query, viewer, facets=()).hits if hit.key.startswith("output:")]
    return keys, engine.passages(query, viewer, parents=keys, per_parent=1) if keys else {}


def _visible_texts(user, keys: Sequence[str], passages: Found) -> Iterator[str]:
    """What ``user`` may read of these works: all that their records say, and the pages that were found."""
    pks = [int(key.partition(":")[2]) for key in keys]
    outputs = list(visible_outputs(user).for_landing().filter(pk__in=pks)) if pks else []
    pages = OpenPages.of(user, outputs, passages)
    for output in outputs:
        record = output_documents(output, 0, {}, {}).document
        yield from record.people
        yield from (text.text for text in chain(record.titles, record.abstracts, record.keywords, record.names))
        yield from (passage_text(page) for _file, page in pages.of_work(output))


def _nearest(word: str, texts: Iterable[str]) -> str:
    """The word of ``texts`` that is most like ``word``, of equals the most frequent; ``""`` when none is like it."""
    wanted = normalise(word).lower()
    counts = Counter(found.lower() for text in texts for found in _WORD.findall(normalise(text)))
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    best, nearest = (LIKE_ENOUGH, 0), ""
    for candidate, count in counts.items():
        if candidate == wanted or abs(len(candidate) - len(wanted)) > 2:
            continue
        matcher.set_seq1(candidate)
        if matcher.quick_ratio() >= best[0] and (matcher.ratio(), count) > best:
            best, nearest = (matcher.ratio(), count), candidate
    return nearest
