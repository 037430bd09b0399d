"""PubMed, through the E-utilities of NCBI: articles and books of medicine, by PMID or by PMCID."""

from __future__ import annotations

from django.conf import settings

from repository.imports.findings import Finding, Source
from repository.imports.lookups import reading
from repository.imports.lookups.failures import NotKnown
from repository.imports.lookups.fetching import XML, fetch
from repository.imports.lookups.registers import PMC, PUBMED
from repository.imports.references.pubmed_xml import ENTRIES, record_of
from repository.interop.record import Identifier
from repository.outputs.identifiers import Scheme

SOURCE = Source("pubmed", PUBMED.label)


def ask(pmid: str, until: float) -> Finding:
    """Raises NotKnown, NotReachable."""
    query = {"db": "pubmed", "id": pmid, "retmode": "xml", **_who_asks()}
    return read(fetch(PUBMED, "/efetch.fcgi", query, accept=XML, until=until))


def identifier_of_pmcid(pmcid: str, until: float) -> Identifier:
    """The PMID of an article in PubMed Central or, as not all are in PubMed, its DOI. Raises NotKnown, NotReachable."""
    return read_conversion(fetch(PMC, "/articles/", {"ids": pmcid, "format": "json", **_who_asks()}, until=until))


def _who_asks() -> dict[str, str]:
    """NCBI wants programs to name themselves in the query."""
    return {"tool": "conjoint"} | ({"email": settings.LOOKUPS_MAIL} if settings.LOOKUPS_MAIL else {})


def read_conversion(body: bytes) -> Identifier:
    """The answer of the ID converter for one PMCID."""
    for one in reading.objects(reading.json_of(PMC, body).get("records")):
        for found in reading.identifiers((Scheme.PMID, one.get("pmid")), (Scheme.DOI, one.get("doi"))):
            return found
    raise NotKnown(PMC.label)


def read(body: bytes) -> Finding:
    """The answer of ``efetch`` for one PMID: a set of one article or one book, or an empty one."""
    root = reading.xml_of(PUBMED, body)
    entry = next((one for one in root if one.tag in ENTRIES), None)
    if entry is None:
        raise NotKnown(PUBMED.label)
    return Finding(record_of(entry), SOURCE)
