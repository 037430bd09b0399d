"""Text as people read it: no control characters, no words torn at line ends."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and newline; lone surrogates; marks, embeddings, overrides and
# isolates of the bidirectional algorithm (they let text show as another text); byte order mark;
# interlinear annotation, object replacement and non-characters. ZWNJ and ZWJ stay: Persian and
# the Indic scripts are misspelt without them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffc\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACE_BEFORE_LINE_END = re.compile(r"[ \t\u00a0]++\n")
_BLANK_LINES = re.compile(r"\n{3,}")
_LETTER = r"[^\W\d_]"
_HYPHENATED_WORD = re.compile(rf"(?<!{_LETTER}){_LETTER}++-{_LETTER}++")
# PDFium writes U+FFFE (formerly U+0002) for a hyphen and line end together.
_TEAR = re.compile("[\x02\ufffe]|[-\u2010\u00ad]\n")
_TORN_WORD = re.compile(
    rf"(?<!{_LETTER})(?P<head>{_LETTER}++)(?P<tear>[\x02\ufffe]|[-\u2010\u00ad]\n)"
    rf"(?P<tail>{_LETTER}++)(?P<rest>[^\s\x02\ufffe]*+)[ \n]?"
)


def strip_unsafe(text: str) -> str:
    """Return `text` without the characters that no stored text may hold."""
    return _UNSAFE.sub("", text)


def clean_text(text: str) -> str:
    """Return `text` with plain line ends, whole words and nothing unsafe; lines stay lines."""
    text = _LINE_ENDS.sub("\n", text)
    text = _joined_words(text).replace("\u00ad", "")
    text = strip_unsafe(text)
    text = _SPACE_BEFORE_LINE_END.sub("\n", text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def clean_line(text: str) -> str:
    """Return `text` cleaned, on one line, with single spaces."""
    return " ".join(clean_text(text).split())


def _joined_words(text: str) -> str:
    """Join words that were torn at a line end, where a hyphen of their own is not likely.

    A compound that stands hyphenated elsewhere in the text ("well-known") keeps its hyphen, and
    so does a part that begins with a capital or digit, or is a single letter ("e-mail").
    """
    if not _TEAR.search(text):
        return text
    compounds = set(_HYPHENATED_WORD.findall(text))

    def joined(torn: re.Match[str]) -> str:
        head, tail, rest = torn["head"], torn["tail"], torn["rest"]
        sure = tail[0].islower() and len(head) > 1 and len(tail) > 1
        hyphen = "" if sure and f"{head}-{tail}" not in compounds else "-"
        return f"{head}{hyphen}{tail}{rest}\n"

    return _TORN_WORD.sub(joined, text)
