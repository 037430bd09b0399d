"""The page that everything hangs on, and plain pages such as help."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import HomeBlock, StoryBlock


class HomePage(Page):
    body = StreamField(HomeBlock, verbose_name=_("content"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.NewsIndexPage", "home.EventIndexPage", "home.GuidePage"]
    template = "home/home.html"

    class Meta:
        verbose_name = _("home page")


class GuidePage(Page):
    """Help, about, rules: what has no date."""

    lead = models.TextField(_("in short"), max_length=600, blank=True)
    body = StreamField(StoryBlock, verbose_name=_("content"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["home.HomePage", "home.GuidePage"]
    subpage_types = ["home.GuidePage"]
    template = "home/guide.html"

    class Meta:
        verbose_name = _("guide page")
