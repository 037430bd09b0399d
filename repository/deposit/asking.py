"""An identifier as the beginning of a draft: it is kept first, then its register is asked.

Whatever happens while a register is slow, the identifier is in the draft already. A register is never asked within a
transaction: others would wait for it.
"""

from __future__ import annotations

from django.db import transaction

from repository.deposit.described import value_put, values_held
from repository.deposit.drafts import draft_change
from repository.deposit.models import Proposal
from repository.deposit.proposals import proposal_await, proposal_fail, proposal_give
from repository.imports.findings import Source
from repository.imports.lookups import LOOKED_UP, LookUpFailed, NotKnown, look_up
from repository.interop.record import Identifier
from repository.outputs.identifiers import Scheme
from repository.outputs.models import Output
from repository.people.models import User


@transaction.atomic
def identifier_keep(*, output: Output, user: User, identifier: Identifier) -> Proposal:
    """Puts the identifier into the draft, and remembers that its register is still to be asked."""
    name = f"identifiers.{identifier.scheme}"
    with draft_change(output=output, user=user) as draft:
        held = values_held(draft).get(name, [])
        if identifier.value not in held:
            value_put(draft=draft, name=name, value=[*held, identifier.value], user=user)
    source = Source("register", f"{Scheme(identifier.scheme).label} {identifier.value}")
    return proposal_await(
        output=output,
        user=user,
        source=source,
        scheme=identifier.scheme,
        value=identifier.value,
        state=Proposal.State.UNREACHED,
    )


def proposal_ask_again(*, proposal: Proposal, output: Output, user: User) -> Proposal:
    """Asks the register of a kept identifier; what it says goes into the draft, and why it said nothing is kept."""
    if proposal.state == Proposal.State.GIVEN:
        return proposal
    try:
        finding = look_up(proposal.scheme, proposal.value)
    except NotKnown as unknown:
        return proposal_fail(proposal=proposal, state=Proposal.State.SILENT, trouble=str(unknown))
    except LookUpFailed as failed:
        return proposal_fail(proposal=proposal, state=Proposal.State.UNREACHED, trouble=str(failed))
    return proposal_give(output=output, user=user, finding=finding, awaited=proposal)


def is_asked(identifier: Identifier) -> bool:
    """Whether there is a register for such identifiers; the others are only kept."""
    return identifier.scheme in LOOKED_UP
