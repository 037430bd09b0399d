"""How often links may be tried: enough for people, whatever their mail program fetches beforehand, and too little for
guessing, which the length of a link makes hopeless anyway."""

from __future__ import annotations

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60
TRIES = 60  # requests to links, good or not, from one address in a minute
ANSWERS = 10  # answers sent with one link in a minute


def too_many(request: HttpRequest, token: str) -> bool:
    """Counts this request; whether it is one too many."""
    address = get_adapter(request).get_client_ip(request)
    over = _counted("address", address) > TRIES
    return over or (request.method == "POST" and _counted("token", token) > ANSWERS)


def _counted(what: str, value: str) -> int:
    name = hashlib.sha256(value.encode()).hexdigest()[:32]
    key = f"approval:{what}:{name}"
    cache.add(key, 0, MINUTE)  # which begins with the first of them
    try:
        return cache.incr(key)
    except ValueError:  # it was thrown out between the two
        return 1
