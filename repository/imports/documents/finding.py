"""All that a file says of its work, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from repository.files.extraction.properties import Properties
from repository.imports.documents.abstracts import abstracts_in, annotation_in_imprint, keywords_in, keywords_of
from repository.imports.documents.citing import citation_in
from repository.imports.documents.evidence import Evidence, evidence_of
from repository.imports.documents.kinds import kind_of, licence_of
from repository.imports.documents.meaningless import told_text
from repository.imports.documents.numbers import identifiers_of
from repository.imports.documents.people import authors_of
from repository.imports.documents.titles import Title, other_titles, title_of
from repository.imports.documents.years import year_of
from repository.imports.findings import NOTHING_KNOWN, Finding, Source
from repository.interop.record import Record, Text
from repository.languages import UNKNOWN, detect_language

KIND_OF_SOURCE = {"pdf": "pdf", "pptx": "pptx", "ppsx": "pptx", "docx": "docx"}


def finding_in(properties: Properties, pages: Sequence[str], name: str) -> Finding | None:
    """What the file says of the work, or None where it says nothing.

    Args:
        properties: what it says of itself, and the lines of its first pages.
        pages: the text of its first pages, from the first on.
        name: what its depositor called it; told beside each field, and believed in nothing.
    """
    record = _record(evidence_of(properties, pages, name))
    if record == NOTHING_KNOWN:
        return None
    extension = name.rpartition(".")[2].lower()
    return Finding(record, Source(KIND_OF_SOURCE.get(extension, "file"), name))


def _record(evidence: Evidence) -> Record:
    title = title_of(evidence)
    authors = authors_of(evidence, title.block if title else None)
    abstracts = abstracts_in(evidence) or list(filter(None, [annotation_in_imprint(evidence)]))
    citation = citation_in(evidence)
    identifiers = identifiers_of(evidence)
    if not (title or authors or abstracts or identifiers):
        return NOTHING_KNOWN
    language = _language(evidence, title)
    return replace(
        NOTHING_KNOWN,
        kind=str(kind_of(evidence, has_journal=bool(citation.container.title))),
        title=title.text if title else "",
        language=language,
        languages=(language,) if language else (),
        titles=_other_titles(evidence, title, language),
        abstracts=_by_language(abstracts, language),
        contributors=authors,
        issued=citation.year or year_of(evidence),
        container=citation.container,
        identifiers=identifiers,
        keywords=_keywords(evidence),
        licence=str(licence_of(evidence)),
    )


def _language(evidence: Evidence, title: Title | None) -> str:
    """That of the title where it is long enough to tell, since an article's abstract is often in two."""
    running = "\n".join(evidence.pages) or evidence.front
    found = detect_language(running[:20_000])
    if found == UNKNOWN and title:
        found = detect_language(title.text)
    return "" if found == UNKNOWN else found


def _other_titles(evidence: Evidence, title: Title | None, language: str) -> tuple[Text, ...]:
    if title is None or title.block is None:
        return ()
    place = evidence.blocks.index(title.block) if title.block in evidence.blocks else 0
    below = [block for block in evidence.blocks[place + 1 :] if block.page <= 2]
    others = [Text(detect_language(text), text) for text in other_titles(evidence, title.block, below)]
    return tuple({one.language: one for one in others if one.language not in (UNKNOWN, language)}.values())


def _by_language(abstracts: Sequence[str], language: str) -> tuple[Text, ...]:
    """One in each language, the first where there are several."""
    found: dict[str, Text] = {}
    for text in abstracts:
        tag = detect_language(text)
        tag = language if tag == UNKNOWN else tag
        if tag:
            found.setdefault(tag, Text(tag, text))
    return tuple(found.values())


def _keywords(evidence: Evidence) -> tuple[str, ...]:
    """Those that are printed, in the first language; else those of the properties."""
    if printed := keywords_in(evidence):
        return printed[0]
    told = [told_text(value) for value in evidence.properties.said.get("keywords", ())]
    return keywords_of(told[0]) if len(told) == 1 else tuple(dict.fromkeys(filter(None, told)))
