"""Office Open XML packages (ECMA-376 part 2): a ZIP of XML parts, read with care.

Declared sizes are checked first, then bytes are counted while they are unpacked, since a size can
lie. XML goes through `defusedxml` in pieces: no part is ever held whole, no DTD is accepted.
"""

from __future__ import annotations

import contextlib
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol
from urllib.parse import unquote
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from repository.files.extraction.faults import Reason, Unreadable
from repository.files.extraction.properties import MAX_CHARACTERS, Properties, bounded

MAX_MEMBERS = 20_000
MAX_PART_BYTES = 128 << 20
MAX_TOTAL_BYTES = 256 << 20
MAX_RATIO = 400  # deflate reaches 1032; documents stay under 100
_RATIO_MATTERS_FROM = 8 << 20
_CHUNK = 1 << 16
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError)


class PartHandler(Protocol):
    """What `Package.parse` tells of a part: the events of `xml.etree.ElementTree.XMLParser`."""

    def start(self, tag: str, attributes: dict[str, str]) -> Any: ...
    def end(self, tag: str) -> Any: ...
    def data(self, text: str) -> Any: ...


@dataclass(frozen=True)
class Relation:
    """A reference from one part to another; `kind` is the last word of its type's address."""

    kind: str
    part: str


def local_name(tag: str) -> str:
    """Return a tag or attribute without its namespace, which differs in strict OOXML."""
    return tag.rpartition("}")[2]


def local_attributes(attributes: dict[str, str]) -> dict[str, str]:
    """Return attributes by local name; where two have the same, that with a namespace wins."""
    return {local_name(name): attributes[name] for name in sorted(attributes, key=_is_qualified)}


def _is_qualified(name: str) -> bool:
    return name.startswith("{")


class Package:
    """An opened package. Every method raises `Unreadable` when the file is not what it says."""

    def __init__(self, file: BinaryIO):
        try:
            self._zip = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise Unreadable(Reason.DAMAGED) from error
        if len(self._zip.filelist) > MAX_MEMBERS:
            raise Unreadable(Reason.TOO_LARGE_UNPACKED)
        self._left = MAX_TOTAL_BYTES

    def __contains__(self, part: str) -> bool:
        return part in self._zip.NameToInfo

    def main_part(self) -> str:
        """Return the name of the part that the package is about."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument":
                return relation.part
        raise Unreadable(Reason.DAMAGED)

    def core_properties(self) -> Properties:
        """Return what the package says of itself (ECMA-376 part 2, 8); nothing of a part that is broken."""
        handler = _CoreProperties()
        for relation in self.relations("").values():
            if relation.kind == "core-properties":
                with contextlib.suppress(Unreadable):
                    self.parse(relation.part, handler)
        return bounded(handler.said)

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what `part` refers to inside the package, by relation id."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        handler = _Relations(folder)
        if source in self:
            self.parse(source, handler)
        return handler.found

    def parse(self, part: str, handler: PartHandler) -> None:
        """Tell `handler` of the XML in `part`."""
        parser = XMLParser(target=handler, forbid_dtd=True)
        try:
            for chunk in self.unpacked(part):
                parser.feed(chunk)
            parser.close()
        except DefusedXmlException as error:
            raise Unreadable(Reason.UNSAFE) from error
        except (ParseError, AssertionError, ValueError, RecursionError) as error:
            raise Unreadable(Reason.DAMAGED) from error

    def unpacked(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of `part`, counted as they come."""
        try:
            info = self._zip.getinfo(part)
            _check_declared(info)
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    self._spend(len(chunk))
                    yield chunk
        except _BROKEN as error:
            raise Unreadable(Reason.DAMAGED) from error

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise Unreadable(Reason.TOO_LARGE_UNPACKED)


def _check_declared(info: zipfile.ZipInfo) -> None:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable(Reason.DAMAGED)
    swollen = info.file_size > _RATIO_MATTERS_FROM and (info.file_size > MAX_RATIO * info.compress_size)
    if swollen or info.file_size > MAX_PART_BYTES:
        raise Unreadable(Reason.TOO_LARGE_UNPACKED)


class _Relations:
    def __init__(self, folder: str):
        self.found: dict[str, Relation] = {}
        self._folder = folder

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = posixpath.join("/", self._folder, unquote(attributes.get("Target", "")))
        self.found[attributes.get("Id", "")] = Relation(kind, posixpath.normpath(target)[1:])

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...


class _CoreProperties:
    _NAMES = {
        "title": "title",
        "creator": "byline",
        "subject": "description",
        "description": "description",
        "keywords": "keywords",
        "language": "language",
        "created": "created",
    }

    def __init__(self) -> None:
        self.said: dict[str, list[str]] = {}
        self._name = ""
        self._size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._name = self._NAMES.get(local_name(tag), "")
        if self._name:
            self.said.setdefault(self._name, []).append("")

    def end(self, tag: str) -> None:
        self._name = ""

    def data(self, text: str) -> None:
        if self._name and self._size < MAX_CHARACTERS:
            self._size += len(text)
            self.said[self._name][-1] += text
