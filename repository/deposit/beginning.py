"""What a depositor brings to the first page becomes a draft, or a list of references of which many drafts may come.

What it is gets recognised here: nobody is asked beforehand whether they hold an identifier, references or a title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from repository.deposit.asking import identifier_keep, is_asked
from repository.deposit.identifier_lists import identifier_list_create
from repository.deposit.likenesses import record_naming
from repository.deposit.models import Proposal, ReferenceList
from repository.deposit.proposals import proposal_fail, proposal_give
from repository.deposit.reference_lists import reference_list_create
from repository.deposit.services import deposit_start
from repository.imports.duplicates import Likeness, likenesses
from repository.imports.findings import Finding
from repository.imports.lookups import LookUpFailed, NotKnown, look_up
from repository.imports.recognising import identifiers_in, works_in
from repository.imports.references import Entry, references_read
from repository.interop.record import Identifier, Record
from repository.languages import UNKNOWN, detect_language
from repository.outputs.identifiers import Scheme, normalise_identifier
from repository.outputs.models import Output
from repository.people.models import User

LONGEST_TITLE = 500
# How pasted references begin; free text with a DOI in it is looked up instead.
REFERENCES = re.compile(r"\s*(?:@\s*\w+\s*[{(]|TY  -|PMID- |<\?xml|<xml|<PubmedArticle|<records|[\[{])", re.IGNORECASE)
REFERENCE_FILES = (".bib", ".ris", ".nbib", ".enw", ".xml", ".json", ".csl")


@dataclass(frozen=True, slots=True)
class Given:
    """What was recognised: of entries, works (each by its identifiers) and a title, one."""

    entries: tuple[Entry, ...] = ()
    name: str = ""
    works: tuple[tuple[Identifier, ...], ...] = ()
    title: str = ""


class MayBeHere(Exception):
    """Works that the depositor may see look like what was given; nothing was begun."""

    def __init__(self, alike: list[Likeness]):
        super().__init__()
        self.likenesses = alike


class Unrecognised(ValueError):
    """Neither of what the first page takes; the text of the exception is a sentence."""


def recognised_text(text: str) -> Given:
    """What a text in the box is. Raises Unrecognised with a sentence that says what to do."""
    text = text.strip()
    entries = references_read(text.encode(), "") if REFERENCES.match(text) else []
    if any(isinstance(entry, Finding) for entry in entries):
        return Given(entries=tuple(entries), name=_("Pasted references"))
    if works := _works_in(text):
        return Given(works=tuple(works), name=_("Pasted identifiers"))
    if entries:
        raise Unrecognised(entries[0].sentence)
    if "\n" in text or len(text) > LONGEST_TITLE:
        raise Unrecognised(
            _(
                "No identifier and no references were recognised in this text. It is kept below. If it is the title, "
                "write it on one line of at most 500 characters."
            )
        )
    return Given(title=text)


def _works_in(text: str) -> list[tuple[Identifier, ...]]:
    """The works that are named; an address without an identifier is kept as an address."""
    if works := works_in(text):
        return works
    if identifiers_in(text):
        raise Unrecognised(_("This is the ORCID iD of a person. Give an identifier of the work, or its title."))
    if re.fullmatch(r"https?://\S+", text):
        return [(Identifier(Scheme.URL, normalise_identifier(Scheme.URL, text)),)]
    return []


def recognised_file(data: bytes, name: str) -> Given | None:
    """The references in a file; None for a file that is the work itself."""
    if not name.lower().endswith(REFERENCE_FILES):
        return None
    entries = references_read(data, name)
    return Given(entries=tuple(entries), name=name) if any(isinstance(one, Finding) for one in entries) else None


def deposit_begin(
    *, user: User, code: str, given: Given, language: str = "", is_sure: bool = False
) -> Output | ReferenceList:
    """Begins what was recognised under ``code``; the same code again goes on with the same draft.

    Raises MayBeHere and NotKnown, unless ``is_sure``, before anything exists; and what ``deposit_start`` and
    ``reference_list_create`` raise.
    """
    if len(given.entries) > 1:
        return reference_list_create(user=user, name=given.name, entries=list(given.entries))
    if len(given.works) > 1:
        return identifier_list_create(user=user, name=given.name, works=given.works)
    if begun := Output.objects.filter(code=code, owner=user).first():
        return begun
    if given.entries:
        return _from_finding(user, code, given.entries[0], is_sure)
    if given.works:
        return _from_identifier(user, code, given.works[0][0], is_sure)
    return deposit_start(user=user, code=code, title=given.title, language=language or _language_of(given.title))


def _language_of(title: str) -> str:
    language = detect_language(title) if title else ""
    return "" if language == UNKNOWN else language


def _from_finding(user: User, code: str, finding: Finding, is_sure: bool) -> Output:
    _compare(finding.record, user, is_sure)
    output = deposit_start(user=user, code=code)
    proposal_give(output=output, user=user, finding=finding)
    return output


def _compare(record: Record, user: User, is_sure: bool) -> None:
    if not is_sure and (alike := likenesses(record, user)):
        raise MayBeHere(alike)


def _from_identifier(user: User, code: str, identifier: Identifier, is_sure: bool) -> Output:
    """The register is asked before anything exists, so that a mistyped number begins no work."""
    _compare(record_naming(identifier), user, is_sure)
    finding, state, trouble = _asked(identifier, is_sure)
    output = deposit_start(user=user, code=code)
    proposal = identifier_keep(output=output, user=user, identifier=identifier)
    if finding:
        proposal_give(output=output, user=user, finding=finding, awaited=proposal)
    else:
        proposal_fail(proposal=proposal, state=state, trouble=trouble)
    return output


def _asked(identifier: Identifier, is_sure: bool) -> tuple[Finding | None, str, str]:
    if not is_asked(identifier):
        return None, Proposal.State.SILENT, _("No register describes works by such an identifier. Fill in by hand.")
    try:
        return look_up(identifier.scheme, identifier.value), Proposal.State.GIVEN, ""
    except NotKnown as unknown:
        if not is_sure:
            raise
        return None, Proposal.State.SILENT, str(unknown)
    except LookUpFailed as failed:
        return None, Proposal.State.UNREACHED, str(failed)
