"""Saying “I am this author”, of one work or of many at once, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from repository.access.selectors import visible_outputs
from repository.approval.notices import editors_of
from repository.claims import kinds
from repository.claims.models import Claim, claims_open, named
from repository.letters.services import Recipient, letter_send
from repository.outputs.models import Contribution
from repository.people.models import User

# So many come from one account within an hour: more than a page of works at once, and too few to bury the editors.
MOST = 60
FLOOD = timedelta(hours=1)

State = Claim.State


@transaction.atomic
def claims_make(*, entries: Iterable[Contribution], user: User, words: str = "") -> list[Claim]:
    """All of them or none, told to the editors in one letter. What waits already is returned as it is.

    Raises PermissionDenied for a work whose record the account may not see, and ValidationError for a contributor that
    is somebody's already, and when too many came within the hour.
    """
    entries = list(entries)
    account = User.objects.select_for_update(no_key=True).get(pk=user.pk)  # for the same form sent twice
    works = {one.output_id for one in entries}
    if not account.is_active or visible_outputs(account).filter(pk__in=works).count() < len(works):
        raise PermissionDenied
    for entry in entries:
        refuse_taken(entry, account)
    waiting = claims_open(account)
    wanted = {named(one): one for one in entries}
    new = [entry for key, entry in wanted.items() if key not in waiting]
    _refuse_flood(account, len(new))
    made = [_make(entry, account, words) for entry in new]
    if made:
        _tell_editors(made)
    return [*(waiting[key] for key in wanted if key in waiting), *made]


def refuse_taken(entry: Contribution, account: User) -> None:
    """Raises ValidationError where the contributor is tied to an account: this one or another."""
    if entry.person and entry.person.user_id == account.pk:
        raise ValidationError(_("%(name)s is you already.") % {"name": entry}, "own")
    refuse_others(entry, account)


def refuse_others(entry: Contribution, account: User) -> None:
    if entry.person and entry.person.user_id not in (None, account.pk):
        raise ValidationError(
            _("“%(name)s” belongs to another account here. If that is wrong, tell the library.") % {"name": entry},
            "taken",
        )


def _refuse_flood(account: User, number: int) -> None:
    recent = account.claims.filter(created_at__gt=timezone.now() - FLOOD).count()
    if number and recent + number > MOST:
        raise ValidationError(
            _("That would be more than %(most)d claims within an hour. None of these is made; try fewer, or later.")
            % {"most": MOST}
        )


def _make(entry: Contribution, account: User, words: str) -> Claim:
    claim = Claim(
        output_id=entry.output_id,
        user=account,
        family_name=entry.family_name,
        given_name=entry.given_name,
        role=entry.role,
        words=words.replace("\x00", "").strip(),
    )
    claim.full_clean(exclude=("output", "user"))
    claim.save()
    return claim


@transaction.atomic
def claim_take_back(*, claim: Claim, user: User) -> Claim:
    """Raises ValidationError once an editor has decided."""
    row = Claim.objects.select_for_update().get(pk=claim.pk)
    if row.user_id != user.pk:
        raise PermissionDenied
    if not row.is_open:
        raise ValidationError(_("An editor has decided already. Nothing was changed."), "settled")
    row.state, row.decided_at = State.TAKEN_BACK, timezone.now()
    row.save(update_fields=["state", "decided_at"])
    return row


def _tell_editors(made: list[Claim]) -> None:
    first = made[0]
    link = reverse("claims_made:page", args=[first.pk]) if len(made) == 1 else reverse("claims_made:index")
    said = {
        "person": str(first.user),
        "works": "\n".join(f"{claim.output.title}: {claim.name}" for claim in made),
        "words": first.words,
        "link": link,
    }
    editors = {editor.pk: editor for claim in made for editor in editors_of(claim.output) if editor.email}
    for editor in editors.values():
        letter_send(name=kinds.MADE.name, recipient=Recipient.of(editor), context=said, key=f"claim-{first.pk}")
