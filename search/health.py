"""Whether the site is well, in numbers that tell nobody anything about its contents."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import Count, Min
from django.utils import timezone

from jobs.models import WorkerHeartbeat
from jobs.recovery import SILENCE
from repository.letters.selectors import post_state
from search.breaker import guarded_engine
from search.engines.protocol import EngineUnavailable
from search.models import IndexedObject

LATE = timedelta(minutes=5)  # a change that the index has not followed for so long is worth an alarm


@dataclass(frozen=True, slots=True)
class Health:
    """``waiting``: changes that the index has not followed; ``oldest_seconds``: for how long the oldest waits.

    A mail server that cannot be reached is told (``mail``), but the site is well without it: letters wait.
    """

    database: bool
    search: bool
    search_current: bool
    waiting: int
    failed: int
    oldest_seconds: int
    workers: int
    mail: bool
    letters_waiting: int

    @property
    def well(self) -> bool:
        in_time = self.oldest_seconds < LATE.total_seconds()
        return self.database and self.search and self.workers > 0 and in_time

    def to_dict(self) -> dict:
        return {"status": "well" if self.well else "unwell", **asdict(self)}


NO_DATABASE = Health(
    database=False,
    search=False,
    search_current=False,
    waiting=0,
    failed=0,
    oldest_seconds=0,
    workers=0,
    mail=False,
    letters_waiting=0,
)


def site_health() -> Health:
    """Never raises: what cannot be asked is reported as not working."""
    try:
        waiting = IndexedObject.objects.waiting().aggregate(count=Count("pk"), oldest=Min("changed_at"))
        failed = IndexedObject.objects.failed().count()
        workers = WorkerHeartbeat.objects.filter(seen_at__gte=timezone.now() - SILENCE).count()
        post = post_state()
    except DatabaseError:
        return NO_DATABASE
    available, current = _engine()
    return Health(
        database=True,
        search=available,
        search_current=current,
        waiting=waiting["count"],
        failed=failed,
        oldest_seconds=_age(waiting["oldest"]),
        workers=workers,
        mail=post.trouble is None,
        letters_waiting=post.waiting,
    )


def _engine() -> tuple[bool, bool]:
    """(available, built by the present mapping), through the breaker: a dead engine makes no monitor wait either."""
    try:
        with guarded_engine() as engine:
            health = engine.health()
            if not health.available:
                raise EngineUnavailable(health.message)
    except EngineUnavailable:
        return False, False
    return True, health.mapping_current


def _age(moment) -> int:
    return max(0, int((timezone.now() - moment).total_seconds())) if moment else 0
