"""What search engines of the web are told of: what an anonymous reader may see, and nothing else."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet

from repository.access.selectors import visible_outputs
from repository.outputs.models import Output
from repository.outputs.querysets import OutputQuerySet


class WorksSitemap(Sitemap):
    limit = 10_000

    def items(self) -> OutputQuerySet:
        return visible_outputs(AnonymousUser()).order_by("pk").only("code", "last_published_at")

    def lastmod(self, work: Output) -> datetime | None:
        return work.last_published_at


class PagesSitemap(Sitemap):
    def items(self) -> PageQuerySet:
        return Page.objects.live().public().filter(depth__gt=1).order_by("path").defer_streamfields()

    def location(self, page: Page) -> str:
        return page.get_url_parts()[2]

    def lastmod(self, page: Page) -> datetime | None:
        return page.last_published_at


SITEMAPS = {"works": WorksSitemap, "pages": PagesSitemap}
