"""THE entrance of every reader: which outputs exist for somebody."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from wagtail.models import WorkflowState

from repository.access.audiences import EDITOR, HOME, PUBLIC, SIGNED_IN, Audience, viewer_tokens
from repository.access.policies import can_edit_deposit, is_asked_for_a_word
from repository.outputs.choices import Access
from repository.outputs.models import CoOwner, Output
from repository.outputs.querysets import OutputQuerySet, chosen_condition, partner_condition
from repository.people.models import User


def visible_outputs(user) -> OutputQuerySet:
    """The published works whose record ``user`` may see; the database's twin of ``policies.can_view``."""
    published = Output.objects.published()
    tokens = viewer_tokens(user)
    if EDITOR in tokens:
        return published
    shown = Q(hidden_until=None) | Q(hidden_until__lte=timezone.localdate())
    readable = shown & _opened_to(user, tokens)
    return published.filter(readable | owned_by(user) if SIGNED_IN in tokens else readable)


def _opened_to(user, tokens: Audience) -> Q:
    """The works whose access level admits a reader with these tokens."""
    levels = {PUBLIC: Access.PUBLIC, SIGNED_IN: Access.SIGNED_IN, HOME: Access.HOME}
    opened = Q(access__in=[level for token, level in levels.items() if token in tokens])
    if SIGNED_IN in tokens and user.institution_id:
        opened |= Q(access=Access.PARTNERS) & partner_condition(user.institution_id)
        opened |= chosen_condition(user.institution_id)
    return opened


def owners_of(output: Output) -> list[User]:
    """Those who are written to about a work, as long as their accounts are open."""
    others = [row.user for row in output.co_owners.select_related("user")]
    return [owner for owner in [output.owner, *others] if owner.is_active]


def owned_by(user) -> Q:
    """Works that somebody deposited or owns with their depositor."""
    return Q(owner=user) | Q(pk__in=CoOwner.objects.filter(user=user).values("output"))


def known_outputs(user) -> OutputQuerySet:
    """The works that may be named to somebody: those whose record they see, and those that they brought in."""
    visible = visible_outputs(user)
    return visible | Output.objects.not_deleted().filter(owned_by(user)) if user.is_authenticated else visible


def deposits_of(user) -> OutputQuerySet:
    """What a depositor has brought in, or owns with who did, in whatever state, newest first."""
    return Output.objects.not_deleted().filter(owned_by(user)).order_by("-created_at")


def submitted_version(output: Output) -> Output | None:
    """What was submitted, while its review lasts, or else None.

    Once a work is returned, what its depositor is changing is theirs alone until they submit it again.
    """
    review = output.current_workflow_state
    if review is None or output.deleted_at:
        return None
    if review.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return review.current_task_state.revision.as_object()
    return output.get_latest_revision_as_object()


def version_to_discuss(user, output: Output) -> Output | None:
    """The version of a work that waits for publication, as this reader may see it: those who work on the deposit see
    it as it stands, contacts what was submitted, everybody else nothing."""
    if can_edit_deposit(user, output):
        return output.get_latest_revision_as_object()
    return submitted_version(output) if is_asked_for_a_word(user, output) else None
