"""On submission everybody whose word counts is asked, in its transaction, whichever way a work is submitted."""

from __future__ import annotations

from django.dispatch import receiver
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from repository.approval.approvals import approvals_ask
from repository.approval.confirmations import confirmations_ask
from repository.outputs.models import Output


@receiver(task_submitted)
def ask_for_their_word(instance: TaskState, **kwargs) -> None:
    output = instance.workflow_state.content_object
    if isinstance(output, Output):
        row = Output.objects.select_related("owner").get(pk=output.pk)
        draft = row.get_latest_revision_as_object()
        confirmations_ask(output=row, draft=draft)
        approvals_ask(output=row, draft=draft)
