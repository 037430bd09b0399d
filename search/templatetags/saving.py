"""How pages, those of the catalogue too, offer to keep a search: to save it, follow it, or take along what it finds."""

from __future__ import annotations

from django import template
from django.http import QueryDict

from repository.models import Course, Partner, Person, Subject
from search.answering.finding import query_string
from search.answering.results import ResultsPage
from search.asking.state import SearchState
from search.kept import Export, SavedSearch

register = template.Library()


@register.inclusion_tag("search/actions.html")
def search_actions(found: ResultsPage) -> dict:
    """Save, export and feed of the search that a page of results shows.

    A file, like a mail or a feed, has what answers the search itself: where a page shows what is nearly the same, or
    works from the database, there is none to take along.
    """
    has_own = found.hits and not found.nearly and not found.degraded
    return {"query": query_string(found.state), "formats": Export.Format.choices if has_own else ()}


@register.inclusion_tag("search/feed_link.html")
def search_feed_link(state: SearchState) -> dict:
    """For the head of a page of results."""
    return {"query": query_string(state)}


@register.inclusion_tag("search/alerts/follow.html", takes_context=True)
def follow_partner(context: template.Context, partner: Partner) -> dict:
    return _followed(context, {"partner": str(partner.pk)}, partner)


@register.inclusion_tag("search/alerts/follow.html", takes_context=True)
def follow_subject(context: template.Context, subject: Subject) -> dict:
    return _followed(context, {"subject": str(subject.pk)}, subject)


@register.inclusion_tag("search/alerts/follow.html", takes_context=True)
def follow_course(context: template.Context, course: Course) -> dict:
    return _followed(context, {"course": str(course.pk)}, course)


@register.inclusion_tag("search/alerts/follow.html", takes_context=True)
def follow_person(context: template.Context, person: Person) -> dict:
    """By name, as works name people: whoever bears the same name is followed too."""
    name = str(person).replace('"', "")
    return _followed(context, {"q": f'author:"{name}"'}, person)


def _followed(context: template.Context, parameters: dict[str, str], thing: object) -> dict:
    """Following is a saved search like any other; ``search`` is the reader's, when there is one."""
    data = QueryDict(mutable=True)
    data.update(parameters)
    query, user = query_string(SearchState.of(data)), context["request"].user
    saved = SavedSearch.objects.kept().filter(user=user, query=query) if user.is_authenticated else ()
    return {"query": query, "thing": thing, "search": next(iter(saved), None)}
