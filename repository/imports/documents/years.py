"""When it appeared: from what is printed; a program's date only where the page has that year too."""

from __future__ import annotations

import re

from repository.imports.documents.evidence import Evidence

_YEAR = r"((?:19|20)\d\d)"
_PRINTED = (
    re.compile(rf"(?:©|\(c\)|copyright)[^\n]{{0,120}}?\b{_YEAR}\b", re.IGNORECASE),
    re.compile(
        rf"(?:published(?:\s+online)?|опубликован\w*|апублікаван\w*)\s*:?[^\n]{{0,30}}?\b{_YEAR}\b", re.IGNORECASE
    ),
    re.compile(rf"\barXiv:[^\n]{{0,40}}\s\d{{1,2}}\s\w{{3,9}}\s{_YEAR}\b", re.IGNORECASE),
    # The foot of a title page: «Минск 2023», «Минск : БГМУ, 2023», “Minsk, Example Press, 2020”
    re.compile(
        rf"^(?:[^\W\d_][^\W\d_.–-]+(?:[\s,:«»\"–-]+[^\W\d_]+){{0,5}}[\s,]+)?{_YEAR}\s*(?:г(?:од)?\.?)?$", re.MULTILINE
    ),
    re.compile(rf"[–—-]\s[^\W\d_.][^\n–—/]{{1,30}}\s:\s[^\n/]{{1,60}},\s{_YEAR}\b"),
)
_DATE = re.compile(rf"(?:D:)?{_YEAR}")


def year_of(evidence: Evidence) -> str:
    """Four digits, or an empty text."""
    pages = "\n".join(line.text for block in evidence.blocks if block.page <= 4 for line in block.lines)
    for pattern in _PRINTED:
        if match := pattern.search(pages):
            return match[1]
    if match := _DATE.match(evidence.properties.first("published")):
        return match[1]
    created = _DATE.match(evidence.properties.first("created"))
    return created[1] if created and re.search(rf"\b{created[1]}\b", pages) else ""
