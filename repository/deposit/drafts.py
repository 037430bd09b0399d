"""The draft of a work: what the next approval will publish, kept in Wagtail's latest revision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from repository.access.policies import can_edit_deposit, can_review
from repository.outputs.choices import State
from repository.outputs.models import Output
from repository.people.models import User

# Of a work that readers do not see yet, the row shows in lists what the draft says.
SHOWN_IN_LISTS = ("title", "kind", "language", "issued", "year")


class DepositClosed(ValidationError):
    """The work cannot be changed now; the sentence says why and what to do."""


def draft_of(output: Output) -> Output:
    """The work as its depositor sees it, children included; readers may see an older one."""
    return output.get_latest_revision_as_object()


def closed_because(output: Output, user: User) -> str:
    """Why this person cannot change the draft now; empty when they can."""
    state = output.state
    if state == State.IN_REVIEW and not can_review(user):
        return _("An editor is reviewing this work. Take it back from review if you want to change something.")
    if state == State.WITHDRAWN:
        return _("This work is withdrawn. Ask the library if it should come back.")
    if output.locked and output.locked_by_id != user.pk:
        return _("An editor is working on this. Try again later, or ask the library; nothing of yours is lost.")
    return ""


@contextmanager
def draft_change(*, output: Output, user: User) -> Iterator[Output]:
    """The draft under a lock; what the block does to it becomes the work's latest revision, unless nothing changed.

    Raises PermissionDenied for somebody else's work, DepositClosed while it is in review, withdrawn or locked.
    """
    with transaction.atomic():
        row = Output.objects.select_for_update().get(pk=output.pk)
        if not can_edit_deposit(user, row):
            raise PermissionDenied
        if reason := closed_because(row, user):
            raise DepositClosed(reason)
        draft = draft_of(row)
        before = draft.serializable_data()
        yield draft
        if draft.serializable_data() != before:
            draft_save(row=row, draft=draft, user=user)


def draft_save(*, row: Output, draft: Output, user: User) -> Output:
    draft.save_revision(user=user, clean=False, log_action=True)
    if not row.live:
        draft.save(update_fields=SHOWN_IN_LISTS)
    return draft
