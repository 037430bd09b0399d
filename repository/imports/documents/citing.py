"""The line in which a journal says how its article is cited: name, year, volume, issue, pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from repository.imports.documents.evidence import Block, Evidence
from repository.interop.record import Container

MAX_LINE = 700
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PAGES = r"(?P<pages>[A-Za-z]?\d{1,6}(?:\s?[-–—]\s?[A-Za-z]?\d{1,6})?)"
_NAME = r"(?P<journal>[^\d/;:()\n]{3,100}?)"
_SHAPES = [
    # Journal 12 (2024) 101–115
    re.compile(rf"{_NAME}[,.]?\s+(?P<volume>\d{{1,4}})\s*\({_YEAR}\)\s*:?\s*{_PAGES}\b"),
    # Journal (2023) 45:123–134, Journal (2023) 45(2):123
    re.compile(rf"{_NAME}\s+\({_YEAR}\)\s+(?P<volume>\d{{1,4}})(?:\s?\((?P<issue>\d{{1,4}})\))?\s?:\s?{_PAGES}\b"),
    # Journal. 2024;12(3):45–52
    re.compile(
        rf"{_NAME}[.,]?\s+{_YEAR}\s?;\s?(?P<volume>\d{{1,4}})(?:\s?\((?P<issue>[\d–-]{{1,7}})\))?\s?:\s?{_PAGES}\b"
    ),
    # Журнал. 2024. Т. 12, № 3. С. 45–52
    re.compile(
        rf"{_NAME}[.,]?\s*[–—-]?\s+{_YEAR}\s?[.,]\s*[–—-]?\s*(?:(?:Т|Том|Vol|V)\.?\s?(?P<volume>\d{{1,4}})[.,]?\s*[–—-]?\s*)?"
        rf"(?:(?:№|No\.?|N|Вып\.?)\s?(?P<issue>\d{{1,4}}))?(?:[.,]?\s*[–—-]?\s*(?:С|P|pp|стр)\.?\s?{_PAGES})?"
    ),
    # Journal 2021, 9, 77
    re.compile(rf"{_NAME},?\s+{_YEAR},\s+(?P<volume>\d{{1,4}})(?:\s?\((?P<issue>\d{{1,4}})\))?,\s+{_PAGES}\b"),
]
_ET_AL = re.compile(r"^.{0,80}?\bet al\.?\s+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\s*//\s*")
_SERIES = re.compile(r"(?:Серия|Серыя|Series|Ser\b|Сер\b)")
_ABBREVIATED = re.compile(r"[A-ZА-Я][^\W\d_]{0,5}\.")


@dataclass(frozen=True)
class Citation:
    container: Container
    year: str


NO_CITATION = Citation(Container(), "")


def citation_in(evidence: Evidence) -> Citation:
    """The first of the fullest that stand on the first page; a journal's name alone is taken from XMP."""
    found = [citation for block in evidence.blocks if block.page == 1 for citation in _citations(block)]
    best = max(found, key=_fullness, default=NO_CITATION)
    said = evidence.properties.first
    told = Container(said("journal"), said("volume"), said("issue"), said("pages"))
    if not best.container.title:
        return Citation(told, best.year)
    filled = {name: getattr(best.container, name) or getattr(told, name) for name in ("volume", "issue", "pages")}
    return Citation(Container(told.title or best.container.title, **filled), best.year)


def _citations(block: Block) -> list[Citation]:
    texts = [block.text, *(line.text for line in block.lines)]
    return [found for text in texts if len(text) <= MAX_LINE and (found := citation_of(text))]


def citation_of(text: str) -> Citation | None:
    """What a line says of where it was published; it has to give a volume, issue or pages beside a year."""
    text = _ET_AL.sub("", text)
    for shape in _SHAPES:
        for match in shape.finditer(text):
            said = {name: value or "" for name, value in match.groupdict().items()}
            journal = _journal(said["journal"])
            if len(journal) > 2 and journal[0].isalpha() and (said["volume"] or said.get("issue")):
                pages = re.sub(r"\s?[-–—]\s?", "–", said["pages"])
                return Citation(Container(journal, said["volume"], said.get("issue", ""), pages), said["year"])
    return None


def _journal(text: str) -> str:
    """The last sentence of what stands before the year, with the abbreviated words before it: “… J. Invent. Med”."""
    *before, journal = _SENTENCE.split(text.rstrip(" .,–—-"))
    while before and (_ABBREVIATED.fullmatch(before[-1]) or _SERIES.match(journal)):
        journal = f"{before.pop()} {journal}"
    return journal.strip(' .,–—-«»"')


def _fullness(citation: Citation) -> int:
    return sum(map(bool, (citation.container.volume, citation.container.issue, citation.container.pages)))
