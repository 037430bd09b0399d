"""What the last step says about a deposit: what hinders its submission, what a librarian will ask, and where to go."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from repository.access.selectors import known_outputs
from repository.deposit.conflicts import conflict_of
from repository.deposit.forms.steps import STEP_FORMS
from repository.deposit.models import Step, StepInput, as_sent
from repository.outputs.completeness import Problem, output_problems, output_warnings
from repository.outputs.models import Output
from repository.people.models import User
from repository.review.checklist import review_checks

# Where a field of the work is filled in: the step, and the id of its input there.
PLACES = {
    "title": (Step.DESCRIBE, "id_texts-0-title"),
    "abstracts": (Step.DESCRIBE, "id_texts-0-abstract"),
    "languages": (Step.DESCRIBE, "id_languages_0"),
    "resource": (Step.DESCRIBE, "id_resource"),
    "identifiers": (Step.DESCRIBE, "id_identifiers-0-value"),
    "contributions": (Step.PEOPLE, "id_contributors-0-family_name"),
    "tagged_partners": (Step.PEOPLE, "id_tagged_partners"),
    "licence": (Step.ACCESS, "id_licence_0"),
    "access": (Step.ACCESS, "id_access_0"),
    "chosen_partners": (Step.ACCESS, "id_chosen_partners"),
    "hidden_until": (Step.ACCESS, "id_hidden_until"),
    "files": (Step.FILES, "files"),
    "version_note": (Step.REVIEW, "id_version_note"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    step: Step
    anchor: str
    text: str
    hinders: bool
    code: str

    @property
    def url(self) -> str:
        return reverse(f"deposit:{self.step}", args=[self.code]) + (f"#{self.anchor}" if self.anchor else "")


def deposit_remarks(*, draft: Output, user: User) -> list[Remark]:
    """In the order of the steps: what was typed and could not be saved, what is missing, what is only worth a look."""
    remarks = [
        *_unsaved(draft, user),
        *(_placed(problem, draft, hinders=True) for problem in output_problems(draft, known=known_outputs(user))),
        *(_placed(problem, draft, hinders=False) for problem in output_warnings(draft)),
    ]
    steps = list(Step)
    return sorted(remarks, key=lambda remark: (not remark.hinders, steps.index(remark.step)))


def review_remarks(draft: Output, user: User) -> list[Remark]:
    """What an editor should look at before deciding, each with the place where it is mended."""
    missing = [_placed(problem, draft, hinders=True) for problem in output_problems(draft)]
    return [*missing, *(_placed(problem, draft, hinders=False) for problem in review_checks(draft, user))]


def _placed(problem: Problem, draft: Output, *, hinders: bool) -> Remark:
    step, anchor = PLACES.get(problem.field, (Step.DESCRIBE, f"id_{problem.field}"))
    return Remark(step, anchor, problem.sentence, hinders, draft.code)


def _unsaved(draft: Output, user: User) -> list[Remark]:
    kept = StepInput.objects.filter(output_id=draft.pk, user=user).order_by("pk")
    return [remark for typed in kept for remark in _why_unsaved(draft, typed)]


def _why_unsaved(draft: Output, typed: StepInput) -> list[Remark]:
    if conflict_of(draft=draft, typed=typed):
        pairs = [("", _("Somebody else changed the same as you. What you typed is kept; choose what it should be."))]
    else:
        faults = STEP_FORMS[typed.step](draft=draft, user=typed.user, data=as_sent(typed)).faults
        unsaved = ("", _("What you typed here last is kept, but not part of the work yet. Look at it and save it."))
        pairs = [(fault.anchor, fault.text) for fault in faults] or [unsaved]
    return [Remark(Step(typed.step), anchor, text, hinders=True, code=draft.code) for anchor, text in pairs]
