import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.factories import UserFactory
from tests.jobs.test_recovery import fail

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed() -> DBTaskResult:
    job = DBTaskResult.objects.get(pk=fail.enqueue().id)
    job.worker_ids = ["one", "two", "three"]
    job.started_at = timezone.now()
    job.set_failed(RuntimeError("The mail server is asleep."))
    return job


@pytest.fixture
def keeper(client):
    user = UserFactory()
    user.user_permissions.add(
        Permission.objects.get(codename="retry_job"), Permission.objects.get(codename="access_admin")
    )
    client.force_login(user)
    return user


def test_failed_job_is_shown_with_its_reason(client, keeper, failed):
    page = client.get(reverse("jobs:list")).content.decode()
    assert "The mail server is asleep." in page
    assert reverse("jobs:retry", args=[failed.pk]) in page


def test_nothing_failed_is_said(client, keeper):
    assert "No job has failed." in client.get(reverse("jobs:list")).content.decode()


def test_retry_puts_the_job_back(client, keeper, failed):
    answer = client.post(reverse("jobs:retry", args=[failed.pk]), follow=True)
    assert "started again" in answer.content.decode()
    failed.refresh_from_db()
    assert (failed.status, failed.worker_ids) == (TaskResultStatus.READY, [])


@pytest.mark.parametrize("name", ["list", "retry"])
def test_others_see_nothing(client, failed, name):
    client.force_login(UserFactory())
    arguments = [failed.pk] if name == "retry" else []
    assert client.post(reverse(f"jobs:{name}", args=arguments)).status_code == 302
    failed.refresh_from_db()
    assert failed.status == TaskResultStatus.FAILED
