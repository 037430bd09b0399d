"""DataCite (api.datacite.org): DOIs of repositories, among them arXiv's, Zenodo's and many universities'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from repository.imports.findings import Finding, Source
from repository.imports.lookups import reading
from repository.imports.lookups.failures import NotKnown
from repository.imports.lookups.fetching import fetch
from repository.imports.lookups.registers import DATACITE
from repository.imports.references.fields import issued_of_date
from repository.interop.record import Affiliation, Container, Contributor, Record, Text
from repository.outputs.choices import Kind, Role
from repository.outputs.identifiers import Scheme

SOURCE = Source("datacite", DATACITE.label)
KINDS = {
    "journalarticle": Kind.ARTICLE,
    "conferencepaper": Kind.ARTICLE,
    "preprint": Kind.ARTICLE,
    "datapaper": Kind.ARTICLE,
    "book": Kind.MONOGRAPH,
    "bookchapter": Kind.CHAPTER,
    "conferenceproceeding": Kind.PROCEEDINGS,
    "dissertation": Kind.THESIS,
    "report": Kind.REPORT,
}
ROLES = {"Editor": Role.EDITOR, "Translator": Role.TRANSLATOR, "Supervisor": Role.SUPERVISOR}
RELATED = {"ISBN": Scheme.ISBN, "ISSN": Scheme.ISSN, "PMID": Scheme.PMID, "arXiv": Scheme.ARXIV}


def ask(doi: str, until: float) -> Finding:
    """Raises NotKnown, NotReachable."""
    query = {"affiliation": "true", "publisher": "true"}
    return read(fetch(DATACITE, f"/dois/{quote(doi, safe='')}", query, until=until))


def read(body: bytes) -> Finding:
    """The answer to ``/dois/{doi}``, whose attributes are those of the DataCite metadata schema 4."""
    work = reading.dig(reading.json_of(DATACITE, body), "data", "attributes")
    if not work:
        raise NotKnown(DATACITE.label)
    return Finding(_record(work), SOURCE)


def _record(work: dict[str, Any]) -> Record:
    language = reading.language(work.get("language"))
    titles = [one for one in reading.objects(work.get("titles")) if reading.line(one.get("title"))]
    main = next((one for one in titles if not one.get("titleType")), titles[0] if titles else {})
    container = reading.dig(work, "container")
    return Record(
        kind=str(KINDS.get(reading.line(reading.dig(work, "types").get("resourceTypeGeneral")).lower(), "")),
        title=_title(main, titles),
        language=reading.language(main.get("lang")) or language,
        titles=tuple(_translations(main, titles)),
        abstracts=tuple(_abstracts(work)),
        contributors=tuple(_contributors(work)),
        issued=_issued(work),
        languages=(language,) if language else (),
        container=Container(
            title=reading.line(container.get("title")),
            volume=reading.line(container.get("volume")),
            issue=reading.line(container.get("issue")),
            pages=reading.pages(reading.line(container.get("firstPage")), reading.line(container.get("lastPage"))),
        ),
        publisher=_publisher(work),
        identifiers=reading.identifiers((Scheme.DOI, work.get("doi")), *_further_identifiers(work)),
        keywords=tuple(dict.fromkeys(reading.lines([one.get("subject") for one in _subjects(work)]))),
        licence=reading.licence(one.get("rightsUri") for one in reading.objects(work.get("rightsList"))),
    )


def _title(main: dict[str, Any], titles: list[dict[str, Any]]) -> str:
    title = reading.line(main.get("title"))
    subtitles = (reading.line(one.get("title")) for one in titles if one.get("titleType") == "Subtitle")
    subtitle = next(subtitles, "")
    return f"{title}: {subtitle}" if subtitle and main.get("titleType") != "Subtitle" else title


def _translations(main: dict[str, Any], titles: list[dict[str, Any]]) -> Iterator[Text]:
    """One title a language, beside the main one; those whose language is not said are left out."""
    seen = {reading.language(main.get("lang"))}
    for one in titles:
        tag = reading.language(one.get("lang"))
        if one is not main and tag and tag not in seen and one.get("titleType") in (None, "TranslatedTitle"):
            seen.add(tag)
            yield Text(tag, reading.line(one.get("title")))


def _abstracts(work: dict[str, Any]) -> Iterator[Text]:
    seen = set()
    for one in reading.objects(work.get("descriptions")):
        if one.get("descriptionType") == "Abstract":
            for text in reading.abstract(one.get("description"), reading.language(one.get("lang"))):
                if text.language not in seen:
                    seen.add(text.language)
                    yield text


def _issued(work: dict[str, Any]) -> str:
    issued = (one.get("date") for one in reading.objects(work.get("dates")) if one.get("dateType") == "Issued")
    return issued_of_date(reading.line(next(issued, ""))) or reading.partial_date(work.get("publicationYear"))


def _publisher(work: dict[str, Any]) -> str:
    """A text, or since schema 4.5 an object."""
    publisher = work.get("publisher")
    return reading.line(publisher.get("name") if isinstance(publisher, dict) else publisher)


def _contributors(work: dict[str, Any]) -> Iterator[Contributor]:
    for one in reading.objects(work.get("creators")):
        yield from _contributor(one, str(Role.AUTHOR))
    for one in reading.objects(work.get("contributors")):
        if role := ROLES.get(reading.line(one.get("contributorType"))):
            yield from _contributor(one, str(role))


def _contributor(one: dict[str, Any], role: str) -> Iterator[Contributor]:
    family, given = reading.line(one.get("familyName")), reading.line(one.get("givenName"))
    name = reading.line(one.get("name"))
    if not family and one.get("nameType") == "Personal":
        family, given = reading.name_parts(name)
    identities = reading.objects(one.get("nameIdentifiers"))
    orcids = (each.get("nameIdentifier") for each in identities if each.get("nameIdentifierScheme") == "ORCID")
    affiliations = map(_affiliation, reading.items(one.get("affiliation")))
    yield from reading.contributor(family or name, given if family else "", role, next(orcids, ""), affiliations)


def _affiliation(one: object) -> Affiliation:
    """An object, when it was asked for; else a text."""
    if not isinstance(one, dict):
        return Affiliation(institution=reading.line(one))
    return Affiliation(institution=reading.line(one.get("name")), ror=reading.ror(one.get("affiliationIdentifier")))


def _subjects(work: dict[str, Any]) -> list[dict[str, Any]]:
    """Words of the authors; terms of a scheme that classifies are none."""
    return [one for one in reading.objects(work.get("subjects")) if not one.get("subjectScheme")]


def _further_identifiers(work: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Of the work itself, or of what it stands in."""
    for one in reading.objects(work.get("relatedIdentifiers")):
        scheme = RELATED.get(reading.line(one.get("relatedIdentifierType")))
        relation = one.get("relationType")
        is_its_own = relation == "IsIdenticalTo" or (relation == "IsPartOf" and scheme in (Scheme.ISBN, Scheme.ISSN))
        if scheme and is_its_own:
            yield scheme, one.get("relatedIdentifier")
    container = reading.dig(work, "container")
    if container.get("identifierType") in ("ISSN", "ISBN"):
        yield RELATED[container["identifierType"]], container.get("identifier")
