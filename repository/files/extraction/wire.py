"""What parent and child say to each other: one job, then JSON lines, one per page as it is read.

The child may have been taken over by the file it reads, so the parent believes nothing: types are
checked, text is stripped of what the database or a browser would choke on.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from repository.files.extraction.cleaning import strip_unsafe
from repository.files.extraction.faults import Reason
from repository.files.extraction.properties import Properties, properties_of_dict


class Task(StrEnum):
    TEXT = "text"
    PROPERTIES = "properties"
    PAGE_PICTURE = "page_picture"
    COVER = "cover"


class Engine(StrEnum):
    """Readers of PDF: the better one, and the one that is asked when that gives nothing."""

    PDFIUM = "pdfium"
    PYPDF = "pypdf"


class Unit(StrEnum):
    """What a file is divided into; the values of `StoredFile.unit`."""

    PAGE = "page"
    SLIDE = "slide"
    CAPTION = "caption"
    SECTION = "section"


class MalformedLine(ValueError):
    """The child wrote something that is not in this protocol."""


@dataclass(frozen=True)
class Job:
    """One order to a child. `first` is the page to begin with, `number` the page to draw.

    `width` is in pixels; the limits are those of `sandbox.Limits` that a child lays on itself.
    """

    task: str
    media_type: str
    memory_bytes: int
    cpu_seconds: int
    wall_seconds: int
    engine: str = Engine.PDFIUM
    first: int = 1
    number: int = 1
    width: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Job:
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Outline:
    """How the file is divided; `page_count` is None where it is only known at the end."""

    unit: Unit
    page_count: int | None = None


@dataclass(frozen=True)
class Page:
    """One page, slide, section or caption. `lost` says why its text could not be read.

    `label` is what is printed on the page where that is not its number, such as ``iv``.
    Times are milliseconds from the start of the recording, for captions only.
    """

    number: int
    text: str = ""
    label: str = ""
    notes: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    lost: Reason | None = None


@dataclass(frozen=True)
class Picture:
    """A WebP picture."""

    data: bytes


@dataclass(frozen=True)
class End:
    """The child's last word: all was read (no reason, not paused), or why not.

    Paused means: time is nearly up, send another child from the next page on.
    """

    reason: Reason | None = None
    paused: bool = False


Item = Outline | Page | Picture | Properties | End


def encode(item: Item) -> bytes:
    """Return `item` as one line of ASCII JSON."""
    fields = item.as_dict() if isinstance(item, Properties) else _plain_fields(item)
    return json.dumps({"is": type(item).__name__, **fields}).encode() + b"\n"


def _plain_fields(item: Outline | Page | Picture | End) -> dict[str, Any]:
    fields: dict[str, Any] = {k: v for k, v in asdict(item).items() if v not in (None, "")}
    if isinstance(item, Picture):
        fields["data"] = base64.b64encode(item.data).decode()
    return fields


def decode(line: bytes) -> Item:
    """Return the item in `line`; raises `MalformedLine` when it is not what `encode` writes."""
    try:
        fields = json.loads(line)
        return _DECODERS[fields.pop("is")](**fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise MalformedLine(str(error)[:200]) from error


def _outline(unit: str, page_count: int | None = None) -> Outline:
    return Outline(Unit(unit), None if page_count is None else _count(page_count))


def _page(
    number: int,
    text: str = "",
    label: str = "",
    notes: str = "",
    start_ms: int | None = None,
    end_ms: int | None = None,
    lost: str | None = None,
) -> Page:
    return Page(
        number=_count(number),
        text=strip_unsafe(text),
        label=strip_unsafe(label),
        notes=strip_unsafe(notes),
        start_ms=None if start_ms is None else _count(start_ms),
        end_ms=None if end_ms is None else _count(end_ms),
        lost=None if lost is None else Reason(lost),
    )


def _picture(data: str) -> Picture:
    try:
        picture = base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if picture[:4] != b"RIFF" or picture[8:12] != b"WEBP":
        raise ValueError("not WebP")
    return Picture(picture)


def _properties(**fields: object) -> Properties:
    return properties_of_dict(fields)


def _end(reason: str | None = None, paused: bool = False) -> End:
    return End(None if reason is None else Reason(reason), paused is True)


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 31:
        raise ValueError("not a count")
    return value


_DECODERS = {"Outline": _outline, "Page": _page, "Picture": _picture, "Properties": _properties, "End": _end}
