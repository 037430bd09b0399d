"""What editors make of a claim: confirm it, decline it, undo it.

A contributor is a person's, and a person may be an account's. Confirming changes what is said of a published work, in
its row and in the draft that waits beside it: a revision and no version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.access.policies import can_review, can_view
from repository.approval.models import new_key
from repository.claims import kinds
from repository.claims.models import Claim, described
from repository.claims.services import refuse_others
from repository.letters.kinds import LetterKind
from repository.letters.services import Recipient, letter_send
from repository.outputs.models import Contribution, Output
from repository.outputs.services import output_amend
from repository.people.models import Person, User
from repository.signals import one_announcement

State = Claim.State


@transaction.atomic
def claim_confirm(*, claim: Claim, user: User, entry: int, whole: bool = False, words: str = "") -> Claim:
    """Makes the contributor whose row is ``entry`` the account's person, who is created where there is none.

    Where the contributor names a person without an account, ``whole`` says that all of that person is the account's:
    the person itself, or all works of it where the account has a person already. What else of the account's open
    claims is true by that is confirmed with it, and what others claimed of it is declined.

    Raises ValidationError when somebody decided already, the contributor is another account's, or the work changed.
    """
    row = _held(claim, user, State.OPEN)
    if not row.user.is_active:
        raise ValidationError(_("This account is closed, so it cannot be tied to a person."))
    with one_announcement():
        contribution = _entry(row.output_id, entry)
        refuse_others(contribution, row.user)
        former = contribution.person
        person, row.gave_account = _person_for(row.user, contribution, whole)
        _confirm(row, contribution, person, user, words)
        if whole and former and former != person:
            _bring_over(former, person, row, user)
        _settle_others(person, row, user)
    return row


@transaction.atomic
def claim_decline(*, claim: Claim, user: User, words: str) -> Claim:
    row = _held(claim, user, State.OPEN)
    if not words.strip():
        raise ValidationError({"words": _("Say why; it is sent as a letter.")}, "required")
    return _decide(row, State.DECLINED, user, words)


@transaction.atomic
def claim_undo(*, claim: Claim, user: User, words: str = "") -> Claim:
    """Takes a confirmation back: the contributor names again whom they named before.

    A person who was tied to the account as a whole is untied as a whole, and with that goes all that was confirmed for
    the account since. The person that was made for the account is untied with the last of its works.
    """
    row = _held(claim, user, State.CONFIRMED)
    person = Person.objects.select_for_update().filter(user=row.user).first()
    confirmed = row.user.claims.filter(state=State.CONFIRMED)
    given = confirmed.filter(former_person=person, gave_account=True)
    as_a_whole = person is not None and row.former_person == person and given.exists()
    together = list(confirmed.select_related("output", "former_person")) if as_a_whole else [row]
    with one_announcement():
        for one in together:
            if not (as_a_whole and one.former_person == person):
                _unlink(one, person, user)
            _decide(one, State.UNDONE, user, words)
    if person and (as_a_whole or (not confirmed.exists() and row.user.claims.filter(gave_account=True).exists())):
        person.user = None
        person.save(update_fields=["user"])
    return next(one for one in together if one.pk == row.pk)


# -- whom the contributor is to name -----------------------------------------------------------------------------------


def _person_for(account: User, contribution: Contribution, whole: bool) -> tuple[Person, bool]:
    """The account's person, and whether the account was tied to one only now."""
    own = Person.objects.select_for_update().filter(user=account).first()
    if own:
        return own, False
    person = (contribution.person if whole else None) or _of_orcid(contribution) or _new_person(account, contribution)
    person.user = account
    person.full_clean()
    person.save()
    return person, True


def _of_orcid(contribution: Contribution) -> Person | None:
    """Somebody here already has the ORCID iD that the work gives."""
    if contribution.person or not contribution.orcid:
        return None
    person = Person.objects.select_for_update().filter(orcid=contribution.orcid).first()
    if person and person.user_id:
        raise ValidationError(_("The ORCID iD of “%(name)s” belongs to another account here.") % {"name": contribution})
    return person


def _new_person(account: User, contribution: Contribution) -> Person:
    """Called as on the work, which readers know; an ORCID iD is one person's."""
    orcid = contribution.orcid
    return Person(
        family_name=contribution.family_name,
        given_name=contribution.given_name,
        orcid="" if Person.objects.filter(orcid=orcid).exclude(orcid="").exists() else orcid,
        institution=account.institution,
    )


# -- the link in the work ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Which contributor of a work is meant, in its row and in a draft: by key, else by row, else as the n-th of that
    name and role."""

    key: str
    pk: int
    described: tuple[str, str, str]
    rank: int

    @classmethod
    def of(cls, contribution: Contribution) -> Place:
        alike = [one.pk for one in contribution.output.contributions.all() if described(one) == described(contribution)]
        return cls(contribution.key, contribution.pk, described(contribution), alike.index(contribution.pk))

    def among(self, entries: list[Contribution]) -> Contribution | None:
        by_key = [one for one in entries if self.key and one.key == self.key]
        by_row = [one for one in entries if one.pk == self.pk]
        by_name = [one for one in entries if described(one) == self.described][self.rank :]
        return next(iter([*by_key, *by_row, *by_name]), None)


def _link(contribution: Contribution, person: Person | None, key: str, action: str, user: User, reason: str) -> None:
    place = Place.of(contribution)

    def change(version: Output) -> None:
        entries = list(version.contributions.all())
        if entry := place.among(entries):
            entry.person, entry.key = person, key
            version.contributions.set(entries)

    output_amend(output=contribution.output, change=change, action=action, user=user, data={"reason": reason})


def _confirm(row: Claim, contribution: Contribution, person: Person, user: User, words: str) -> None:
    key = contribution.key or new_key()
    # A confirmation that no longer stands, as the depositor has unlinked the person since, gives way.
    Claim.objects.filter(output=row.output_id, contributor=key, state=State.CONFIRMED).update(state=State.UNDONE)
    row.contributor, row.former_person = key, contribution.person
    _link(contribution, person, key, "conjoint.claim_confirmed", user, f"{contribution}: {row.user}")
    _decide(row, State.CONFIRMED, user, words)


def _unlink(row: Claim, person: Person | None, user: User) -> None:
    contribution = row.output.contributions.filter(key=row.contributor).first()
    if contribution and person and contribution.person_id == person.pk:
        former = None if row.former_person == person else row.former_person
        _link(contribution, former, contribution.key, "conjoint.claim_undone", user, f"{contribution}: {row.user}")


# -- what follows from it ----------------------------------------------------------------------------------------------


def _bring_over(former: Person, person: Person, row: Claim, user: User) -> None:
    """The other works of ``former`` become the account's, each with a confirmed claim, so that each can be undone."""
    for contribution in _entries_of(former):
        waiting = Claim.objects.filter(output=contribution.output_id, user=row.user, state=State.OPEN)
        family_name, given_name, role = described(contribution)
        named = {"family_name": family_name, "given_name": given_name, "role": role}
        claim = waiting.filter(**named).first() or Claim(output=contribution.output, user=row.user, **named)
        _confirm(claim, contribution, person, user, "")


def _settle_others(person: Person, row: Claim, user: User) -> None:
    """Open claims about contributors that are now the account's: its own are confirmed, others' declined."""
    outputs = Contribution.objects.filter(person=person).values("output")
    claims = Claim.objects.select_for_update(of=("self",)).filter(output__in=outputs, state=State.OPEN)
    for claim in claims.select_related("output", "user").order_by("pk"):
        contribution = claim.entry_among(_contributions(claim.output_id))
        if contribution is None or contribution.person_id != person.pk:
            continue
        if claim.user_id == row.user_id:
            _confirm(claim, contribution, person, user, "")
        else:
            _decide(claim, State.DECLINED, user, gettext_lazy("Another account has been confirmed as this author."))


def _entries_of(person: Person) -> Iterable[Contribution]:
    rows = Contribution.objects.filter(person=person, output__deleted_at=None)
    return rows.select_related("output", "person").order_by("output_id", "pk")


# -- holding and deciding ----------------------------------------------------------------------------------------------


def _held(claim: Claim, user: User, state: str) -> Claim:
    """As it stands, held. Decisions are made one after the other, for each may touch other works and claims."""
    if not can_review(user):
        raise PermissionDenied
    ContentType.objects.select_for_update(no_key=True).get(app_label="repository", model="claim")
    account = User.objects.select_for_update(no_key=True).get(pk=claim.user_id)
    row = Claim.objects.select_for_update(of=("self",)).select_related("output", "former_person").get(pk=claim.pk)
    if row.state != state:
        raise ValidationError(_("Somebody has decided about this claim already. Nothing was changed."), "settled")
    row.user = account
    return row


def _contributions(output_id: int) -> list[Contribution]:
    rows = Contribution.objects.filter(output=output_id)
    return list(rows.select_related("output", "person").order_by("sort_order", "pk"))


def _entry(output_id: int, pk: int) -> Contribution:
    """Held with its work and its person, so that nobody else ties them to another account meanwhile."""
    Output.objects.select_for_update().get(pk=output_id)
    entry = next((one for one in _contributions(output_id) if one.pk == pk), None)
    if entry is None:
        raise ValidationError(_("The contributors of this work changed meanwhile. Choose again."), "changed")
    if entry.person_id:
        entry.person = Person.objects.select_for_update().get(pk=entry.person_id)
    return entry


def _decide(row: Claim, state: str, user: User, words: str | Promise) -> Claim:
    row.state, row.decided_at, row.decided_by = state, timezone.now(), user
    row.answer = words.replace("\x00", "").strip()
    row.full_clean(exclude=("output", "user", "decided_by", "former_person"))
    row.save()
    kind = {State.CONFIRMED: kinds.CONFIRMED, State.DECLINED: kinds.DECLINED, State.UNDONE: kinds.UNDONE}[State(state)]
    _tell(kind, row, words)
    return row


def _tell(kind: LetterKind, row: Claim, words: str | Promise) -> None:
    """Not of a work that the account may not see now: its title is not theirs to know any more."""
    if not row.user.email or not can_view(row.user, row.output):
        return
    context = {"title": row.output.title, "contributor": row.name, "words": words, "link": reverse("claims:mine")}
    letter_send(
        name=kind.name, recipient=Recipient.of(row.user), context=context, output=row.output, key=f"claim-{row.pk}"
    )
