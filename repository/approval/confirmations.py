"""Asking co-authors, and taking their answers. Each service is one transaction that holds the row it answers for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from repository.approval import notices
from repository.approval.models import Confirmation, ContributorAddress, new_nonce
from repository.approval.substance import Change, changes_between, substance_of
from repository.letters.languages import language_of
from repository.outputs.models import Contribution, Output
from repository.people.models import User

VALID_FOR = timedelta(days=30)
BETWEEN_LETTERS = timedelta(hours=1)


class AlreadyAnswered(ValidationError):
    """The link was used, revoked or has expired meanwhile; nothing was changed."""


# -- addresses -------------------------------------------------------------------------------------------------------


@transaction.atomic
def contributor_addresses_set(*, output: Output, draft: Output) -> None:
    """Keeps the addresses that the draft's contributions carry (``contribution.address``, set by a form), and forgets
    those of contributors who are gone."""
    typed = {row.key: row.address for row in draft.contributions.all() if row.key and hasattr(row, "address")}
    keys = {row.key for row in draft.contributions.all() if row.key}
    gone = [key for key, address in typed.items() if not address]
    known = ContributorAddress.objects.filter(output_id=output.pk)
    known.exclude(contributor__in=keys).delete()
    known.filter(contributor__in=gone).delete()
    for key, address in typed.items():
        if address:
            ContributorAddress.objects.update_or_create(
                output_id=output.pk, contributor=key, defaults={"address": address}
            )


# -- asking ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def confirmations_ask(*, output: Output, draft: Output) -> list[Confirmation]:
    """On submission: asks every contributor with an address who has not answered for this version of the work.

    Links of contributors who are gone, or have another address, are revoked. Returns the new questions.
    """
    people = _people_to_ask(output, draft)
    current = {one.contributor: one for one in output.confirmations.current().select_for_update()}
    for key, one in current.items():
        if key not in people or people[key][1] != one.address:
            _close(one)
    shown, asked = substance_of(draft), []
    for key, (contribution, address) in people.items():
        before = current.get(key)
        if before is None or before.address != address:
            asked.append(_ask(output, draft, contribution, address, []))
        elif changed := _asks_again(before, shown):
            _close(before)
            asked.append(_ask(output, draft, contribution, address, changed))
        elif before.is_open:
            Confirmation.objects.filter(pk=before.pk).update(substance=shown)
    return asked


def _people_to_ask(output: Output, draft: Output) -> dict[str, tuple[Contribution, str]]:
    """Everybody with an address but the depositor, whose word the submission is."""
    addresses = dict(output.contributor_addresses.values_list("contributor", "address"))
    own = output.owner.email.casefold()
    return {
        row.key: (row, addresses[row.key])
        for row in draft.contributions.all()
        if row.key in addresses and addresses[row.key].casefold() != own
    }


def _asks_again(before: Confirmation, shown: dict) -> list[Change]:
    """What has changed for somebody who answered; an expired or revoked link is renewed with a word of its own."""
    if before.is_expired:
        return [("link-expired", [])]
    return changes_between(before.substance, shown) if before.answered_at else []


def _ask(
    output: Output, draft: Output, contribution: Contribution, address: str, changed: list[Change]
) -> Confirmation:
    """In the language of the draft: a deposit's row has what was known when it was begun."""
    now = timezone.now()
    confirmation = Confirmation(
        output=output,
        contributor=contribution.key,
        name=str(contribution),
        address=address,
        language=language_of(draft.language),
        asked_at=now,
        expires_at=now + VALID_FOR,
        substance=substance_of(draft),
        changed=changed,
    )
    confirmation.full_clean()
    confirmation.save()
    notices.coauthor_asked(confirmation)
    return confirmation


def _close(confirmation: Confirmation) -> None:
    confirmation.closed_at = timezone.now()
    if confirmation.state == Confirmation.State.ASKED:
        confirmation.state = Confirmation.State.REVOKED
    confirmation.save(update_fields=["closed_at", "state"])


@transaction.atomic
def confirmation_resend(*, confirmation: Confirmation, user: User) -> Confirmation:
    """Another letter with another link; the earlier link is good no more.

    Raises ValidationError for an answered question, and within an hour of the last letter.
    """
    held = _held(confirmation)
    now = timezone.now()
    if held.closed_at or held.answered_at:
        raise AlreadyAnswered(_("%(name)s has answered already.") % {"name": held.name}, "answered")
    if now - (held.reminded_at or held.asked_at) < BETWEEN_LETTERS and held.state == Confirmation.State.ASKED:
        raise ValidationError(_("The last letter went out less than an hour ago. Give it some time."), "too_soon")
    held.nonce, held.state, held.reminded_at, held.expires_at = (
        new_nonce(),
        Confirmation.State.ASKED,
        now,
        now + VALID_FOR,
    )
    held.full_clean()
    held.save()
    notices.coauthor_asked(held)
    log(instance=held.output, action="conjoint.coauthor_ask", user=user, data={"reason": held.name})
    return held


@transaction.atomic
def confirmation_revoke(*, confirmation: Confirmation, user: User) -> Confirmation:
    """The link is good no more. Raises AlreadyAnswered when there is an answer: that stays."""
    held = _held(confirmation)
    if held.answered_at:
        raise AlreadyAnswered(_("%(name)s has answered already.") % {"name": held.name}, "answered")
    held.state = Confirmation.State.REVOKED
    held.save(update_fields=["state"])
    log(instance=held.output, action="conjoint.coauthor_revoke", user=user, data={"reason": held.name})
    return held


# -- answers ---------------------------------------------------------------------------------------------------------


def confirmation_confirm(*, confirmation: Confirmation) -> Confirmation:
    return _answer(confirmation, Confirmation.State.CONFIRMED)


def confirmation_correct(*, confirmation: Confirmation, proposal: Mapping[str, str], remark: str = "") -> Confirmation:
    """Confirms, and proposes how the contributor's own entry should read; nothing in the work is changed by it.

    Raises ValidationError when nothing is proposed.
    """
    if not proposal:
        raise ValidationError(_("Change what is wrong, or confirm the work as it is."), "nothing")
    return _answer(confirmation, Confirmation.State.CORRECTED, remark, dict(proposal))


def confirmation_object(*, confirmation: Confirmation, reason: str) -> Confirmation:
    """The work is not published until the objection is settled. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what should be different, so that it can be settled.")}, "required")
    return _answer(confirmation, Confirmation.State.OBJECTED, reason.strip())


@transaction.atomic
def _answer(confirmation: Confirmation, state: str, reason: str = "", proposal: dict | None = None) -> Confirmation:
    """The first answer stands: whoever comes second, in another window, is told so."""
    held = _held(confirmation)
    if not held.is_open or held.nonce != confirmation.nonce:
        raise AlreadyAnswered(_("This link has been used already, or is not valid any more."), "answered")
    held.state, held.reason, held.proposal, held.answered_at = state, reason, proposal or {}, timezone.now()
    held.full_clean()
    held.save()
    # Not the address: the history outlives it.
    data = {"reason": ": ".join(part for part in (held.name, reason) if part)}
    log(instance=held.output, action=f"conjoint.coauthor_{state}", user=None, data=data)
    notices.coauthor_answered(held)
    return held


@transaction.atomic
def correction_decide(*, confirmation: Confirmation, user: User, decision: str) -> Confirmation:
    """Notes what became of a correction. Raises AlreadyAnswered when that was decided before."""
    held = _held(confirmation)
    if not held.awaits_decision:
        raise AlreadyAnswered(_("This correction has been decided already."), "answered")
    held.decision, held.decided_by, held.decided_at = decision, user, timezone.now()
    held.full_clean()
    held.save()
    log(instance=held.output, action=f"conjoint.correction_{decision}", user=user, data={"reason": held.name})
    return held


def _held(confirmation: Confirmation) -> Confirmation:
    return Confirmation.objects.select_for_update().get(pk=confirmation.pk)
