"""The lines of a printed page joined into paragraphs, for screens of another width. Only for showing."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

# A page of shorter lines is a title page, a table or a column of words, whose lines are meant.
_NARROWEST = 40  # columns, of which a wide character takes two
_FULL = 0.8  # of the widest line: a line that ends earlier was ended by its author
_LIST_ITEM = re.compile(r"\s*(?:[^\w\s\"'“«(\[„¿¡]|\(?\w{1,3}[.)\]:]\s|\[\w{1,4}\])")


def flowing(text: str) -> str:
    """Return `text` with a space in place of each line end that the width of the paper made.

    A line end stays after a line that is not full, at blank lines and before an item of a list. Between characters of
    scripts written without spaces (UAX #11: wide) nothing takes its place. No other character is changed.
    """
    lines = text.split("\n")
    full = max(_NARROWEST, max(map(_columns, lines))) * _FULL
    pieces = [lines[0]]
    for line, after in pairwise(lines):
        pieces += [_between(line, after) if _goes_on(line, after, full) else "\n", after]
    return "".join(pieces)


def _goes_on(line: str, after: str, full: float) -> bool:
    return _columns(line) >= full and bool(after.strip()) and not _LIST_ITEM.match(after)


def _between(line: str, after: str) -> str:
    return "" if _without_spaces(line[-1]) and _without_spaces(after[0]) else " "


def _columns(line: str) -> int:
    return sum(1 + _is_wide(character) for character in line if not unicodedata.combining(character))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _without_spaces(character: str) -> bool:
    """Han, kana and their punctuation; Korean is wide, too, but has spaces."""
    return _is_wide(character) and not unicodedata.name(character, "").startswith("HANGUL")
