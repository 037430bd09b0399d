"""PubMed's XML (`PubmedArticleSet`, as downloaded or from E-utilities), by NLM's DTD of 2025."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from repository.imports.authors.places import affiliation_of
from repository.imports.orcids import orcid_of
from repository.imports.references.entries import Item
from repository.imports.references.fields import (
    identifiers_of,
    issued_of,
    issued_of_date,
    keywords_of,
    language_of,
    languages_of,
    licence_of,
    ror_of,
    whole_pages,
)
from repository.imports.references.medline import without_brackets
from repository.imports.references.names import joined, named
from repository.imports.references.xml import broken, elements, text_at, text_of, texts_at
from repository.interop.record import Affiliation, Container, Contributor, Identifier, Record, Subject, Text
from repository.outputs.choices import Kind, Role

BEGINS = re.compile(r"<(PubmedArticle(Set)?|PubmedBookArticle(Set)?|MedlineCitation(Set)?)[\s>]")
ENTRIES = ("PubmedArticle", "PubmedBookArticle")
LONGEST_EMAIL = 200
EMAIL = re.compile(r"\s*(Electronic address:\s*)?[\w.+-]+@[\w-]+\.[\w.-]+\w\.?\s*$", re.IGNORECASE)


def read(text: str) -> Iterator[Item]:
    """The entries in the order of the file."""
    for line, element in elements(text, ENTRIES):
        if element is None:
            yield Item(line, sentence=broken(line))
        else:
            yield Item(line, record_of(element))


def record_of(entry: Element) -> Record:
    """The record of a `PubmedArticle` or a `PubmedBookArticle`."""
    if entry.tag == "PubmedBookArticle":
        return _book(entry)
    article = entry.find("MedlineCitation/Article")
    if article is None:
        return Record(kind=str(Kind.ARTICLE), title="", language="", identifiers=_identifiers(entry, article))
    return Record(
        kind=str(Kind.ARTICLE),
        **_titles(article),
        abstracts=_abstracts(entry, article),
        contributors=tuple(_contributors(article)),
        issued=_issued(article.find("Journal/JournalIssue/PubDate")) or _issued(article.find("ArticleDate")),
        languages=languages_of(texts_at(article, "Language")),
        container=Container(
            text_at(article, "Journal/Title", "Journal/ISOAbbreviation"),
            text_at(article, "Journal/JournalIssue/Volume"),
            text_at(article, "Journal/JournalIssue/Issue"),
            whole_pages(text_at(article, "Pagination/MedlinePgn", "Pagination/StartPage"))
            or text_at(article, "ELocationID[@EIdType='pii']"),
        ),
        identifiers=_identifiers(entry, article),
        subjects=tuple(_subjects(entry)),
        keywords=keywords_of(word.rstrip(".") for word in texts_at(entry, "MedlineCitation/KeywordList/Keyword")),
        licence=licence_of(text_at(article, "Abstract/CopyrightInformation")),
    )


def _titles(article: Element) -> dict:
    """NLM translates every title into English; the one that was published stands beside it, if at all. Each ends with
    a full stop of NLM's."""
    languages = languages_of(texts_at(article, "Language"))
    english = without_brackets(text_at(article, "ArticleTitle")).removesuffix(".")
    original = text_at(article, "VernacularTitle").removesuffix(".")
    if not original:
        return {"title": english, "language": "en" if english else ""}
    language = languages[0] if len(languages) == 1 else ""
    return {"title": original, "language": language, "titles": (Text("en", english),) if english else ()}


def _abstracts(entry: Element, article: Element) -> tuple[Text, ...]:
    found = {"en": _abstract(article.find("Abstract"))}
    for other in entry.findall("MedlineCitation/OtherAbstract"):
        found.setdefault(language_of(other.get("Language", "")) or "und", _abstract(other))
    return tuple(Text(language, text) for language, text in found.items() if text)


def _abstract(abstract: Element | None) -> str:
    """A paragraph for each labelled part."""
    parts = abstract.findall("AbstractText") if abstract is not None else []
    labelled = (": ".join(filter(None, [part.get("Label", "").strip(), text_of(part)])) for part in parts)
    return "\n\n".join(filter(None, labelled))


def _issued(date: Element | None) -> str:
    year, month, day = (text_at(date, name) for name in ("Year", "Month", "Day"))
    return issued_of(year, month, day) or issued_of_date(text_at(date, "MedlineDate"))


def _contributors(article: Element) -> Iterator[Contributor]:
    for people in article.findall("AuthorList"):
        role = Role.EDITOR if people.get("Type") == "editors" else Role.AUTHOR
        for one in people.findall("Author"):
            person = _person(one, role.value)
            if person.family and one.get("ValidYN") != "N":  # misspelt, and given again as it should be
                yield person


def _person(one: Element, role: str) -> Contributor:
    family = joined(text_at(one, "LastName"), text_at(one, "Suffix"))
    person = named(family, text_at(one, "ForeName", "Initials"), role)
    if not person.family:
        person = Contributor(text_at(one, "CollectiveName"), role=role)
    places = map(_affiliation, one.findall("AffiliationInfo"))
    return replace(
        person,
        orcid=next(filter(None, map(orcid_of, texts_at(one, "Identifier[@Source='ORCID']"))), ""),
        affiliations=tuple(place for place in places if place.institution),
    )


def _affiliation(info: Element) -> Affiliation:
    place = affiliation_of(_without_email(text_at(info, "Affiliation")))
    return replace(place, ror=ror_of(text_at(info, "Identifier[@Source='ROR']")))


def _without_email(place: str) -> str:
    return place[:-LONGEST_EMAIL] + EMAIL.sub("", place[-LONGEST_EMAIL:])


def _subjects(entry: Element) -> Iterator[Subject]:
    """Headings of MeSH; a vocabulary may have a term with the same id."""
    for one in entry.findall("MedlineCitation/MeshHeadingList/MeshHeading/DescriptorName"):
        if label := text_of(one):
            yield Subject(slug="", label=label, mesh_id=one.get("UI", "").strip())


def _identifiers(entry: Element, article: Element | None) -> tuple[Identifier, ...]:
    """Of the work itself: further down stand those of the works that it cites."""
    listed = {
        scheme: text_at(entry, f"PubmedData/ArticleIdList/ArticleId[@IdType='{scheme}']") for scheme in ("doi", "pmc")
    }
    return identifiers_of(
        [
            ("doi", text_at(article, "ELocationID[@EIdType='doi']") or listed["doi"]),
            ("pmid", text_at(entry, "MedlineCitation/PMID")),
            ("pmcid", listed["pmc"]),
            *(("serial", text) for text in texts_at(article, "Journal/ISSN")),
        ]
    )


def _book(entry: Element) -> Record:
    document = entry.find("BookDocument")
    book, chapter = text_at(document, "Book/BookTitle"), text_at(document, "ArticleTitle")
    abstract = _abstract(document.find("Abstract")) if document is not None else ""
    people = _contributors(document) if document is not None and document.find("AuthorList") is not None else ()
    return Record(
        kind=str(Kind.CHAPTER if chapter else Kind.MONOGRAPH),
        title=without_brackets(chapter) or book,
        language="en" if chapter or book else "",
        abstracts=(Text("en", abstract),) if abstract else (),
        contributors=(*people, *(_contributors(document.find("Book")) if book else ())),
        issued=_issued(document.find("Book/PubDate") if document is not None else None),
        languages=languages_of(texts_at(document, "Language")),
        container=Container(book if chapter else "", text_at(document, "Book/Volume")),
        edition=text_at(document, "Book/Edition"),
        publisher=text_at(document, "Book/Publisher/PublisherName"),
        place=text_at(document, "Book/Publisher/PublisherLocation"),
        identifiers=identifiers_of(
            [
                *(("isbn", text) for text in texts_at(document, "Book/Isbn")),
                ("pmid", text_at(document, "PMID")),
                ("doi", text_at(document, "ArticleIdList/ArticleId[@IdType='doi']")),
            ]
        ),
        keywords=keywords_of(texts_at(document, "KeywordList/Keyword")),
    )
