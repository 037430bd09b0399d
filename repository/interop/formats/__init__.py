"""The formats that reference managers read, each a pure module with `serialise(record) -> str`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from repository.interop.formats import bibtex, ris
from repository.interop.record import Record


@dataclass(frozen=True, slots=True)
class Format:
    """What a reader is offered, and how it travels."""

    label: str
    extension: str
    media_type: str
    serialise: Callable[[Record], str]


FORMATS = {
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", bibtex.serialise),
    "ris": Format("RIS", "ris", "application/x-research-info-systems", ris.serialise),
}
