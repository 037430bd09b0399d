"""How a job survives the death of its worker.

The task library leaves a killed job ``RUNNING`` for ever. Here every worker gives a sign of life; a job whose worker
has fallen silent goes back into the queue, at most three times in all, and is then shown to an editor with *Retry*.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs.duties import duty
from jobs.models import WorkerHeartbeat

BEAT_SECONDS = 10
SILENCE = timedelta(seconds=60)
ATTEMPTS = 3
PAUSE = timedelta(seconds=20)
KEEP_FINISHED = timedelta(days=30)


class WorkerDied(Exception):
    """Stands in a job's row when its last worker vanished without a word."""


@duty(every=15)
def requeue_lost_jobs() -> int:
    """Takes up the jobs of silent workers again; returns how many there were."""
    alive = set(WorkerHeartbeat.objects.filter(seen_at__gte=timezone.now() - SILENCE).values_list("pk", flat=True))
    lost = [job for job in DBTaskResult.objects.running() if job.worker_ids[-1] not in alive]
    for job in lost:
        _requeue_lost(job)
    return len(lost)


def _requeue_lost(job: DBTaskResult) -> None:
    """Decides on the row as it is under the lock: another worker may have been quicker."""
    with transaction.atomic():
        row = DBTaskResult.objects.select_for_update().get(pk=job.pk)
        if row.status != TaskResultStatus.RUNNING or row.worker_ids != job.worker_ids:
            return
        if not try_again(row):
            row.set_failed(WorkerDied("The process working on this job died, three times."))


def try_again(job: DBTaskResult, *, pause: timedelta = timedelta()) -> bool:
    """Puts a job back, to be run after a pause that grows with its attempts, unless it has used them up."""
    tries = len(job.worker_ids)
    if tries >= ATTEMPTS:
        return False
    job.status = TaskResultStatus.READY
    job.run_after = timezone.now() + pause * tries
    job.save(update_fields=["status", "run_after"])
    return True


def job_retry(*, job: DBTaskResult) -> DBTaskResult:
    """An editor's *Retry*: the failed job starts over with all its attempts."""
    job.status = TaskResultStatus.READY
    job.worker_ids = []
    job.run_after = timezone.now()
    job.save(update_fields=["status", "worker_ids", "run_after"])
    return job


@duty(every=86_400)
def forget_finished_jobs() -> None:
    """Successful jobs and long-gone workers are of no interest for ever."""
    horizon = timezone.now() - KEEP_FINISHED
    DBTaskResult.objects.successful().filter(finished_at__lt=horizon).delete()
    WorkerHeartbeat.objects.filter(seen_at__lt=horizon).delete()
