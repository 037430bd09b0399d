"""What people do in the thread of a deposit. Each is one transaction, and each tells the others in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from repository.access.policies import can_discuss, can_edit_deposit, can_review
from repository.outputs.models import Output
from repository.people.models import User
from repository.review import notices
from repository.review.models import Comment, Reviewer, ThreadVisit


@transaction.atomic
def comment_add(*, output: Output, user: User, text: str, field: str = "", asks_change: bool = False) -> Comment:
    """Raises PermissionDenied to people outside the thread, ValidationError when it says nothing."""
    if not can_discuss(user, output):
        raise PermissionDenied
    comment = Comment(output=output, author=user, text=_said(text), field=field, asks_change=asks_change)
    comment.full_clean()
    comment.save()
    thread_seen(output=output, user=user)
    notices.comment_added(comment)
    return comment


@transaction.atomic
def comment_edit(*, comment: Comment, user: User, text: str) -> Comment:
    """Puts another wording in the place of one's own; the earlier one stays to be read."""
    held = _held(comment)
    if held.author_id != user.pk or not can_discuss(user, held.output):
        raise PermissionDenied
    text = _said(text)
    if text != held.text:
        now = timezone.now()
        since = held.edited_at or held.created_at
        held.earlier = [*held.earlier, {"text": held.text, "at": since.isoformat()}]
        held.text, held.edited_at = text, now
        held.full_clean()
        held.save()
    return held


@transaction.atomic
def comment_resolve(*, comment: Comment, user: User, resolved: bool) -> Comment:
    """Marks a requested change as made, or takes the mark off again. Twice the same is once.

    Whoever asked for it may, and whoever works on the deposit.
    """
    held = _held(comment)
    if not (can_edit_deposit(user, held.output) or (held.author_id == user.pk and can_discuss(user, held.output))):
        raise PermissionDenied
    if not held.asks_change:
        raise ValidationError(_("This comment asks for no change."), "nothing")
    if resolved != held.is_open:
        return held
    held.resolved_at, held.resolved_by = (timezone.now(), user) if resolved else (None, None)
    held.save(update_fields=["resolved_at", "resolved_by"])
    return held


@transaction.atomic
def thread_seen(*, output: Output, user: User) -> ThreadVisit:
    """Everything up to now is read."""
    if not can_discuss(user, output):
        raise PermissionDenied
    visit, _created = ThreadVisit.objects.update_or_create(
        output=output, user=user, defaults={"seen_at": timezone.now()}
    )
    return visit


@transaction.atomic
def reviewers_set(*, output: Output, user: User, reviewers: Iterable[User]) -> list[Reviewer]:
    """Whose task the review is. Raises ValidationError for somebody who may not review."""
    if not can_review(user):
        raise PermissionDenied
    wanted = {person.pk: person for person in reviewers}
    if strangers := [person for person in wanted.values() if not can_review(person)]:
        raise ValidationError(_("%(name)s may not review deposits.") % {"name": strangers[0]}, "stranger")
    Output.objects.select_for_update().get(pk=output.pk)
    here = set(output.reviewers.values_list("user_id", flat=True))
    output.reviewers.exclude(user__in=wanted).delete()
    for key in wanted.keys() - here:
        Reviewer.objects.create(output=output, user=wanted[key], assigned_by=user)
    if here != wanted.keys():
        names = ", ".join(sorted(str(person) for person in wanted.values())) or "—"
        log(instance=output, action="conjoint.reviewers", user=user, data={"reason": names})
    return list(output.reviewers.select_related("user"))


def _said(text: str) -> str:
    if not text.strip():
        raise ValidationError({"text": _("Write something first.")}, "required")
    return text.strip().replace("\x00", "")


def _held(comment: Comment) -> Comment:
    return Comment.objects.select_for_update(of=("self",)).select_related("output").get(pk=comment.pk)
