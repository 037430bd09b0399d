"""Plain text and the places to mark in it → safe HTML."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from repository.languages import UNKNOWN, direction
from search.engines.analysis import detect_language, highlight, snippet
from search.engines.protocol import Query

SENTENCE_END = tuple(".!?…。！？।؟۔։")


class MarkedText(SafeString):
    """Safe HTML that knows what to say about its text: ``language`` (BCP 47) and ``direction``, for ``lang`` and
    ``dir``; where the language is not known, none and ``auto``.
    """

    language: str = ""
    direction: str = "auto"

    @property
    def attributes(self) -> SafeString:
        """``dir`` and ``lang`` of the element that holds it, as HTML."""
        if not self.language:
            return format_html('dir="{}"', self.direction)
        return format_html('dir="{}" lang="{}"', self.direction, self.language)

    @classmethod
    def of(cls, html: str, language: str) -> MarkedText:
        text = cls(html)
        if language and language != UNKNOWN:
            text.language, text.direction = language, direction(language)
        return text


def with_marks(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """``text`` escaped, with each (start, end) of ``spans`` (in order, apart) inside ``<mark>``."""
    pieces, place = [], 0
    for start, end in spans:
        pieces += [escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>"]
        place = end
    pieces.append(escape(text[place:]))
    return mark_safe("".join(pieces))  # noqa: S308  (every piece of text is escaped above)


def marked(text: str, query: Query, language: str = "") -> MarkedText:
    """The whole text with what answers the query marked. ``language``: BCP 47; detected when unknown."""
    language = detected(text, language)
    return MarkedText.of(with_marks(text, highlight(text, query, analysed_as(language, query))), language)


def marked_snippet(text: str, query: Query, language: str = "", *, width: int = 240) -> MarkedText:
    """The sentences around the best match, about ``width`` characters, with an ellipsis where something was cut; after
    a whole sentence there is none."""
    language = detected(text, language)
    piece = snippet(text, query, analysed_as(language, query), width=width)
    before = "…" if piece.cut_before else ""
    after = "…" if piece.cut_after and not piece.text.endswith(SENTENCE_END) else ""
    return MarkedText.of(f"{before}{with_marks(piece.text, piece.spans)}{after}", language)


def detected(text: str, language: str) -> str:
    """The language as given, else as detected; UNKNOWN where the text is too short to tell."""
    return language if language not in ("", UNKNOWN) else detect_language(text)


def analysed_as(language: str, query: Query) -> str:
    """A text too short to tell its language is taken to be in the reader's."""
    return query.language if language == UNKNOWN else language
