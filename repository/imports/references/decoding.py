"""Bytes of a reference file → text."""

from __future__ import annotations

import codecs
import re

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")
CYRILLIC = re.compile(r"[А-яЁё]{3}")


def decoded(data: bytes) -> str:
    """By the byte order mark, the XML declaration, the zeros of UTF-16, else as UTF-8, else as one of the two Windows
    code pages of our partners. Bytes that make no sense become U+FFFD: the rest of the file is worth reading."""
    return data.decode(_encoding(data), "replace").replace("\x00", "")


def _encoding(data: bytes) -> str:
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return encoding
    if len(data) > 3 and not data[0] and data[1]:
        return "utf-16-be"
    if len(data) > 3 and data[0] and not data[1]:
        return "utf-16-le"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # One broken byte among much that is UTF-8 does not make it another code.
        return "utf-8" if error.start > 0 and _is_mostly_utf8(data) else _declared(data) or _code_page(data)
    return "utf-8"


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(not character.isascii() for character in text[:100_000]) - broken > broken


def _declared(data: bytes) -> str:
    found = DECLARED.match(data.lstrip()[:200])
    try:
        name = codecs.lookup(found[1].decode()).name if found else ""
    except LookupError:
        return ""
    return name if name.startswith(("cp", "iso8859", "koi8", "mac")) else ""


def _code_page(data: bytes) -> str:
    """Cyrillic words are runs of bytes beyond ASCII; in the languages of western Europe such bytes stand alone."""
    return "cp1251" if CYRILLIC.search(data.decode("cp1251", "replace")) else "cp1252"
