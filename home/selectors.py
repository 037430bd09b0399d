"""Reads of the site's pages. What is behind a password, a group or a login is in none of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from wagtail.models import Page, ReferenceIndex
from wagtail.query import PageQuerySet

from home.models import EventPage, GuidePage, NewsPage
from home.models.events import EventQuerySet
from home.models.news import NewsQuerySet
from home.models.stories import Story
from repository.access.selectors import visible_outputs
from repository.models import Output, Partner


def menu_pages() -> PageQuerySet:
    """The sections that editors show in the menu: public children of the home page, in the order of the page tree."""
    return Page.objects.live().public().in_menu().filter(depth=3).order_by("path")


def guides() -> PageQuerySet:
    """Help, about, rules: the guide pages that hang on the home page, in the order of the page tree."""
    return Page.objects.live().public().exact_type(GuidePage).filter(depth=3).order_by("path")


def published_stories() -> PageQuerySet:
    """Every news and event page that everybody may read, as itself (`.specific()`), in no particular order.

    Each has ``story_title``, ``story_summary``, ``story_text()``, ``story_date``, ``partners`` and ``url``.
    """
    return Page.objects.live().public().exact_type(NewsPage, EventPage).specific()


def latest_news(count: int) -> NewsQuerySet:
    return NewsPage.objects.published().newest_first().for_listing()[:count]


def upcoming_events(count: int) -> EventQuerySet:
    return EventPage.objects.published().upcoming().for_listing()[:count]


def partners_by_name(count: int) -> QuerySet[Partner]:
    """The institutions that the home one works with."""
    return Partner.objects.filter(is_home=False).prefetch_related("names")[:count]


def latest_works(count: int, user) -> QuerySet[Output]:
    return visible_outputs(user).newest_first().for_listing()[:count]


def visible_works(works: Iterable[Output | int], user) -> list[Output]:
    """Of the works that an editor chose, those that ``user`` may see, ready for a list and in the editor's order."""
    chosen = [work if isinstance(work, int) else work.pk for work in works if work]
    found = visible_outputs(user).filter(pk__in=chosen).for_listing().in_bulk() if chosen else {}
    return [found[pk] for pk in dict.fromkeys(chosen) if pk in found]


def stories_mentioning_output(output: Output) -> list[Story]:
    """News and events about a work, or that pull it into their text; newest first."""
    named = Q(newspage__works__work=output) | Q(eventpage__works__work=output)
    return _stories_mentioning(output, named)


def stories_mentioning_partner(partner: Partner) -> list[Story]:
    """News and events about a partner, or that pull it into their text; newest first."""
    named = Q(newspage__partners=partner) | Q(eventpage__partners=partner)
    return _stories_mentioning(partner, named)


def _stories_mentioning(thing: Model, named: Q) -> list[Story]:
    stories = published_stories().filter(named | Q(pk__in=_pages_referring_to(thing))).distinct()
    return sorted(stories, key=lambda story: story.story_date, reverse=True)


def _pages_referring_to(thing: Model) -> list[int]:
    """Pages whose text pulls the thing in through a block; Wagtail keeps account of these, in the background."""
    references = ReferenceIndex.get_references_to(thing).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    return [int(pk) for pk in references.values_list("object_id", flat=True).distinct()]
