"""What news and events have in common: a story about partners and works, in one shape for search and listings."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from home.blocks import StoryBlock


class Story(Page):
    """Abstract. Its works are named here without a look at who reads: always show them through `visible_works`."""

    lead = models.TextField(_("in short"), max_length=600, help_text=_("Two or three sentences, shown in lists too."))
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    picture_alt = models.CharField(
        _("the picture in words"),
        max_length=300,
        blank=True,
        help_text=_("For readers who do not see it. Leave empty if it is only decoration."),
    )
    partners = ParentalManyToManyField(
        "repository.Partner", blank=True, related_name="+", verbose_name=_("partners it is about")
    )
    body = StreamField(StoryBlock, verbose_name=_("content"), blank=True)

    about_panels = [
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("body"),
        FieldPanel("partners", widget=forms.CheckboxSelectMultiple),
        MultipleChooserPanel("works", chooser_field_name="work", heading=_("Works it is about")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    @property
    def story_title(self) -> str:
        return self.title

    @property
    def story_summary(self) -> str:
        return self.lead

    @property
    def story_date(self) -> date:
        raise NotImplementedError

    def story_text(self) -> str:
        """The words of the body as plain text. Of works and partners it holds none: who reads is not known here."""
        return "\n".join(words for words in self.body.stream_block.get_searchable_content(self.body) if words)


class StoryWork(Orderable):
    """Abstract: a work that a story is about."""

    work = models.ForeignKey("repository.Output", models.CASCADE, related_name="+", verbose_name=_("work"))

    panels = [FieldPanel("work")]

    class Meta(Orderable.Meta):
        abstract = True
