"""The buttons beside a field that say what becomes of a source's word, and those of a source that was not reached."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from repository.deposit.asking import proposal_ask_again
from repository.deposit.described import place_of
from repository.deposit.drafts import draft_of
from repository.deposit.forms.rows import RowFormSet
from repository.deposit.forms.steps import STEP_FORMS
from repository.deposit.forms.typed import is_as_sent, names_sent, sent_by
from repository.deposit.models import Proposal, StepInput
from repository.deposit.proposals import proposal_answer
from repository.deposit.services import deposit_step_save
from repository.outputs.models import Output

SOURCE_ACTION = re.compile(r"source-(?P<number>\d{1,12})-(?P<name>[a-zA-Z_.-]{1,60}):(?P<verb>take|decline|undo|ask)")


def source_answered(request: HttpRequest, output: Output, step: str, action: str) -> HttpResponse:
    """Keeps what was typed, then does what the button says, unless that would throw away something typed."""
    match = SOURCE_ACTION.fullmatch(action)
    name = match["name"]
    saved = deposit_step_save(output=output, user=request.user, step=step, data=request.POST, checked=False)
    if match["verb"] == "ask":
        _ask_again(request, output, int(match["number"]))
    elif saved.conflict or (not saved.complete and _would_be_lost(request, output, step, name)):
        messages.warning(
            request,
            _("Nothing was changed: something else here is typed and not saved yet. Save it first, then choose again."),
        )
    else:
        _answer(request, output, int(match["number"]), name, match["verb"])
    return redirect(reverse(f"deposit:{step}", args=[output.code]) + f"?row=word-{name}#row-word-{name}")


def _answer(request: HttpRequest, output: Output, number: int, name: str, verb: str) -> None:
    user = request.user
    typed = list(StepInput.objects.filter(output_id=output.pk, user=user))
    before = {one.step: STEP_FORMS[one.step](draft=draft_of(output), user=user).fingerprint for one in typed}
    try:
        proposal_answer(output=output, user=user, proposal_id=number, name=name, verb=verb)
    except (Proposal.DoesNotExist, ValueError):
        raise BadRequest(name) from None
    output.refresh_from_db()
    for one in typed:
        _bring_up(one, output, name, before[one.step])


def _would_be_lost(request: HttpRequest, output: Output, step: str, name: str) -> bool:
    """Whether the field, or the rows it is among, hold something that the draft could not take."""
    place = place_of(name)
    if place.step != step:
        return False
    part = STEP_FORMS[step](draft=draft_of(output), user=request.user).parts[place.part]
    data, sent = request.POST, sent_by(part)
    if isinstance(part, RowFormSet):
        return not is_as_sent(data, sent, names_sent(data, part, place.part))
    return not is_as_sent(data, {place.field: sent.get(place.field, [])}, {place.field})


def _bring_up(typed: StepInput, output: Output, name: str, fingerprint: str) -> None:
    """What waits unsaved on a step shows the field as it is now, and belongs to the draft as it is now."""
    if typed.data.get("fingerprint") != [fingerprint]:
        return
    now = STEP_FORMS[typed.step](draft=draft_of(output), user=typed.user)
    place = place_of(name)
    if place.step == typed.step:
        part = now.parts[place.part]
        sent = sent_by(part)
        if isinstance(part, RowFormSet):
            kept = {key: value for key, value in typed.data.items() if not key.startswith(f"{place.part}-")}
            typed.data = kept | sent
        else:
            typed.data[place.field] = sent.get(place.field, [])
    typed.data["fingerprint"] = [now.fingerprint]
    typed.save(update_fields=["data"])


def _ask_again(request: HttpRequest, output: Output, number: int) -> None:
    proposal = Proposal.objects.filter(pk=number, output_id=output.pk).exclude(value="").first()
    if proposal is None:
        raise BadRequest(number)
    answered = proposal_ask_again(proposal=proposal, output=output, user=request.user)
    if answered.state == Proposal.State.GIVEN:
        messages.success(request, _("%(source)s answered.") % {"source": answered.source_label})
    else:
        messages.warning(request, answered.trouble)
