"""Everything that a search finds, not a page of it: for mails, feeds and exports.

As on the results page the engine answers only what the reader may see, and the rows are fetched once more through
``visible_outputs``, so that what has just been closed is not in them either. Nothing here falls back to the database:
who keeps or sends a list waits until it is whole, so all of it raises EngineUnavailable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from repository.access.selectors import visible_outputs
from repository.interop.describe import absolute_url
from repository.outputs.models import Output
from search.answering.facets import chips_shown, facet_labels
from search.asking.state import SearchState
from search.asking.viewers import viewer_of
from search.breaker import guarded_engine
from search.engines.analysis import identifier_key
from search.engines.protocol import Condition, Query, Scope, Viewer
from search.indexing.documents import output_key
from search.indexing.stories import Story, stories_by_key

SLICE = 1000  # hits in one question to the engine
READINGS = 3  # of a list that changes while it is read
CANDIDATES = 100  # works in one question whether they answer a search
ROWS = 500  # in one query to the database
PEOPLE_NAMED = 3


@dataclass(frozen=True, slots=True)
class Found:
    """``keys`` in the order of the search; ``total`` may be more of them than were asked for."""

    keys: Sequence[str]
    total: int

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.keys)

    @property
    def works(self) -> list[str]:
        return [key for key in self.keys if key.startswith("output:")]


@dataclass(frozen=True, slots=True)
class Entry:
    """A work or a story in a list that leaves the site: ``url`` is absolute, the texts are plain."""

    key: str
    title: str
    url: str
    published: datetime
    updated: datetime
    byline: str = ""
    summary: str = ""


def query_string(state: SearchState) -> str:
    """The whole search as one normalised text: its address after the question mark, from the first page on."""
    return urlsplit(replace(state, page=1).url()).query


def state_of(query: str) -> SearchState:
    """The search that ``query_string`` wrote down; what an installation no longer knows of it is passed over."""
    return SearchState.of(QueryDict(query))


def described(user, state: SearchState) -> str:
    """A search in words: what was typed, then the filters by names that ``user`` may know. Empty when all is asked."""
    chips = chips_shown(facet_labels({}, state, user), state)
    return " · ".join(filter(None, [state.query.text, *(chip.label for chip in chips)]))


def keys_found(user, state: SearchState, *, limit: int) -> Found:
    """The first ``limit`` hits, read by the slice, and read again when their number changed in between."""
    query, viewer = state.to_query(), viewer_of(user)
    for _reading in range(READINGS):
        keys, totals = _read(query, viewer, limit)
        if len(set(totals)) == 1:
            break
    return Found(keys, max(totals[-1], len(keys)))


def _read(query: Query, viewer: Viewer, limit: int) -> tuple[list[str], list[int]]:
    keys: dict[str, None] = {}
    totals: list[int] = []
    with guarded_engine() as engine:
        for start in range(0, limit, SLICE):
            part = replace(query, offset=start, limit=min(SLICE, limit - start))
            results = engine.search(part, viewer, facets=())
            keys |= dict.fromkeys(hit.key for hit in results.hits)
            totals.append(results.total)
            if start + SLICE >= results.total:
                break
    return list(keys), totals


def answering(user, state: SearchState, outputs: Iterable[Output]) -> list[str]:
    """Of these works those that the search finds, however many others it finds too."""
    query, viewer, keys = state.to_query(), viewer_of(user), []
    with guarded_engine() as engine:
        for part in _parts(list(outputs), CANDIDATES):
            codes = [Condition(text=identifier_key(output.code), scope=Scope.IDENTIFIER) for output in part]
            asked = {output_key(output.pk) for output in part}
            narrowed = replace(query, required=[*query.required, codes], offset=0, limit=2 * len(part))
            hits = engine.search(narrowed, viewer, facets=()).hits
            keys += [hit.key for hit in hits if hit.key in asked]
    return keys


def visible_keys(user, keys: Sequence[str]) -> list[str]:
    """Those of ``keys`` that stand for what ``user`` may see now, in their order."""
    visible = set(stories_by_key(keys))
    for part in _parts(_primary_keys(keys), ROWS):
        visible |= {output_key(pk) for pk in visible_outputs(user).filter(pk__in=part).values_list("pk", flat=True)}
    return [key for key in keys if key in visible]


def keys_published_since(keys: Sequence[str], moment: datetime) -> list[str]:
    """Those of ``keys``, all of which their reader sees, that were not to be seen before ``moment``."""
    published = {key for key, story in stories_by_key(keys).items() if _story_moment(story) > moment}
    for part in _parts(_primary_keys(keys), ROWS):
        rows = Output.objects.filter(pk__in=part).appeared_after(moment)
        published |= {output_key(pk) for pk in rows.values_list("pk", flat=True)}
    return [key for key in keys if key in published]


def keys_newest_first(keys: Sequence[str]) -> list[str]:
    """By when they appeared here, not by the date of a work: a book of 1998 may be new today."""
    moments = {key: _story_moment(story) for key, story in stories_by_key(keys).items()}
    for part in _parts(_primary_keys(keys), ROWS):
        rows = Output.objects.filter(pk__in=part).only("first_published_at", "hidden_until")
        moments |= {output_key(row.pk): row.appeared_at for row in rows if row.appeared_at}
    return sorted(moments, key=moments.__getitem__, reverse=True)


def entries_of(user, keys: Collection[str]) -> list[Entry]:
    """What ``user`` may see of ``keys``, in their order; for a list that is not long."""
    outputs = listed(visible_outputs(user).filter(pk__in=_primary_keys(keys)))
    entries = {output_key(output.pk): _work_entry(output) for output in outputs}
    entries |= {key: _story_entry(key, story) for key, story in stories_by_key(keys).items()}
    return [entries[key] for key in keys if key in entries]


def listed(outputs: QuerySet) -> QuerySet:
    """With what an entry says, in a constant number of queries."""
    return outputs.for_listing().prefetch_related("abstracts")


def _work_entry(output: Output) -> Entry:
    names = [str(contribution) for contribution in output.contributions.all()]
    people = ", ".join(names[:PEOPLE_NAMED]) + (" et al." if len(names) > PEOPLE_NAMED else "")
    abstracts = sorted(output.abstracts.all(), key=lambda row: row.language != output.language)
    published = output.appeared_at or output.created_at
    return Entry(
        key=output_key(output.pk),
        title=output.title,
        url=absolute_url(output.get_absolute_url()),
        published=published,
        updated=max(output.last_published_at or published, published),
        byline=". ".join(filter(None, [people, output.container_title, output.issued])),
        summary=abstracts[0].text if abstracts else "",
    )


def _story_entry(key: str, story: Story) -> Entry:
    published = _story_moment(story)
    return Entry(
        key=key,
        title=story.story_title,
        url=absolute_url(urlsplit(story.url).path),
        published=published,
        updated=story.last_published_at or published,
        byline=story.story_date.isoformat(),
        summary=story.story_summary,
    )


def _story_moment(story: Story) -> datetime:
    return story.first_published_at or timezone.make_aware(datetime.combine(story.story_date, time.min))


def _primary_keys(keys: Iterable[str]) -> list[int]:
    return [int(key.partition(":")[2]) for key in keys if key.startswith("output:")]


def _parts(items: Sequence, size: int) -> Iterator[Sequence]:
    return (items[start : start + size] for start in range(0, len(items), size))
