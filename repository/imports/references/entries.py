"""What a reference file is made of, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

from repository.imports.findings import Finding
from repository.interop.record import Record


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read of a file, and where: ``position`` counts entries from 1, as ``line`` counts lines; both
    are 0 when the file as a whole is meant."""

    position: int
    line: int
    sentence: str


Entry = Finding | Fault


@dataclass(frozen=True, slots=True)
class Item:
    """What a format found at a line, before it is numbered: a record, or a sentence that says why there is none."""

    line: int
    record: Record | None = None
    sentence: str = ""
