"""The readers' query language: words, "phrases", -not. Whatever is typed means something; nothing is an error.

It reads as people write: quotes of any language, a hyphen inside a word belongs to the word, an unclosed quote is no
quote, punctuation on its own is nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.engines.protocol import Query

LONGEST = 1000  # characters; a pasted page searches no better than its first thousand
MOST_WORDS = 40
MOST_PHRASES = 8
MOST_EXCLUDED = 16

_PART = re.compile(
    r"""
    (?P<sign>(?<!\S)[-−–](?=\S))?                 # a minus that opens a part, not the hyphen within one
    (?:
        "(?P<straight>[^"]*)"
      | “(?P<english>[^”“]*)[”“]
      | „(?P<german>[^“”„]*)[“”]
      | «(?P<angled>[^»]*)»
      | 「(?P<corner>[^」]*)」
      | (?P<word>[^\s"“”„«»「」]+)
    )
    """,
    re.VERBOSE,
)
_QUOTED = ("straight", "english", "german", "angled", "corner")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """``text`` is what was read of the query; ``notices`` are sentences for the reader about what was left out."""

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.excluded)

    def to_query(self, **rest) -> Query:
        """The engines' query; ``rest`` are the other fields of it (language, chosen facets, sort, paging)."""
        return Query(words=" ".join(self.words), phrases=self.phrases, excluded=self.excluded, **rest)


@dataclass(slots=True)
class _Parts:
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)

    def take(self, match: re.Match) -> None:
        quoted = next((match[name] for name in _QUOTED if match[name] is not None), None)
        text = " ".join((quoted if quoted is not None else match["word"]).split())
        if not _LETTER.search(text):
            return
        if match["sign"]:
            self.excluded += text.split()
        else:
            (self.words if quoted is None else self.phrases).append(text)


def parse_query(text: str) -> ParsedQuery:
    """Reads what somebody typed. Never raises; what goes beyond the limits is left out and said so in ``notices``."""
    clean = _CONTROLS.sub(" ", text.encode("utf-8", "ignore").decode())
    read = clean[:LONGEST]
    parts = _Parts()
    for match in _PART.finditer(read):
        parts.take(match)
    return ParsedQuery(
        text=read.strip(),
        words=tuple(parts.words[:MOST_WORDS]),
        phrases=tuple(parts.phrases[:MOST_PHRASES]),
        excluded=tuple(parts.excluded[:MOST_EXCLUDED]),
        notices=tuple(_notices(clean, parts)),
    )


def _notices(text: str, parts: _Parts) -> list[str]:
    notices = []
    if len(text) > LONGEST:
        notices.append(
            _("This is more than a search can use: only its first %(count)d characters were looked for.")
            % {"count": LONGEST}
        )
    left_out = (
        max(0, len(parts.words) - MOST_WORDS)
        + max(0, len(parts.phrases) - MOST_PHRASES)
        + max(0, len(parts.excluded) - MOST_EXCLUDED)
    )
    if left_out:
        notices.append(
            ngettext(
                "%(count)d part of your query was left out, because it has too many.",
                "%(count)d parts of your query were left out, because it has too many.",
                left_out,
            )
            % {"count": left_out}
        )
    return notices
