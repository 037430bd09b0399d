"""Text of Word documents (WordprocessingML, ECMA-376 part 1).

A Word file has no pages of its own. When Word left marks where its pages ended, these are our
pages; else the text is divided at the author's page breaks and into sections of about a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from repository.files.extraction.cleaning import clean_text
from repository.files.extraction.faults import Unreadable
from repository.files.extraction.package import Package, local_attributes, local_name
from repository.files.extraction.sections import packed
from repository.files.extraction.wire import Outline, Page, Unit

# Characters that XML cannot hold mark the places of breaks and notes in the collected text.
_BREAK, _RENDERED_BREAK, _NOTE = "\x0c", "\x0e", "\x1f"
_NOTE_MARK = re.compile(f"{_NOTE}([^{_NOTE}]*){_NOTE}")


def read(file: BinaryIO) -> Iterator[Outline | Page]:
    """Yield pages or sections; the notes of a page are the footnotes it refers to.

    What was read before damage is yielded before `Unreadable` is raised.
    """
    package = Package(file)
    main = package.main_part()
    body, fault = _parsed(package, main)
    notes = _notes(package, main)
    unit, texts = _divided(body.text())
    yield Outline(unit)
    for number, text in enumerate(texts, start=1):
        yield Page(number, clean_text(_NOTE_MARK.sub("", text)), notes=_notes_of(text, notes))
    if fault:
        raise fault


def _parsed(package: Package, part: str) -> tuple[WordText, Unreadable | None]:
    body = WordText()
    try:
        package.parse(part, body)
    except Unreadable as fault:
        return body, fault
    return body, None


def _divided(text: str) -> tuple[Unit, Iterator[str]]:
    if _RENDERED_BREAK in text:
        # Word marks the page that follows an author's break as well: that is one border.
        pages = re.split(f"{_BREAK}\\s*{_RENDERED_BREAK}|{_BREAK}|{_RENDERED_BREAK}", text)
        return Unit.PAGE, iter(pages)
    return Unit.SECTION, _sections(text)


def _sections(text: str) -> Iterator[str]:
    for part in text.split(_BREAK):
        if part.strip():
            yield from packed(part.strip("\n").split("\n"), joiner="\n")


def _notes(package: Package, main: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for relation in package.relations(main).values():
        if relation.kind in ("footnotes", "endnotes"):
            handler = WordNotes(relation.kind)
            try:
                package.parse(relation.part, handler)
            except Unreadable:
                continue
            finally:
                found |= handler.found
    return found


def _notes_of(text: str, notes: dict[str, str]) -> str:
    return "\n".join(notes[key] for key in _NOTE_MARK.findall(text) if notes.get(key))


class WordText:
    """Collects the text of a WordprocessingML part in reading order, by a flat walk.

    Left out: what revisions have deleted, field codes, and the older twin of alternate content.
    """

    _SKIPPED = {
        *("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr"),
        *("del", "moveFrom", "instrText", "Fallback"),
    }
    _INLINE = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
    _REFERENCES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._skipped = 0
        self._cells = 0
        self._in_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if self._skipped or name in self._SKIPPED:
            self._skipped += 1
            return
        self._in_text = name == "t"
        self._cells += name == "tc"
        self._parts.append(self._mark(name, attributes))

    def _mark(self, name: str, attributes: dict[str, str]) -> str:
        if name == "br":
            return _BREAK if local_attributes(attributes).get("type") == "page" else "\n"
        if name == "lastRenderedPageBreak":
            return _RENDERED_BREAK
        if name in self._REFERENCES:
            number = local_attributes(attributes).get("id", "")
            return f"{_NOTE}{self._REFERENCES[name]} {number}{_NOTE}"
        return self._INLINE.get(name, "")

    def end(self, tag: str) -> None:
        self._in_text = False
        if self._skipped:
            self._skipped -= 1
            return
        name = local_name(tag)
        self._cells -= name == "tc" and self._cells > 0
        if name == "p":
            self._parts.append(" " if self._cells else "\n")
        elif name in ("tc", "tr"):
            self._parts.append("\t" if name == "tc" else "\n")

    def data(self, text: str) -> None:
        if self._in_text and not self._skipped:
            self._parts.append(text)

    def text(self) -> str:
        """Return the text, a line per paragraph or table row, with marks of breaks and notes."""
        return "".join(self._parts).replace(" \t", "\t").replace("\t\n", "\n")


class WordNotes(WordText):
    """Collects footnotes or endnotes, each under the key that its reference has in the text."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._kind = kind
        self._number = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) in ("footnote", "endnote"):
            self._number = local_attributes(attributes).get("id", "")
            self._parts = []
        super().start(tag, attributes)

    def end(self, tag: str) -> None:
        super().end(tag)
        if local_name(tag) in ("footnote", "endnote"):
            self.found[f"{self._kind} {self._number}"] = clean_text(self.text())
