"""Plain text and the places to mark in it → safe HTML."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.engines.analysis import detect_language, highlight, snippet
from search.engines.protocol import Query


def with_marks(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """``text`` escaped, with each (start, end) of ``spans`` (in order, apart) inside ``<mark>``."""
    pieces, place = [], 0
    for start, end in spans:
        pieces += [escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>"]
        place = end
    pieces.append(escape(text[place:]))
    return mark_safe("".join(pieces))  # noqa: S308  (every piece of text is escaped above)


def marked(text: str, query: Query, language: str = "") -> SafeString:
    """The whole text with what answers the query marked. ``language``: BCP 47; detected when unknown."""
    return with_marks(text, highlight(text, query, known_language(text, language, query)))


def marked_snippet(text: str, query: Query, language: str = "", *, width: int = 240) -> SafeString:
    """About ``width`` characters around the best match, with an ellipsis where something was cut."""
    piece = snippet(text, query, known_language(text, language, query), width=width)
    before, after = ("…" if cut else "" for cut in (piece.cut_before, piece.cut_after))
    return mark_safe(f"{before}{with_marks(piece.text, piece.spans)}{after}")  # noqa: S308


def known_language(text: str, language: str, query: Query) -> str:
    """As given, else as detected; a text too short to tell is taken to be in the reader's language."""
    if not language or language == "und":
        language = detect_language(text)
    return query.language if language == "und" else language
