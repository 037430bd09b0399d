"""Asking for a withdrawal and deciding it: each a transaction that holds the work and writes the letters."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from repository.access.policies import can_ask_withdrawal, can_review
from repository.access.selectors import owners_of
from repository.approval.notices import editors_of
from repository.letters.saying import spoken
from repository.letters.services import Recipient, letter_send
from repository.outputs.models import Output
from repository.outputs.services import output_withdraw
from repository.people.models import User
from repository.signals import outputs_changed
from repository.withdrawal import kinds
from repository.withdrawal.models import WithdrawalRequest

State = WithdrawalRequest.State


@transaction.atomic
def withdrawal_ask(*, output: Output, user: User, why: str, reason: str) -> WithdrawalRequest:
    """Asks the editors. While a request of any owner is open, that one is returned: a work has one at a time.

    Raises PermissionDenied for whoever does not own the work, or when it is not published.
    """
    row = Output.objects.select_for_update().get(pk=output.pk)
    if not can_ask_withdrawal(user, row):
        raise PermissionDenied
    if known := row.withdrawal_requests.filter(state=State.OPEN).first():
        return known
    reason = _said(reason, "reason", _("Say why: the editors decide by it."))
    request = WithdrawalRequest(output=row, user=user, why=why, reason=reason)
    request.full_clean()
    request.save()
    log(instance=row, action="conjoint.withdrawal_asked", user=user, data={"reason": reason})
    _tell_editors(request)
    return request


@transaction.atomic
def withdrawal_take_back(*, request: WithdrawalRequest, user: User) -> WithdrawalRequest:
    """By any owner of the work, for it is asked in the name of all."""
    row = _open(request)
    if user.pk not in row.output.owner_ids:
        raise PermissionDenied
    log(instance=row.output, action="conjoint.withdrawal_taken_back", user=user)
    return _close(row, State.TAKEN_BACK, user=user)


@transaction.atomic
def withdrawal_grant(*, request: WithdrawalRequest, user: User, reason: str) -> WithdrawalRequest:
    """Withdraws the work; readers find ``reason`` in its place."""
    row = _to_decide(request, user)
    reason = _said(reason, "reason", _("Say why: readers find it in the place of the work."))
    _close(row, State.GRANTED, user=user, answer=reason)  # first, or the withdrawal itself would close it
    output_withdraw(output=row.output, user=user, reason=reason)
    _tell_owners_it_is_gone(row)
    return row


@transaction.atomic
def withdrawal_decline(*, request: WithdrawalRequest, user: User, words: str) -> WithdrawalRequest:
    row = _to_decide(request, user)
    words = _said(words, "words", _("Write a sentence to the owners; it is sent as a letter."))
    log(instance=row.output, action="conjoint.withdrawal_declined", user=user, data={"reason": words})
    _close(row, State.DECLINED, user=user, answer=words)
    said = {"words": words, "link": row.output.get_absolute_url()}
    for owner in owners_of(row.output):
        _write(kinds.DECLINED.name, owner, row, said)
    return row


@receiver(outputs_changed)
def close_with_the_work(output_ids: list[int], **kwargs) -> None:
    """What was withdrawn or deleted without a look at the request needs none any more."""
    gone = Q(output__withdrawn_at__isnull=False) | Q(output__deleted_at__isnull=False)
    for request in WithdrawalRequest.objects.filter(gone, state=State.OPEN).select_related("output"):
        if request.output_id in output_ids:
            _close(request, State.GRANTED, answer=request.output.withdrawal_reason)
            _tell_owners_it_is_gone(request)


def _said(words: str, field: str, sentence: str) -> str:
    words = words.replace("\x00", "").strip()
    if not words:
        raise ValidationError({field: sentence}, "required")
    return words


def _open(request: WithdrawalRequest) -> WithdrawalRequest:
    """Held together with its work, which is held first everywhere."""
    output = Output.objects.select_for_update().get(pk=request.output_id)
    row = WithdrawalRequest.objects.select_for_update().get(pk=request.pk)
    row.output = output
    if not row.is_open:
        raise ValidationError(_("This request is settled already. Nothing was changed."), "settled")
    return row


def _to_decide(request: WithdrawalRequest, user: User) -> WithdrawalRequest:
    if not can_review(user):
        raise PermissionDenied
    return _open(request)


def _close(row: WithdrawalRequest, state: str, *, user: User | None = None, answer: str = "") -> WithdrawalRequest:
    row.state, row.decided_at, row.decided_by, row.answer = state, timezone.now(), user, answer
    row.full_clean(exclude=("output", "user", "decided_by"))
    row.save()
    return row


def _tell_editors(request: WithdrawalRequest) -> None:
    link = reverse("withdrawals:page", args=[request.pk])
    said = {"person": str(request.user), "reason": _why_and_reason(request), "link": link}
    for editor in editors_of(request.output):
        if editor.email:
            _write(kinds.ASKED.name, editor, request, said)


@spoken
def _why_and_reason(request: WithdrawalRequest) -> str:
    return f"{request.get_why_display()}: {request.reason}"


def _tell_owners_it_is_gone(row: WithdrawalRequest) -> None:
    """Of a deleted work nothing is shown any more, so that letter leads to the list."""
    link = reverse("deposit:list") if row.output.deleted_at else row.output.get_absolute_url()
    for owner in owners_of(row.output):
        _write(kinds.GRANTED.name, owner, row, {"reason": row.answer, "link": link})


def _write(name: str, person: User, row: WithdrawalRequest, said: dict[str, str | Promise]) -> None:
    letter_send(
        name=name,
        recipient=Recipient.of(person),
        context={"title": row.output.title} | said,
        output=row.output,
        key=f"withdrawal-{row.pk}",
    )
