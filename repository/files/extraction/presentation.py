"""Text of PowerPoint presentations (PresentationML, ECMA-376 part 1), slide by slide.

Read from the XML itself: python-pptx refuses files that PowerPoint opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from repository.files.extraction.cleaning import clean_text
from repository.files.extraction.faults import Unreadable
from repository.files.extraction.package import (
    Package,
    Relation,
    local_attributes,
    local_name,
)
from repository.files.extraction.properties import Line, Properties, bounded
from repository.files.extraction.wire import Outline, Page, Unit

# Placeholders that say the same on every slide, and (in notes) the picture of the slide.
_FURNITURE = {"sldNum", "dt", "ftr", "hdr", "sldImg"}
_EMBEDDED_TEXT = ("diagramData", "chart")


def read(file: BinaryIO, first: int = 1) -> Iterator[Outline | Page]:
    """Yield the slides from `first` on, in the order of presentation, hidden ones too."""
    package = Package(file)
    main = package.main_part()
    order = _SlideOrder()
    package.parse(main, order)
    relations = package.relations(main)
    yield Outline(Unit.SLIDE, len(order.relation_ids))
    for number, relation_id in enumerate(order.relation_ids, start=1):
        if number >= first:
            yield _slide(package, relations.get(relation_id), number)


def properties(file: BinaryIO) -> Iterator[Properties]:
    """Yield what the file says of itself, and the title, subtitle and text of its first slide."""
    package = Package(file)
    yield package.core_properties()
    main = package.main_part()
    order = _SlideOrder()
    package.parse(main, order)
    first = package.relations(main).get(next(iter(order.relation_ids), ""))
    if first:
        shapes = SlideLines()
        package.parse(first.part, shapes)
        yield bounded({}, shapes.lines())


def _slide(package: Package, relation: Relation | None, number: int) -> Page:
    shapes = SlideText()
    try:
        package.parse(relation.part if relation else "", shapes)
        related = package.relations(relation.part) if relation else {}
    except Unreadable as fault:
        return Page(number, shapes.text(), lost=fault.reason)
    embedded = [_part_text(package, related, kind) for kind in _EMBEDDED_TEXT]
    return Page(
        number,
        text="\n".join(filter(None, [shapes.text(), *embedded])),
        notes=_part_text(package, related, "notesSlide"),
    )


def _part_text(package: Package, related: dict[str, Relation], kind: str) -> str:
    """Return the text of the parts of this kind; one that is broken does not cost the slide."""
    texts = []
    for relation in related.values():
        if relation.kind == kind:
            shapes = SlideText()
            try:
                package.parse(relation.part, shapes)
            except Unreadable:
                continue
            finally:
                texts.append(shapes.text())
    return "\n".join(filter(None, texts))


class _SlideOrder:
    def __init__(self) -> None:
        self.relation_ids: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "sldId":
            self.relation_ids.append(local_attributes(attributes).get("id", ""))

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...


class SlideText:
    """Collects the text of a DrawingML part: shapes in groups too, tables, fields.

    A flat walk over the parser's events, so that no depth of nesting can exhaust the stack.
    """

    _SHAPES = {"sp", "graphicFrame", "cxnSp", "pic"}
    _AFTER = {"p": "\n", "tc": "\t", "tr": "\n"}

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._shape = ""
        self._in_text = False
        self._cells = 0
        self._skipped = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if self._skipped or name == "Fallback":
            self._skipped += 1
        elif name in self._SHAPES:
            self._shape = ""
        elif name == "ph":
            self._shape = attributes.get("type", "")
        elif name == "br":
            self._add("\n")
        elif name == "tc":
            self._cells += 1
        self._in_text = name == "t" and not self._skipped

    def end(self, tag: str) -> None:
        name = local_name(tag)
        self._in_text = False
        if self._skipped:
            self._skipped -= 1
        elif name == "p" and self._cells:
            self._add(" ")
        elif name in self._AFTER:
            self._add(self._AFTER[name])
        if name == "tc" and self._cells:
            self._cells -= 1

    def data(self, text: str) -> None:
        if self._in_text:
            self._add(text)

    def _add(self, text: str) -> None:
        if self._shape not in _FURNITURE:
            self._parts.append(text)

    def text(self) -> str:
        """Return all text, a line per paragraph or table row."""
        return clean_text("".join(self._parts).replace(" \t", "\t").replace("\t\n", "\n"))


class SlideLines(SlideText):
    """Collects the text of each shape by itself, under what its placeholder is called."""

    _ROLES = {"title": "title", "ctrTitle": "title", "subTitle": "subtitle"}

    def __init__(self) -> None:
        super().__init__()
        self._ended: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) in self._SHAPES:
            self._end_shape()
        super().start(tag, attributes)

    def lines(self) -> Iterator[Line]:
        """Yield titles whole, in whatever lines they are set, and the lines of everything else."""
        self._end_shape()
        for shape, text in self._ended:
            role = self._ROLES.get(shape, "")
            for line in [" ".join(text.split())] if role == "title" else text.split("\n"):
                yield Line(1, line, role=role)

    def _end_shape(self) -> None:
        if text := self.text():
            self._ended.append((self._shape, text))
        self._parts = []
