"""The reader's own page of a request, without a login: signed, so that it leads to that one request and no other."""

from __future__ import annotations

from django.core import signing

from repository.copies.models import CopyRequest

SALT = "repository.copies"


def token_of(request: CopyRequest) -> str:
    return signing.dumps(request.pk, salt=SALT)


def request_of(token: str) -> CopyRequest | None:
    """None for what we never wrote. When the link opens its file, and how often, the request itself knows."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return CopyRequest.objects.select_related("output", "user").filter(pk=pk).first()
