"""What partners did together, as far as an output points at it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class Activity(index.Indexed, models.Model):
    class Kind(models.TextChoices):
        LECTURE = "lecture", _("lecture")
        SEMINAR = "seminar", _("seminar")
        TRAINING = "training", _("training")
        WORKSHOP = "workshop", _("workshop")
        CONFERENCE = "conference", _("conference")
        SYMPOSIUM = "symposium", _("symposium")
        WEBINAR = "webinar", _("webinar")
        PROJECT = "project", _("project")
        PROGRAMME = "programme", _("cooperation programme")
        JOINT_TRAINING = "joint_training", _("joint training programme")
        MOBILITY = "mobility", _("mobility stay")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=300)
    partners = models.ManyToManyField("repository.Partner", related_name="activities", verbose_name=_("partners"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)

    search_fields = [index.AutocompleteField("title"), index.SearchField("title")]

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="activity_ends_after_it_starts",
                violation_error_message=_("An activity cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title
