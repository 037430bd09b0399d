"""A co-author's correction of their own entry, taken into the draft or declined by those who work on the deposit."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from repository.access.policies import can_edit_deposit
from repository.approval.approvals import answers_stand
from repository.approval.confirmations import correction_decide
from repository.approval.forms import OF_INSTITUTION, numbered, unnumbered
from repository.approval.models import Confirmation
from repository.approval.substance import substance_of
from repository.deposit.drafts import draft_change
from repository.deposit.vocabularies import VOCABULARIES
from repository.outputs.models import Affiliation, Contribution, Output
from repository.people.models import Person, User


@transaction.atomic
def correction_take(*, confirmation: Confirmation, user: User) -> Confirmation:
    """Writes what the co-author proposed into their entry. Who has answered for the work before stands by it.

    Raises what ``draft_change`` raises, and ValidationError when the contributor is no longer in the work.
    """
    decided = correction_decide(confirmation=confirmation, user=user, decision=Confirmation.Decision.TAKEN)
    output = confirmation.output
    with draft_change(output=output, user=user) as draft:
        before = substance_of(draft)
        rows = list(draft.contributions.all())
        row = next((one for one in rows if one.key == confirmation.contributor), None)
        if row is None:
            raise ValidationError(_("%(name)s is no longer among the contributors.") % {"name": confirmation.name})
        _rewrite(row, confirmation.proposal, user)
        draft.contributions.set(rows)
        after = substance_of(draft)
    answers_stand(output=output, before=before, after=after)
    return decided


def _rewrite(row: Contribution, proposal: dict[str, str], user: User) -> None:
    for name in ("family_name", "given_name", "orcid"):
        if name in proposal:
            setattr(row, name, proposal[name])
    if proposal.get("orcid"):
        row.person = Person.objects.filter(orcid=proposal["orcid"]).first() or row.person
    if highest := _highest_number(proposal):
        _rewrite_institutions(row, proposal, highest, user)


def _rewrite_institutions(row: Contribution, proposal: dict[str, str], highest: int, user: User) -> None:
    """Each in its place; one that was emptied goes, and one that has no place yet comes last."""
    rows = list(row.affiliations.all())
    rows += [Affiliation() for _more in range(highest - len(rows))]
    for number, one in enumerate(rows, 1):
        text = proposal.get(numbered("institution", number))
        if text is not None:
            one.partner = VOCABULARIES["partners"].find(text, user) if text else None
            one.institution = "" if one.partner else text
        one.department = proposal.get(numbered("department", number), one.department)
    kept = [one for one in rows if one.partner_id or one.institution]
    for place, one in enumerate(kept):
        one.sort_order = place
    row.affiliations.set(kept)


def _highest_number(proposal: dict[str, str]) -> int:
    """Of the institutions that it speaks of; 0 where it leaves them as they are."""
    parts = [unnumbered(name) for name in proposal]
    return max((number for kind, number in parts if kind in OF_INSTITUTION), default=0)


@transaction.atomic
def correction_decline(*, confirmation: Confirmation, user: User) -> Confirmation:
    output = Output.objects.select_for_update().get(pk=confirmation.output_id)
    if not can_edit_deposit(user, output):
        raise PermissionDenied
    return correction_decide(confirmation=confirmation, user=user, decision=Confirmation.Decision.DECLINED)
