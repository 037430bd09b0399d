"""The draft of a work: what the next approval will publish, kept in Wagtail's latest revision.

Every pause of typing makes a revision, and none is written over: an open window, another person's page or words kept in
a browser may have begun with any of them, and a conflict compares with that one. Those that lie further back than a
conflict looks are thinned out: of the autosaves of one sitting the last stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from repository.access.policies import can_edit_deposit, can_review
from repository.outputs.choices import State
from repository.outputs.models import Output
from repository.people.models import User

# Of a work that readers do not see yet, the row shows in lists what the draft says.
SHOWN_IN_LISTS = ("title", "kind", "language", "issued", "year")
FURTHEST_BACK = 60  # revisions that a conflict searches for the one somebody began with
AUTOSAVE = "conjoint.autosave"
SITTING = timedelta(minutes=30)  # between two autosaves; after a longer pause another sitting begins


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
def draft_change(*, output: Output, user: User, in_passing: bool = False) -> Iterator[Output]:
    """The draft under a lock; what the block does to it becomes the work's latest revision, unless nothing changed.
    ``in_passing``: nobody asked for it to be saved.

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
            draft_save(row=row, draft=draft, user=user, in_passing=in_passing)


def draft_save(*, row: Output, draft: Output, user: User, in_passing: bool = False) -> Output:
    former = row.latest_revision
    revision = draft.save_revision(user=user, clean=False, log_action=not in_passing)
    if in_passing:
        log(
            instance=draft,
            action=AUTOSAVE,
            user=user,
            revision=revision,
            content_changed=True,
            uuid=_sitting(former, revision),
        )
    if not row.live:
        draft.save(update_fields=SHOWN_IN_LISTS)
    _thin_out(row)
    return draft


def _sitting(former: Revision | None, revision: Revision) -> UUID:
    """What the lines of one sitting have in common, so that the history shows them as one."""
    goes_on = former and former.user_id == revision.user_id and revision.created_at - former.created_at < SITTING
    lines = ModelLogEntry.objects.all()
    return (goes_on and lines.latest_uuid_for_user_revision_action(revision.user, former, AUTOSAVE)) or uuid4()


def _thin_out(row: Output) -> None:
    """Looks at the one revision that has just come out of the reach of conflicts. It stays when it was saved on
    purpose, is the last of its sitting, was reviewed or published, or will be published on its day."""
    revisions = Revision.objects.for_instance(row).order_by("-created_at", "-pk").defer("content")
    border = list(revisions[FURTHEST_BACK - 1 : FURTHEST_BACK + 1])
    sittings = ModelLogEntry.objects.filter(revision__in=border, action=AUTOSAVE).values_list("uuid", flat=True)
    if len(sittings) == 2 and len(set(sittings)) == 1 and not _is_pointed_at(border[1], row):
        border[1].delete()


def _is_pointed_at(revision: Revision, row: Output) -> bool:
    is_live_or_will_be = revision.pk == row.live_revision_id or revision.approved_go_live_at is not None
    return is_live_or_will_be or revision.task_states.exists()
