"""How a request stands, for the owners of a work and for nobody else."""

from __future__ import annotations

from repository.access.policies import can_ask_withdrawal
from repository.outputs.models import Output
from repository.withdrawal.models import WithdrawalRequest


def last_request(*, output: Output, user) -> WithdrawalRequest | None:
    """The open one, or what became of the last; None also to somebody who has no business with it."""
    if not can_ask_withdrawal(user, output):
        return None
    return output.withdrawal_requests.exclude(state=WithdrawalRequest.State.TAKEN_BACK).first()
