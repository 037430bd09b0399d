"""Asking partners, taking their word, and an editor's word above it. Each service is one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from repository.access.policies import can_review, is_asked_for_a_word
from repository.approval import notices
from repository.approval.confirmations import AlreadyAnswered
from repository.approval.models import Approval, Asked, Confirmation
from repository.approval.substance import Change, changes_between, substance_of
from repository.approval.terms import Terms, terms_of
from repository.outputs.models import Output
from repository.partners.models import Partner, Word
from repository.people.models import User


@transaction.atomic
def approvals_ask(*, output: Output, draft: Output) -> list[Approval]:
    """On submission: asks the word of every partner of the work but the home university.

    An answer is kept as long as title, contributors and files are those it was given for. A question that is still
    open goes on under what is laid down now, and silence is counted anew. Returns the new questions.
    """
    terms = {partner: terms_of(partner, draft) for partner in draft.partners if not partner.is_home}
    wanted = {partner: laid_down for partner, laid_down in terms.items() if laid_down}
    current = {one.partner: one for one in output.approvals.current().select_for_update().select_related("partner")}
    for partner, one in current.items():
        if partner not in wanted:
            _close(one)
    shown, asked = substance_of(draft), []
    for partner, laid_down in wanted.items():
        before = current.get(partner)
        if before is None:
            asked.append(_ask(output, partner, laid_down, shown, []))
        elif before.is_open:
            _go_on(before, laid_down, shown)
        elif changed := changes_between(before.substance, shown):
            _close(before)
            asked.append(_ask(output, partner, laid_down, shown, changed))
    return asked


def _ask(output: Output, partner: Partner, terms: Terms, shown: dict, changed: list[Change]) -> Approval:
    now = timezone.now()
    approval = Approval(
        output=output,
        partner=partner,
        word=terms.word,
        asked_at=now,
        consent_at=_silence_ends(terms, now),
        substance=shown,
        changed=changed,
    )
    approval.full_clean()
    approval.save()
    notices.partner_asked(approval)
    return approval


def _go_on(approval: Approval, terms: Terms, shown: dict) -> None:
    approval.word, approval.substance = terms.word, shown
    approval.consent_at = _silence_ends(terms, timezone.now())
    approval.save(update_fields=["word", "substance", "consent_at"])


def _silence_ends(terms: Terms, now: datetime) -> datetime | None:
    return now + timedelta(days=terms.silence_days) if terms.word == Word.ASKED else None


def _close(approval: Approval) -> None:
    approval.closed_at = timezone.now()
    approval.save(update_fields=["closed_at"])


@transaction.atomic
def approval_renew(*, approval: Approval, user: User) -> Approval:
    """Asks a partner anew for the work as it stands now: after an edit during review, or once a refusal is settled."""
    held = _held(Approval, approval)
    if not can_review(user):
        raise PermissionDenied
    if held.closed_at or held.is_open:
        raise AlreadyAnswered(_("The partner is being asked already."), "open")
    draft = held.output.get_latest_revision_as_object()
    shown = substance_of(draft)
    terms = terms_of(held.partner, draft) or Terms(Word.INFORMED, held.partner.silence_days)
    _close(held)
    log(instance=held.output, action="conjoint.partner_ask", user=user, data={"reason": str(held.partner)})
    return _ask(held.output, held.partner, terms, shown, changes_between(held.substance, shown))


def approval_approve(*, approval: Approval, user: User, remark: str = "") -> Approval:
    return _answer(approval, user, Approval.State.APPROVED, remark.strip())


def approval_decline(*, approval: Approval, user: User, reason: str) -> Approval:
    """The work is not published until the refusal is settled. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what should be different, so that it can be settled.")}, "required")
    return _answer(approval, user, Approval.State.DECLINED, reason.strip())


@transaction.atomic
def _answer(approval: Approval, user: User, state: str, reason: str) -> Approval:
    """The first answer of a partner's contacts stands. Raises PermissionDenied to anybody else."""
    held = _held(Approval, approval)
    if not is_asked_for_a_word(user, held.output) or not Approval.objects.of_contact(user).filter(pk=held.pk).exists():
        raise PermissionDenied
    if not held.is_open:
        raise AlreadyAnswered(_("A colleague of yours has answered already."), "answered")
    held.state, held.reason, held.answered_by, held.answered_at = state, reason, user, timezone.now()
    held.full_clean()
    held.save()
    data = {"reason": ": ".join(part for part in (str(held.partner), reason) if part)}
    log(instance=held.output, action=f"conjoint.partner_{state}", user=user, data=data)
    notices.partner_answered(held)
    return held


@transaction.atomic
def answer_overrule(*, answer: Asked, user: User, reason: str) -> Asked:
    """An editor decides that the work need not wait for this answer; the answer stays in view, with the reason.

    Raises PermissionDenied to anybody else, and ValidationError without a reason or where nothing is to be overruled.
    """
    if not can_review(user):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: it stays in the history of the work.")}, "required")
    held = _held(type(answer), answer)
    if held.closed_at or not (held.hinders or _is_stale(held)):
        raise ValidationError(_("This does not stand in the way of publication."), "nothing")
    held.overruled_at, held.overruled_by, held.overruling = timezone.now(), user, reason.strip()
    held.full_clean()
    held.save()
    who = held.name if isinstance(held, Confirmation) else str(held.partner)
    log(instance=held.output, action="conjoint.overrule", user=user, data={"reason": f"{who}: {held.overruling}"})
    return held


def _is_stale(answer: Asked) -> bool:
    """A word that is required, given for another version of the work."""
    if not isinstance(answer, Approval) or answer.word != Word.REQUIRED:
        return False
    return answer.substance != substance_of(answer.output.get_latest_revision_as_object())


@transaction.atomic
def answers_stand(*, output: Output, before: dict, after: dict) -> None:
    """A correction that somebody asked for was taken: those who had answered for the work before it need not say so
    again for it alone."""
    for model in (Approval, Confirmation):
        for answer in model.objects.current().filter(output=output).select_for_update():
            if answer.substance == before:
                model.objects.filter(pk=answer.pk).update(substance=after)


def _held(model: type[Asked], answer: Asked) -> Asked:
    return model.objects.select_for_update(of=("self",)).select_related("output").get(pk=answer.pk)
