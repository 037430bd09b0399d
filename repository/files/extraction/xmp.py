"""XMP (ISO 16684-1), the RDF in which PDF programs and publishers describe a file, read by a flat walk.

No DTD is accepted, no part is held whole, and no depth of nesting can exhaust a stack.
"""

from __future__ import annotations

from collections import defaultdict
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from repository.files.extraction.properties import MAX_VALUES, NOTHING_SAID, Properties, bounded

MAX_BYTES = 1 << 20  # what is behind it is thumbnails and histories of pictures
_MAX_TEXT = 8000
_CHUNK = 1 << 14
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_OF_DUBLIN_CORE = {
    "title": "title",
    "creator": "author",
    "description": "description",
    "subject": "keywords",
    "language": "language",
    "identifier": "identifier",
    "rights": "rights",
    "publisher": "publisher",
}
# PRISM, Crossmark, pdfx, xmpRights and cc are written with several namespaces each; their words are theirs alone.
_OF_OTHERS = {
    "doi": "doi",
    "DOI": "doi",
    "WPS-ARTICLEDOI": "doi",
    "isbn": "isbn",
    "issn": "issn",
    "eIssn": "issn",
    "publicationName": "journal",
    "volume": "volume",
    "number": "issue",
    "pageRange": "pages",
    "coverDate": "published",
    "publicationDate": "published",
    "Keywords": "keywords",
    "CreateDate": "created",
    "CreatorTool": "program",
    "WebStatement": "rights",
    "UsageTerms": "rights",
    "license": "rights",
    "startingPage": "_first",
    "endingPage": "_last",
}


def read_xmp(data: bytes) -> Properties:
    """Return what the packet says, up to where it is too long or broken; nothing of one with a DTD."""
    handler = XmpText()
    try:
        parser = XMLParser(target=handler, forbid_dtd=True)
        for start in range(0, min(len(data), MAX_BYTES), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
    except DefusedXmlException:
        return NOTHING_SAID
    except (ParseError, AssertionError, ValueError, RecursionError, LookupError):
        pass
    return handler.properties()


class XmpText:
    """Collects the properties that `rdf:Description` has at its own level, never those of a history or ingredient."""

    def __init__(self) -> None:
        self._said: dict[str, list[str]] = defaultdict(list)
        self._path: list[str] = []
        self._name = ""
        self._text: list[str] = []
        self._size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag)
        if tag == f"{{{_RDF}}}Description" and self._depth() == 1:
            for name, value in attributes.items():
                self._say(_known(name), value)
        if self._depth() == 2:
            self._name = _known(tag)
            self._say(self._name, attributes.get(f"{{{_RDF}}}resource", ""))
        self._forget()

    def end(self, tag: str) -> None:
        is_value = (tag == f"{{{_RDF}}}li" and self._depth() == 4) or self._depth() == 2
        if is_value and self._name:
            self._say(self._name, "".join(self._text))
        if self._depth() <= 2:
            self._name = ""
        self._forget()
        if self._path:
            self._path.pop()

    def data(self, text: str) -> None:
        if self._name and self._size < _MAX_TEXT:
            self._text.append(text)
            self._size += len(text)

    def properties(self) -> Properties:
        pages = "–".join(self._said[name][0] for name in ("_first", "_last") if self._said[name])
        if pages:
            self._said["pages"].append(pages)
        return bounded({name: dict.fromkeys(values) for name, values in self._said.items()})

    def _depth(self) -> int:
        """How deep below rdf:RDF: 1 is a description, 2 its property, 4 an item of that property's list."""
        try:
            return len(self._path) - 1 - self._path.index(f"{{{_RDF}}}RDF", 0, 3)
        except ValueError:
            return 0

    def _say(self, name: str, value: str) -> None:
        if name and value.strip() and len(self._said[name]) < MAX_VALUES:
            self._said[name].append(value.strip()[:_MAX_TEXT])

    def _forget(self) -> None:
        self._text, self._size = [], 0


def _known(tag: str) -> str:
    space, _brace, name = tag.removeprefix("{").rpartition("}")
    return _OF_DUBLIN_CORE.get(name, "") if space == _DUBLIN_CORE else _OF_OTHERS.get(name, "")
