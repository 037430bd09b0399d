"""The link by which a co-author answers without an account.

It is the question's nonce, signed with the site's secret key: what lies in the database makes no link, and the same
link can be written again into a reminder without having been kept anywhere. Whether it is still good is asked of the
row each time (its state, its date), so it can be revoked, and a used one says only when it was used.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from repository.approval.models import Confirmation
from repository.interop.describe import absolute_url

SALT = "conjoint.approval.confirmation"


def _signer() -> Signer:
    return Signer(sep=".", salt=SALT)


def token_of(confirmation: Confirmation) -> str:
    return _signer().sign(confirmation.nonce)


def link_of(confirmation: Confirmation) -> str:
    return absolute_url(reverse("approval:confirm", args=[token_of(confirmation)]))


def confirmation_of(token: str) -> Confirmation | None:
    """The question that this link answers; None for whatever we did not sign."""
    try:
        nonce = _signer().unsign(token)
    except BadSignature:
        return None
    return Confirmation.objects.select_related("output").filter(nonce=nonce).first()
