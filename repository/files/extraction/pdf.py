"""Text and page pictures of PDF, by PDFium; text by pypdf where PDFium gives none."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from repository.files.extraction.cleaning import clean_line, clean_text
from repository.files.extraction.faults import Reason, Unreadable
from repository.files.extraction.layout import first_lines
from repository.files.extraction.properties import Properties, bounded
from repository.files.extraction.right_to_left import RIGHT_TO_LEFT, Glyph, reordered
from repository.files.extraction.wire import Outline, Page, Unit
from repository.files.extraction.xmp import read_xmp

if TYPE_CHECKING:
    import pypdf
    import pypdfium2
    from PIL import Image

MAX_PAGE_CHARACTERS = 1_000_000
MAX_LABEL_CHARACTERS = 40
MAX_LOST_IN_A_ROW = 20  # a page tree may claim a million pages that are not there
MAX_PIXELS = 8_000_000
MAX_SIDE = 8000  # WebP ends at 16,383


def read(file: BinaryIO, first: int = 1) -> Iterator[Outline | Page]:
    """Yield the pages from `first` on, as PDFium reads them."""
    pdf = _opened(file)
    yield from _pages(len(pdf), first, lambda index: _pdfium_page(pdf, index))


def read_with_pypdf(file: BinaryIO, first: int = 1) -> Iterator[Outline | Page]:
    """Yield the pages from `first` on, as pypdf reads them."""
    import pypdf  # 75 ms that most files do not need

    try:
        reader = pypdf.PdfReader(file)
        count = len(reader.pages)
    except Exception as error:
        raise Unreadable(_pypdf_reason(error)) from error
    yield from _pages(count, first, lambda index: _pypdf_page(reader, index))


def properties(file: BinaryIO) -> Iterator[Properties]:
    """Yield what the file says of itself: its information dictionary, the lines of its first pages, and its XMP."""
    pdf = _opened(file)
    yield _information(pdf)
    yield bounded({}, first_lines(pdf))
    pdf.close()
    file.seek(0)
    yield read_xmp(_xmp_packet(file))


def picture(file: BinaryIO, number: int, width: int) -> Image.Image:
    """Return page `number` drawn `width` pixels wide (less, where it would be immense)."""
    pdf = _opened(file)
    if not 1 <= number <= len(pdf):
        raise Unreadable(Reason.DAMAGED)
    page = pdf[number - 1]
    return page.render(scale=_scale(*page.get_size(), width)).to_pil()


def _opened(file: BinaryIO) -> pypdfium2.PdfDocument:
    import pypdfium2  # 40 ms that other files do not need

    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        encrypted = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise Unreadable(Reason.ENCRYPTED if encrypted else Reason.DAMAGED) from error


_INFORMATION = {
    "Title": "title",
    "Author": "byline",
    "Subject": "description",
    "Keywords": "keywords",
    "CreationDate": "created",
    "Creator": "program",
}


def _information(pdf: pypdfium2.PdfDocument) -> Properties:
    said = {}
    for key, name in _INFORMATION.items():
        with contextlib.suppress(ValueError):  # half a surrogate pair, from a program that cut a title
            said[name] = [pdf.get_metadata_value(key)]
    return bounded(said)


def _xmp_packet(file: BinaryIO) -> bytes:
    import pypdf  # PDFium does not hand out XMP

    try:
        catalogue = pypdf.PdfReader(file).trailer["/Root"]
        return catalogue["/Metadata"].get_data()
    except Exception:  # there is none, or whatever a library raises over a broken one
        return b""


def _pages(count: int, first: int, page_at: Callable[[int], Page]) -> Iterator[Outline | Page]:
    yield Outline(Unit.PAGE, count)
    lost_in_a_row = 0
    for index in range(first - 1, count):
        page = page_at(index)
        yield page
        lost_in_a_row = lost_in_a_row + 1 if page.lost else 0
        if lost_in_a_row > MAX_LOST_IN_A_ROW:
            raise Unreadable(Reason.DAMAGED)


def _pdfium_page(pdf: pypdfium2.PdfDocument, index: int) -> Page:
    try:
        page = pdf[index]
        text_page = page.get_textpage()
        text = text_page.get_text_range()[:MAX_PAGE_CHARACTERS]
        if RIGHT_TO_LEFT.search(text):
            text = reordered(_glyphs(text_page))
        text_page.close()
        page.close()
        label = pdf.get_page_label(index)[:MAX_LABEL_CHARACTERS]
    except (RuntimeError, ValueError):
        return Page(index + 1, lost=Reason.DAMAGED)
    return Page(index + 1, clean_text(text), clean_line(label))


def _glyphs(text_page: pypdfium2.PdfTextPage) -> Iterator[Glyph]:
    from pypdfium2 import raw

    for index in range(min(text_page.count_chars(), MAX_PAGE_CHARACTERS)):
        character = chr(raw.FPDFText_GetUnicode(text_page, index))
        yield Glyph(character, *text_page.get_charbox(index, loose=True))


def _pypdf_page(reader: pypdf.PdfReader, index: int) -> Page:
    try:
        text = reader.pages[index].extract_text()[:MAX_PAGE_CHARACTERS]
        label = reader.page_labels[index][:MAX_LABEL_CHARACTERS]
    except Exception as error:  # whatever a library raises, it is this page that is lost
        return Page(index + 1, lost=_pypdf_reason(error))
    return Page(index + 1, clean_text(text), clean_line(label))


def _pypdf_reason(error: Exception) -> Reason:
    from pypdf import errors

    if isinstance(error, errors.LimitReachedError | MemoryError):
        return Reason.TOO_LARGE_UNPACKED
    if isinstance(error, errors.FileNotDecryptedError):
        return Reason.ENCRYPTED
    return Reason.DAMAGED


def _scale(page_width: float, page_height: float, width: int) -> float:
    area = page_width * page_height
    if not (math.isfinite(area) and area > 0):
        raise Unreadable(Reason.DAMAGED)
    return min(width / page_width, MAX_SIDE / page_width, MAX_SIDE / page_height, math.sqrt(MAX_PIXELS / area))
