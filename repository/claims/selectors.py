"""Whom somebody may say they are, and what became of it. Of works that they do not see, nothing is said."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from repository.access.selectors import visible_outputs
from repository.claims.likeness import Likeness, likeness_of
from repository.claims.models import Claim, claims_open, named
from repository.outputs.models import Contribution, Output
from repository.outputs.querysets import OutputQuerySet
from repository.people.models import Person, User

SHOWN = 100  # works on one page of ticks, and claims on the page of them
LOOKED_AT = 1000  # entries of the family name, to find those that may be meant


@dataclass(frozen=True, slots=True)
class Offer:
    """A contributor of a work, as they stand towards one account. ``claim``: what it has said of them already."""

    entry: Contribution
    is_own: bool
    is_taken: bool
    claim: Claim | None

    @property
    def is_free(self) -> bool:
        return not (self.is_own or self.is_taken or self.claim)


def offers_of(*, output: Output, user: User) -> list[Offer]:
    entries = output.contributions.select_related("person").prefetch_related("affiliations__partner__names")
    return _offers(entries.order_by("sort_order", "pk"), user)


def _offers(entries: QuerySet[Contribution], user: User) -> list[Offer]:
    waiting = claims_open(user)
    return [
        Offer(
            entry=one,
            is_own=bool(one.person) and one.person.user_id == user.pk,
            is_taken=bool(one.person) and one.person.user_id not in (None, user.pk),
            claim=waiting.get(named(one)),
        )
        for one in entries
    ]


def entries_of_person(*, person: Person, user: User) -> list[Contribution]:
    """What of a person's works somebody may still say is theirs, the newest first."""
    return _free(Contribution.objects.filter(person=person), user)[:SHOWN]


def entries_of_name(*, user: User) -> list[Contribution]:
    """Works by people of the account's own name that are nobody's yet."""
    if not user.last_name:
        return []
    nobodys = Q(person=None) | Q(person__user=None)
    named = _free(Contribution.objects.filter(nobodys, family_name__iexact=user.last_name), user)
    return [one for one in named if likeness_of(user, one) in (Likeness.SAME, Likeness.INITIALS)][:SHOWN]


def _free(entries: QuerySet[Contribution], user: User) -> list[Contribution]:
    seen = entries.filter(output__in=visible_outputs(user).order_by().values("pk"))
    rows = seen.select_related("output", "person").order_by("-output_id", "sort_order")[:LOOKED_AT]
    return [offer.entry for offer in _offers(rows, user) if offer.is_free]


def works_of(*, user: User) -> OutputQuerySet:
    """Those that name the account's person, as far as the account may see them."""
    contributions = Contribution.objects.filter(person__user=user)
    return visible_outputs(user).filter(pk__in=contributions.values("output")).newest_first().for_listing()


def claims_listed(*, user: User) -> list[Claim]:
    """What waits first. Each with ``is_shown``: may the account see the work now? Of others only those that it can take
    back: what was confirmed with a whole person may be of works that the account has never seen."""
    claims = list(user.claims.select_related("output").order_by("-pk")[:SHOWN])
    seen = visible_outputs(user).filter(pk__in=[one.output_id for one in claims]).values_list("pk", flat=True)
    shown = set(seen)
    for claim in claims:
        claim.is_shown = claim.output_id in shown
    listed = [claim for claim in claims if claim.is_shown or claim.is_open]
    return sorted(listed, key=lambda claim: not claim.is_open)
