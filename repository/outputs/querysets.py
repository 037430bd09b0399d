"""The vocabulary in which the rest of the project asks for outputs. What a reader may see is decided in ``access``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

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
        return self.filter(Exists(contribution.objects.filter(output=OuterRef("pk"), person=person)))

    def newest_first(self) -> OutputQuerySet:
        return self.order_by("-first_published_at", "-pk")

    def for_listing(self) -> OutputQuerySet:
        """With what a line of a list shows, in a constant number of queries."""
        return self.prefetch_related(
            "contributions__person",
            "contributions__affiliations__partner__names",
            "tagged_partners__names",
            "files__stored_file",
        )

    def for_landing(self) -> OutputQuerySet:
        """With everything a landing page shows."""
        return self.for_listing().prefetch_related(
            "titles", "abstracts", "identifiers", "subjects__labels", "course__titles", "agreements", "activities"
        )


def partner_condition(partner) -> Q:
    affiliation = apps.get_model("repository", "Affiliation")
    tag = apps.get_model("repository", "Output").tagged_partners.through
    return Q(Exists(affiliation.objects.filter(contribution__output=OuterRef("pk"), partner=partner))) | Q(
        Exists(tag.objects.filter(output_id=OuterRef("pk"), partner=partner))
    )
