"""How templates, those of the catalogue too, ask for news, events and the works in them."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from home import selectors
from repository.models import Output, Partner

register = template.Library()


def _reader(context: template.Context):
    """Who reads. A text that is made for nobody in particular is made for the public."""
    request = context.get("request")
    return getattr(request, "user", None) or AnonymousUser()


@register.simple_tag(takes_context=True)
def visible_works(context: template.Context, works: Iterable[Output | int]) -> list[Output]:
    """Of the works that an editor chose, those that this reader may see."""
    return selectors.visible_works(works, _reader(context))


@register.simple_tag(takes_context=True)
def works_of_story(context: template.Context, story) -> list[Output]:
    """Of the works that a story is about, those that this reader may see."""
    return selectors.visible_works([named.work_id for named in story.works.all()], _reader(context))


@register.simple_tag(takes_context=True)
def latest_works(context: template.Context, count: int) -> QuerySet[Output]:
    return selectors.latest_works(count, _reader(context))


@register.simple_tag
def partners_by_name(count: int) -> QuerySet[Partner]:
    return selectors.partners_by_name(count)


@register.simple_tag
def latest_news(count: int) -> QuerySet:
    return selectors.latest_news(count)


@register.simple_tag
def upcoming_events(count: int) -> QuerySet:
    return selectors.upcoming_events(count)


@register.inclusion_tag("home/mentions.html")
def stories_about_work(output: Output) -> dict:
    """News and events that mention a work, under a heading; nothing where there are none."""
    return {"stories": selectors.stories_mentioning_output(output)}


@register.inclusion_tag("home/mentions.html")
def stories_about_partner(partner: Partner) -> dict:
    """News and events that mention a partner, under a heading; nothing where there are none."""
    return {"stories": selectors.stories_mentioning_partner(partner)}
