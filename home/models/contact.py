"""How readers and depositors reach a librarian: what many pages say at their end."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="help")
class LibraryContact(BaseGenericSetting):
    """Wherever a page sends people to the library, it says how, as soon as an administrator has entered it here."""

    email = models.EmailField(_("e-mail address"), blank=True)
    page = models.URLField(_("page on the library's site"), blank=True)
    hours = models.CharField(
        _("where and when"), max_length=200, blank=True, help_text=_("Such as: room 210, weekdays 9:00–17:00.")
    )

    panels = [FieldPanel("email"), FieldPanel("page"), FieldPanel("hours")]

    class Meta:
        verbose_name = _("contact of the library")

    def __str__(self) -> str:
        return self.email or self.page

    def clean(self):
        super().clean()
        if self.hours and not (self.email or self.page):
            raise ValidationError({"email": _("Give an address or a page too: many readers cannot come by.")})
