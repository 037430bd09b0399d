"""The worker's part of the outbox: what waits is brought into the index, as the database stands now.

Versions are read before the data, so a document is never older than the version it carries; the engine keeps the
highest version, and a row is noted as followed only where its version is still the one that was built. So a worker may
die anywhere, and two may work on the same row: at worst something is written twice.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from jobs.duties import duty
from search.breaker import breaker_of
from search.engines.protocol import Change, Engine, EngineUnavailable
from search.factory import search_engine
from search.indexing.collecting import documents_of, removal
from search.indexing.naming import documents_naming_changed, is_named_key
from search.models import IndexedObject, IndexState

logger = logging.getLogger(__name__)

BATCH = 100  # rows
ROUNDS = 20  # batches in one run of the duty, so that the worker's other duties have their turn


@duty(every=1)
def changes_follow() -> int:
    """Brings waiting changes into the index; returns how many rows were taken up.

    While the engine is down the rows stay, and it is asked again after a growing pause.
    """
    try:
        engine = search_engine()
        with breaker_of(engine, "worker").guard():
            return _rounds(engine)
    except EngineUnavailable:
        return 0


def _rounds(engine: Engine) -> int:
    taken = 0
    for _round in range(ROUNDS):
        rows = list(IndexedObject.objects.due()[:BATCH])
        if not rows:
            break
        _require_index(engine)
        rows_follow(engine, rows)
        taken += len(rows)
    return taken


def _require_index(engine: Engine) -> None:
    """An index that has gone is built anew from all there is, not begun with whatever changed last. One of another
    analysis is too, and has no place for today's documents."""
    health = engine.health()
    if health.available and health.mapping_current:
        return
    if health.available or IndexedObject.objects.filter(applied_at__isnull=False).exists():
        raise EngineUnavailable("There is no index that takes documents.")


def rows_follow(engine: Engine, rows: Sequence[IndexedObject]) -> None:
    """Brings these rows into the index. Raises EngineUnavailable when the engine as a whole is."""
    swaps = IndexState.current().swaps  # before the rows' data, as their versions were
    for row in rows:
        if is_named_key(row.key):
            _spread(row)
    versions = {row.key: row.version for row in rows if not is_named_key(row.key)}
    by_key = {row.key: row for row in rows}
    for built in documents_of(versions):
        for key, error in built.failures.items():
            _refuse(engine, by_key[key], error)
        _apply(engine, [by_key[key] for key in built.changes], built.changes, swaps)


def _spread(row: IndexedObject) -> None:
    """A changed name: every work that carries it waits from now on."""
    with transaction.atomic():
        documents_naming_changed(row.key)
        _note_followed([row])


def _apply(engine: Engine, rows: Sequence[IndexedObject], changes: Mapping[str, Sequence[Change]], swaps: int) -> None:
    """All in one message; when that fails though the engine is well, one by one, so that one cannot hold up others."""
    if not rows:
        return
    try:
        engine.apply([change for row in rows for change in changes[row.key]])
    except EngineUnavailable:
        if not engine.health().available:
            raise
        for row in rows:
            _apply_alone(engine, row, changes[row.key], swaps)
        return
    _note_followed_unless_swapped(rows, swaps)


def _apply_alone(engine: Engine, row: IndexedObject, changes: Sequence[Change], swaps: int) -> None:
    try:
        engine.apply(changes)
    except EngineUnavailable as error:
        if not engine.health().available:
            raise
        _refuse(engine, row, error)
    else:
        _note_followed_unless_swapped([row], swaps)


def _refuse(engine: Engine, row: IndexedObject, error: Exception) -> None:
    """What cannot be indexed must not be found as it once was either, for its access may have narrowed."""
    logger.error("%s cannot be indexed and is left out for now: %s", row.key, error, exc_info=error)
    engine.apply(removal(row.key, row.version))
    row.note_failure(error)


def _note_followed_unless_swapped(rows: Sequence[IndexedObject], swaps: int) -> None:
    """A rebuild that came into service meanwhile may not have what was written to the generation before it."""
    with transaction.atomic():
        if IndexState.objects.select_for_update().get(pk=IndexState.SINGLE).swaps == swaps:
            _note_followed(rows)


def _note_followed(rows: Sequence[IndexedObject]) -> None:
    """Only where the version is still the one that was built. Many rows share one, so these are few statements."""
    done = {"applied_at": timezone.now(), "attempts": 0, "retry_at": None, "error": ""}
    by_version: dict[int, list[str]] = {}
    for row in rows:
        by_version.setdefault(row.version, []).append(row.key)
    for version, keys in by_version.items():
        IndexedObject.objects.filter(pk__in=keys, version=version).update(applied_version=version, **done)
