"""A new generation of the index beside the serving one, from the database alone.

What changes meanwhile goes to the serving generation as ever; after the swap it waits once more, for the new one.
That holds wherever the rebuild dies: ``IndexState`` says that one was on, and when it has not been seen for a while,
whatever was applied since its start waits again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from home.selectors import published_stories
from jobs.duties import duty
from repository.models import Output
from search.engines.protocol import Engine
from search.factory import search_engine
from search.indexing.collecting import documents_of
from search.indexing.documents import output_key
from search.indexing.outbox import keys_changed
from search.indexing.stories import story_key
from search.models import IndexedObject, IndexState

BATCH = 200
DEAD = timedelta(minutes=5)  # without a sign of life; a swap of a large index takes its time
CLOCKS_APART = timedelta(minutes=1)  # how much the clocks of two machines may differ

Progress = Callable[[int, int], None]


class RebuildRunning(Exception):
    """Another process is rebuilding the index."""


def index_rebuild(*, progress: Progress = lambda done, total: None) -> int:
    """Builds the index anew and puts it into service; returns the number of objects in it.

    ``progress`` is called with (done, total). Raises RebuildRunning when one is running already, and EngineUnavailable;
    until the swap the old index serves, and nothing is left of a rebuild that failed.
    """
    started = _begin()
    built: dict[str, int] = {}
    try:
        _fill_and_swap(search_engine(), built, progress)
    except BaseException:
        _end(started, {})
        raise
    _end(started, built)
    return len(built)


def published_keys() -> Iterator[Sequence[str]]:
    """The keys of all that readers may find, a portion at a time, however many there are."""
    for objects, key_of in ((Output.objects.published(), output_key), (published_stories(), story_key)):
        last = 0
        while pks := list(objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            last = pks[-1]
            yield [key_of(pk) for pk in pks]


def versions_of(keys: Sequence[str]) -> Mapping[str, int]:
    """The present version of each; those that the outbox has never heard of enter it now."""
    versions = dict(IndexedObject.objects.filter(pk__in=keys).values_list("key", "version"))
    unheard = [key for key in keys if key not in versions]
    if unheard:
        keys_changed(unheard)
        versions |= dict(IndexedObject.objects.filter(pk__in=unheard).values_list("key", "version"))
    return versions


def _fill_and_swap(engine: Engine, built: dict[str, int], progress: Progress) -> None:
    total = Output.objects.published().count() + published_stories().count()
    with engine.rebuild() as rebuild:
        for keys in published_keys():
            versions = versions_of(keys)
            for portion in documents_of(versions):
                rebuild.add(change for changes in portion.changes.values() for change in changes)
                built |= {key: versions[key] for key in portion.changes}
            IndexState.objects.update(rebuild_seen_at=timezone.now())
            progress(len(built), total)
        rebuild.swap()


def _begin() -> datetime:
    with transaction.atomic():
        state = _locked_state()
        if _is_alive(state):
            raise RebuildRunning
        _settle(state)
        state.rebuild_started_at = state.rebuild_seen_at = timezone.now()
        state.save()
        return state.rebuild_started_at


def _end(started: datetime, built: Mapping[str, int]) -> None:
    """Whatever was applied since ``started`` waits again, but for what the new generation has in that very version."""
    with transaction.atomic():
        state = _locked_state()
        state.rebuild_started_at = started
        _settle(state)
        state.save()
        for portion in _portions(built):
            rows = IndexedObject.objects.waiting().filter(pk__in=portion)
            followed = [key for key, version in rows.values_list("key", "version") if built[key] == version]
            IndexedObject.objects.filter(pk__in=followed).update(
                applied_version=F("version"), applied_at=timezone.now(), attempts=0, retry_at=None, error=""
            )


@duty(every=60)
def dead_rebuild_settle() -> None:
    """Clears up after a rebuild whose process was killed: nobody knows whether it had come to its swap."""
    with transaction.atomic():
        state = _locked_state()
        if state.rebuild_started_at and not _is_alive(state):
            _settle(state)
            state.save()


def _settle(state: IndexState) -> None:
    if state.rebuild_started_at:
        since = state.rebuild_started_at - CLOCKS_APART
        IndexedObject.objects.filter(applied_at__gte=since).update(applied_version=0)
        state.swaps += 1
        state.rebuild_started_at = state.rebuild_seen_at = None


def _locked_state() -> IndexState:
    IndexState.current()
    return IndexState.objects.select_for_update().get(pk=IndexState.SINGLE)


def _is_alive(state: IndexState) -> bool:
    return bool(state.rebuild_seen_at) and state.rebuild_seen_at > timezone.now() - DEAD


def _portions(built: Mapping[str, int]) -> Iterator[Sequence[str]]:
    keys = list(built)
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
