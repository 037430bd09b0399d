"""Many references at once: a table that asks which of them become drafts, and the job that makes those drafts."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from jobs.duties import duty
from repository.access.policies import can_deposit
from repository.deposit.asking import identifier_keep
from repository.deposit.likeness_of_values import folded
from repository.deposit.models import Reference, ReferenceList
from repository.deposit.proposals import proposal_fail, proposal_give
from repository.deposit.services import deposit_start
from repository.imports.duplicates import likenesses
from repository.imports.findings import Finding, Source
from repository.imports.references import Entry
from repository.interop.record import dict_of_record, record_of_dict
from repository.outputs.identifiers import UNIQUE_SCHEMES
from repository.outputs.models import Output
from repository.people.models import User

MOST = 2_000
COMPARED = 100  # entries that are compared with what is here while somebody waits; the drafts of others say it later
KEPT = timedelta(days=30)


class TooManyReferences(ValidationError):
    """The list is longer than is taken at once; nothing of it was kept."""


@transaction.atomic
def reference_list_create(*, user: User, name: str, entries: list[Entry]) -> ReferenceList:
    """Keeps the entries of a file for their table. Those that are sound and not here already are chosen.

    Raises PermissionDenied to people who may not deposit, TooManyReferences beyond ``MOST``.
    """
    reference_list = list_begun(user=user, name=name, count=len(entries))
    references = [_reference(reference_list, number, entry, user) for number, entry in enumerate(entries, 1)]
    mark_repeated(references)
    Reference.objects.bulk_create(references, batch_size=200)
    return reference_list


def list_begun(
    *, user: User, name: str, count: int, state: ReferenceList.State = ReferenceList.State.CHOOSING
) -> ReferenceList:
    """A list for so many entries, which are still to be put into it."""
    if not can_deposit(user):
        raise PermissionDenied
    if count > MOST:
        raise TooManyReferences(
            ngettext(
                "This list has %(count)d entry, more than the %(most)d that are taken at once. Divide it and bring the "
                "parts one after the other; nothing was taken.",
                "This list has %(count)d entries, more than the %(most)d that are taken at once. Divide it and bring "
                "the parts one after the other; nothing was taken.",
                count,
            )
            % {"count": count, "most": MOST}
        )
    reference_list = ReferenceList(user=user, name=name[:255], state=state)
    reference_list.full_clean()
    reference_list.save()
    return reference_list


def mark_repeated(references: list[Reference]) -> None:
    """What stands in the list twice is chosen once."""
    first: dict[tuple, int] = {}
    for one in references:
        for key in _told_by(one.record):
            if first.setdefault(key, one.number) != one.number:
                one.faults = [_("It repeats entry %(number)d.") % {"number": first[key]}]
                one.chosen = False


def _told_by(record: dict) -> list[tuple]:
    """By what the same work is recognised: its identifiers, or else its title and date."""
    said = [(one["scheme"], one["value"]) for one in record.get("identifiers", ()) if one["scheme"] in UNIQUE_SCHEMES]
    title = folded(record.get("title", ""))
    return said or ([(title, record.get("issued", "")[:4])] if title else [])


def _reference(reference_list: ReferenceList, number: int, entry: Entry, user: User) -> Reference:
    reference = Reference(reference_list=reference_list, number=number)
    if not isinstance(entry, Finding):
        reference.source_label = _("Entry %(number)d") % {"number": entry.position or number}
        reference.faults = [entry.sentence]
        return reference
    alike = likenesses(entry.record, user) if number <= COMPARED else []
    reference.source_kind, reference.source_label = entry.source.kind[:30], entry.source.label[:300]
    reference.record = dict_of_record(entry.record)
    reference.likenesses = [[one.output.pk, ", ".join(one.reasons)] for one in alike]
    if not entry.record.title:
        reference.faults = [_("It has no title.")]
    reference.chosen = not reference.faults and not alike
    return reference


@transaction.atomic
def reference_list_make(*, reference_list: ReferenceList, user: User, numbers: set[int]) -> ReferenceList:
    """Has the worker make drafts of the chosen entries; asked twice, it is done once.

    Raises PermissionDenied for somebody else's list, ValidationError when nothing that can become a draft is chosen.
    """
    row = ReferenceList.objects.select_for_update().get(pk=reference_list.pk)
    if row.user_id != user.pk:
        raise PermissionDenied
    if row.state != ReferenceList.State.CHOOSING:
        return row
    chosen = row.references.filter(number__in=numbers).exclude(record={})
    if not chosen.exists():
        raise ValidationError(_("Choose at least one entry. Nothing was made, and the list is still here."))
    row.references.update(chosen=False)
    row.references.filter(pk__in=[one.pk for one in chosen]).update(chosen=True)
    row.state = ReferenceList.State.MAKING
    row.save(update_fields=["state"])
    make_drafts.enqueue(reference_list_id=str(row.pk))
    return row


@duty(every=24 * 3600)
def reference_lists_end() -> None:
    """A list is forgotten after a month; the drafts that were made of it stay."""
    old = ReferenceList.objects.filter(created_at__lt=timezone.now() - KEPT)
    old.exclude(state=ReferenceList.State.MAKING).delete()


@task()
def make_drafts(*, reference_list_id: str) -> None:
    """One draft in one transaction after the other. Killed, it goes on where it was: what is made is not made again."""
    reference_list = ReferenceList.objects.select_related("user").filter(pk=reference_list_id).first()
    if reference_list is None or reference_list.state != ReferenceList.State.MAKING:
        return
    for pk in list(reference_list.references.filter(chosen=True, made=False).values_list("pk", flat=True)):
        reference_become_draft(reference_id=pk, user=reference_list.user)
    ReferenceList.objects.filter(pk=reference_list.pk).update(state=ReferenceList.State.MADE)


@transaction.atomic
def reference_become_draft(*, reference_id: int, user: User) -> Output | None:
    """The draft of one entry, under the code that the entry was given; None when it was made before."""
    reference = Reference.objects.select_for_update().get(pk=reference_id)
    if reference.made:
        return None
    output = deposit_start(user=user, code=reference.code)
    record = record_of_dict(reference.record)
    if reference.is_described:
        source = Source(reference.source_kind, reference.source_label)
        proposal_give(output=output, user=user, finding=Finding(record, source))
    else:
        for identifier in record.identifiers:
            proposal = identifier_keep(output=output, user=user, identifier=identifier)
            proposal_fail(proposal=proposal, state=reference.asked, trouble=" ".join(reference.faults))
    reference.output, reference.made = output, True
    reference.save(update_fields=["output", "made"])
    return output
