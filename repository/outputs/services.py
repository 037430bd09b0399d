"""What editors do to works beyond editing them: withdraw and restore, delete and take back, change many at once.

Each is one transaction that changes, announces (``Output.save``) and logs who, when and why. Nothing here removes
history: log entries and revisions only ever become more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from repository.outputs.choices import Access
from repository.outputs.completeness import output_problems
from repository.outputs.models import Output
from repository.people.models import User

UNDO_PERIOD = timedelta(days=30)


@transaction.atomic
def output_publish(*, output: Output, user: User) -> Output:
    """Publishes the latest version: what is in review is approved, everything else published straight away.

    Raises ValidationError with every sentence when something is missing, somebody's word hinders it, or the work is
    deleted.
    """
    output = _locked(output)
    draft = output.get_latest_revision_as_object()
    if output.deleted_at:
        raise ValidationError(_("This work is deleted."), "state")
    if problems := output_problems(draft):
        raise ValidationError([problem.sentence for problem in problems], "incomplete")
    if review := output.current_workflow_task_state:
        review.approve(user=user)
    else:
        draft.save_revision(user=user).publish(user=user)
    return Output.objects.get(pk=output.pk)


@transaction.atomic
def output_withdraw(*, output: Output, user: User, reason: str) -> Output:
    """Takes a published work out of view; its address keeps citation, reason and date.

    Raises ValidationError when the work is not published, or no reason is given.
    """
    output, reason = _locked(output), _given(reason)
    if not output.live or output.withdrawn_at or output.deleted_at:
        raise ValidationError(_("Only a published work can be withdrawn."), "state")
    return _put(output, "conjoint.withdraw", user, reason, withdrawn_at=timezone.now(), withdrawal_reason=reason)


@transaction.atomic
def output_restore(*, output: Output, user: User, reason: str) -> Output:
    """Brings a withdrawn work back into view. Raises ValidationError when it is not withdrawn."""
    output, reason = _locked(output), _given(reason)
    if not output.withdrawn_at or output.deleted_at:
        raise ValidationError(_("Only a withdrawn work can be restored."), "state")
    return _put(output, "conjoint.restore", user, reason, withdrawn_at=None, withdrawal_reason="")


@transaction.atomic
def output_delete(*, output: Output, user: User, reason: str) -> Output:
    """Marks a work as deleted: nothing of it is shown anywhere, its address answers 410, and its review ends.

    The row stays, and ``output_undelete`` brings it back for 30 days. Raises ValidationError when it is deleted.
    """
    output, reason = _locked(output), _given(reason)
    if output.deleted_at:
        raise ValidationError(_("This work is deleted already."), "state")
    if review := output.current_workflow_state:
        review.cancel(user=user)
    return _put(output, "conjoint.delete", user, reason, deleted_at=timezone.now())


@transaction.atomic
def output_undelete(*, output: Output, user: User, reason: str) -> Output:
    """Takes a deletion back, as what the work was before: published, withdrawn or a draft.

    Raises ValidationError when it is not deleted, or was more than 30 days ago.
    """
    output, reason = _locked(output), _given(reason)
    if not output.deleted_at:
        raise ValidationError(_("This work is not deleted."), "state")
    if not can_be_undeleted(output):
        raise ValidationError(_("A deletion can be taken back for 30 days, and this one is older."), "state")
    return _put(output, "conjoint.undelete", user, reason, deleted_at=None)


def can_be_undeleted(output: Output) -> bool:
    return output.deleted_at is not None and timezone.now() - output.deleted_at <= UNDO_PERIOD


@transaction.atomic
def outputs_change_access(*, outputs: Iterable[Output], access: str, user: User, reason: str) -> list[Output]:
    """Sets who may see the records, in waiting drafts too, so that no approval brings the old access back.

    Raises ValidationError where chosen partners are to see it and none is chosen.
    """
    reason = _given(reason)

    def change(version: Output) -> None:
        if access == Access.CHOSEN and not version.chosen_partners.all():
            raise ValidationError(_("No partner is chosen for this work. Choose them in its form."), "nobody_chosen")
        version.access = Access(access)

    data = {"access": access, "reason": reason}
    return [
        output_amend(output=output, change=change, action="conjoint.access", user=user, data=data) for output in outputs
    ]


@transaction.atomic
def outputs_add_subject(*, outputs: Iterable[Output], subject, user: User) -> list[Output]:
    """Tags the works with one more subject, in rows and waiting drafts alike."""

    def change(version: Output) -> None:
        version.subjects.add(subject)

    data = {"subject": subject.label}
    return [
        output_amend(output=output, change=change, action="conjoint.subject", user=user, data=data)
        for output in outputs
    ]


@transaction.atomic
def output_amend(*, output: Output, change: Callable[[Output], None], action: str, user: User, data: dict) -> Output:
    """Applies ``change`` to the row, to the latest draft and to a version that is to go live at its time, without
    publishing what else they hold.

    For services of one kind of change each: ``action`` names it in the history of the work.
    """
    row = _locked(output)
    draft, latest, unpublished = row.get_latest_revision_as_object(), row.latest_revision, row.has_unpublished_changes
    change(row)
    row.save()
    for scheduled in row.revisions.exclude(approved_go_live_at=None).exclude(pk=row.latest_revision_id):
        version = scheduled.as_object()
        change(version)
        _follow(scheduled, version, user)
    if latest:
        if draft is not row:
            change(draft)
        revision = _follow(latest, draft, user, changed=unpublished)
        if row.live and not unpublished:
            Output.objects.filter(pk=row.pk).update(live_revision=revision)
    log(instance=row, action=action, user=user, data=data, content_changed=True)
    return row


def _follow(earlier: Revision, version: Output, user: User, *, changed: bool = True) -> Revision:
    """A revision that goes live when ``earlier`` was to, in its place."""
    Revision.objects.filter(pk=earlier.pk).update(approved_go_live_at=None)
    return version.save_revision(
        user=user, changed=changed, clean=False, approved_go_live_at=earlier.approved_go_live_at
    )


def _given(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: it stays in the history of the work.")}, "required")
    return reason.strip()


def _locked(output: Output) -> Output:
    """The row as it stands, held until the transaction ends, so that two editors cannot act on the same state."""
    return Output.objects.select_for_update().get(pk=output.pk)


def _put(output: Output, action: str, user: User, reason: str, **values) -> Output:
    for name, value in values.items():
        setattr(output, name, value)
    # A work that came in long ago may miss what is asked for today; that must not keep it from being withdrawn.
    output.full_clean(exclude={field.name for field in Output._meta.fields} - values.keys())
    output.save(update_fields=list(values))
    log(instance=output, action=action, user=user, data={"reason": reason})
    return output
