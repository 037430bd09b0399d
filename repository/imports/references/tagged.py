"""Formats of lines that begin with a tag: RIS and MEDLINE."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class TaggedEntry:
    """The tags of an entry in their order, each with its value; ``opened`` is false when the line that has to begin it
    is missing."""

    line: int
    opened: bool = True
    tags: list[tuple[str, str]] = field(default_factory=list)

    def all(self, *names: str) -> list[str]:
        """The values of all these tags, in the order of the names."""
        return [value for name in names for tag, value in self.tags if tag == name and value.strip()]

    def first(self, *names: str) -> str:
        return next(iter(self.all(*names)), "")


def tagged_entries(text: str, pattern: re.Pattern[str], begins: str, ends: str = "") -> Iterator[TaggedEntry]:
    """What stands between a tag that begins an entry and the next one, or the tag that ends it.

    A line without a tag goes on with the value above it; what stands before all entries is passed over.
    """
    entry: TaggedEntry | None = None
    values: list[str] = []

    def finished() -> TaggedEntry:
        entry.tags = [(tag, "\n".join(lines)) for tag, lines in entry.tags]
        return entry

    for number, line in enumerate(LINE_END.split(text), 1):
        match = pattern.match(line)
        tag, value = (match[1], (match[2] or "").strip()) if match else ("", line.strip())
        if entry and tag and tag in {begins, ends}:
            yield finished()
            entry = None
        if match and tag != ends:
            entry = entry or TaggedEntry(number, opened=tag == begins)
            values = [value]
            entry.tags.append((tag, values))
        elif entry and not match:
            values.append(value)
    if entry:
        yield finished()
