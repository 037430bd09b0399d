"""Whose word stands in the way of a publication; see ``outputs.hindrances`` for where this is asked."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from repository.approval.models import Approval
from repository.approval.substance import Substance, substance_of
from repository.approval.terms import terms_of
from repository.outputs.completeness import Problem
from repository.outputs.hindrances import hinders_publication
from repository.outputs.models import Output
from repository.partners.models import Partner, Word


@hinders_publication
def objections_of_coauthors(draft: Output) -> Iterator[Problem]:
    for one in draft.confirmations.current():
        if one.hinders:
            yield Problem(
                "contributions",
                _("%(name)s objects: “%(reason)s” Settle it, or have it overruled with a reason.")
                % {"name": one.name, "reason": one.reason},
            )


@hinders_publication
def words_of_partners(draft: Output) -> Iterator[Problem]:
    """A correction of a published work that leaves title, contributors and files alone waits for nobody anew."""
    current = {one.partner_id: one for one in draft.approvals.current().select_related("partner")}
    shown = substance_of(draft)
    for partner in draft.partners:
        answer = current.get(partner.pk)
        sentence = _of_answer(answer, shown) if answer else _of_nobody_asked(partner, draft, shown)
        if sentence:
            yield Problem("tagged_partners", sentence)


def _of_answer(answer: Approval, shown: Substance) -> str:
    about = {"partner": answer.partner, "reason": answer.reason}
    if answer.state == Approval.State.DECLINED and answer.hinders:
        return _("%(partner)s declines: “%(reason)s” Settle it, or have it overruled with a reason.") % about
    if answer.hinders and answer.consent_at:
        day = date_format(localtime(answer.consent_at), "DATETIME_FORMAT")
        return _("%(partner)s has until %(day)s to answer; from then on silence is consent.") % {**about, "day": day}
    if answer.hinders:
        return (
            _("The word of %(partner)s is required and has not come. Wait, or have it overruled with a reason.") % about
        )
    if answer.word == Word.REQUIRED and not answer.is_overruled and answer.substance != shown:
        return _("%(partner)s approved an earlier version. Ask again, or have it overruled with a reason.") % about
    return ""


def _of_nobody_asked(partner: Partner, draft: Output, shown: Substance) -> str:
    if partner.is_home or (terms := terms_of(partner, draft)) is None or terms.word != Word.REQUIRED:
        return ""
    if draft.live and substance_of(Output.objects.get(pk=draft.pk)) == shown:
        return ""
    return _("The word of %(partner)s is required. Submit the work for review, and its contact people are asked.") % {
        "partner": partner
    }
