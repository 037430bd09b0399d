"""What kind of work it is, and under which licence, where the file says so in words."""

from __future__ import annotations

import re

from repository.imports.documents.evidence import Evidence
from repository.outputs.choices import Kind
from repository.outputs.licences import Licence

_SAID = (
    (Kind.THESIS, r"автореферат|диссертаци[яи]\s+на\s+соискание|(?:doctoral|phd|master'?s)\s+(?:thesis|dissertation)"),
    (
        Kind.MANUAL,
        r"учебн(?:о-методическ|о-наглядн)?ое\s+пособие|учебник|методические\s+(?:рекомендации|указания)|практикум|"
        r"вучэбн\w+\s+дапаможнік|(?:a\s+)?manual|textbook|study\s+guide",
    ),
    (Kind.MONOGRAPH, r"(?:коллективная\s+)?монография|манаграфія|monograph"),
    (Kind.PROCEEDINGS, r"сборник\s+(?:материалов|тезисов|научных|статей)|материалы\s+\S+(?:\s+\S+){0,4}\s+конференции"),
)
_WORDS = {kind: re.compile(rf"(?:{words})\b", re.IGNORECASE) for kind, words in _SAID}
_IMPRINT = {kind: re.compile(rf"\s:\s(?:{words})\s[/:;]", re.IGNORECASE) for kind, words in _SAID}
_CC_ADDRESS = re.compile(
    r"creativecommons\.org/\s?licenses/\s?([a-z]{2}(?:-[a-z]{2}){0,2})/?\s?(\d\.\d)?", re.IGNORECASE
)
_CC_SHORT = re.compile(r"\bCC[\s-](BY(?:[\s-](?:NC|ND|SA)){0,2})\b[\s-]?(\d\.\d)?", re.IGNORECASE)
_CC_LONG = re.compile(
    r"Creative\s+Commons\s+Attribution((?:[\s-]+(?:NonCommercial|NoDerivatives|NoDerivs|ShareAlike))*)"
    r"(?:\s+\(CC[^)]{0,12}\))?\s+(\d\.\d)",
    re.IGNORECASE,
)
_CC0 = re.compile(r"creativecommons\.org/publicdomain/zero|\bCC0\b", re.IGNORECASE)
_RESERVED = re.compile(
    r"all\s+rights\s+reserved|все\s+права\s+(?:защищены|охраняются)|усе\s+правы\s+абаронены", re.IGNORECASE
)
_LETTERS = {"noncommercial": "NC", "noderivatives": "ND", "noderivs": "ND", "sharealike": "SA"}


def kind_of(evidence: Evidence, *, has_journal: bool) -> str:
    """By a line of the title page that says it, or the imprint; by a journal's line; slides are for teaching."""
    if any(line.role in ("title", "subtitle") and not line.size for line in evidence.properties.lines):
        return Kind.TEACHING
    if has_journal:
        return Kind.ARTICLE
    front = [block for block in evidence.blocks if block.page <= 2]
    for kind, words in _WORDS.items():
        if any(words.match(block.text) and len(block.text) < 90 for block in front):
            return kind
        if _IMPRINT[kind].search(evidence.front):
            return kind
    return ""


def licence_of(evidence: Evidence) -> str:
    """One of ours, which are of version 4.0; of an older version, none."""
    text = "\n".join((evidence.front, *evidence.properties.said.get("rights", ())))
    for pattern in (_CC_ADDRESS, _CC_SHORT, _CC_LONG):
        if match := pattern.search(text):
            return _creative_commons(match[1], match[2] or "4.0")
    if _CC0.search(text):
        return Licence.CC0
    return Licence.IN_COPYRIGHT if _RESERVED.search(text) else ""


def _creative_commons(conditions: str, version: str) -> str:
    words = conditions.upper().replace(" ", "-").strip("-").split("-")
    letters = [_LETTERS.get(word.lower(), word) for word in words if word not in ("", "BY")]
    identifier = "-".join(["CC", "BY", *letters, version])
    return identifier if identifier in Licence.values else ""
