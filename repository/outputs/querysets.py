"""The vocabulary in which the rest of the project asks for outputs. What a reader may see is decided in ``access``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import WorkflowState

from repository.outputs.choices import Access, State

if TYPE_CHECKING:
    from repository.partners.models import Partner


class OutputQuerySet(models.QuerySet):
    def published(self) -> OutputQuerySet:
        """In public view, as far as their access allows: approved, and neither withdrawn nor deleted."""
        return self.filter(live=True, withdrawn_at=None, deleted_at=None)

    def not_deleted(self) -> OutputQuerySet:
        return self.filter(deleted_at=None)

    def with_partner(self, partner: Partner | int) -> OutputQuerySet:
        """Works that the partner stands behind through an affiliation, or is tagged on by hand."""
        return self.filter(partner_condition(partner))

    def with_subject(self, subject) -> OutputQuerySet:
        return self.filter(subjects=subject)

    def by_person(self, person) -> OutputQuerySet:
        contribution = apps.get_model("repository", "Contribution")
        # Not Exists: a person has few works among many, so these are looked up first.
        return self.filter(pk__in=contribution.objects.filter(person=person).values("output"))

    def with_review(self, *statuses: str) -> OutputQuerySet:
        """Works whose workflow has one of these (``WorkflowState.STATUS_…``)."""
        return self.not_deleted().filter(review_condition(*statuses))

    def awaiting_review(self) -> OutputQuerySet:
        """What editors have to look at, the longest waiting first; each with ``submitted_at``."""
        current = WorkflowState.objects.filter(
            base_content_type__model="output",
            status=WorkflowState.STATUS_IN_PROGRESS,
            object_id=Cast(OuterRef("pk"), models.CharField()),
        )
        return (
            self.with_review(WorkflowState.STATUS_IN_PROGRESS)
            .annotate(submitted_at=Subquery(current.values("created_at")[:1]))
            .order_by("submitted_at", "pk")
        )

    def in_state(self, state: str) -> OutputQuerySet:
        return self.filter(state_condition(state))

    def newest_first(self) -> OutputQuerySet:
        return self.order_by("-first_published_at", "-pk")

    def appeared_after(self, moment: datetime) -> OutputQuerySet:
        """First published since then, or hidden until a day that has come since then."""
        unveiled = Q(hidden_until__gt=timezone.localdate(moment), hidden_until__lte=timezone.localdate())
        return self.filter(Q(first_published_at__gt=moment) | unveiled)

    def last_unveiled_first(self) -> OutputQuerySet:
        """Works whose record was hidden for a time."""
        return self.exclude(hidden_until=None).order_by("-hidden_until", "-pk")

    def for_listing(self) -> OutputQuerySet:
        """With what a line of a list shows, in a constant number of queries."""
        return self.prefetch_related(
            "contributions__person",
            "contributions__affiliations__partner__names",
            "tagged_partners__names",
            "files__stored_file",
            "co_owners",
        )

    def for_landing(self) -> OutputQuerySet:
        """With everything a landing page shows."""
        return self.for_listing().prefetch_related(
            "titles",
            "abstracts",
            "identifiers",
            "subjects__labels",
            "course__titles",
            "agreements",
            "activities",
            "chosen_partners",
            "files__chosen_partners",
        )


def review_condition(*statuses: str) -> Q:
    """A list of keys, a handful beside the catalogue. Wagtail keeps the key of an object as text."""
    reviewed = WorkflowState.objects.filter(base_content_type__model="output", status__in=statuses)
    return Q(pk__in=reviewed.values_list(Cast("object_id", models.BigIntegerField()), flat=True))


def state_condition(state: str) -> Q:
    """The database's twin of ``Output.state``."""
    in_review = review_condition(WorkflowState.STATUS_IN_PROGRESS)
    returned = review_condition(WorkflowState.STATUS_NEEDS_CHANGES)
    here = Q(deleted_at=None, withdrawn_at=None)
    settled = here & ~in_review & ~returned
    return {
        State.DELETED: Q(deleted_at__isnull=False),
        State.WITHDRAWN: Q(deleted_at=None, withdrawn_at__isnull=False),
        State.IN_REVIEW: here & in_review,
        State.RETURNED: here & returned,
        State.PUBLISHED: settled & Q(live=True),
        State.DRAFT: settled & Q(live=False),
    }[State(state)]


def partner_condition(partner) -> Q:
    """Two lists of keys, each found once: asked row by row, SQLite walks all of a partner's affiliations every time."""
    affiliation = apps.get_model("repository", "Affiliation").objects.filter(partner=partner)
    tag = apps.get_model("repository", "Output").tagged_partners.through.objects.filter(partner=partner)
    return Q(pk__in=affiliation.values("contribution__output_id")) | Q(pk__in=tag.values("output_id"))


def chosen_condition(partner) -> Q:
    """Works whose record names the partner among those it is opened to, where its access level is theirs."""
    chosen = apps.get_model("repository", "Output").chosen_partners.through.objects.filter(partner=partner)
    return Q(access=Access.CHOSEN, pk__in=chosen.values("output_id"))
