"""PubMed, through the E-utilities of NCBI: articles and books of medicine, by PMID or by PMCID."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.conf import settings

from repository.imports.findings import Finding, Source
from repository.imports.lookups import reading
from repository.imports.lookups.failures import NotKnown
from repository.imports.lookups.fetching import XML, fetch
from repository.imports.lookups.registers import PMC, PUBMED
from repository.interop.record import Affiliation, Container, Contributor, Identifier, Record, Subject, Text
from repository.outputs.choices import Kind, Role
from repository.outputs.identifiers import Scheme

SOURCE = Source("pubmed", PUBMED.label)
SCHEMES = {"doi": Scheme.DOI, "pubmed": Scheme.PMID, "pmc": Scheme.PMCID}
ROLES = {"authors": Role.AUTHOR, "editors": Role.EDITOR}
MAIL = re.compile(r"\s*(?:Electronic address:)?\s*[\w.+-]+@[\w-]+(?:\.[\w-]+)+\.?", re.IGNORECASE)


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
    """The answer of ``efetch`` for one PMID: a set of one article, of one book, or an empty one."""
    root = reading.xml_of(PUBMED, body)
    if (article := root.find("PubmedArticle")) is not None:
        return Finding(_article(article), SOURCE)
    if (book := root.find("PubmedBookArticle/BookDocument")) is not None:
        return Finding(_book(book), SOURCE)
    raise NotKnown(PUBMED.label)


def _article(whole: Element) -> Record:
    citation = _child(whole, "MedlineCitation")
    article = _child(citation, "Article")
    journal = _child(article, "Journal")
    spoken = [tag for one in article.findall("Language") if (tag := reading.language(reading.text_of(one)))]
    title, language, titles = _titles(article, spoken)
    return Record(
        kind=str(Kind.ARTICLE),
        title=title,
        language=language,
        titles=titles,
        abstracts=tuple(_abstracts(citation, article)),
        contributors=tuple(_contributors(article)),
        issued=_issued(article, journal.find("JournalIssue/PubDate")),
        languages=tuple(spoken),
        container=Container(
            title=reading.text_at(journal, "Title"),
            volume=reading.text_at(journal, "JournalIssue/Volume"),
            issue=reading.text_at(journal, "JournalIssue/Issue"),
            pages=_pages(article),
        ),
        identifiers=reading.identifiers(
            *_identifiers(whole.findall("PubmedData/ArticleIdList/ArticleId")),
            (Scheme.DOI, reading.text_at(article, "ELocationID[@EIdType='doi']")),
            (Scheme.PMID, reading.text_at(citation, "PMID")),
            (Scheme.ISSN, reading.text_at(journal, "ISSN")),
        ),
        subjects=tuple(_subjects(citation)),
        keywords=_keywords(citation),
    )


def _book(book: Element) -> Record:
    """A chapter has a title of its own beside that of its book."""
    host = _child(book, "Book")
    title, of_book = reading.text_at(book, "ArticleTitle").rstrip("."), reading.text_at(host, "BookTitle")
    language = reading.language(reading.text_at(book, "Language"))
    return Record(
        kind=str(Kind.CHAPTER if title else Kind.MONOGRAPH),
        title=title or of_book,
        language=language,
        abstracts=tuple(_abstracts(book, book)),
        contributors=(*_contributors(book), *_contributors(host)),
        issued=_issued(book, host.find("PubDate")),
        languages=(language,) if language else (),
        container=Container(title=of_book if title else ""),
        edition=reading.text_at(host, "Edition"),
        publisher=reading.text_at(host, "Publisher/PublisherName"),
        place=reading.text_at(host, "Publisher/PublisherLocation"),
        identifiers=reading.identifiers(
            *_identifiers(book.findall("ArticleIdList/ArticleId")),
            (Scheme.PMID, reading.text_at(book, "PMID")),
            (Scheme.ISBN, reading.text_at(host, "Isbn")),
        ),
        keywords=_keywords(book),
    )


def _child(element: Element, name: str) -> Element:
    found = element.find(name)
    return Element(name) if found is None else found


def _titles(article: Element, spoken: list[str]) -> tuple[str, str, tuple[Text, ...]]:
    """Title, its language, and further titles.

    Of a work that is not in English ``ArticleTitle`` is a translation into English, in square brackets.
    """
    title = reading.text_at(article, "ArticleTitle")
    own = reading.text_at(article, "VernacularTitle").rstrip(".")
    is_translation = title.startswith("[")
    title = title.rstrip(".").removeprefix("[").removesuffix("]").rstrip(".") if is_translation else title.rstrip(".")
    only = spoken[0] if len(spoken) == 1 else ""
    if own and own != title:
        return own, only, (Text("en", title),) if title else ()
    return title, "en" if is_translation else only, ()


def _abstracts(citation: Element, article: Element) -> Iterator[Text]:
    """The abstract, in English, and its translations by the publisher, the parts of each under their headings."""
    seen = set()
    found = [(one, "en") for one in article.findall("Abstract")[:1]]
    for other in citation.findall("OtherAbstract"):
        found.append((other, reading.language(other.get("Language"))))
    for element, language in found:
        parts = [_part(one) for one in element.findall("AbstractText")]
        for text in reading.abstract("\n".join(filter(None, parts)), language, marked_up=False):
            if text.language not in seen:
                seen.add(text.language)
                yield text


def _part(part: Element) -> str:
    label, text = reading.line(part.get("Label"), marked_up=False), reading.text_of(part)
    return f"{label.capitalize()}. {text}" if label and text and label != "UNLABELLED" else text


def _issued(article: Element, published: Element | None) -> str:
    """The date of the issue; where that is a season or none, its year, else the day it appeared on the web."""
    electronic = article.find("ArticleDate[@DateType='Electronic']")
    for date in (published, electronic):
        if date is None:
            continue
        parts = [reading.text_at(date, name) for name in ("Year", "Month", "Day")]
        season = re.match(r"[0-9]{4}", reading.text_at(date, "MedlineDate"))
        if found := reading.partial_date(*parts) or reading.partial_date(season[0] if season else ""):
            return found
    return ""


def _pages(article: Element) -> str:
    start, end = reading.text_at(article, "Pagination/StartPage"), reading.text_at(article, "Pagination/EndPage")
    if start:
        return reading.pages(start, end)
    return reading.pages(reading.text_at(article, "Pagination/MedlinePgn"))


def _contributors(element: Element) -> Iterator[Contributor]:
    for group in element.findall("AuthorList"):
        role = str(ROLES.get(group.get("Type", "authors"), Role.AUTHOR))
        for one in group.findall("Author"):
            if one.get("ValidYN") != "N":  # a name that was misspelt and is given again
                yield from _contributor(one, role)


def _contributor(one: Element, role: str) -> Iterator[Contributor]:
    family, suffix = reading.text_at(one, "LastName"), reading.text_at(one, "Suffix")
    return reading.contributor(
        f"{family} {suffix}".strip() or reading.text_at(one, "CollectiveName"),
        reading.text_at(one, "ForeName") or reading.text_at(one, "Initials"),
        role,
        reading.text_at(one, "Identifier[@Source='ORCID']"),
        map(_affiliation, one.findall("AffiliationInfo")),
    )


def _affiliation(info: Element) -> Affiliation:
    """Addresses of mail, which many carry, are no part of an institution's name."""
    name = MAIL.sub("", reading.text_at(info, "Affiliation")).rstrip(" .;,")
    return Affiliation(institution=name, ror=reading.ror(reading.text_at(info, "Identifier[@Source='ROR']")))


def _identifiers(elements: list[Element]) -> Iterator[tuple[str, str]]:
    for one in elements:
        if scheme := SCHEMES.get(one.get("IdType", "")):
            yield scheme, reading.text_of(one)


def _subjects(citation: Element) -> Iterator[Subject]:
    """Headings of MeSH; our vocabulary may have a term with the same id."""
    for one in citation.findall("MeshHeadingList/MeshHeading/DescriptorName"):
        if label := reading.text_of(one):
            yield Subject(slug="", label=label, mesh_id=reading.line(one.get("UI")))


def _keywords(element: Element) -> tuple[str, ...]:
    words = (reading.text_of(one).rstrip(".") for one in element.findall("KeywordList/Keyword"))
    return tuple(dict.fromkeys(filter(None, words)))
