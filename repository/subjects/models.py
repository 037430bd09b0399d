"""What a work is about (a controlled vocabulary) and what it teaches (courses)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from repository.languages import Translation, translated


class Subject(index.Indexed, ClusterableModel):
    """A term with labels in every language; ``mesh_id`` ties it to Medical Subject Headings where there is one."""

    label = models.CharField(_("label in English"), max_length=255, unique=True)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    mesh_id = models.CharField(_("MeSH id"), max_length=20, blank=True)
    broader = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="narrower", verbose_name=_("broader subject")
    )

    search_fields = [
        index.AutocompleteField("label"),
        index.SearchField("label"),
        index.RelatedFields("labels", [index.AutocompleteField("text"), index.SearchField("text")]),
    ]

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                fields=["mesh_id"],
                condition=~models.Q(mesh_id=""),
                name="subject_mesh_id_unique",
                violation_error_message=_("Another subject already has this MeSH id."),
            )
        ]

    def __str__(self) -> str:
        return translated(self.label, self.labels.all(), get_language() or "en")

    def clean(self):
        """Following ``broader`` must come to an end, or no work could be counted under it."""
        super().clean()
        seen, step = {self.pk}, self.broader if self.pk else None
        while step is not None:
            if step.pk in seen:
                raise ValidationError(
                    {"broader": ValidationError(_("These subjects would go round in a circle."), "circle")}
                )
            seen.add(step.pk)
            step = step.broader


class SubjectLabel(Translation):
    subject = ParentalKey(Subject, on_delete=models.CASCADE, related_name="labels")

    class Meta(Translation.Meta):
        constraints = [models.UniqueConstraint(fields=["subject", "language"], name="subject_label_once_per_language")]


class Course(index.Indexed, ClusterableModel):
    """A discipline that is taught, with the code the university's curriculum gives it."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title in English"), max_length=255)

    search_fields = [
        index.AutocompleteField("title"),
        index.AutocompleteField("code"),
        index.SearchField("title"),
        index.SearchField("code"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title"]

    def __str__(self) -> str:
        return translated(self.title, self.titles.all(), get_language() or "en")


class CourseTitle(Translation):
    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="titles")

    class Meta(Translation.Meta):
        constraints = [models.UniqueConstraint(fields=["course", "language"], name="course_title_once_per_language")]
