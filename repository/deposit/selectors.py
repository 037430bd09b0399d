"""What depositors read: their works with where each stands, and people to choose from."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Cast
from wagtail.models import WorkflowState

from repository.access.selectors import deposits_of
from repository.deposit.vocabularies import SUGGESTIONS, any_of
from repository.outputs.choices import State
from repository.outputs.models import Output
from repository.outputs.querysets import OutputQuerySet
from repository.people.models import Person, User

FILTERS = (State.DRAFT, State.IN_REVIEW, State.RETURNED, State.PUBLISHED, State.WITHDRAWN)


def _with_workflow(status: str) -> Exists:
    """Wagtail keeps an object's key as text, so the database is told to compare it as such."""
    return Exists(
        WorkflowState.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Output),
            object_id=Cast(OuterRef("pk"), CharField()),
            status=status,
        )
    )


def in_state(state: str) -> Q:
    """The rows of which ``Output.state`` says ``state``."""
    in_review = Q(_with_workflow(WorkflowState.STATUS_IN_PROGRESS))
    returned = Q(_with_workflow(WorkflowState.STATUS_NEEDS_CHANGES))
    here = Q(withdrawn_at=None, deleted_at=None)
    settled = here & ~in_review & ~returned
    return {
        State.DRAFT: settled & Q(live=False),
        State.IN_REVIEW: here & in_review,
        State.RETURNED: here & returned,
        State.PUBLISHED: settled & Q(live=True),
        State.WITHDRAWN: Q(withdrawn_at__isnull=False, deleted_at=None),
    }[State(state)]


def deposits_listed(*, user: User, state: str = "") -> OutputQuerySet:
    """The user's works, last changed first, with what a line of the list shows, in a constant number of queries."""
    deposits = deposits_of(user).select_related("latest_revision").defer("latest_revision__content")
    if state in FILTERS:
        deposits = deposits.filter(in_state(state))
    active = WorkflowState.objects.active().select_related("current_task_state")
    # Wagtail looks for the workflow there, and so does Output.state.
    return deposits.prefetch_related(
        Prefetch("workflow_states", queryset=active, to_attr="_current_workflow_states")
    ).order_by("-latest_revision__created_at", "-created_at", "-pk")


def deposits_counted(*, user: User) -> dict[str, int]:
    """How many of the user's works are in each state."""
    counts = {state.value: Count("pk", filter=in_state(state)) for state in FILTERS}
    return deposits_of(user).order_by().aggregate(**counts)


def people_suggested(*, text: str) -> list[Person]:
    """A few people whose name or ORCID iD holds every word of the text."""
    words = text.split()
    if len(text.strip()) < 2:
        return []
    people = Person.objects.select_related("institution").prefetch_related("institution__names")
    for word in words[:5]:
        people = people.filter(any_of(("family_name", "given_name", "orcid"), word, "icontains"))
    return list(people[:SUGGESTIONS])
