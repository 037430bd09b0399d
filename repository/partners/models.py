"""The institutions that work together; exactly one of them is home."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from repository.languages import Translation, translated


class Word(models.TextChoices):
    """What a partner's word means for the publication of a joint work, from the strictest."""

    REQUIRED = "required", _("required: nothing is published without it")
    ASKED = "asked", _("asked: silence is consent after some days")
    INFORMED = "informed", _("informed: the work does not wait for it")


class WithWord(models.Model):
    """Whether a joint work waits for the partner's word, as a partner or an agreement may lay down."""

    word = models.CharField(_("word before publication"), max_length=10, choices=Word, blank=True)
    silence_days = models.PositiveSmallIntegerField(
        _("days until silence is consent"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Counts where the word is asked for."),
    )

    class Meta:
        abstract = True


class Partner(WithWord, index.Indexed, ClusterableModel):
    """``ror`` is the bare id of the Research Organization Registry (ror.org), never invented."""

    class Kind(models.TextChoices):
        UNIVERSITY = "university", _("university")
        HOSPITAL = "hospital", _("hospital")
        INSTITUTE = "institute", _("research institute")
        ASSOCIATION = "association", _("association")
        ALLIANCE = "alliance", _("alliance")
        INTERNATIONAL = "international organisation", _("international organisation")

    name = models.CharField(_("name in English"), max_length=255, unique=True)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind, default=Kind.UNIVERSITY)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_("ISO 3166-1 code of two letters, such as BY."),
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Use the two-letter ISO 3166-1 code, such as BY."))],
    )
    ror = models.CharField(
        _("ROR id"),
        max_length=9,
        blank=True,
        help_text=_("The nine characters after ror.org/."),
        validators=[RegexValidator(r"^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$", _("A ROR id looks like 01ej9dk98."))],
    )
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(_("description"), blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    is_home = models.BooleanField(_("this is the home institution"), default=False)

    search_fields = [
        index.AutocompleteField("name"),
        index.SearchField("name"),
        index.FilterField("country"),
        index.RelatedFields("names", [index.AutocompleteField("text"), index.SearchField("text")]),
    ]

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_home"],
                condition=models.Q(is_home=True),
                name="one_home_institution",
                violation_error_message=_("Another institution is already the home institution. There is only one."),
            ),
            models.UniqueConstraint(
                fields=["ror"],
                condition=~models.Q(ror=""),
                name="partner_ror_unique",
                violation_error_message=_("Another partner already has this ROR id."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self.name, self.names.all(), get_language() or "en")


class PartnerName(Translation):
    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="names")

    class Meta(Translation.Meta):
        constraints = [models.UniqueConstraint(fields=["partner", "language"], name="partner_name_once_per_language")]
