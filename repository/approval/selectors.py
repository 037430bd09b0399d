"""How the words on a work stand, and what awaits a contact's."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from repository.access.policies import is_published
from repository.access.selectors import submitted_version, visible_outputs
from repository.approval.forms import corrections_of
from repository.approval.models import Approval, Confirmation
from repository.approval.terms import terms_of
from repository.outputs.models import Contribution, Output
from repository.people.models import User

TONES = {
    "confirmed": "success",
    "approved": "success",
    "silent": "success",
    "corrected": "warning",
    "expired": "warning",
    "objected": "error",
    "declined": "error",
}


@dataclass(frozen=True)
class Standing:
    """One person or partner, and how their word stands; ``answer`` is None while nobody was asked."""

    who: str
    label: str | Promise
    tone: str = ""
    answer: Confirmation | Approval | None = None

    @property
    def corrections(self) -> list[tuple[str, str]]:
        return corrections_of(getattr(self.answer, "proposal", None) or {})


class Answers:
    """Everybody's word on a deposit, for those who work on it."""

    def __init__(self, output: Output, draft: Output):
        self.output, self.draft = output, draft

    @cached_property
    def coauthors(self) -> list[Standing]:
        asked = {one.contributor: one for one in self.output.confirmations.current().select_related("decided_by")}
        addresses = dict(self.output.contributor_addresses.values_list("contributor", "address"))
        return [self._of(row, asked.get(row.key), addresses.get(row.key, "")) for row in self.draft.contributions.all()]

    def _of(self, row: Contribution, asked: Confirmation | None, address: str) -> Standing:
        if row.key and asked:
            return Standing(str(row), asked.standing_label, TONES.get(asked.standing, "info"), asked)
        if address and address.casefold() == self.output.owner.email.casefold():
            return Standing(str(row), _("the depositor"))
        return Standing(str(row), _("will be asked on submission") if address else _("not asked"))

    @cached_property
    def partners(self) -> list[Standing]:
        asked = {
            one.partner_id: one for one in self.output.approvals.current().select_related("partner", "answered_by")
        }
        return [
            standing
            for partner in self.draft.partners
            if not partner.is_home and (standing := self._of_partner(partner, asked.get(partner.pk)))
        ]

    def _of_partner(self, partner, asked: Approval | None) -> Standing | None:
        if asked:
            return Standing(str(partner), asked.standing_label, TONES.get(asked.standing, "info"), asked)
        terms = terms_of(partner, self.draft)
        return Standing(str(partner), terms.word.label) if terms else None

    @property
    def any(self) -> bool:
        """Whether there is anything to show beside names that nobody was asked about."""
        return bool(self.partners) or any(one.answer for one in self.coauthors)


def version_for_coauthor(output: Output) -> Output | None:
    """What the holder of an open link is shown: what was submitted, else what is published, else nothing for now."""
    return submitted_version(output) or (output if is_published(output) else None)


# -- contact people --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """A line of a contact's page; ``title`` is that of the version they were asked about."""

    approval: Approval
    title: str
    url: str = ""


def approvals_of(user: User) -> tuple[list[Waiting], list[Waiting]]:
    """What awaits this contact's word, the longest waiting first, and what was answered, the latest first.

    A work is listed while its review lasts, and afterwards as far as the contact may see it like any other reader.
    """
    mine = Approval.objects.of_contact(user).filter(output__deleted_at=None)
    mine = mine.select_related("output", "partner").prefetch_related("partner__names")
    in_review = mine.filter(output__in=_reviewed()).order_by("asked_at", "pk")
    waiting = [one for one in in_review if one.is_open and not one.consents_by_silence]
    readable = {output.pk: output for output in visible_outputs(user).filter(pk__in=mine.values("output"))}
    reviewed = {one.output_id for one in in_review}
    settled = [
        one
        for one in mine.order_by("-answered_at", "-asked_at", "-pk")
        if one not in waiting and (one.output_id in reviewed or one.output_id in readable)
    ]
    return (
        [Waiting(one, one.substance.get("title", "")) for one in waiting],
        [_settled(one, readable.get(one.output_id), one.output_id in reviewed) for one in settled],
    )


def _settled(approval: Approval, published: Output | None, reviewed: bool) -> Waiting:
    if reviewed:
        return Waiting(approval, approval.substance.get("title", ""))
    return Waiting(approval, published.title, published.get_absolute_url())


def _reviewed():
    active = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    return Output.objects.with_review(*active).values("pk")
