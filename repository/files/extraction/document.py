"""Text of Word documents (WordprocessingML, ECMA-376 part 1).

A Word file has no pages of its own. When Word left marks where its pages ended, these are our
pages; else the text is divided at the author's page breaks and into sections of about a page.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from repository.files.extraction.cleaning import clean_text
from repository.files.extraction.faults import Unreadable
from repository.files.extraction.package import Package, local_attributes, local_name
from repository.files.extraction.properties import Line, Properties, bounded
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


def properties(file: BinaryIO) -> Iterator[Properties]:
    """Yield what the file says of itself, and its first paragraphs as they are set."""
    package = Package(file)
    yield package.core_properties()
    main = package.main_part()
    paragraphs = WordLines(_styles(package, main))
    with contextlib.suppress(Unreadable):
        package.parse(main, paragraphs)
    yield bounded({}, paragraphs.lines)


def _styles(package: Package, main: str) -> WordStyles:
    styles = WordStyles()
    for relation in package.relations(main).values():
        if relation.kind == "styles":
            with contextlib.suppress(Unreadable):
                package.parse(relation.part, styles)
    return styles


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


@dataclass(frozen=True)
class _Style:
    """What a style sets itself; a size of 0 is that of the style it is based on. Sizes in points."""

    name: str = ""
    size: float = 0
    bold: bool = False
    based_on: str = ""


class WordStyles:
    """Collects the paragraph styles of a document: their names, sizes and weights."""

    _ROLES = {
        "title": "title",
        "subtitle": "subtitle",
        "heading": "heading",
        "название": "title",
        "заголовок": "heading",
    }

    def __init__(self) -> None:
        self._found: dict[str, _Style] = {}
        self._id = ""  # of the style that is read, empty in the document's defaults

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name, value = local_name(tag), local_attributes(attributes).get("val", "")
        if name == "style":
            self._id = local_attributes(attributes).get("styleId", "")
        style = self._found.get(self._id, _Style())
        if name == "name":
            style = replace(style, name=value)
        elif name == "basedOn":
            style = replace(style, based_on=value)
        elif name == "sz":
            style = replace(style, size=_points(value))
        elif name == "b":
            style = replace(style, bold=_is_on(value))
        self._found[self._id] = style

    def end(self, tag: str) -> None:
        if local_name(tag) == "style":
            self._id = ""

    def data(self, text: str) -> None: ...

    def of(self, style_id: str) -> _Style:
        """Return the style with what it takes from those it is based on."""
        chain, seen = [], set()
        while style_id and style_id not in seen and len(seen) < 20:
            seen.add(style_id)
            chain.append(self._found.get(style_id, _Style()))
            style_id = chain[-1].based_on
        chain.append(self._found.get("", _Style()))
        size = next((style.size for style in chain if style.size), 10)  # Word's own default
        return _Style(chain[0].name, size, any(style.bold for style in chain))

    def role_of(self, style: _Style) -> str:
        return next((role for word, role in self._ROLES.items() if style.name.lower().startswith(word)), "")


class WordLines(WordText):
    """Collects the first paragraphs with size, weight and role; of a paragraph, its first letters decide."""

    ENOUGH = 120

    _SKIPPED = WordText._SKIPPED - {"pPr", "rPr"}

    def __init__(self, styles: WordStyles) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self._styles = styles
        self._page = 1
        self._begin("")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.lines) >= self.ENOUGH:
            return
        super().start(tag, attributes)
        name, value = local_name(tag), local_attributes(attributes).get("val", "")
        if name == "p":
            self._begin("")
        elif name == "pStyle":
            self._begin(value)
        elif name == "r":
            self._run = (0.0, False)
        elif name == "sz":
            self._run = (_points(value), self._run[1])
        elif name == "b":
            self._run = (self._run[0], _is_on(value))

    def data(self, text: str) -> None:
        if len(self.lines) >= self.ENOUGH:
            return
        super().data(text)
        if self._in_text and not self._set and text.strip():
            self._set = self._run

    def end(self, tag: str) -> None:
        if len(self.lines) >= self.ENOUGH:
            return
        super().end(tag)
        if local_name(tag) == "p":
            self._end_paragraph()

    def _begin(self, style_id: str) -> None:
        self._style = self._styles.of(style_id or "Normal")
        self._run: tuple[float, bool] = (0.0, False)
        self._set: tuple[float, bool] | None = None

    def _end_paragraph(self) -> None:
        text = self.text()
        self._parts = []
        size, bold = self._set or (0.0, False)
        role = self._styles.role_of(self._style)
        for piece in _NOTE_MARK.sub("", text).replace(_RENDERED_BREAK, _BREAK).split(_BREAK):
            if line := " ".join(piece.split()):
                self.lines.append(Line(self._page, line, size or self._style.size, bold or self._style.bold, role))
        self._page += _BREAK in text.replace(_RENDERED_BREAK, _BREAK)


def _points(half_points: str) -> float:
    return int(half_points) / 2 if half_points.isascii() and half_points.isdigit() and len(half_points) < 5 else 0.0


def _is_on(value: str) -> bool:
    return value not in ("0", "false", "off")
