"""Links in mails that stop the mails, without a login: signed, so that they stop only what they were written for."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from repository.people.models import User
from search.kept import SavedSearch

SALT = "search.alerts.unsubscribe"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a link stops: the mails of one search, or of all of a reader's (``search`` is None)."""

    user: User
    search: SavedSearch | None = None


def token_of(user: User, search: SavedSearch | None = None) -> str:
    return signing.dumps([user.pk, search.pk if search else None], salt=SALT)


def subscription_of(token: str) -> Subscription | None:
    """None for what we never wrote, and for a reader who is gone. A search that is gone has nothing left to stop."""
    try:
        user_pk, search_pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_pk).first()
    if user is None or search_pk is None:
        return Subscription(user) if user else None
    search = SavedSearch.objects.filter(pk=search_pk, user=user).first()
    return Subscription(user, search) if search else None
