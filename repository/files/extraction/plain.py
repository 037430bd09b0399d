"""Plain text in whatever encoding it was written."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from repository.files.extraction.cleaning import clean_text
from repository.files.extraction.faults import Reason, Unreadable
from repository.files.extraction.sections import packed
from repository.files.extraction.wire import Outline, Page, Unit

MAX_BYTES = 16 << 20  # some five thousand book pages
_SAMPLE_BYTES = 1 << 16
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def read(file: BinaryIO) -> Iterator[Outline | Page]:
    """Yield sections: between form feeds, of about a page each."""
    yield Outline(Unit.SECTION)
    data = file.read(MAX_BYTES + 1)
    for number, text in enumerate(_sections(decoded(data[:MAX_BYTES])), start=1):
        yield Page(number, text)
    if len(data) > MAX_BYTES:
        raise Unreadable(Reason.TOO_LONG)


def decoded(data: bytes) -> str:
    """Return `data` as text: by its byte order mark, else as UTF-8, else by the likeliest code.

    Bytes that make no sense in that code become U+FFFD; a character cut off at the end is dropped.
    """
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return codecs.getincrementaldecoder(encoding)("replace").decode(data)
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return data.decode(_likeliest_encoding(data[:_SAMPLE_BYTES]), "replace")


def _likeliest_encoding(sample: bytes) -> str:
    import charset_normalizer  # most files do not need it

    best = charset_normalizer.from_bytes(sample).best()
    return best.encoding if best else "cp1252"


def _sections(text: str) -> Iterator[str]:
    for part in text.split("\f"):
        if cleaned := clean_text(part):
            yield from packed(cleaned.split("\n\n"), joiner="\n\n")
