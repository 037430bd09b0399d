"""What a file says of itself beside its text: the properties its program wrote, and how its first pages are set.

These are raw claims. What to make of them (a title that is none, a name of a computer's user) is judged far from here,
by whoever describes a work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from math import isfinite
from typing import Any

from repository.files.extraction.cleaning import strip_unsafe

MAX_LINES = 240
MAX_LINE_CHARACTERS = 400
MAX_VALUES = 60
MAX_VALUE_CHARACTERS = 6000  # an abstract is often kept in a description
MAX_CHARACTERS = 60_000  # of all values together

# `author` is one person each, `byline` all of them in one text.
NAMES = frozenset(
    {
        *("title", "author", "byline", "description", "keywords", "language", "created", "program", "rights"),
        *("publisher", "identifier", "doi", "isbn", "issn", "journal", "volume", "issue", "pages", "published"),
    }
)


@dataclass(frozen=True)
class Line:
    """One line of a first page, or paragraph of a text document, as it is set.

    `size` is that of most of its characters, in points; `left` and `top` are shares of the page's sides (0 to 1),
    both 0 where there are no pages. `role` is what its author's program calls it: ``title``, ``subtitle``, ``heading``.
    A word that goes on in the next line ends with U+00AD.
    """

    page: int
    text: str
    size: float = 0
    bold: bool = False
    role: str = ""
    left: float = 0
    top: float = 0


@dataclass(frozen=True)
class Properties:
    """`said` by the names in `NAMES`, the most trustworthy value first; `lines` of the first pages as they are read."""

    said: Mapping[str, tuple[str, ...]]
    lines: tuple[Line, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.said or self.lines)

    def first(self, name: str) -> str:
        """The first value of that name, or an empty text."""
        return next(iter(self.said.get(name, ())), "")

    def joined_to(self, other: Properties) -> Properties:
        """Both, with what `other` says behind what is said here."""
        names = {**self.said, **other.said}
        said = {name: (*self.said.get(name, ()), *other.said.get(name, ())) for name in names}
        return bounded({name: dict.fromkeys(values) for name, values in said.items()}, (*self.lines, *other.lines))

    def as_dict(self) -> dict[str, Any]:
        """As JSON knows it: `properties_of_dict` takes it back."""
        return {"said": {name: list(values) for name, values in self.said.items()}, "lines": _dicts(self.lines)}


NOTHING_SAID = Properties({})


def bounded(said: Mapping[str, Iterable[str]], lines: Iterable[Line] = ()) -> Properties:
    """What is known by name and not empty, clean, on one line each, and no longer than anybody needs."""
    left = MAX_CHARACTERS
    kept: dict[str, tuple[str, ...]] = {}
    for name in sorted(NAMES.intersection(said)):
        values = []
        for value in islice(said[name], MAX_VALUES):
            text = " ".join(strip_unsafe(value[:MAX_VALUE_CHARACTERS]).split())[:left]
            left -= len(text)
            values += [text] if text else []
        if values:
            kept[name] = tuple(values)
    return Properties(kept, tuple(_kept_lines(lines)))


def properties_of_dict(value: object) -> Properties:
    """The properties in what `as_dict` wrote, or a child said; raises ValueError for any other shape."""
    if not isinstance(value, dict):
        raise ValueError("not properties")
    said, lines = value.get("said", {}), value.get("lines", [])
    if not isinstance(said, dict) or not isinstance(lines, list):
        raise ValueError("not properties")
    return bounded({str(name): _texts(values) for name, values in said.items()}, map(_line, lines[:MAX_LINES]))


def _kept_lines(lines: Iterable[Line]) -> Iterable[Line]:
    for line in islice(lines, MAX_LINES):
        text = " ".join(strip_unsafe(line.text[:MAX_LINE_CHARACTERS]).split())
        if text:
            yield Line(line.page, text, line.size, line.bold, line.role, line.left, line.top)


def _texts(values: object) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("not texts")
    return values


def _line(fields: object) -> Line:
    if not isinstance(fields, dict):
        raise ValueError("not a line")
    try:
        line = Line(**fields)
    except TypeError as error:
        raise ValueError("not a line") from error
    if type(line.page) is not int or not isinstance(line.text, str) or not isinstance(line.role, str):
        raise ValueError("not a line")
    numbers = [_measure(value) for value in (line.size, line.left, line.top)]
    return Line(min(max(line.page, 0), 1 << 20), line.text, numbers[0], line.bold is True, line.role[:20], *numbers[1:])


def _measure(value: object) -> float:
    """A finite number with the two or three digits that matter; it is stored with every line."""
    if type(value) not in (int, float) or (type(value) is float and not isfinite(value)):
        raise ValueError("not a measure")
    return round(float(min(max(value, -1_000_000), 1_000_000)), 3)


def _dicts(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Without what is empty, as most of it is."""
    return [
        {name: value for name, value in asdict(line).items() if value or name in ("page", "text")} for line in lines
    ]
