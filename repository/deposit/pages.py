"""What a page of the wizard shows, worked out once for its template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from repository.deposit.checks import Remark, deposit_remarks
from repository.deposit.conflicts import conflict_of
from repository.deposit.drafts import closed_because, draft_of
from repository.deposit.files import removed_file
from repository.deposit.forms.author_list import BEFORE
from repository.deposit.forms.merging import Difference
from repository.deposit.forms.steps import STEP_FORMS, Fault, StepForms
from repository.deposit.kept_forms import author_token, browser_key, form_kept
from repository.deposit.likenesses import likenesses_of
from repository.deposit.models import Proposal, Step, StepInput, Upload, as_sent
from repository.deposit.proposals import sources_of, words_about
from repository.deposit.room import ReviewRoom
from repository.deposit.uploads import uploads_unfinished
from repository.deposit.versions import VersionForm
from repository.deposit.words import words_placed
from repository.files.models import OutputFile
from repository.imports.documents import why_nothing_found
from repository.imports.duplicates import Likeness
from repository.outputs.choices import State
from repository.outputs.hindrances import publication_hindrances
from repository.outputs.models import Output
from repository.outputs.versions import files_differ


@dataclass(frozen=True, slots=True)
class StepLink:
    label: str
    url: str
    current: bool
    done: bool


class DepositPage:
    def __init__(self, request: HttpRequest, output: Output, step: Step):
        self.request, self.output, self.step = request, output, step
        self.user = request.user
        self.draft = draft_of(output)

    @property
    def author_token(self) -> str:
        return author_token(self.user, self.output.code)

    @property
    def browser_key(self) -> str:
        return browser_key(self.user)

    @cached_property
    def state(self) -> State:
        return State(self.output.state)

    @cached_property
    def closed(self) -> str:
        return closed_because(self.output, self.user)

    @property
    def can_take_back(self) -> bool:
        return self.state == State.IN_REVIEW

    @cached_property
    def comment(self) -> str:
        """What the editor wrote when returning the work."""
        if self.state != State.RETURNED:
            return ""
        task_state = self.output.current_workflow_state.current_task_state
        return task_state.comment if task_state else ""

    @cached_property
    def remarks(self) -> list[Remark]:
        return deposit_remarks(draft=self.draft, user=self.user)

    @cached_property
    def likenesses(self) -> list[Likeness]:
        return [] if self.closed else likenesses_of(draft=self.draft, user=self.user)

    @cached_property
    def room(self) -> ReviewRoom:
        """Whose word is asked for, and what is said about the work."""
        return ReviewRoom(self.user, self.output, self.draft)

    @property
    def changes_wait(self) -> bool:
        """Readers see an earlier version of the work."""
        return self.output.live and self.output.has_unpublished_changes

    @cached_property
    def steps(self) -> list[StepLink]:
        hindered = {remark.step for remark in self.remarks if remark.hinders}
        begun = {
            Step.FILES: bool(self.draft.files.all()),
            Step.DESCRIBE: bool(self.draft.title),
            Step.PEOPLE: bool(self.draft.contributions.all()),
            Step.ACCESS: bool(self.draft.licence),
            Step.REVIEW: False,
        }
        return [
            StepLink(
                label=step.label,
                url=reverse(f"deposit:{step}", args=[self.output.code]),
                current=step == self.step,
                done=begun[step] and step not in hindered,
            )
            for step in Step
        ]


class StepPage(DepositPage):
    """A step with its form: what was typed last, or what the draft says."""

    @cached_property
    def typed(self) -> StepInput | None:
        kept = form_kept(self.request, self.output, self.step)
        return kept or StepInput.objects.filter(output=self.output, user=self.user, step=self.step).first()

    @cached_property
    def stored(self) -> StepForms:
        return STEP_FORMS[self.step](draft=self.draft, user=self.user)

    @cached_property
    def forms(self) -> StepForms:
        forms = self.stored
        if self.typed is not None:
            forms = STEP_FORMS[self.step](draft=self.draft, user=self.user, data=as_sent(self.typed))
            forms = forms if self.typed.checked else forms.without_errors()
        words_placed(forms, [] if self.closed else words_about(self.draft))
        return forms

    @property
    def parts(self) -> dict:
        return self.forms.parts

    @property
    def fingerprint(self) -> str:
        return self.stored.fingerprint

    @property
    def shown_fingerprint(self) -> str:
        """Of the draft that what stands in the form was typed over, so that saving it takes nothing back."""
        return (self.typed and as_sent(self.typed).get("fingerprint")) or self.fingerprint

    @property
    def faults(self) -> list[Fault]:
        return self.forms.faults if self.typed and self.typed.checked else []

    @cached_property
    def conflict(self) -> list[Difference]:
        """What was changed here and elsewhere since the form was shown, so that somebody has to choose."""
        if self.typed is None:
            return []
        merged = conflict_of(draft=self.draft, typed=self.typed)
        return merged.differences if merged else []

    @property
    def unsaved(self) -> bool:
        return self.typed is not None

    @property
    def upload_limit(self) -> int:
        """The most bytes a file may have."""
        return settings.UPLOAD_MAX_BYTES

    @cached_property
    def unfinished_uploads(self) -> list[Upload]:
        return uploads_unfinished(output=self.output, user=self.user)

    @cached_property
    def sources(self) -> list[Proposal]:
        """Those that are still to speak, and those that could not."""
        return [one for one in sources_of(output=self.output) if one.state != Proposal.State.GIVEN]

    @property
    def pasted(self) -> str:
        """How the contributors were before a list was pasted a moment ago, so that it can be undone."""
        if self.typed is None or self.request.GET.get("row") != "pasted":
            return ""
        return self.typed.data.get(BEFORE, [""])[0]

    @property
    def files_being_read(self) -> list[Proposal]:
        return [one for one in self.sources if one.stored_file_id and one.state == Proposal.State.AWAITED]

    @property
    def files_silent(self) -> list[str]:
        """Why the files gave nothing, as long as that leaves the work without a title."""
        silent = [one for one in self.sources if one.stored_file_id and one.state == Proposal.State.SILENT]
        return (
            [] if self.draft.title else list(dict.fromkeys(str(why_nothing_found(one.stored_file)) for one in silent))
        )

    @property
    def registers_silent(self) -> list[Proposal]:
        return [one for one in self.sources if one.value and one.trouble]

    @cached_property
    def removed(self) -> OutputFile | None:
        """The file that was removed a moment ago, as long as it can be brought back."""
        number = self.request.GET.get("removed", "")
        if not number.isdigit() or any(file.number == int(number) for file in self.draft.files.all()):
            return None
        return removed_file(output=self.output, number=int(number))


class ReviewPage(DepositPage):
    """The last step; ``attempted`` when somebody pressed the button and something is missing."""

    def __init__(self, request: HttpRequest, output: Output, *, attempted: bool = False):
        super().__init__(request, output, Step.REVIEW)
        self.attempted = attempted

    @property
    def missing(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.hinders]

    @property
    def worth_a_look(self) -> list[Remark]:
        return [remark for remark in self.remarks if not remark.hinders]

    @property
    def is_held_up(self) -> bool:
        """Does somebody's word, or the lack of it, stand between the submitted work and its readers?"""
        return bool(publication_hindrances(self.draft))

    @property
    def makes_version(self) -> bool:
        """Are the files others than those that readers know?"""
        return files_differ(self.draft)

    @property
    def version_form(self) -> VersionForm:
        return VersionForm(initial={"version_note": self.draft.version_note})

    @property
    def can_submit(self) -> bool:
        """Whether there is anything to submit; never whether it is complete."""
        return not self.closed and self.state != State.IN_REVIEW and (not self.output.live or self.changes_wait)
