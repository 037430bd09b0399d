import pytest
from django.utils import timezone

from jobs.duties import Duty
from jobs.models import DutyRun

pytestmark = pytest.mark.django_db


def test_frequent_duty_runs_each_time_it_is_due():
    runs = []
    duty = Duty("count", lambda: runs.append(1), every=30)
    duty.run_if_due()
    duty.run_if_due()
    assert len(runs) == 1
    duty.due -= duty.every  # its time comes
    duty.run_if_due()
    assert len(runs) == 2


def test_rare_duty_runs_once_among_several_workers():
    runs = []
    for _worker in range(3):
        Duty("count", lambda: runs.append(1), every=3600).run_if_due()
    assert len(runs) == 1
    assert DutyRun.objects.get().next_run_at > timezone.now()


def test_failed_duty_is_tried_again_by_another_worker(caplog):
    def fail():
        raise RuntimeError("no")

    runs = []
    Duty("count", fail, every=3600).run_if_due()
    Duty("count", lambda: runs.append(1), every=3600).run_if_due()
    assert runs == [1]
    assert "Duty count failed" in caplog.text
