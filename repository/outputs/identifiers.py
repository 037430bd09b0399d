"""Identifiers that others gave a work, each brought to the one form in which it is compared, stored and shown."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import isbn, issn
from stdnum.exceptions import ValidationError as NumberError


class Scheme(models.TextChoices):
    DOI = "doi", "DOI"
    ISBN = "isbn", "ISBN"
    ISSN = "issn", "ISSN"
    PMID = "pmid", "PMID"
    PMCID = "pmcid", "PMCID"
    ARXIV = "arxiv", "arXiv"
    HANDLE = "handle", "Handle"
    URL = "url", "URL"


# A DOI or PMID names exactly one work; an ISBN is shared by a book and its chapters, an ISSN by all of a journal.
UNIQUE_SCHEMES = (Scheme.DOI, Scheme.PMID, Scheme.PMCID, Scheme.ARXIV, Scheme.HANDLE)

LANDING = {
    Scheme.DOI: "https://doi.org/{}",
    Scheme.PMID: "https://pubmed.ncbi.nlm.nih.gov/{}/",
    Scheme.PMCID: "https://www.ncbi.nlm.nih.gov/pmc/articles/{}/",
    Scheme.ARXIV: "https://arxiv.org/abs/{}",
    Scheme.HANDLE: "https://hdl.handle.net/{}",
    Scheme.ISSN: "https://portal.issn.org/resource/ISSN/{}",
    Scheme.URL: "{}",
}

EXAMPLES = {
    Scheme.DOI: "10.1000/182",
    Scheme.ISBN: "978-3-16-148410-0",
    Scheme.ISSN: "2049-3630",
    Scheme.PMID: "31452104",
    Scheme.PMCID: "PMC6777437",
    Scheme.ARXIV: "2101.00001",
    Scheme.HANDLE: "2381/12345",
    Scheme.URL: "https://example.org/work",
}


def _stripped(value: str, *prefixes: str) -> str:
    """``value`` without the address or label people paste in front of an identifier."""
    value = value.strip()
    for prefix in prefixes:
        value = re.sub(rf"^{prefix}", "", value, flags=re.IGNORECASE).strip()
    return value


def _matching(pattern: str, value: str) -> str:
    if not re.fullmatch(pattern, value) or not value.isprintable():
        raise ValueError(value)
    return value


def _doi(value: str) -> str:
    """Lower case, since DOIs compare without regard to it (ISO 26324, DOI Handbook 2.4)."""
    bare = _stripped(value, r"https?://((dx|www)\.)?doi\.org/", r"doi:\s*")
    return _matching(r"10\.[0-9]{4,9}(\.[0-9]+)*/\S+", bare.lower())


def _isbn(value: str) -> str:
    return isbn.format(isbn.to_isbn13(isbn.validate(_stripped(value, r"urn:isbn:", r"isbn[-\s:]*(1[03]:)?"))))


def _issn(value: str) -> str:
    return issn.format(issn.validate(_stripped(value, r"issn[:\s]*")))


def _pmid(value: str) -> str:
    bare = _stripped(value, r"https?://(www\.)?(pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/", r"pmid:?\s*")
    return _matching(r"[1-9][0-9]{0,8}", bare.rstrip("/"))


def _pmcid(value: str) -> str:
    bare = _stripped(
        value, r"https?://(www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/", r"https?://pmc\.ncbi\.nlm\.nih\.gov/articles/"
    )
    digits = _stripped(bare.rstrip("/"), r"pmcid:?\s*", r"pmc\s*")
    return "PMC" + _matching(r"[1-9][0-9]{0,9}", digits)


def _arxiv(value: str) -> str:
    bare = _stripped(value, r"https?://((www|export)\.)?arxiv\.org/(abs|pdf|html|format)/", r"arxiv:\s*")
    bare = bare.removesuffix(".pdf")
    return _matching(r"([0-9]{4}\.[0-9]{4,5}|[a-z-]+(\.[A-Z]{2})?/[0-9]{7})(v[0-9]+)?", bare)


def _handle(value: str) -> str:
    return _matching(r"[0-9.]+[\w.]*/\S+", _stripped(value, r"https?://hdl\.handle\.net/", r"hdl:\s*"))


def _url(value: str) -> str:
    return _matching(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", value.strip())


NORMALISERS: dict[str, Callable[[str], str]] = {
    Scheme.DOI: _doi,
    Scheme.ISBN: _isbn,
    Scheme.ISSN: _issn,
    Scheme.PMID: _pmid,
    Scheme.PMCID: _pmcid,
    Scheme.ARXIV: _arxiv,
    Scheme.HANDLE: _handle,
    Scheme.URL: _url,
}


def normalise_identifier(scheme: str, value: str) -> str:
    """The stored form of ``value``; check digits and shapes are verified.

    Raises ValidationError with a sentence that shows what a right one looks like.
    """
    try:
        return NORMALISERS[scheme](value)
    except (ValueError, NumberError):
        raise ValidationError(
            _("“%(value)s” is not a valid %(scheme)s. A valid one looks like %(example)s."),
            "identifier",
            {"value": value, "scheme": Scheme(scheme).label, "example": EXAMPLES[scheme]},
        ) from None


def identifier_url(scheme: str, value: str) -> str:
    """Where the identifier leads; empty for an ISBN, which has no resolver."""
    return LANDING[scheme].format(value) if scheme in LANDING else ""
