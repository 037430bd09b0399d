"""A work changes hands, and is shared: each change at once, logged, and told to those it concerns."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from repository.access.policies import can_deposit, can_pass_on, can_review
from repository.letters.kinds import LetterKind, Placeholder, Role, letter_register
from repository.letters.services import Recipient, letter_send
from repository.outputs.models import CoOwner, Output, OwnershipOffer
from repository.people.models import User
from repository.signals import announce_outputs

TITLE = Placeholder("title", gettext_lazy("the title of the work"), "Anatomy of the heart")
PERSON = Placeholder("person", gettext_lazy("who did it"), "Maria Novak")

OFFERED = letter_register(
    LetterKind(
        "ownership-offered",
        gettext_lazy("A work is offered to you"),
        (TITLE, PERSON, Placeholder("link", gettext_lazy("where it is accepted"), "/deposit/", Role.LINK)),
        concerns=can_deposit,
    )
)
CHANGED = letter_register(
    LetterKind(
        "ownership-changed",
        gettext_lazy("A work is yours now, or is no longer"),
        (
            TITLE,
            PERSON,
            Placeholder("owner", gettext_lazy("whose it is now"), "Ana Reyes"),
            Placeholder("link", gettext_lazy("the list of deposits"), "/deposit/", Role.LINK),
        ),
        concerns=can_deposit,
    )
)


def account_of(address: str) -> User:
    """The one account with that e-mail address that may deposit; ValidationError says that there is none."""
    named = User.objects.filter(email__iexact=address.strip(), is_active=True)
    accounts = [user for user in named if can_deposit(user)]
    if len(accounts) != 1:
        raise ValidationError(_("No account with this e-mail address may deposit here. Ask the library for one."))
    return accounts[0]


@transaction.atomic
def co_owner_add(*, output: Output, user: User, other: User) -> CoOwner:
    row = _own(output, user)
    if other.pk in row.owner_ids:
        raise ValidationError(_("%(person)s owns this work already.") % {"person": other})
    added = CoOwner.objects.create(output=row, user=other)
    _note(row, user, "conjoint.co_owner_add", other)
    return added


@transaction.atomic
def co_owner_remove(*, output: Output, user: User, other: User) -> Output:
    """By the depositor or an editor; and anybody may leave a work that is shared with them."""
    row = _locked(output)
    if not (can_pass_on(user, row) or (user.pk == other.pk and user.pk in row.owner_ids)):
        raise PermissionDenied
    if CoOwner.objects.filter(output=row, user=other).delete()[0]:
        _note(row, user, "conjoint.co_owner_remove", other)
    return row


@transaction.atomic
def ownership_offer(*, output: Output, user: User, other: User) -> OwnershipOffer:
    """Offers the work to somebody; a second offer takes the place of the first."""
    row = _own(output, user)
    if other.pk == row.owner_id:
        raise ValidationError(_("%(person)s owns this work already.") % {"person": other})
    OwnershipOffer.objects.filter(output=row).delete()
    offer = OwnershipOffer.objects.create(output=row, user=other)
    _note(row, user, "conjoint.ownership_offer", other)
    letter_send(
        name=OFFERED.name,
        recipient=Recipient.of(other),
        context={"title": row.title, "person": str(user), "link": reverse("deposit:offer", args=[row.code])},
        output=row,
        key=f"offer-{offer.pk}",
    )
    return offer


@transaction.atomic
def ownership_cancel(*, output: Output, user: User) -> Output:
    """By who offered it, or declined by the one to whom it was offered."""
    row = _locked(output)
    offer = OwnershipOffer.objects.filter(output=row).select_related("user").first()
    if offer is None:
        return row
    if not (can_pass_on(user, row) or offer.user_id == user.pk):
        raise PermissionDenied
    offer.delete()
    _note(row, user, "conjoint.ownership_cancel", offer.user)
    return row


@transaction.atomic
def ownership_accept(*, output: Output, user: User) -> Output:
    """The one to whom the work was offered takes it. Raises PermissionDenied when the offer was taken back."""
    row = _locked(output)
    offered = OwnershipOffer.objects.filter(output=row, user=user).first()
    if not offered or row.deleted_at or not can_deposit(user):
        raise PermissionDenied
    return _pass_on(row, by=user, to=user)


@transaction.atomic
def ownership_give(*, output: Output, user: User, other: User) -> Output:
    """An editor hands the work to somebody outright, such as when its depositor has left."""
    row = _locked(output)
    if not can_review(user) or row.deleted_at:
        raise PermissionDenied
    if other.pk == row.owner_id:
        raise ValidationError(_("%(person)s owns this work already.") % {"person": other})
    return _pass_on(row, by=user, to=other)


def _pass_on(row: Output, *, by: User, to: User) -> Output:
    before = row.owner
    OwnershipOffer.objects.filter(output=row).delete()
    CoOwner.objects.filter(output=row, user=to).delete()
    row.owner = to
    row.save(update_fields=["owner"])
    log(instance=row, action="conjoint.ownership", user=by, data={"reason": f"{before} → {to}"})
    for person in {before, to} - {by}:
        letter_send(
            name=CHANGED.name,
            recipient=Recipient.of(person),
            context={"title": row.title, "person": str(by), "owner": str(to), "link": reverse("deposit:list")},
            output=row,
        )
    return row


def _locked(output: Output) -> Output:
    return Output.objects.select_for_update().get(pk=output.pk)


def _own(output: Output, user: User) -> Output:
    row = _locked(output)
    if not can_pass_on(user, row):
        raise PermissionDenied
    return row


def _note(row: Output, user: User, action: str, other: User) -> None:
    """Who reads a work has changed, so it is announced."""
    announce_outputs([row.pk])
    log(instance=row, action=action, user=user, data={"reason": str(other)})
