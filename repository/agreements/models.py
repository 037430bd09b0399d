"""What partners signed, as far as an output points at it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from repository.partners.models import WithWord


class Agreement(WithWord, index.Indexed, models.Model):
    """Where it says what its partners' word means, that goes before what the partner says in general."""

    class Form(models.TextChoices):
        """The forms of cooperation that agreements name."""

        TEACHING = "teaching", _("participation in the educational process")
        MEETINGS = "meetings", _("joint conferences, symposia and webinars")
        PROJECTS = "projects", _("joint scientific projects and cooperation programmes")
        MOBILITY = "mobility", _("academic and student mobility")
        EXCHANGE = "exchange", _("exchange of information, materials and publications")
        COPUBLISHING = "copublishing", _("co-publishing of articles, manuals and monographs")
        TRAINING = "training", _("joint training of academic staff")

    number = models.CharField(_("number"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=300)
    partners = models.ManyToManyField("repository.Partner", related_name="agreements", verbose_name=_("partners"))
    form = models.CharField(_("form of cooperation"), max_length=20, choices=Form)
    signed_on = models.DateField(_("signed on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    search_fields = [
        index.AutocompleteField("title"),
        index.AutocompleteField("number"),
        index.SearchField("title"),
        index.SearchField("number"),
    ]

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-signed_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("signed_on")),
                name="agreement_ends_after_it_is_signed",
                violation_error_message=_("An agreement cannot end before it is signed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"
