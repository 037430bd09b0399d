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

    def get_context(self, request, *args, **kwargs):
        """The header's search box gives way to the large one of the opening."""
        opens_with_search = bool(self.body.blocks_by_name("hero"))
        return super().get_context(request, *args, **kwargs) | {"hide_header_search": opens_with_search}


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
