"""What a source says of a work: the one shape in which every way in hands its description to a draft.

A register that was asked for a DOI, an entry of a BibTeX file and the first page of a PDF all yield a `Finding`. Its
record is a part of one: what the source does not say is empty, `kind`, `title` and `language` included.
"""

from __future__ import annotations

from dataclasses import dataclass

from repository.interop.record import Record

NOTHING_KNOWN = Record(kind="", title="", language="")


@dataclass(frozen=True, slots=True)
class Source:
    """``kind`` is a stable word for programs (``crossref``, ``bibtex``, ``pdf`` …), ``label`` what a depositor is told
    beside each field that it filled: “Crossref”, “works.bib, entry 3”, “lecture.pdf”."""

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    record: Record
    source: Source
