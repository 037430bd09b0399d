"""What happens to characters before anything is a word, and which characters make words.

Every text and every query goes through ``normalise`` before *either* engine sees it: Unicode's NFKC needs a plug-in
inside Elasticsearch, and a table kept in two places drifts apart.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
_INVISIBLE = (
    "\ud800-\udfff\u00ad\u034f\u061c\u180e\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\x00"
)
# Vowel points and cantillation (Hebrew, Arabic) and the Arabic stretching stroke: written or left out at will.
_POINTS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u05f3\u05f4\u0610-\u061a\u0640\u064b-\u065f\u0670"
_ZWNJ = "\u200c"

# Letters of two spellings. ё is mostly written е in Russian. Romanian's comma below was a cedilla in old fonts; Turkish
# keeps the cedilla, but both end as plain s and t when Latin letters are folded.
# The Turkish capital İ would otherwise become two characters.
_SPELLINGS = str.maketrans("ёЁşŞţŢİ", "еЕșȘțȚi")

_removed = re.compile(f"[{_INVISIBLE}{_POINTS}]")
_joined_arabic = re.compile(f"(?<=[\u0600-\u06ff]){_ZWNJ}")
_needs_spelling = re.compile("[ёЁşŞţŢİ]")
_cjk = re.compile(f"[{CJK}]")


def normalise(text: str) -> str:
    """NFKC, then one spelling and no invisible characters (soft hyphen, NUL, bidi controls, joiners, vowel points).

    NFKC also opens ligatures (ﬁ) and full-width forms. A zero-width non-joiner parts words in Persian and means nothing
    in Latin. ASCII text, the common case, is returned after one cheap look.
    """
    if text.isascii():
        return text.replace("\x00", "")
    text = unicodedata.normalize("NFKC", text)
    text = _joined_arabic.sub(" ", text).replace(_ZWNJ, "")
    text = _removed.sub("", text)
    return text.translate(_SPELLINGS) if _needs_spelling.search(text) else text


def _ranges(codes: Iterable[int]) -> str:
    """A regular expression's character class, without brackets, of rising code points."""
    spans: list[list[int]] = []
    for code in codes:
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in spans)


# Python's \w leaves out combining marks, without which Hindi and Thai words fall apart.
_MARKS = _ranges(code for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in {"Mn", "Mc"})

_runs = re.compile(rf"\w+(?:[{_MARKS}]+\w*)*")
_parts = re.compile(f"[{CJK}]+|(?:[^\\W_{CJK}]|[{_MARKS}])+")
_mixed = re.compile(f"[_{CJK}]")
_raw_runs = re.compile(rf"\w+(?:[{_MARKS}{_INVISIBLE}{_POINTS}{_ZWNJ}]+\w+|[{_MARKS}{_POINTS}]+)*")


def word_runs(text: str) -> list[str]:
    """Runs of letters, digits, marks and underscores: words, but for those that ``word_parts`` still has to part.

    Two steps because the second is slow, and its result can be remembered for each run.
    """
    return _runs.findall(text)


def word_parts(run: str) -> list[str]:
    """The words of a run: Chinese, Japanese and Korean characters apart from other scripts, underscores gone."""
    return _parts.findall(run) if _mixed.search(run) else [run]


def raw_runs(text: str) -> Iterator[re.Match[str]]:
    """The runs of letters of text that was not normalised; ``raw_words`` parts each further."""
    return _raw_runs.finditer(text)


def raw_words(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, word) of text that was not normalised, where invisible characters do not end a word."""
    for run in _raw_runs.finditer(text):
        if not _mixed.search(run.group()):
            yield run.start(), run.end(), run.group()
            continue
        for part in _parts.finditer(text, run.start(), run.end()):
            yield part.start(), part.end(), part.group()


def is_cjk(word: str) -> bool:
    """Whether a word is a run of Chinese, Japanese or Korean characters."""
    return _cjk.match(word) is not None


class _LatinFolding(dict[int, str]):
    """Latin letters without their marks, as Lucene's ASCII folding has them; other scripts keep theirs (й is not и)."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if 0xC0 <= code <= 0x24F or 0x1E00 <= code <= 0x1EFF:
            base = unicodedata.normalize("NFKD", character)[0]
            character = base if base.isascii() else character
        self[code] = character
        return character


_latin_folding = _LatinFolding(
    {
        ord(letter): plain
        for letter, plain in zip(
            "ßæœøđðłıħəŋŧ", ["ss", "ae", "oe", "o", "d", "d", "l", "i", "h", "a", "n", "t"], strict=True
        )
    }
    | {ord("þ"): "th"}
)


def fold(word: str) -> str:
    """``word``, in lower case, with Latin letters reduced to a–z."""
    return word if word.isascii() else word.translate(_latin_folding)


_SCRIPTS = {
    "LATIN": "latin",
    "CYRILLIC": "cyrillic",
    "GREEK": "greek",
    "ARMENIAN": "armenian",
    "GEORGIAN": "georgian",
    "HEBREW": "hebrew",
    "ARABIC": "arabic",
    "DEVANAGARI": "devanagari",
    "THAI": "thai",
    "LAO": "thai",
    "KHMER": "thai",
    "MYANMAR": "thai",
}


@cache
def _script_of_character(character: str) -> str:
    if is_cjk(character):
        return "cjk"
    return _SCRIPTS.get(unicodedata.name(character, "").partition(" ")[0], "other")


def script(word: str) -> str:
    """The script of a word: that of its first letter, ``other`` for numbers and scripts without a rule of their own."""
    for character in word:
        if character.isalpha():
            return _script_of_character(character)
    return "other"


def scripts(text: str) -> dict[str, int]:
    """script -> how many letters of it ``text`` has."""
    counts: dict[str, int] = {}
    for character in text:
        if character.isalpha():
            name = _script_of_character(character)
            counts[name] = counts.get(name, 0) + 1
    return counts


unicode_version = f"{unicodedata.unidata_version}/{sys.version_info[0]}.{sys.version_info[1]}"
