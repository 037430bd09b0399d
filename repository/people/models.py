"""People: those who sign in, and those who contribute. They are often, but not always, the same."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import isni
from stdnum.exceptions import ValidationError as NumberError
from wagtail.search import index


class User(AbstractUser):
    """An account. ``institution`` decides what an account may read beyond the public: home staff, or a partner's."""

    institution = models.ForeignKey(
        "repository.Partner",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("institution"),
    )

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"

    def __str__(self) -> str:
        return self.get_full_name() or self.username


def normalise_orcid(value: str) -> str:
    """``https://orcid.org/0000-0002-1825-0097`` → ``0000-0002-1825-0097``; checks the ISO 7064 digit.

    Raises ValidationError with a sentence for the person who typed it.
    """
    bare = value.strip().rstrip("/").rsplit("/", 1)[-1]
    try:
        digits = isni.validate(bare)  # an ORCID iD is a block of the ISNI range (ISO 27729)
    except NumberError:
        raise ValidationError(
            _("“%(value)s” is not a valid ORCID iD. It has 16 digits, such as 0000-0002-1825-0097."),
            "orcid",
            {"value": value},
        ) from None
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def validate_orcid(value: str) -> None:
    normalise_orcid(value)


class OrcidField(models.CharField):
    """An ORCID iD in its hyphenated form, without the address."""

    default_validators = [validate_orcid]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        return normalise_orcid(value) if value else value


class Person(index.Indexed, models.Model):
    """Somebody who contributes to outputs, under one identity whatever the spelling on each of them."""

    family_name = models.CharField(_("family name"), max_length=150)
    given_name = models.CharField(_("given name"), max_length=150, blank=True)
    orcid = OrcidField(_("ORCID iD"), blank=True)
    institution = models.ForeignKey(
        "repository.Partner",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("institution"),
    )
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("account")
    )

    search_fields = [
        index.AutocompleteField("family_name"),
        index.AutocompleteField("given_name"),
        index.SearchField("family_name"),
        index.SearchField("given_name"),
        index.SearchField("orcid"),
    ]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["orcid"],
                condition=~models.Q(orcid=""),
                name="person_orcid_unique",
                violation_error_message=_("Another person here already has this ORCID iD."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()
