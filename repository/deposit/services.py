"""Everything a depositor does to a work before it is published; each service is one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from repository.access.policies import can_deposit, can_edit_deposit
from repository.approval.confirmations import contributor_addresses_set
from repository.deposit.catching_up import caught_up
from repository.deposit.checks import Remark, deposit_remarks
from repository.deposit.conflicts import step_merge
from repository.deposit.drafts import DepositClosed, closed_because, draft_change, draft_of, draft_save
from repository.deposit.forms.rows import rows_changed
from repository.deposit.forms.steps import STEP_FORMS
from repository.deposit.models import Step, StepInput, as_sent
from repository.outputs.choices import State
from repository.outputs.models import Output
from repository.outputs.services import can_be_undeleted
from repository.people.models import User

NUL = "\x00"


class DepositIncomplete(ValidationError):
    """The work cannot be submitted yet; ``remarks`` lead to what is missing."""

    def __init__(self, remarks: list[Remark]):
        super().__init__([remark.text for remark in remarks])
        self.remarks = remarks


@dataclass(frozen=True, slots=True)
class StepSaved:
    """``complete``: all of the step is in the draft. ``conflict``: somebody changed it meanwhile, nothing was taken.

    ``fingerprint`` is of the step as it is now.
    """

    complete: bool
    conflict: bool = False
    fingerprint: str = ""


@transaction.atomic
def deposit_start(*, user: User, code: str, title: str = "", language: str = "") -> Output:
    """A new draft under ``code``, or the one that the same person began under it: a second press begins no second work.

    Raises PermissionDenied to people who may not deposit, and when the code is somebody else's.
    """
    if not can_deposit(user):
        raise PermissionDenied
    output, created = Output.objects.get_or_create(
        code=code,
        defaults={"owner": user, "title": title, "language": language or "en", "live": False, "languages": []},
    )
    if output.owner_id != user.pk:
        raise PermissionDenied
    if created:
        log(instance=output, action="wagtail.create", user=user)
        output.save_revision(user=user, clean=False)
    return output


def deposit_step_save(*, output: Output, user: User, step: str, data: QueryDict, checked: bool = True) -> StepSaved:
    """Takes into the draft what is valid of a step's form and keeps the rest as it was typed.

    Args:
        data: with the fingerprint of the draft's step as it was when the form was shown. What only somebody else has
            changed since stays theirs; where both changed the same, nothing is taken and all is kept until the author
            has chosen.
        checked: whether the author asked for it and is told what is wrong, or only left the page.
    """
    with draft_change(output=output, user=user, in_passing=not checked) as draft:
        fingerprint = data.get("fingerprint", "")
        data, fingerprint = caught_up(draft=draft, user=user, step=step, data=data, fingerprint=fingerprint)
        if fingerprint != _fingerprint(draft, user, step) and not _says_already(draft, user, step, data):
            merged = step_merge(draft=draft, user=user, step=step, data=data, fingerprint=fingerprint)
            if merged.differences or (merged.behind and not checked):
                _input_keep(output=output, user=user, step=step, data=data, fingerprint=fingerprint, checked=checked)
                return StepSaved(complete=False, conflict=True)
            data = merged.data
        return _step_take(draft=draft, user=user, step=step, data=data, checked=checked)


def _step_take(*, draft: Output, user: User, step: str, data: QueryDict, checked: bool) -> StepSaved:
    forms = STEP_FORMS[step](draft=draft, user=user, data=data)
    forms.apply()
    if step == Step.PEOPLE:
        contributor_addresses_set(output=draft, draft=draft)
    seen = _fingerprint(draft, user, step)
    if complete := forms.is_valid():
        deposit_input_discard(output=draft, user=user, step=step)
    else:
        _input_keep(output=draft, user=user, step=step, data=data, fingerprint=seen, checked=checked)
    return StepSaved(complete=complete, fingerprint=seen)


def deposit_conflict_resolve(
    *, output: Output, user: User, step: str, choices: dict[str, str], fingerprint: str
) -> StepSaved:
    """Takes into the draft what was typed, with the author's choice where somebody else had changed the same.

    Args:
        choices: of keys (``merging.Unit``) to whose text is wanted.
        fingerprint: of the step that the author chose against. When it has changed since, or a choice is missing,
            nothing is taken and they choose once more.
    """
    with draft_change(output=output, user=user) as draft:
        typed = StepInput.objects.filter(output_id=output.pk, user=user, step=step).first()
        if typed is None:
            return StepSaved(complete=True)
        data, seen = as_sent(typed), fingerprint == _fingerprint(draft, user, step)
        merged = step_merge(
            draft=draft,
            user=user,
            step=step,
            data=data,
            fingerprint=data.get("fingerprint", ""),
            choices=choices if seen else None,
        )
        if merged.differences:
            return StepSaved(complete=False, conflict=True)
        return _step_take(draft=draft, user=user, step=step, data=merged.data, checked=True)


def _fingerprint(draft: Output, user: User, step: str) -> str:
    return STEP_FORMS[step](draft=draft, user=user).fingerprint


def _says_already(draft: Output, user: User, step: str, data: QueryDict) -> bool:
    """Whether taking in what was typed would change nothing: the same form was sent twice."""
    scratch = draft.with_content_json(draft.serializable_data())
    STEP_FORMS[step](draft=scratch, user=user, data=data).apply()
    return _fingerprint(scratch, user, step) == _fingerprint(draft, user, step)


def deposit_rows_change(*, output: Output, user: User, step: str, data: QueryDict, action: str) -> str:
    """Adds, moves, removes or brings back a row of what was typed; returns the id of that row.

    The draft does not change until the step is saved. Raises ValueError for an unknown ``action``.
    """
    changed, row = rows_changed(data, action)
    deposit_input_keep(output=output, user=user, step=step, data=changed)
    return row


def deposit_input_keep(*, output: Output, user: User, step: str, data: QueryDict) -> None:
    """Keeps what was typed on a step as it is, while something else is done there or the work cannot be changed."""
    if not can_edit_deposit(user, output):
        raise PermissionDenied
    fingerprint = data.get("fingerprint", "")
    _input_keep(output=output, user=user, step=step, data=data, fingerprint=fingerprint, checked=False)


def _input_keep(*, output: Output, user: User, step: str, data: QueryDict, fingerprint: str, checked: bool) -> None:
    typed = {
        name: [value.replace(NUL, "") for value in values]
        for name, values in data.lists()
        if name not in ("csrfmiddlewaretoken", "action", "author")
    }
    StepInput.objects.update_or_create(
        output_id=output.pk,
        user=user,
        step=step,
        defaults={"data": typed | {"fingerprint": [fingerprint]}, "checked": checked},
    )


def deposit_input_discard(*, output: Output, user: User, step: str) -> None:
    """Forgets what was typed on a step and not saved; the draft stays."""
    StepInput.objects.filter(output_id=output.pk, user=user, step=step).delete()


@transaction.atomic
def deposit_submit(*, output: Output, user: User) -> Output:
    """Asks the editors to review the draft: begins their workflow, or goes on with the one that returned the work.

    A work that is in review already stays as it is. The review, and the jobs that tell the editors, exist together with
    the submission or not at all.

    Raises DepositIncomplete with all that is missing, and DepositClosed when the work cannot be changed now.
    """
    row = Output.objects.select_for_update().get(pk=output.pk)
    if not can_edit_deposit(user, row):
        raise PermissionDenied
    if row.state == State.IN_REVIEW:
        return row
    draft = _ready_draft(row, user)
    if row.live and not row.has_unpublished_changes:
        raise ValidationError(_("Nothing has changed since this work was published, so there is nothing to review."))
    if row.latest_revision_id is None:
        draft_save(row=row, draft=draft, user=user)
        row.refresh_from_db()
    state = row.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=user)
    else:
        _begin_review(row, user)
    StepInput.objects.filter(output=row, user=user).delete()
    return row


def _ready_draft(row: Output, user: User) -> Output:
    if reason := closed_because(row, user):
        raise DepositClosed(reason)
    draft = draft_of(row)
    if missing := [remark for remark in deposit_remarks(draft=draft, user=user) if remark.hinders]:
        raise DepositIncomplete(missing)
    return draft


def _begin_review(row: Output, user: User) -> None:
    workflow = row.get_workflow()
    if workflow is None:
        raise ValidationError(
            _("Nobody reviews deposits at the moment, so it cannot be submitted. It is kept; please tell the library.")
        )
    workflow.start(row, user)


@transaction.atomic
def deposit_take_back(*, output: Output, user: User) -> Output:
    """Takes a submitted work out of review, so that its depositor can go on changing it."""
    row = Output.objects.select_for_update().get(pk=output.pk)
    if not can_edit_deposit(user, row):
        raise PermissionDenied
    state = row.current_workflow_state
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.cancel(user=user)
    return row


@transaction.atomic
def deposit_delete(*, output: Output, user: User) -> Output:
    """Puts away a draft that readers never saw; ``deposit_restore`` brings it back.

    Raises DepositClosed for a work that was published: withdrawing one is an editor's decision.
    """
    with draft_change(output=output, user=user):
        pass
    row = Output.objects.select_for_update().get(pk=output.pk)
    if row.first_published_at:
        raise ValidationError(_("This work was published. Its page is where you ask for its withdrawal."))
    if state := row.current_workflow_state:
        state.cancel(user=user)
    row.deleted_at = timezone.now()
    row.save(update_fields=["deleted_at"])
    log(instance=row, action="wagtail.delete", user=user, deleted=True)
    return row


@transaction.atomic
def deposit_restore(*, output: Output, user: User) -> Output:
    """Brings back a draft that its depositor deleted."""
    row = Output.objects.select_for_update().get(pk=output.pk)
    if row.owner_id != user.pk or row.first_published_at or (row.deleted_at and not can_be_undeleted(row)):
        raise PermissionDenied
    if row.deleted_at:
        row.deleted_at = None
        row.save(update_fields=["deleted_at"])
        log(instance=row, action="wagtail.edit", user=user)
    return row
