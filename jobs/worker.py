"""The process that works: the task library's loop for jobs, with a sign of life and the duties beside it."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as LibraryWorker
from django_tasks_db.models import DBTaskResult

from jobs.duties import DUTIES
from jobs.models import WorkerHeartbeat
from jobs.recovery import BEAT_SECONDS, PAUSE, try_again

logger = logging.getLogger(__name__)

PAUSE_BETWEEN_DUTIES = 0.5


class Worker(LibraryWorker):
    """One thread takes jobs, one runs the duties (so a long job never holds up the search index), one says *I live*."""

    def __init__(self, *, worker_id: str, interval: float = 0.5, batch: bool = False):
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
        )
        self.stopped = threading.Event()

    def run(self) -> None:
        self.beat()
        threads = [
            threading.Thread(target=self._repeat, args=(self.beat, BEAT_SECONDS), name="heartbeat", daemon=True),
            threading.Thread(
                target=self._repeat, args=(self._duties, PAUSE_BETWEEN_DUTIES), name="duties", daemon=True
            ),
        ]
        for thread in threads:
            thread.start()
        try:
            super().run()
        finally:
            self.stopped.set()
            for thread in threads:
                thread.join(timeout=30)
            WorkerHeartbeat.objects.filter(pk=self.worker_id).delete()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """A job that fails is tried again like one whose worker died."""
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED and try_again(db_task_result, pause=PAUSE):
            logger.warning("Job %s failed and will be tried again: %s", db_task_result.id, db_task_result.traceback)

    def beat(self) -> None:
        WorkerHeartbeat.objects.update_or_create(worker_id=self.worker_id, defaults={"seen_at": timezone.now()})

    def _duties(self) -> None:
        for duty in DUTIES:
            if self.stopped.is_set():
                return
            duty.run_if_due()

    def _repeat(self, act, pause: float) -> None:
        while not self.stopped.wait(pause):
            try:
                act()
            except Exception:
                logger.exception("The worker stumbled and goes on.")
            finally:
                close_old_connections()
