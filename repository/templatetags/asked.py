"""What people ask of the library about a work, for those pages of it that offer to ask."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.contrib.auth.models import AnonymousUser

from repository.access.policies import can_ask_withdrawal
from repository.outputs.models import Output
from repository.withdrawal.models import WithdrawalRequest
from repository.withdrawal.selectors import last_request

register = template.Library()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    is_offered: bool
    request: WithdrawalRequest | None


@register.simple_tag(takes_context=True)
def withdrawal_of(context: template.Context, output: Output) -> Withdrawal:
    """``{% withdrawal_of object as withdrawal %}``: offered to owners, on the page of the published work alone."""
    request = context.get("request")
    user = getattr(request, "user", None) or AnonymousUser()
    match = getattr(request, "resolver_match", None)  # none in a preview of the admin
    if getattr(match, "view_name", "") != "works:landing" or not can_ask_withdrawal(user, output):
        return Withdrawal(False, None)
    return Withdrawal(True, last_request(output=output, user=user))
