"""Comparing the index with the database, whatever may have happened to either, and repairing what differs.

All that is kept in memory of the index is one number for each object. What is on its way, or was applied while the
comparison ran, is left to the outbox.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from jobs.duties import duty
from repository.models import OutputFile, PageText
from search.engines.protocol import Engine, Index
from search.factory import search_engine
from search.indexing.documents import output_key
from search.indexing.outbox import keys_changed
from search.indexing.rebuilding import published_keys
from search.models import IndexedObject

DAY = 86_400


@dataclass(slots=True)
class Drift:
    """Keys that differ: ``missing`` from the index, ``extra`` in it, ``stale`` (another version, or other pages)."""

    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    compared: int = 0

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.stale)

    @property
    def keys(self) -> list[str]:
        return [*self.missing, *self.extra, *self.stale]


@dataclass(slots=True)
class _Index:
    """What the index holds: key → version, and parent → a number that any other set of passages would change."""

    documents: dict[str, int]
    passages: dict[str, int]
    highest: int

    @classmethod
    def scanned(cls, engine: Engine) -> _Index:
        documents = dict(engine.scan(Index.OUTPUTS))
        highest = max(documents.values(), default=0)
        passages: dict[str, int] = {}
        for key, version in engine.scan(Index.PASSAGES):
            parent = key.rsplit("/", 2)[0]
            passages[parent] = passages.get(parent, 0) ^ _mark(key, version)
            highest = max(highest, version)
        return cls(documents, passages, highest)


def index_reconcile() -> Drift:
    """Finds what differs and lets it wait for the index again, in a version above the one the index has.

    Raises EngineUnavailable.
    """
    started = timezone.now()
    index = _Index.scanned(search_engine())
    drift = Drift()
    for keys in published_keys():
        _compare(keys, index, started, drift)
    leftover = {*index.documents, *index.passages}
    drift.extra = sorted(leftover - _moving(leftover, started))
    keys_changed(drift.keys, above=index.highest if drift.extra or drift.stale else 0)
    return drift


@duty(every=DAY)
def index_reconcile_nightly() -> None:
    index_reconcile()


def _compare(keys: Sequence[str], index: _Index, started: datetime, drift: Drift) -> None:
    """Takes ``keys`` out of ``index``: what is left in the end is extra."""
    rows = IndexedObject.objects.in_bulk(keys)
    settled = {key: row.applied_version for key, row in rows.items() if not _is_moving(row, started)}
    passages = _passages_in_database(settled)
    for key in keys:
        version, marks = index.documents.pop(key, None), index.passages.pop(key, 0)
        drift.compared += 1
        if key in rows and key not in settled:
            continue
        if version is None:
            drift.missing.append(key)
        elif (version, marks) != (settled.get(key), passages.get(key, 0)):
            drift.stale.append(key)


def _passages_in_database(versions: Mapping[str, int]) -> dict[str, int]:
    """The same number, from the database, for the works among ``versions``."""
    works = [int(key.partition(":")[2]) for key in versions if key.startswith("output:")]
    places = OutputFile.objects.filter(output__in=works).values_list("output", "number", "stored_file")
    pages: dict[int, list[int]] = {}
    with_text = PageText.objects.filter(stored_file__places__output__in=works).exclude(text="", notes="")
    for stored_file, number in with_text.values_list("stored_file", "number").distinct():
        pages.setdefault(stored_file, []).append(number)
    marks: dict[str, int] = {}
    for work, file_number, stored_file in places:
        parent = output_key(work)
        for page in pages.get(stored_file, ()):
            marks[parent] = marks.get(parent, 0) ^ _mark(f"{parent}/{file_number}/{page}", versions[parent])
    return marks


def _mark(key: str, version: int) -> int:
    """64 bits of a passage and its version; combined by XOR, in whatever order they come."""
    return int.from_bytes(hashlib.blake2b(f"{key}@{version}".encode(), digest_size=8).digest())


def _is_moving(row: IndexedObject, started: datetime) -> bool:
    return row.version > row.applied_version or row.applied_at is None or row.applied_at >= started


def _moving(keys: set[str], started: datetime) -> set[str]:
    """Of keys that have no published object: those whose removal is on its way or has just happened."""
    moving = IndexedObject.objects.waiting() | IndexedObject.objects.filter(
        Q(applied_at__gte=started) | Q(applied_at=None)
    )
    return {key for part in _parts(sorted(keys)) for key in moving.filter(pk__in=part).values_list("key", flat=True)}


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + 500] for start in range(0, len(keys), 500))
