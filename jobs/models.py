"""What the worker keeps about itself; the jobs are rows of the task library."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerHeartbeat(models.Model):
    """A sign of life. A job whose worker gives none any more is taken up by another."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        permissions = [("retry_job", _("Can see failed background jobs and start them again"))]

    def __str__(self) -> str:
        return self.worker_id


class DutyRun(models.Model):
    """When a rare duty is next due, so that a restart or a second worker does not run it again."""

    name = models.CharField(max_length=200, primary_key=True)
    next_run_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
