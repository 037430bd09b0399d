"""What sources say of a draft: the first to speak of a field fills it, whoever comes later only proposes.

A source never overwrites. What it filled shows its name and can be undone, what differs stands beside the field until
somebody takes it or keeps their own, and what is equal is not mentioned.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from repository.deposit.described import (
    Place,
    is_open,
    kept_of,
    kept_put,
    label_of,
    place_of,
    text_of_value,
    value_put,
    values_held,
)
from repository.deposit.drafts import draft_change
from repository.deposit.likeness_of_values import says_the_same
from repository.deposit.models import Proposal
from repository.deposit.values_said import Values, values_of
from repository.files.models import StoredFile
from repository.imports.findings import Finding, Source
from repository.interop.record import Record, dict_of_record, record_of_dict
from repository.outputs.models import Output
from repository.people.models import User

TAKEN, DECLINED = "taken", "declined"
VERBS = ("take", "decline", "undo")
LONGEST_LABEL = 300
LONGEST_TROUBLE = 500


# -- services ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def proposal_await(
    *,
    output: Output,
    user: User,
    source: Source,
    scheme: str = "",
    value: str = "",
    stored_file: StoredFile | None = None,
    state: str = Proposal.State.AWAITED,
    trouble: str = "",
) -> Proposal:
    """Remembers a source that is still to speak: a file being read, or a register to be asked for an identifier.

    The same file, and the same identifier, is remembered once.
    """
    key = {"stored_file": stored_file} if stored_file else {"scheme": scheme, "value": value}
    proposal, _created = Proposal.objects.get_or_create(
        output_id=output.pk,
        **key,
        defaults={
            "user": user,
            "state": state,
            "source_kind": source.kind[:30],
            "source_label": source.label[:LONGEST_LABEL],
            "trouble": trouble[:LONGEST_TROUBLE],
        },
    )
    return proposal


def proposal_give(*, output: Output, user: User, finding: Finding, awaited: Proposal | None = None) -> Proposal:
    """Hears a source: fills what the draft does not say yet and keeps the rest as proposals.

    Given again for the same awaited source it changes nothing. Raises what ``draft_change`` raises.
    """
    with draft_change(output=output, user=user) as draft:
        proposal = Proposal.objects.select_for_update().get(pk=awaited.pk) if awaited else Proposal(output_id=output.pk)
        if proposal.state == Proposal.State.GIVEN:
            return proposal
        filled = _fill(draft, proposal, finding.record, user)
        _heard(proposal, user, finding)
        if filled:
            data = {"reason": f"{proposal.source_label}: {', '.join(label_of(name) for name in filled)}"}
            log(instance=draft, action="conjoint.fill", user=user, data=data)
    return proposal


def _heard(proposal: Proposal, user: User, finding: Finding) -> None:
    proposal.user = user
    proposal.state = Proposal.State.GIVEN
    proposal.trouble = ""
    proposal.source_kind = finding.source.kind[:30]
    proposal.source_label = finding.source.label[:LONGEST_LABEL]
    proposal.record = dict_of_record(finding.record)
    proposal.save()


def _fill(draft: Output, proposal: Proposal, record: Record, user: User) -> list[str]:
    """Fills the open fields and returns their names."""
    held = values_held(draft)
    said = values_of(record, language=draft.language if draft.title else "")
    filled = [name for name in said if is_open(name, draft, held)]
    proposal.answers = {name: {"answer": TAKEN, "before": kept_of(draft, name)} for name in filled}
    language = _language_for(draft, record)
    for name in filled:
        value_put(draft=draft, name=name, value=said[name], user=user, language=language)
    return filled


def _language_for(draft: Output, record: Record) -> str:
    """The language that comes with a title: of one that is there already it is known, whoever says it better."""
    return "" if draft.title else record.language


def proposal_fail(*, proposal: Proposal, state: str, trouble: str = "") -> Proposal:
    """The source was asked and has nothing to say, or was not reached."""
    Proposal.objects.filter(pk=proposal.pk).exclude(state=Proposal.State.GIVEN).update(
        state=state, trouble=trouble[:LONGEST_TROUBLE]
    )
    proposal.refresh_from_db()
    return proposal


def proposal_answer(*, output: Output, user: User, proposal_id: int, name: str, verb: str) -> Proposal:
    """Takes what a source says of one field, keeps one's own instead, or undoes what it filled.

    Raises Proposal.DoesNotExist for a source that is not this draft's, ValueError for a field of which it does not
    speak or an unknown ``verb``, and what ``draft_change`` raises.
    """
    with draft_change(output=output, user=user) as draft:
        proposal = Proposal.objects.select_for_update().get(pk=proposal_id, output_id=output.pk)
        said = _said(proposal, draft)
        if name not in said or verb not in VERBS:
            raise ValueError(name)
        answer = proposal.answers.get(name, {})
        if verb == "undo" and answer.get("answer") == TAKEN:
            kept_put(draft, name, answer["before"])
        if verb == "take":
            answer = {"answer": TAKEN, "before": kept_of(draft, name)}
            language = _language_for(draft, record_of_dict(proposal.record))
            value_put(draft=draft, name=name, value=said[name], user=user, language=language)
        proposal.answers[name] = answer if verb == "take" else {"answer": DECLINED}
        proposal.save(update_fields=["answers"])
    return proposal


def sources_awaited(*, output: Output) -> QuerySet[Proposal]:
    """The files of the draft that are still being read."""
    waiting = Proposal.objects.filter(output_id=output.pk, state=Proposal.State.AWAITED)
    return waiting.filter(stored_file__isnull=False)


def sources_of(*, output: Output) -> QuerySet[Proposal]:
    return Proposal.objects.filter(output_id=output.pk)


# -- what the pages show -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """What one source has to say beside one field: ``filled`` it, ``offers`` something else, or was ``declined``."""

    proposal: Proposal
    name: str
    tone: str
    text: str

    @property
    def source(self) -> str:
        return self.proposal.source_label

    @property
    def label(self) -> str:
        return label_of(self.name)

    @property
    def place(self) -> Place:
        return place_of(self.name)

    @property
    def action(self) -> str:
        """The beginning of the values of its buttons."""
        return f"source-{self.proposal.pk}-{self.name}"


def words_about(draft: Output) -> list[Word]:
    """What the sources of a draft say beside its fields, in the order in which they came."""
    held, words = values_held(draft), []
    for proposal in Proposal.objects.filter(output_id=draft.pk, state=Proposal.State.GIVEN):
        for name, value in _said(proposal, draft).items():
            tone = _tone(proposal.answers.get(name, {}).get("answer"), says_the_same(name, held.get(name), value))
            repeats = any(
                word.name == name and word.tone == tone and word.text == text_of_value(name, value) for word in words
            )
            if tone and not repeats:
                words.append(Word(proposal, name, tone, text_of_value(name, value)))
    return words


def _tone(answer: str | None, is_same: bool) -> str:
    """What was filled and then changed by hand is the depositor's, and what is equal needs no word."""
    if answer == TAKEN:
        return "filled" if is_same else ""
    if is_same:
        return ""
    return "declined" if answer == DECLINED else "offers"


def _said(proposal: Proposal, draft: Output) -> Values:
    """What a draft in this language can take from the source; its own title in another place is nothing new."""
    language = draft.language if draft.title else ""
    said = values_of(record_of_dict(proposal.record), language=language)
    return {
        name: value
        for name, value in said.items()
        if not (name.startswith("titles.") and says_the_same(name, draft.title, value))
    }
