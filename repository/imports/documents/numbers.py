"""Identifiers that stand on the first pages and are the work's own: by their place, and by their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError

from repository.imports.documents.evidence import Evidence
from repository.interop.record import Identifier
from repository.outputs.identifiers import Scheme, normalise_identifier

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^\[\]]{1,200}")
_LINE_OF_DOI = re.compile(r"\s*(?:doi\s*:?\s*)?(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+\s*", re.IGNORECASE)
_ISBN = re.compile(r"ISBN(?:-1[03])?\s*:?\s*([\dXxХх][\dXxХх\s‐‑–-]{8,20}[\dXxХх])", re.IGNORECASE)
_ISSN = re.compile(r"ISSN\W{0,3}(?:\(\w+\)\s*:?\s*)?(\d{4}[-‐–]\d{3}[\dXxХх])(?!\w)", re.IGNORECASE)
_ISSN_BEFORE_COPYRIGHT = re.compile(r"\b(\d{4}-\d{3}[\dX])\s*/\s*©")
_ARXIV = re.compile(r"\barXiv:\s*(\d{4}\.\d{4,5})(?:v\d+)?\b", re.IGNORECASE)
_LATIN_X = str.maketrans("Ххx‐‑–", "XXX---")


def identifiers_of(evidence: Evidence) -> tuple[Identifier, ...]:
    first_page = "\n".join(block.text for block in evidence.blocks if block.page == 1)
    found = {
        Scheme.DOI: _doi(evidence, first_page),
        Scheme.ISBN: _first(Scheme.ISBN, [*_said(evidence, "isbn"), *_digits(_ISBN, evidence.front)]),
        Scheme.ISSN: _issn(evidence, first_page),
        Scheme.ARXIV: _first(Scheme.ARXIV, _ARXIV.findall(first_page)),
    }
    return tuple(Identifier(str(scheme), value) for scheme, value in found.items() if value)


def _doi(evidence: Evidence, first_page: str) -> str:
    """What XMP says; else what another property and the page agree on; else the only one before the references.

    Of several on the page, the one that stands in a line of its own or behind “DOI” may be the work's; none is taken
    where that is not clear.
    """
    told = [_first(Scheme.DOI, _dois(value)) for value in _said(evidence, "doi", "identifier", "description")]
    printed = list(dict.fromkeys(filter(None, (_valid(Scheme.DOI, one) for one in _dois(first_page)))))
    for doi in filter(None, told):
        if doi in printed or _said(evidence, "doi"):
            return doi
    if len(printed) == 1:
        return printed[0]
    own = {_first(Scheme.DOI, _dois(line)) for line in first_page.split("\n") if _LINE_OF_DOI.fullmatch(line)} - {""}
    return own.pop() if len(own) == 1 else ""


def _dois(text: str) -> list[str]:
    return [
        found.rstrip(".,;:)]»\"'") if found.count("(") < found.count(")") else found.rstrip(".,;:»\"'")
        for found in _DOI.findall(text)
    ]


def _issn(evidence: Evidence, first_page: str) -> str:
    printed = (*_digits(_ISSN, first_page), *_digits(_ISSN_BEFORE_COPYRIGHT, first_page))
    return _first(Scheme.ISSN, [*_said(evidence, "issn"), *printed])


def _digits(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for found in pattern.findall(text):
        yield found.translate(_LATIN_X)


def _said(evidence: Evidence, *names: str) -> list[str]:
    return [value for name in names for value in evidence.properties.said.get(name, ())]


def _first(scheme: str, values: Iterable[str]) -> str:
    return next((valid for value in values if (valid := _valid(scheme, value))), "")


def _valid(scheme: str, value: str) -> str:
    try:
        return normalise_identifier(scheme, value)
    except ValidationError:
        return ""
