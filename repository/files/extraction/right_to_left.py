"""Reading order of lines in Arabic, Persian, Hebrew and other right-to-left scripts.

A PDF places glyphs; it does not say in which order they are read. PDFium guesses from the order of
drawing, and for right-to-left scripts often gives words backwards or a line in pieces. So such
lines are put together again from where their glyphs stand, by a small inverse of the Unicode
bidirectional algorithm (UAX 9): words from right to left, and left-to-right words among them as
they are read. Lines without such scripts are left as they came.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from unicodedata import bidirectional, combining

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

_WORD_GAP = 0.2  # of a character's height; a space is about a quarter, gaps inside a word next to nothing
_SAME_LINE = 0.5  # of the height of the lower of two pieces
_SLANTED = 2.5  # a line that is higher than so many characters does not run from side to side
_NUMBER_OR_LATIN = re.compile("[0-9A-Za-z\u00c0-\u052f\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/-][0-9A-Za-z]+)*")
_ALEF_LAM = re.compile("[\u0622\u0623\u0625\u0627]\u0644")  # as a ligature these are always read lam-alef


@dataclass(frozen=True)
class Glyph:
    """One character as a PDF places it, with its box in points; of a space or line end the box is not used."""

    character: str
    left: float = 0
    bottom: float = 0
    right: float = 0
    top: float = 0

    @property
    def height(self) -> float:
        return self.top - self.bottom


@dataclass
class _Cluster:
    """Characters that stand in one place: a letter and its marks, or a ligature."""

    text: str
    left: float
    right: float
    number: int
    follows_space: bool


@dataclass(frozen=True)
class _Word:
    text: str
    is_right_to_left: bool | None  # None: digits and signs, which have no direction of their own


def reordered(glyphs: Iterable[Glyph]) -> str:
    """Return the text of a page, its right-to-left lines in the order in which they are read."""
    return "\n".join(
        _read_by_place(pieces) if _is_to_be_placed(pieces) else "\n".join(map(_as_given, pieces))
        for pieces in _lines(glyphs)
    )


def _lines(glyphs: Iterable[Glyph]) -> Iterator[list[list[Glyph]]]:
    """Yield lines, each as the pieces that follow one another at the same height."""
    held: list[list[Glyph]] = []
    for is_end, group in groupby(glyphs, key=lambda glyph: glyph.character in "\r\n"):
        piece = list(group)
        if is_end or not _inked(piece):
            continue
        if held and not _stand_side_by_side(held[-1], piece):
            yield held
            held = []
        held.append(piece)
    if held:
        yield held


def _stand_side_by_side(one: list[Glyph], other: list[Glyph]) -> bool:
    (bottom, top), (other_bottom, other_top) = _extent(one), _extent(other)
    shared = min(top, other_top) - max(bottom, other_bottom)
    return shared > _SAME_LINE * min(top - bottom, other_top - other_bottom)


def _is_to_be_placed(pieces: list[list[Glyph]]) -> bool:
    glyphs = [glyph for piece in pieces for glyph in _inked(piece)]
    if not RIGHT_TO_LEFT.search(_as_given(glyphs)):
        return False
    bottom, top = _extent(glyphs)
    return top - bottom <= _SLANTED * _usual_height(glyphs)


def _read_by_place(pieces: list[list[Glyph]]) -> str:
    height = _usual_height([glyph for piece in pieces for glyph in _inked(piece)])
    words = [_word(clusters) for clusters in _divided(_clusters(pieces), _WORD_GAP * height)]
    directions = [word.is_right_to_left for word in words]
    is_right_to_left = directions.count(True) >= directions.count(False)
    if is_right_to_left:
        words.reverse()
    return " ".join(word.text for word in _with_runs_turned(words, against=not is_right_to_left))


def _with_runs_turned(words: list[_Word], *, against: bool) -> list[_Word]:
    """Turn round each run of words that are read against the direction of the line."""
    signs = "".join({against: "a", None: "-"}.get(word.is_right_to_left, "w") for word in words)
    for run in re.finditer("a(?:-*a)+", signs):
        words[run.start() : run.end()] = words[run.start() : run.end()][::-1]
    return words


def _clusters(pieces: list[list[Glyph]]) -> list[_Cluster]:
    clusters: list[_Cluster] = []
    for piece in pieces:
        follows_space = False
        for glyph in piece:
            if glyph.character.isspace():
                follows_space = True
                continue
            if clusters and not follows_space and _shares_place(glyph, clusters[-1]):
                clusters[-1].text += glyph.character
            else:
                clusters.append(_Cluster(glyph.character, glyph.left, glyph.right, len(clusters), follows_space))
            follows_space = False
    return sorted(clusters, key=lambda cluster: cluster.left + cluster.right)


def _shares_place(glyph: Glyph, cluster: _Cluster) -> bool:
    return bool(combining(glyph.character)) or (glyph.left, glyph.right) == (cluster.left, cluster.right)


def _divided(clusters: list[_Cluster], gap: float) -> Iterator[list[_Cluster]]:
    """Yield the clusters of each word, from left to right."""
    word = clusters[:1]
    for one, other in pairwise(clusters):
        if other.left - one.right > gap or _is_space_between(one, other):
            yield word
            word = []
        word.append(other)
    yield word


def _is_space_between(one: _Cluster, other: _Cluster) -> bool:
    later = max(one, other, key=lambda cluster: cluster.number)
    return later.follows_space and abs(one.number - other.number) == 1


def _word(clusters: list[_Cluster]) -> _Word:
    directions = {bidirectional(character) for cluster in clusters for character in cluster.text}
    if not directions & {"R", "AL"}:
        return _Word("".join(cluster.text for cluster in clusters), False if "L" in directions else None)
    text = "".join(_ALEF_LAM.sub(_turned, cluster.text) for cluster in reversed(clusters))
    return _Word(_NUMBER_OR_LATIN.sub(_turned, text), True)


def _turned(match: re.Match[str]) -> str:
    return match[0][::-1]


def _inked(glyphs: list[Glyph]) -> list[Glyph]:
    return [glyph for glyph in glyphs if not glyph.character.isspace()]


def _as_given(glyphs: list[Glyph]) -> str:
    return "".join(glyph.character for glyph in glyphs)


def _extent(glyphs: list[Glyph]) -> tuple[float, float]:
    inked = _inked(glyphs)
    return min(glyph.bottom for glyph in inked), max(glyph.top for glyph in inked)


def _usual_height(glyphs: list[Glyph]) -> float:
    return statistics.median_high(glyph.height for glyph in glyphs)
