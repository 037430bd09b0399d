"""What depositors read: their works with where each stands, and people to choose from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from repository.access.selectors import deposits_of
from repository.approval.models import Approval, Confirmation
from repository.deposit.models import Proposal, Reference, ReferenceList
from repository.deposit.reference_lists import COMPARED
from repository.deposit.vocabularies import SUGGESTIONS, any_of, readable_works
from repository.interop.record import Record, record_of_dict
from repository.outputs.choices import Kind, State
from repository.outputs.models import Contribution, Output
from repository.outputs.querysets import OutputQuerySet, state_condition
from repository.people.models import Person, User
from repository.withdrawal.models import WithdrawalRequest

FILTERS = (State.DRAFT, State.IN_REVIEW, State.RETURNED, State.PUBLISHED, State.WITHDRAWN)


def deposits_listed(*, user: User, state: str = "") -> OutputQuerySet:
    """The user's works, last changed first, with what a line of the list shows, in a constant number of queries."""
    deposits = deposits_of(user).select_related("latest_revision").defer("latest_revision__content")
    if state in FILTERS:
        deposits = deposits.in_state(state)
    active = WorkflowState.objects.active().select_related("current_task_state")
    asked = Confirmation.objects.current(), Approval.objects.current().select_related("partner")
    deposits = deposits.prefetch_related(
        Prefetch("confirmations", asked[0], to_attr="words_of_coauthors"),
        Prefetch("approvals", asked[1].prefetch_related("partner__names"), to_attr="words_of_partners"),
        Prefetch(
            "withdrawal_requests",
            WithdrawalRequest.objects.filter(state=WithdrawalRequest.State.OPEN),
            to_attr="withdrawal_asked",
        ),
    )
    # Wagtail looks for the workflow there, and so does Output.state.
    return deposits.prefetch_related(
        Prefetch("workflow_states", queryset=active, to_attr="_current_workflow_states")
    ).order_by("-latest_revision__created_at", "-created_at", "-pk")


def deposits_counted(*, user: User) -> dict[str, int]:
    """How many of the user's works are in each state."""
    counts = {state.value: Count("pk", filter=state_condition(state)) for state in FILTERS}
    return deposits_of(user).order_by().aggregate(**counts)


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One entry of a list: what it says, and the works that look like it as far as the reader may see them now."""

    reference: Reference
    record: Record | None
    likenesses: list[tuple[Output, str]]

    @property
    def kind(self) -> str:
        if not self.reference.is_described:
            return _("kind not known yet")
        kind = self.record.kind if self.record else ""
        return str(Kind(kind).label) if kind in Kind.values else str(Kind.ARTICLE.label)


@dataclass(frozen=True, slots=True)
class ReferencesPage:
    """``compared``: how many were compared with what is here already; of the others their drafts will tell.

    Of identifiers, ``asked`` counts those whose register was asked, ``unreached`` those of which it did not answer.
    """

    reference_list: ReferenceList
    rows: list[ReferenceRow]
    chosen: int
    made: int
    compared: int
    asked: int
    unreached: int


def references_listed(*, reference_list: ReferenceList, user: User) -> ReferencesPage:
    """A list of references as its table shows it, in a constant number of queries."""
    references = list(reference_list.references.select_related("output"))
    keys = {key for one in references for key, _reason in one.likenesses}
    works = {work.pk: work for work in readable_works(user).filter(pk__in=keys)} if keys else {}
    rows = [
        ReferenceRow(
            reference=one,
            record=record_of_dict(one.record) if one.record else None,
            likenesses=[(works[key], reason) for key, reason in one.likenesses if key in works],
        )
        for one in references
    ]
    chosen = [one for one in references if one.chosen]
    asked = Counter(one.asked for one in references)
    return ReferencesPage(
        reference_list,
        rows,
        chosen=len(chosen),
        made=sum(1 for one in chosen if one.made),
        compared=COMPARED if asked[""] else len(rows),
        asked=len(references) - asked[Proposal.State.AWAITED],
        unreached=asked[Proposal.State.UNREACHED],
    )


def reference_lists_open(*, user: User) -> QuerySet[ReferenceList]:
    """Lists of which drafts are still to be made, the latest few."""
    return ReferenceList.objects.filter(user=user).exclude(state=ReferenceList.State.MADE)[:5]


def people_suggested(*, text: str, user: User) -> list[Contribution | Person]:
    """A few people whose name or ORCID iD holds every word of the text: first those the user has published with."""
    words = text.split()[:5]
    if len(text.strip()) < 2:
        return []
    mine, people = _together_with(user), Person.objects.select_related("institution")
    people = people.prefetch_related("institution__names")
    for word in words:
        mine = mine.filter(any_of(("family_name", "given_name", "orcid"), word, "icontains"))
        people = people.filter(any_of(("family_name", "given_name", "orcid"), word, "icontains"))
    found = {_who(one): one for one in [*mine[: SUGGESTIONS * 4], *people[:SUGGESTIONS]][::-1]}
    return list(found.values())[::-1][:SUGGESTIONS]


def _together_with(user: User) -> QuerySet[Contribution]:
    """How people stand on the user's own works, the latest spelling first."""
    rows = Contribution.objects.filter(output__in=deposits_of(user).values("pk"))
    return rows.select_related("person").prefetch_related("affiliations__partner__names").order_by("-output_id", "pk")


def _who(one: Contribution | Person) -> tuple[str, str]:
    """By what somebody is told apart from others of the list."""
    if isinstance(one, Contribution) and one.person:
        one = one.person
    return ("", one.orcid) if one.orcid else (one.family_name, one.given_name)
