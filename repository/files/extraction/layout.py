"""How the first pages of a PDF are set: their lines with the size and weight of the letters, from PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from statistics import median_high
from typing import TYPE_CHECKING

from repository.files.extraction.properties import Line
from repository.files.extraction.right_to_left import RIGHT_TO_LEFT, Glyph, reordered

if TYPE_CHECKING:
    import pypdfium2

PAGES = 4  # title page, back of the title page, and what a journal prints on two
MAX_PAGE_CHARACTERS = 12_000
LINES_OF_PAGE = (100, 60, 40, 40)
_TORN = ("\x02", "\ufffe")  # how PDFium writes a hyphen and line end together
_BOLD = ("bold", "black", "heavy", "semibold", "demi")
_SMALL, _RAISED = 0.85, 0.12  # of the size of the line's letters
_SUPERSCRIPTS = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))


@dataclass(frozen=True)
class _Set:
    """One character: `size` as it is seen, whatever matrix stretched it; `base` is the height of its base line."""

    character: str
    index: int
    size: float
    left: float
    base: float


def first_lines(pdf: pypdfium2.PdfDocument) -> Iterator[Line]:
    """Yield the upper lines of the first pages; a page that cannot be read is passed over."""
    for index, count in zip(range(min(len(pdf), PAGES)), LINES_OF_PAGE, strict=False):
        try:
            yield from _page_lines(pdf[index], index + 1, count)
        except (RuntimeError, ValueError):
            continue


def _page_lines(page: pypdfium2.PdfPage, number: int, count: int) -> list[Line]:
    width, height = page.get_size()
    text_page = page.get_textpage()
    lines = []
    for characters in _rows(text_page):
        inked = [one for one in characters if not one.character.isspace()]
        if inked and len(lines) < count:
            lines.append(_line(text_page, characters, inked, (number, width or 1, height or 1)))
    text_page.close()
    page.close()
    return lines


def _rows(text_page: pypdfium2.PdfTextPage) -> Iterator[list[_Set]]:
    row: list[_Set] = []
    for one in _characters(text_page):
        if one.character in "\r\n":
            yield row
            row = []
        elif one.character in _TORN:
            yield [*row, _Set("\u00ad", one.index, one.size, one.left, one.base)]
            row = []
        else:
            row.append(one)
    yield row


def _characters(text_page: pypdfium2.PdfTextPage) -> Iterator[_Set]:
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    for index in range(min(text_page.count_chars(), MAX_PAGE_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text_page, index)
        stretch, left, base = 1.0, 0.0, 0.0
        if raw.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix)):
            stretch, left, base = hypot(matrix.c, matrix.d), matrix.e, matrix.f
        size = raw.FPDFText_GetFontSize(text_page, index) * stretch
        yield _Set(chr(code), index, size, left, base)


def _line(
    text_page: pypdfium2.PdfTextPage, characters: list[_Set], inked: list[_Set], place: tuple[int, float, float]
) -> Line:
    number, width, height = place
    size = median_high(one.size for one in inked)
    base = median_high(one.base for one in inked if one.size >= _SMALL * size)
    text = "".join(_shown(one, size, base) for one in characters)
    if RIGHT_TO_LEFT.search(text):
        text = reordered(_glyphs(text_page, characters)).replace("\n", " ")
    bold = _is_bold(text_page, inked[len(inked) // 2].index)
    return Line(number, text, _rounded(size), bold, "", _rounded(inked[0].left / width), _rounded(1 - base / height))


def _shown(one: _Set, size: float, base: float) -> str:
    """A digit that is raised marks where somebody works, or a note: it becomes one that is not part of a number."""
    if one.size < _SMALL * size and one.base > base + _RAISED * size:
        return _SUPERSCRIPTS.get(one.character, " " if one.character in ",;" else one.character)
    return one.character


def _rounded(value: float) -> float:
    return round(value, 3)


def _glyphs(text_page: pypdfium2.PdfTextPage, characters: list[_Set]) -> Iterator[Glyph]:
    for one in characters:
        yield Glyph(one.character, *text_page.get_charbox(one.index, loose=True))


def _is_bold(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text_page, index, name, len(name), None)
    font = name.value.decode("utf-8", "replace").lower()
    return raw.FPDFText_GetFontWeight(text_page, index) >= 600 or any(word in font for word in _BOLD)
