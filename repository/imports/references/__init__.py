"""Files of references (what a reference manager exports, or a page offers under “cite”) → findings.

Any bytes may be given: what is wrong becomes a fault with its place, and the good entries stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from repository.imports.findings import Finding, Source
from repository.imports.references import bibtex, csl_json, endnote_xml, medline, pubmed_xml, ris
from repository.imports.references.decoding import decoded
from repository.imports.references.entries import Entry, Fault, Item
from repository.interop.record import Record

__all__ = ["FORMATS", "MAX_BYTES", "MAX_ENTRIES", "Entry", "Fault", "references_read"]

MAX_BYTES = 10_000_000
MAX_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class Format:
    """``begins`` matches at, or as near as possible to, the beginning of such a file."""

    kind: str
    label: str
    begins: re.Pattern[str]
    at_start: bool
    read: Callable[[str], Iterator[Item]]


FORMATS = (
    Format("csl-json", "CSL-JSON", csl_json.BEGINS, True, csl_json.read),
    Format("pubmed-xml", "PubMed XML", pubmed_xml.BEGINS, False, pubmed_xml.read),
    Format("endnote-xml", "EndNote XML", endnote_xml.BEGINS, False, endnote_xml.read),
    Format("ris", "RIS", ris.BEGINS, False, ris.read),
    Format("medline", "PubMed", medline.BEGINS, False, medline.read),
    Format("bibtex", "BibTeX", bibtex.BEGINS, False, bibtex.read),
)


def references_read(data: bytes, name: str = "") -> list[Entry]:
    """What the file says, in its order; the format is told by its content.

    Args:
        data: the whole file, or what was pasted in UTF-8.
        name: of the file, for the depositor who is told where a field comes from.
    """
    if len(data) > MAX_BYTES:
        return [Fault(0, 0, _("The file is larger than 10 MB, and nothing of it was read. Split it into several."))]
    text = decoded(data).lstrip()
    if not text:
        return [Fault(0, 0, _("The file is empty."))]
    form = _format_of(text)
    if form is None:
        return [Fault(0, 0, _unknown())]
    return list(_numbered(form, text, name)) or [Fault(0, 0, _("There is no entry in the file."))]


def _format_of(text: str) -> Format | None:
    """The one whose first entry stands first: a BibTeX file may quote a line of RIS in a note."""
    found = {}
    for form in FORMATS:
        match = form.begins.match(text) if form.at_start else form.begins.search(text)
        if match:
            found.setdefault(match.start(), form)
    return found[min(found)] if found else None


def _unknown() -> str:
    return _(
        "This is none of the forms that can be read here: BibTeX, RIS, EndNote XML, CSL-JSON, PubMed XML and PubMed "
        "text. Choose one of them where you export your references."
    )


def _numbered(form: Format, text: str, name: str) -> Iterator[Entry]:
    for position, item in enumerate(form.read(text), 1):
        if position > MAX_ENTRIES:
            yield Fault(position, item.line, _too_many())
            return
        if item.record is None:
            yield Fault(position, item.line, item.sentence)
        elif not _says_something(item.record):
            yield Fault(position, item.line, _empty(item.line))
        else:
            yield Finding(item.record, Source(form.kind, _label(name or form.label, position)))


def _says_something(record: Record) -> bool:
    return bool(record.title or record.contributors or record.identifiers)


def _empty(line: int) -> str:
    return _("The entry that begins on line %(line)d names neither a title, nor people, nor an identifier.") % {
        "line": line
    }


def _too_many() -> str:
    return _("The file has more than 2,000 entries. The first 2,000 were read; put the others into another file.")


def _label(name: str, position: int) -> str:
    return _("%(name)s, entry %(number)d") % {"name": name, "number": position}
