"""News and events: as documents of the index, and among the results."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home.models import EventPage, NewsPage
from home.models.stories import Story
from home.selectors import published_stories
from repository.access.audiences import PUBLIC
from search.engines.protocol import OutputDocument
from search.indexing.documents import Documents, labels_of, text_of, title_key

STORY_KINDS = {"news": _("news"), "event": _("event")}
KIND_OF = {NewsPage: "news", EventPage: "event"}


def story_key(pk: int) -> str:
    return f"story:{pk}"


def stories_by_key(keys: Collection[str]) -> dict[str, Story]:
    """Those of ``keys`` that are stories everybody may read, with their partners; a constant number of queries."""
    pks = [int(key.partition(":")[2]) for key in keys if key.startswith("story:")]
    stories = list(published_stories().filter(pk__in=pks)) if pks else []
    for model in KIND_OF:
        prefetch_related_objects([story for story in stories if type(story) is model], "partners__names")
    return {story_key(story.pk): story for story in stories}


def stories_in(pages: QuerySet) -> QuerySet:
    """The stories among ``pages``, published or not."""
    return pages.exact_type(*KIND_OF)


def stories_at_or_below(page: Page) -> QuerySet:
    return stories_in(Page.objects.descendant_of(page, inclusive=True))


def story_documents(story: Story, version: int) -> Documents:
    """The document of a published story. It says nothing of the works it names, which have readers of their own."""
    partners = story.partners.all()
    document = OutputDocument(
        key=story_key(story.pk),
        version=version,
        audience=frozenset({PUBLIC}),
        titles=[text_of(story.story_title)],
        abstracts=[text_of(story.story_summary)],
        names=[label for partner in partners for label in labels_of(partner.name, partner.names.all())],
        text=[text_of(story.story_text())],
        facets={
            "kind": [KIND_OF[type(story)]],
            "partner": [str(partner.pk) for partner in partners],
            "country": sorted({partner.country for partner in partners if partner.country}),
            "year": [str(story.story_date.year)],
        },
        sort_date=story.story_date,
        title_key=title_key(story.story_title),
    )
    return Documents(document)


def story_kind(story: Story) -> str:
    return KIND_OF[type(story)]


def quotable_text(story: Story) -> str:
    """What a snippet is cut from."""
    return f"{story.story_summary}\n\n{story.story_text()}"


def stories_naming_partner(pk: int) -> Sequence[QuerySet]:
    """The pages about a partner, published or not: one queryset for each kind of page."""
    return [model.objects.filter(partners=pk) for model in KIND_OF]
