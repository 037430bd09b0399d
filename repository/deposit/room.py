"""The page of a review: the thread, whose word is awaited, what the checks say, and who reviews."""

from __future__ import annotations

from functools import cached_property

from repository.access.policies import can_edit_deposit, can_review
from repository.approval.selectors import Answers
from repository.deposit.checks import Remark, review_remarks
from repository.outputs.choices import State
from repository.outputs.completeness import Problem
from repository.outputs.hindrances import publication_hindrances
from repository.outputs.models import Output
from repository.people.models import User
from repository.review.selectors import Entry, thread_of, unread_counts


class ReviewRoom:
    """What it shows to one person: contacts the thread and the partners' words, those who work on the deposit all."""

    def __init__(self, user: User, output: Output, version: Output):
        self.user, self.output, self.version = user, output, version

    @cached_property
    def can_edit(self) -> bool:
        return can_edit_deposit(self.user, self.output)

    @cached_property
    def can_review(self) -> bool:
        return can_review(self.user)

    @cached_property
    def state(self) -> State:
        return State(self.output.state)

    @cached_property
    def entries(self) -> list[Entry]:
        return thread_of(self.output, self.user)

    @cached_property
    def unread(self) -> int:
        return unread_counts(self.user, [self.output]).get(self.output.pk, 0)

    @cached_property
    def answers(self) -> Answers:
        return Answers(self.output, self.version)

    @cached_property
    def hindrances(self) -> list[Problem]:
        return publication_hindrances(self.version)

    @cached_property
    def checks(self) -> list[Remark]:
        return review_remarks(self.version, self.user)

    @cached_property
    def reviewers(self) -> list[User]:
        return [row.user for row in self.output.reviewers.select_related("user").order_by("pk")]
