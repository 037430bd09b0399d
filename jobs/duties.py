"""What the worker does again and again, besides the jobs it is given.

A duty is safe to run at any moment, twice at once and after dying anywhere: it looks at what is to be done and does it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from jobs.models import DutyRun

logger = logging.getLogger(__name__)

# Rarer duties remember their next date in the database; frequent ones just run in every worker.
REMEMBERED_FROM = 60
REST_AFTER_FAILURE = 10


@dataclass(slots=True)
class Duty:
    name: str
    act: Callable[[], object]
    every: float
    due: float = 0.0

    def run_if_due(self) -> None:
        """Runs when its time has come. A failure is logged and tried again; it never stops the worker."""
        now = time.monotonic()
        if now < self.due:
            return
        self.due = now + self.every
        try:
            if self.every < REMEMBERED_FROM or self._claim():
                self.act()
        except Exception:
            logger.exception("Duty %s failed; it will be tried again.", self.name)
            self.due = time.monotonic() + max(self.every, REST_AFTER_FAILURE)
            self._give_back()

    def _claim(self) -> bool:
        """True for exactly one worker, once each period."""
        now = timezone.now()
        following = now + timedelta(seconds=self.every)
        _run, created = DutyRun.objects.get_or_create(name=self.name, defaults={"next_run_at": following})
        due = DutyRun.objects.filter(name=self.name, next_run_at__lte=now)
        return created or due.update(next_run_at=following) == 1

    def _give_back(self) -> None:
        if self.every >= REMEMBERED_FROM:
            self.due = time.monotonic() + REMEMBERED_FROM
            DutyRun.objects.filter(name=self.name).update(next_run_at=timezone.now())


DUTIES: list[Duty] = []


def duty(*, every: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Registers a function to be run by the worker every so many seconds. Import its module in ``AppConfig.ready``."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        DUTIES.append(Duty(f"{function.__module__}.{function.__qualname__}", function, every))
        return function

    return register
