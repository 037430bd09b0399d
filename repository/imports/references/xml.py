"""What the XML formats have in common: entries out of a document, and texts out of elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from repository.imports.references.fields import line_of


def elements(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, Element | None]]:
    """The line and the element of each entry; of one that is not well-formed only the line.

    Each entry is read by itself, so that a broken one takes no other with it.
    """
    begins = re.compile(rf"<({'|'.join(names)})(?=[\s>/])")
    counted, line = 0, 1
    match = begins.search(text)
    while match:
        following = begins.search(text, match.end())
        stop = following.start() if following else len(text)
        closing = f"</{match[1]}>"
        end = text.find(closing, match.end(), stop)
        line += text.count("\n", counted, match.start())
        counted = match.start()
        yield line, _element(text[match.start() : end + len(closing) if end >= 0 else stop])
        match = following


def _element(text: str) -> Element | None:
    try:
        return fromstring(text)
    except (ParseError, DefusedXmlException, ValueError):
        return None


def broken(line: int) -> str:
    return _("The entry that begins on line %(line)d could not be read: its XML is not well-formed.") % {"line": line}


def text_at(element: Element | None, *paths: str) -> str:
    """The text, that of the elements inside included, of the first path that leads to some; on one line."""
    for path in paths:
        found = element.find(path) if element is not None else None
        if found is not None and (text := text_of(found)):
            return text
    return ""


def texts_at(element: Element | None, path: str) -> list[str]:
    found = element.findall(path) if element is not None else []
    return [text for one in found if (text := text_of(one))]


def text_of(element: Element) -> str:
    return line_of("".join(element.itertext()))
