"""Several identifiers at once: the worker asks their registers, and what these say becomes a list of references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from repository.deposit.likenesses import record_naming
from repository.deposit.models import Proposal, Reference, ReferenceList
from repository.deposit.reference_lists import list_begun, mark_repeated
from repository.imports.duplicates import likenesses
from repository.imports.findings import Finding
from repository.imports.lookups import LOOKED_UP, LookUpFailed, NotKnown, look_up
from repository.interop.record import Identifier, Record, dict_of_record, record_of_dict
from repository.outputs.identifiers import Scheme
from repository.people.models import User

AT_A_TIME = 10  # asked in one job; the next one goes on, after what others have waiting


@dataclass(frozen=True, slots=True)
class Answer:
    state: str
    trouble: str = ""
    finding: Finding | None = None


@transaction.atomic
def identifier_list_create(*, user: User, name: str, works: Sequence[tuple[Identifier, ...]]) -> ReferenceList:
    """Keeps the identifiers of several works and has their registers asked.

    Raises PermissionDenied to people who may not deposit, TooManyReferences beyond what is taken at once.
    """
    reference_list = list_begun(user=user, name=name, count=len(works), state=ReferenceList.State.ASKING)
    Reference.objects.bulk_create(
        [_awaiting(reference_list, number, work) for number, work in enumerate(works, 1)], batch_size=200
    )
    ask_registers.enqueue(reference_list_id=str(reference_list.pk))
    return reference_list


def _awaiting(reference_list: ReferenceList, number: int, work: tuple[Identifier, ...]) -> Reference:
    return Reference(
        reference_list=reference_list,
        number=number,
        source_kind="register",
        source_label=f"{Scheme(work[0].scheme).label} {work[0].value}",
        record=dict_of_record(record_naming(*work)),
        asked=Proposal.State.AWAITED,
    )


@transaction.atomic
def identifier_list_ask_again(*, reference_list: ReferenceList, user: User, numbers: set[int]) -> ReferenceList:
    """Has the registers asked once more that were not reached; ``numbers`` are the entries chosen so far.

    Raises PermissionDenied for somebody else's list.
    """
    row = ReferenceList.objects.select_for_update().get(pk=reference_list.pk)
    if row.user_id != user.pk:
        raise PermissionDenied
    unreached = row.references.filter(asked=Proposal.State.UNREACHED)
    if row.state != ReferenceList.State.CHOOSING or not unreached.exists():
        return row
    row.references.update(chosen=False)
    row.references.filter(number__in=numbers).update(chosen=True)
    unreached.update(asked=Proposal.State.AWAITED, faults=[])
    row.state = ReferenceList.State.ASKING
    row.save(update_fields=["state"])
    ask_registers.enqueue(reference_list_id=str(row.pk))
    return row


@task()
def ask_registers(*, reference_list_id: str) -> None:
    """One identifier after the other, no register within a transaction. Killed, it goes on where it was.

    A register that does not answer is not asked again in the same job: a site without a network is told so quickly.
    """
    asking = ReferenceList.objects.select_related("user").filter(state=ReferenceList.State.ASKING)
    reference_list = asking.filter(pk=reference_list_id).first()
    if reference_list is None:
        return
    awaited, unreached = reference_list.references.filter(asked=Proposal.State.AWAITED), {}
    for reference in awaited[:AT_A_TIME]:
        answer = _answer(record_of_dict(reference.record), unreached)
        _reference_answered(reference=reference, user=reference_list.user, answer=answer)
    if awaited.exists():
        ask_registers.enqueue(reference_list_id=reference_list_id)
    else:
        _list_answered(reference_list)


def _answer(named: Record, unreached: dict[str, str]) -> Answer:
    """What the first register that knows the work says. ``unreached``: schemes whose registers gave no answer."""
    answer = Answer(Proposal.State.SILENT)
    for identifier in named.identifiers:
        if identifier.scheme in LOOKED_UP and identifier.scheme not in unreached:
            try:
                return Answer(Proposal.State.GIVEN, finding=look_up(identifier.scheme, identifier.value))
            except NotKnown as unknown:
                answer = Answer(answer.state, answer.trouble or str(unknown))
            except LookUpFailed as failed:
                unreached[identifier.scheme] = str(failed)
        if identifier.scheme in unreached:
            answer = Answer(Proposal.State.UNREACHED, unreached[identifier.scheme])
    return answer


@transaction.atomic
def _reference_answered(*, reference: Reference, user: User, answer: Answer) -> None:
    record = record_of_dict(reference.record)
    if answer.finding:
        source, said = answer.finding.source, answer.finding.record
        reference.source_kind, reference.source_label = source.kind[:30], source.label[:300]
        record = replace(said, identifiers=tuple(dict.fromkeys([*said.identifiers, *record.identifiers])))
    alike = likenesses(record, user)
    reference.record, reference.asked = dict_of_record(record), answer.state
    reference.likenesses = [[one.output.pk, ", ".join(one.reasons)] for one in alike]
    reference.faults = [answer.trouble] if answer.trouble else []
    if answer.finding and not record.title:
        reference.faults = [_("It has no title.")]
    reference.chosen = not alike and (not reference.faults or answer.state == Proposal.State.UNREACHED)
    reference.save()


@transaction.atomic
def _list_answered(reference_list: ReferenceList) -> None:
    """Only now is it known which identifiers name the same work."""
    references = list(reference_list.references.all())
    mark_repeated(references)
    Reference.objects.bulk_update(references, ["faults", "chosen"], batch_size=200)
    reference_list.state = ReferenceList.State.CHOOSING
    reference_list.save(update_fields=["state"])
