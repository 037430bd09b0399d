"""A form that was open while a source filled the draft: what the source filled is not a conflict with what was typed.

The form is brought up to the draft where its author has not typed. Where they have, their word stands and what the
source says becomes a proposal beside it.
"""

from __future__ import annotations

from django.http import QueryDict

from repository.deposit.described import kept_put, place_of, values_held
from repository.deposit.forms.steps import STEP_FORMS
from repository.deposit.forms.typed import brought_up
from repository.deposit.likeness_of_values import says_the_same
from repository.deposit.models import Proposal
from repository.deposit.proposals import TAKEN
from repository.deposit.values_said import values_of
from repository.interop.record import record_of_dict
from repository.outputs.models import Output
from repository.people.models import User

Filled = list[tuple[Proposal, str]]


def caught_up(*, draft: Output, user: User, step: str, data: QueryDict, fingerprint: str) -> tuple[QueryDict, str]:
    """What was typed and the fingerprint it belongs to, both brought up to the draft as far as sources changed it.

    Whatever else changed the draft is left to be shown as a conflict.
    """
    now = STEP_FORMS[step](draft=draft, user=user)
    if fingerprint in ("", now.fingerprint):
        return data, fingerprint
    seen = draft.with_content_json(draft.serializable_data())
    filled: Filled = []
    for proposal in reversed(Proposal.objects.filter(output_id=draft.pk, state=Proposal.State.GIVEN)):
        filled += [(proposal, name) for name in _unfilled(seen, proposal)]
        before = STEP_FORMS[step](draft=seen, user=user)
        if before.fingerprint == fingerprint:
            typed, touched = brought_up(data, before, now)
            _propose(filled, touched)
            return typed, now.fingerprint
    return data, fingerprint


def _unfilled(draft: Output, proposal: Proposal) -> list[str]:
    """Takes out of a copy of the draft what the source filled and nobody has changed since."""
    said = values_of(record_of_dict(proposal.record), language=draft.language if draft.title else "")
    held = values_held(draft)
    names = [
        name
        for name, answer in proposal.answers.items()
        if answer["answer"] == TAKEN and says_the_same(name, held.get(name), said.get(name))
    ]
    for name in names:
        kept_put(draft, name, proposal.answers[name]["before"])
    return names


def _propose(filled: Filled, touched: set[tuple[str, str]]) -> None:
    """Where somebody typed, the source has filled nothing after all: it proposes."""
    for proposal, name in filled:
        place = place_of(name)
        if {(place.part, ""), (place.part, place.field)} & touched:
            del proposal.answers[name]
            proposal.save(update_fields=["answers"])
