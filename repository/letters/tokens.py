"""Links in letters that stop letters of a kind, without a login: signed, so that they stop only what they were written
for. They do not expire: whoever finds an old letter may stop the new ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from repository.letters.kinds import KINDS, LetterKind
from repository.people.models import User

SALT = "repository.letters.stop"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a link stops: letters of a kind to somebody with an account, or to an address without one."""

    kind: LetterKind
    user: User | None = None
    address: str = ""


def token_of(subscription: Subscription) -> str:
    user_pk = subscription.user.pk if subscription.user else None
    return signing.dumps([subscription.kind.name, user_pk, subscription.address], salt=SALT)


def subscription_of(token: str) -> Subscription | None:
    """None for what we never wrote, for an account that is gone, and for a kind that is gone or cannot be stopped."""
    try:
        name, user_pk, address = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    kind = KINDS.get(name)
    user = User.objects.filter(pk=user_pk).first() if user_pk else None
    if kind is None or not kind.may_stop or not (user or address):
        return None
    return Subscription(kind, user, address)
