"""Two people, or two windows, at one step: what goes together by itself, and what somebody chooses."""

from __future__ import annotations

from django.http import QueryDict
from wagtail.models import Revision

from repository.deposit.drafts import FURTHEST_BACK
from repository.deposit.forms.merging import BOTH, MINE, ROWS, THEIRS, Merge, merge
from repository.deposit.forms.steps import STEP_FORMS, StepForms
from repository.deposit.models import StepInput, as_sent
from repository.outputs.models import Output
from repository.people.models import User

TELLING = (MINE, THEIRS, BOTH, ROWS)


def forms_as_shown(*, output: Output, user: User, step: str, fingerprint: str) -> StepForms | None:
    """The step as it was when it had this fingerprint; None when that is too long ago."""
    if not fingerprint:
        return None
    revisions = Revision.objects.for_instance(output).order_by("-created_at", "-pk")[:FURTHEST_BACK]
    for revision in revisions:
        forms = STEP_FORMS[step](draft=revision.as_object(), user=user)
        if forms.fingerprint == fingerprint:
            return forms
    return None


def step_merge(
    *, draft: Output, user: User, step: str, data: QueryDict, fingerprint: str, choices: dict[str, str] | None = None
) -> Merge:
    """What was typed over the step of ``fingerprint``, brought together with what the draft says now."""
    return merge(
        mine=STEP_FORMS[step](draft=draft, user=user, data=data),
        stored=STEP_FORMS[step](draft=draft, user=user),
        base=forms_as_shown(output=draft, user=user, step=step, fingerprint=fingerprint),
        choices=choices,
    )


def conflict_of(*, draft: Output, typed: StepInput) -> Merge | None:
    """What has to be chosen before what was typed can be saved; None when nothing stands against it."""
    data = as_sent(typed)
    fingerprint = data.get("fingerprint", "")
    if fingerprint in ("", STEP_FORMS[typed.step](draft=draft, user=typed.user).fingerprint):
        return None
    merged = step_merge(draft=draft, user=typed.user, step=typed.step, data=data, fingerprint=fingerprint)
    return merged if merged.differences else None


def choices_in(data: QueryDict, *, everywhere: str = "") -> dict[str, str]:
    """Whose text was chosen for each key; ``everywhere`` when a button chose for all of them."""
    chosen = {name.removeprefix("choice:"): data[name] for name in data if name.startswith("choice:")}
    return {key: everywhere or side for key, side in chosen.items() if side in TELLING}
