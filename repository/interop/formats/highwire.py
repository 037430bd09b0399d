"""The `citation_*` meta tags that scholarly search engines read (Highwire Press, as Google Scholar documents them)."""

from __future__ import annotations

from collections.abc import Iterator

from repository.interop.formats.parts import authors, editors, one_line, page_range
from repository.interop.record import Contributor, Record

CONTAINER_TAGS = {"article": "citation_journal_title", "chapter": "citation_inbook_title"}
ISSUER_TAGS = {"thesis": "citation_dissertation_institution", "report": "citation_technical_report_institution"}
IDENTIFIER_TAGS = ("doi", "isbn", "issn", "pmid", "arxiv")


def tags(record: Record, *, pdf_url: str = "") -> list[tuple[str, str]]:
    """Name and content of each tag, in order. `pdf_url` is the full text, given only when everyone may fetch it."""
    return [(name, one_line(content)) for name, content in _tags(record, pdf_url) if one_line(content)]


def _tags(record: Record, pdf_url: str) -> Iterator[tuple[str, str]]:
    yield "citation_title", record.title
    for contributor in authors(record) or editors(record):
        yield from _author(contributor)
    first, last = page_range(record.container.pages)
    yield "citation_publication_date", record.issued.replace("-", "/")
    yield CONTAINER_TAGS.get(record.kind, "citation_series_title"), record.host_title
    yield "citation_volume", record.container.volume
    yield "citation_issue", record.container.issue
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    yield from ((f"citation_{scheme}", record.identifier(scheme)) for scheme in IDENTIFIER_TAGS)
    yield ISSUER_TAGS.get(record.kind, "citation_publisher"), record.publisher
    yield from (("citation_language", language) for language in record.languages)
    yield "citation_keywords", "; ".join(record.keywords)
    yield "citation_abstract_html_url", record.url
    yield "citation_pdf_url", pdf_url


def _author(contributor: Contributor) -> Iterator[tuple[str, str]]:
    """Each author is followed by what belongs to them."""
    yield "citation_author", ", ".join(filter(None, [contributor.family, contributor.given]))
    yield from (("citation_author_institution", one.institution) for one in contributor.affiliations)
    if contributor.orcid:
        yield "citation_author_orcid", f"https://orcid.org/{contributor.orcid}"
