"""News and events as Atom feeds (RFC 4287): what everybody may read, and nothing else."""

from __future__ import annotations

from datetime import datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from home.models import EventPage, NewsPage
from home.models.stories import Story

ENTRIES = 30


class StoryFeed(Feed):
    """Abstract: one kind of story. An entry keeps its id when its page moves or the site changes its name."""

    feed_type = Atom1Feed
    link = "/"

    def get_object(self, request: HttpRequest) -> HttpRequest:
        return request

    def feed_guid(self, request: HttpRequest) -> str:
        return request.build_absolute_uri(request.path)

    def item_title(self, story: Story) -> str:
        return story.story_title

    def item_description(self, story: Story) -> str:
        return story.story_summary

    def item_link(self, story: Story) -> str:
        # A page knows the address of its own site; the feed is read under the address it was asked for.
        return urlsplit(story.url).path

    def item_guid(self, story: Story) -> str:
        return f"urn:uuid:{story.translation_key}"

    def item_updateddate(self, story: Story) -> datetime:
        return story.last_published_at or self.item_pubdate(story)


class NewsFeed(StoryFeed):
    def title(self) -> str:
        return _("News of %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}

    def items(self, request: HttpRequest):
        return NewsPage.objects.published().newest_first()[:ENTRIES]

    def item_pubdate(self, story: NewsPage) -> datetime:
        return timezone.make_aware(datetime.combine(story.date, time.min))


class EventsFeed(StoryFeed):
    """The events to come, the next one first."""

    def title(self) -> str:
        return _("Events of %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}

    def items(self, request: HttpRequest):
        return EventPage.objects.published().upcoming()[:ENTRIES]

    def item_pubdate(self, story: EventPage) -> datetime:
        return story.first_published_at or story.latest_revision_created_at or story.starts_at
