"""A job outlives its worker: these tests kill real processes."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs import recovery
from jobs.models import WorkerHeartbeat
from jobs.recovery import job_retry, requeue_lost_jobs
from jobs.worker import Worker
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@task()
def write_line(path: str, line: str) -> None:
    with open(path, "a") as file:
        file.write(line + "\n")


@task()
def fail() -> None:
    raise RuntimeError("The mail server is asleep.")


@task()
def wait_for_ever(path: str) -> None:
    write_line.call(path, "begun")
    time.sleep(600)


def job(result) -> DBTaskResult:
    return DBTaskResult.objects.get(pk=result.id)


def abandoned(result, *, workers: list[str]) -> DBTaskResult:
    """The job as a worker leaves it that was killed while it ran."""
    row = job(result)
    row.status, row.worker_ids = TaskResultStatus.RUNNING, workers
    row.save()
    return row


def test_job_of_a_silent_worker_is_taken_up_again(tmp_path):
    row = abandoned(write_line.enqueue(str(tmp_path / "out"), "done"), workers=["gone"])
    WorkerHeartbeat.objects.create(worker_id="gone", seen_at=timezone.now() - recovery.SILENCE - timedelta(seconds=1))

    assert requeue_lost_jobs() == 1
    Worker(worker_id="next", interval=0, batch=True).run()

    row.refresh_from_db()
    assert (row.status, row.worker_ids) == (TaskResultStatus.SUCCESSFUL, ["gone", "next"])
    assert (tmp_path / "out").read_text() == "done\n"


def test_job_of_a_living_worker_is_left_alone(tmp_path):
    row = abandoned(write_line.enqueue(str(tmp_path / "out"), "done"), workers=["alive"])
    WorkerHeartbeat.objects.create(worker_id="alive", seen_at=timezone.now())

    assert requeue_lost_jobs() == 0
    row.refresh_from_db()
    assert row.status == TaskResultStatus.RUNNING


def test_job_that_kills_three_workers_is_given_up_and_can_be_retried(tmp_path):
    row = abandoned(write_line.enqueue(str(tmp_path / "out"), "done"), workers=["one", "two", "three"])

    requeue_lost_jobs()

    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED
    assert row.exception_class_path == "jobs.recovery.WorkerDied"
    job_retry(job=row)
    Worker(worker_id="four", interval=0, batch=True).run()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.SUCCESSFUL


def test_failing_job_is_tried_three_times_with_pauses():
    row = job(fail.enqueue())

    for attempt in range(1, recovery.ATTEMPTS + 1):
        Worker(worker_id=f"worker-{attempt}", interval=0, batch=True).run()
        row.refresh_from_db()
        assert len(row.worker_ids) == attempt
        DBTaskResult.objects.filter(pk=row.pk).update(run_after=timezone.now())

    assert row.status == TaskResultStatus.FAILED
    assert "The mail server is asleep." in row.traceback


def test_failed_job_waits_before_the_next_attempt():
    row = job(fail.enqueue())
    Worker(worker_id="worker", interval=0, batch=True).run()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.READY
    assert row.run_after > timezone.now()


def start_worker() -> subprocess.Popen:
    """A worker process on this test's database."""
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else os.environ["CONJOINT_DATABASE_URL"]
    if connection.vendor == "postgresql":
        url = url.rsplit("/", 1)[0] + "/" + name
    environment = os.environ | {"CONJOINT_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "manage.py", "worker"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)


def test_killed_worker_is_replaced_by_another_process(tmp_path):
    path = tmp_path / "out"
    row = job(wait_for_ever.enqueue(str(path)))
    first = start_worker()
    wait_until(path.exists)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.RUNNING
    # A minute of silence passes.
    WorkerHeartbeat.objects.update(seen_at=timezone.now() - recovery.SILENCE - timedelta(seconds=1))

    second = start_worker()
    try:
        wait_until(lambda: path.read_text().count("begun") == 2)
    finally:
        os.killpg(second.pid, signal.SIGKILL)
        second.wait()
    row.refresh_from_db()
    assert len(row.worker_ids) == 2
