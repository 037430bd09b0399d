"""What the worker looks after without being told: an index that has gone or aged, and embargoes that have passed."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat, TruncDate
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs.duties import duty
from repository.models import Output, OutputFile
from search.factory import search_engine
from search.indexing.outbox import outputs_changed_in
from search.indexing.tasks import rebuild_search_index
from search.models import IndexedObject

REST = timedelta(minutes=10)  # between two attempts to rebuild an index that is not as it should be


@duty(every=60)
def index_exists() -> None:
    """A missing or damaged index is built again, and so is one of another analysis, as an upgrade leaves it; an
    installation without any gets an empty one, so search answers."""
    engine = search_engine()
    health = engine.health()
    if health.available and health.mapping_current:
        return
    if not health.available and not IndexedObject.objects.filter(applied_at__isnull=False).exists():
        engine.apply([])
    elif not _rebuilt_lately():
        rebuild_search_index.enqueue()


def _rebuilt_lately() -> bool:
    jobs = DBTaskResult.objects.filter(task_path=rebuild_search_index.module_path)
    return jobs.filter(enqueued_at__gte=timezone.now() - REST).exists()


@duty(every=3600)
def passed_embargoes_follow() -> None:
    """Works whose file opened since they were indexed: their text may now be found by all who see them.

    Nothing is hidden or shown by this alone: each query compares the dates itself. Only a work with several closed
    files gets its full ranking back by it.
    """
    key = Concat(Value("output:"), Cast(OuterRef("output"), CharField()), output_field=CharField())
    indexed_before = IndexedObject.objects.annotate(day=TruncDate("applied_at")).filter(
        key=key, day__lt=OuterRef("embargo_until")
    )
    opened = OutputFile.objects.filter(Exists(indexed_before), embargo_until__lte=timezone.localdate())
    waiting = IndexedObject.objects.waiting().filter(
        key=Concat(Value("output:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    )
    outputs_changed_in(Output.objects.filter(~Exists(waiting), pk__in=opened.values("output")))
