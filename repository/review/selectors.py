"""The thread of a deposit as one reader sees it: comments, what editors wrote when they decided, and answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from repository.access.policies import can_edit_deposit
from repository.outputs.models import Output
from repository.people.models import User
from repository.review.models import Comment, ThreadVisit


@dataclass(frozen=True, slots=True)
class Entry:
    """``deed``: what happened, in words, where it is more than a comment."""

    at: datetime
    who: str
    text: str
    deed: str = ""
    comment: Comment | None = None
    unread: bool = False


def thread_of(output: Output, user: User) -> list[Entry]:
    """In the order of time. What co-authors answered is between them, the depositor and the editors."""
    seen_at = ThreadVisit.objects.filter(output=output, user=user).values_list("seen_at", flat=True).first()
    entries = [*_comments(output, user, seen_at), *_decisions(output), *_words(output)]
    if can_edit_deposit(user, output):
        entries += _answers(output)
    return sorted(entries, key=lambda entry: entry.at)


def _comments(output: Output, user: User, seen_at: datetime | None) -> Iterator[Entry]:
    for comment in output.comments.select_related("author", "resolved_by"):
        unread = comment.author_id != user.pk and (seen_at is None or comment.created_at > seen_at)
        yield Entry(comment.created_at, str(comment.author), comment.text, comment=comment, unread=unread)


def _decisions(output: Output) -> Iterator[Entry]:
    """Wagtail's own: approved, or returned with a comment."""
    states = TaskState.objects.filter(
        workflow_state__base_content_type=ContentType.objects.get_for_model(Output),
        workflow_state__object_id=str(output.pk),
        finished_at__isnull=False,
        status__in=(TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED),
    )
    deeds = {TaskState.STATUS_APPROVED: _("approved the work"), TaskState.STATUS_REJECTED: _("asked for changes")}
    for state in states.select_related("finished_by"):
        yield Entry(state.finished_at, str(state.finished_by or _("The library")), state.comment, deeds[state.status])


def _words(output: Output) -> Iterator[Entry]:
    deeds = {"approved": _("approves the work"), "declined": _("declines the work")}
    for one in output.approvals.select_related("partner", "answered_by", "overruled_by"):
        if one.answered_at:
            who = f"{one.answered_by}, {one.partner}" if one.answered_by else str(one.partner)
            yield Entry(one.answered_at, who, one.reason, deeds[one.state])
        if one.overruled_at:
            deed = _("decides without the word of %(partner)s") % {"partner": one.partner}
            yield Entry(one.overruled_at, str(one.overruled_by or _("The library")), one.overruling, deed)


def _answers(output: Output) -> Iterator[Entry]:
    deeds = {
        "confirmed": _("confirms the work"),
        "corrected": _("confirms the work and proposes a correction"),
        "objected": _("objects"),
    }
    for one in output.confirmations.select_related("overruled_by"):
        if one.answered_at:
            yield Entry(one.answered_at, one.name, one.reason, deeds[one.state])
        if one.overruled_at:
            deed = _("decides in spite of the objection of %(name)s") % {"name": one.name}
            yield Entry(one.overruled_at, str(one.overruled_by or _("The library")), one.overruling, deed)


def _unread_condition(user: User) -> Q:
    seen = ThreadVisit.objects.filter(output=OuterRef("output"), user=user, seen_at__gte=OuterRef("created_at"))
    return ~Q(author=user) & ~Exists(seen)


def unread_counts(user: User, outputs: Iterable[Output]) -> dict[int, int]:
    """How many comments this person has not read, by work; in one query for a whole list."""
    comments = Comment.objects.filter(_unread_condition(user), output__in=[output.pk for output in outputs])
    return dict(comments.order_by().values_list("output").annotate(Count("pk")))
