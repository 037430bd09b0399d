"""News."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from home.models.stories import Story, StoryWork

NEWS_PER_PAGE = 12


class NewsQuerySet(PageQuerySet):
    def published(self) -> NewsQuerySet:
        """What everybody may read: live, and neither for a group, nor for those signed in, nor behind a password."""
        return self.live().public()

    def newest_first(self) -> NewsQuerySet:
        return self.order_by("-date", "-pk")

    def for_listing(self) -> NewsQuerySet:
        return self.select_related("picture").prefetch_related("picture__renditions")


class NewsIndexPage(Page):
    lead = models.TextField(_("in short"), max_length=600, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    max_count = 1
    template = "home/news_index.html"

    class Meta:
        verbose_name = _("news list")

    def get_context(self, request, *args, **kwargs):
        stories = NewsPage.objects.published().child_of(self).newest_first().for_listing()
        page = Paginator(stories, NEWS_PER_PAGE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"stories": page}


class NewsPage(Story):
    date = models.DateField(_("date"), default=timezone.localdate)

    objects = PageManager.from_queryset(NewsQuerySet)()

    content_panels = [*Page.content_panels, FieldPanel("date"), FieldPanel("lead"), *Story.about_panels]
    parent_page_types = ["home.NewsIndexPage"]
    template = "home/news.html"

    class Meta:
        verbose_name = _("news page")
        verbose_name_plural = _("news pages")

    @property
    def story_date(self) -> date:
        return self.date


class NewsWork(StoryWork):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="works")

    class Meta(StoryWork.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "work"], name="news_names_a_work_once")]
