"""A file of a draft as a source: it speaks by itself as soon as the worker has read it."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_tasks import task

from repository.deposit.drafts import DepositClosed
from repository.deposit.models import Proposal
from repository.deposit.proposals import proposal_await, proposal_fail, proposal_give
from repository.files.models import OutputFile, StoredFile
from repository.imports.documents import finding_of_file
from repository.imports.findings import Source
from repository.outputs.models import Output
from repository.people.models import User

PAUSE = timedelta(seconds=2)
PATIENCE = timedelta(hours=1)  # with a file that nobody reads


def file_awaited(*, output: Output, user: User, place: OutputFile) -> Proposal:
    """Remembers in the transaction that adds a file that the file is to be heard, and has the worker do it."""
    source = Source("file", place.name)
    proposal = proposal_await(output=output, user=user, source=source, stored_file=place.stored_file)
    if proposal.state == Proposal.State.AWAITED:
        hear_file.enqueue(proposal_id=proposal.pk)
    return proposal


@task()
def hear_file(*, proposal_id: int) -> None:
    """Waits for the reading job of the file, then hears what it says. It may die anywhere and be run again."""
    proposal = Proposal.objects.select_related("stored_file", "output", "user").filter(pk=proposal_id).first()
    if proposal is None or proposal.state != Proposal.State.AWAITED:
        return
    if proposal.stored_file.reading == StoredFile.Reading.WAITING:
        _wait(proposal)
    else:
        _hear(proposal)


def _wait(proposal: Proposal) -> None:
    if timezone.now() - proposal.created_at > PATIENCE:
        proposal_fail(proposal=proposal, state=Proposal.State.SILENT)
    else:
        hear_file.using(run_after=timezone.now() + PAUSE).enqueue(proposal_id=proposal.pk)


def _hear(proposal: Proposal) -> None:
    finding = finding_of_file(proposal.stored_file, proposal.source_label)
    try:
        if finding is None or proposal.user is None:
            proposal_fail(proposal=proposal, state=Proposal.State.SILENT)
        else:
            proposal_give(output=proposal.output, user=proposal.user, finding=finding, awaited=proposal)
    except (DepositClosed, PermissionDenied):  # submitted or deleted meanwhile: nobody is there to be told
        proposal_fail(proposal=proposal, state=Proposal.State.SILENT)
