"""A work as the index holds it: what can be found, by whom, and the facets it is counted under.

Access is decided by ``repository.access`` alone; this module only carries its answers into the documents. The whole
text of a work ranks it, the text of each page leads the reader there; both are gated by the access of their file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.utils import timezone

from repository.access.audiences import PUBLIC, SIGNED_IN, Audience, audience_of, insiders, meet
from repository.access.policies import is_embargoed, is_published
from repository.files.models import OutputFile, PageText
from repository.languages import UNKNOWN
from repository.outputs.models import Output
from search.engines.analysis import detect_language, normalise
from search.engines.protocol import Gate, OutputDocument, PassageDocument, Text

TITLE_KEY_LENGTH = 120
BROADEST = 9  # a work of more institutions counts among those of at least so many
EMBARGOED = "embargoed"  # stands beside the access levels in the facet of that name

PageTexts = Mapping[int, Sequence[PageText]]  # stored file's primary key → its pages in order
BroaderSubjects = Mapping[int, Sequence[int]]  # subject's primary key → those of all broader ones


@dataclass(frozen=True, slots=True)
class Documents:
    """What the index should hold of one object; both empty when readers are to find nothing."""

    document: OutputDocument | None = None
    passages: Sequence[PassageDocument] = ()


def output_key(pk: int) -> str:
    return f"output:{pk}"


def target_of(target: str) -> tuple[int, int]:
    """A passage's ``target`` → (file number, page number)."""
    file_number, page_number = target.split("/")
    return int(file_number), int(page_number)


def output_documents(output: Output, version: int, pages: PageTexts, broader: BroaderSubjects) -> Documents:
    """The document and passages of one work, fetched by ``for_landing``; ``pages`` by its stored files."""
    if not is_published(output):
        return Documents()
    audience = audience_of(output, output)
    gates = {file.number: file_gate(file, output, audience) for file in output.files.all()}
    document = OutputDocument(
        key=output_key(output.pk),
        version=version,
        audience=audience,
        titles=[
            text_of(output.title, output.language),
            *(text_of(row.text, row.language) for row in output.titles.all()),
        ],
        people=_people(output),
        abstracts=[text_of(row.text, row.language) for row in output.abstracts.all()],
        keywords=[text_of(word, fallback=output.language) for word in output.keywords],
        names=list(_names(output)),
        identifiers=list(_identifiers(output)),
        text=list(_file_texts(output, pages, [number for number, gate in gates.items() if gate is None])),
        gated_text=list(_file_texts(output, pages, [number for number, gate in gates.items() if gate])),
        gate=_strictest([gate for gate in gates.values() if gate], insiders(output)),
        facets=_facets(output, broader),
        sort_date=_sort_date(output),
        title_key=title_key(output.title),
        insiders=insiders(output),
        hidden_until=output.hidden_until,
    )
    return Documents(document, list(_passages(output, document, gates, pages)))


def title_key(title: str) -> str:
    """What a title sorts by: no case, no leading punctuation."""
    return normalise(title).casefold().lstrip(" \"'«“„([{—–-…")[:TITLE_KEY_LENGTH]


def file_gate(file: OutputFile, output: Output, record: Audience) -> Gate | None:
    """Who may read the file's text; None when everybody in ``record``, who see the record, may."""
    audience = audience_of(file, output)
    embargoed = is_embargoed(file)
    if not embargoed and _covers(audience, record):
        return None
    return Gate(audience=audience, always=insiders(output), opens=file.embargo_until if embargoed else None)


def _covers(file_audience: Audience, record_audience: Audience) -> bool:
    """True when every reader of the record is certainly a reader of the file."""
    return (
        PUBLIC in file_audience
        or (SIGNED_IN in file_audience and PUBLIC not in record_audience)
        or record_audience <= file_audience
    )


def _strictest(gates: Sequence[Gate], always: Audience) -> Gate | None:
    """One gate for all gated text of a work, which nobody passes who does not pass each of ``gates``.

    It may hide a match from a reader of one file and not of another; the passages, gated one by one, still lead there.
    """
    if not gates:
        return None
    audience = gates[0].audience
    for gate in gates[1:]:
        audience = meet(audience, gate.audience)
    return Gate(audience=audience, always=always, opens=max((gate.opens for gate in gates if gate.opens), default=None))


def text_of(text: str, language: str = UNKNOWN, *, fallback: str = UNKNOWN) -> Text:
    """With its language: as given, else as detected, else ``fallback``."""
    if language in ("", UNKNOWN):
        language = detect_language(text)
    return Text(text, fallback if language == UNKNOWN else language)


def _people(output: Output) -> list[str]:
    """As named on the work, and by the name each has today."""
    names = []
    for contribution in output.contributions.all():
        names.append(str(contribution))
        if contribution.person:
            names.append(str(contribution.person))
    return list(dict.fromkeys(names))


def _names(output: Output) -> Iterator[Text]:
    """Institutions, subjects, course, venue, agreement and activity: in every language that they are called in."""
    for partner in output.partners:
        yield from labels_of(partner.name, partner.names.all())
    for subject in output.subjects.all():
        yield from labels_of(subject.label, subject.labels.all())
    if output.course:
        yield from labels_of(output.course.title, output.course.titles.all())
    for named in chain(output.agreements.all(), output.activities.all()):
        yield text_of(named.title)
    for text in (output.container_title, output.publisher, *_other_institutions(output)):
        if text:
            yield text_of(text, fallback=output.language)


def labels_of(english: str, translations) -> Iterator[Text]:
    yield Text(english, "en")
    for row in translations:
        yield text_of(row.text, row.language)


def _other_institutions(output: Output) -> list[str]:
    affiliations = [
        affiliation for contribution in output.contributions.all() for affiliation in contribution.affiliations.all()
    ]
    return list(dict.fromkeys(name for row in affiliations for name in (row.institution, row.department) if name))


def _identifiers(output: Output) -> Iterator[str]:
    yield output.code
    yield from (identifier.value for identifier in output.identifiers.all())
    if output.course:
        yield output.course.code
    yield from (agreement.number for agreement in output.agreements.all())
    for contribution in output.contributions.all():
        orcid = contribution.orcid or (contribution.person.orcid if contribution.person else "")
        if orcid:
            yield orcid


def _file_texts(output: Output, pages: PageTexts, numbers: Sequence[int]) -> Iterator[Text]:
    """The text of the numbered files, each stored file once even when it lies in two places."""
    stored = {file.stored_file_id for file in output.files.all() if file.number in numbers}
    for stored_file_id in sorted(stored):
        for page in pages.get(stored_file_id, ()):
            yield text_of(passage_text(page), page.language)


def passage_text(page: PageText) -> str:
    """What is searched and quoted of a page: its text, and the speaker's notes of a slide."""
    return f"{page.text}\n{page.notes}" if page.notes else page.text


def _passages(
    output: Output, document: OutputDocument, gates: Mapping[int, Gate | None], pages: PageTexts
) -> Iterator[PassageDocument]:
    position = 0
    for file in sorted(output.files.all(), key=lambda file: (file.sort_order or 0, file.number)):
        for page in pages.get(file.stored_file_id, ()):
            position += 1
            target = f"{file.number}/{page.number}"
            yield PassageDocument(
                key=f"{document.key}/{target}",
                version=document.version,
                parent=document.key,
                audience=document.audience,
                insiders=document.insiders,
                hidden_until=document.hidden_until,
                text=text_of(passage_text(page), page.language),
                gate=gates[file.number],
                target=target,
                position=position,
            )


def _facets(output: Output, broader: BroaderSubjects) -> dict[str, list[str]]:
    partners = output.partners
    return {
        "kind": [output.kind],
        "partner": [str(partner.pk) for partner in partners],
        "breadth": [str(count) for count in range(2, min(len(partners), BROADEST) + 1)],
        "country": sorted({partner.country for partner in partners if partner.country}),
        "year": [str(output.year)] if output.year else [],
        "language": sorted({tag.split("-")[0] for tag in output.languages or [output.language]}),
        "subject": _subject_keys(output, broader),
        "course": [str(output.course_id)] if output.course_id else [],
        "licence": [output.licence] if output.licence else [],
        "access": sorted({_file_access(file) for file in output.files.all()}) or [output.access],
    }


def _subject_keys(output: Output, broader: BroaderSubjects) -> list[str]:
    """Its subjects and all broader ones, so that a broad subject finds what was put under a narrow one."""
    own = [subject.pk for subject in output.subjects.all()]
    return list(dict.fromkeys(str(key) for subject in own for key in (subject, *broader.get(subject, ()))))


def _file_access(file: OutputFile) -> str:
    return EMBARGOED if is_embargoed(file) else file.access


def _sort_date(output: Output) -> date | None:
    if output.issued:
        return output.issued_date.first_day
    return timezone.localdate(output.first_published_at) if output.first_published_at else None
