"""What goes wrong with one document stops no other; what goes wrong with a process loses nothing."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from repository.models import Output
from search.indexing.documents import output_key
from search.indexing.following import changes_follow
from search.indexing.reconciling import index_reconcile
from search.models import IndexedObject
from tests.factories import OutputFactory, UserFactory
from tests.search.questions import found

ROOT = Path(__file__).resolve().parents[2]


def poison(output: Output) -> None:
    """A row that no document can be made of, such as a faulty import might leave."""
    Output.objects.filter(pk=output.pk).update(issued="gestern")
    IndexedObject.objects.filter(pk=output_key(output.pk)).update(version=2)


@pytest.mark.django_db
def test_one_poisoned_document_does_not_hold_up_the_others(engine):
    bad = OutputFactory(published=True, title="Poisoned pericardium")
    changes_follow()
    assert found(engine, "poisoned") == [output_key(bad.pk)]
    poison(bad)
    good = [OutputFactory(published=True, title="Sound pericardium") for _ in range(3)]
    changes_follow()
    assert sorted(found(engine, "pericardium")) == sorted(output_key(work.pk) for work in good), "it fails closed"
    row = IndexedObject.objects.failed().get()
    assert row.key == output_key(bad.pk) and "gestern" in row.error
    assert row.attempts == 1 and row.retry_at > timezone.now()
    assert changes_follow() == 0, "it rests"
    IndexedObject.objects.update(retry_at=timezone.now() - timedelta(seconds=1))
    changes_follow()
    assert IndexedObject.objects.failed().get().attempts == 2
    bad.issued = "2026"
    bad.save()  # an edit does not wait for the rest to be over
    changes_follow()
    assert found(engine, "poisoned") == [output_key(bad.pk)]
    assert not IndexedObject.objects.waiting().exists()


@pytest.mark.django_db
def test_editors_see_what_failed_and_have_it_tried_again(embedded, client):
    bad = OutputFactory(published=True)
    poison(bad)
    changes_follow()
    report = reverse("search_index:report")
    client.force_login(UserFactory(groups=["faculty"]))
    assert client.get(report).status_code in (302, 403)
    client.force_login(UserFactory(groups=["editors"]))
    html = client.get(report).content.decode()
    assert output_key(bad.pk) in html and "gestern" in html
    client.post(reverse("search_index:retry", args=[output_key(bad.pk)]))
    assert IndexedObject.objects.due().get().key == output_key(bad.pk)
    for name in ("rebuild", "reconcile"):
        assert client.get(reverse(f"search_index:{name}")).status_code == 405
        assert client.post(reverse(f"search_index:{name}")).status_code == 302


FOLLOW = """
import django; django.setup()
from search.indexing.following import changes_follow
print("ready", flush=True)
while True:
    changes_follow()
"""


@pytest.mark.django_db(transaction=True)
def test_killing_the_worker_while_it_writes_loses_nothing(engine_name, engine, settings, tmp_path):
    """Killed at several moments, each time with new works waiting; the next one goes on from what the rows say."""
    works = []
    for delay in (0.0, 0.05, 0.15, 0.4):
        works += [OutputFactory(published=True, title=f"Pericardium {delay}") for _ in range(60)]
        worker = subprocess.Popen(
            [sys.executable, "-c", FOLLOW], cwd=ROOT, env=environment(settings, tmp_path), stdout=subprocess.PIPE
        )
        assert worker.stdout.readline() == b"ready\n"
        time.sleep(delay)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    while changes_follow():
        pass
    assert engine.health().documents["outputs"] == len(works)
    assert not IndexedObject.objects.waiting().exists() and not index_reconcile()


def environment(settings, tmp_path: Path) -> dict[str, str]:
    """The same database and index, seen from another process."""
    (tmp_path / "worker_settings.py").write_text(
        "from config.settings.test import *\n"
        f"DATABASES['default'] |= {database()!r}\n"
        f"SEARCH_ENGINE = {settings.SEARCH_ENGINE!r}\nSEARCH_DIR = {str(settings.SEARCH_DIR)!r}\n"
        f"ELASTICSEARCH_URL = {settings.ELASTICSEARCH_URL!r}\n"
        f"ELASTICSEARCH_PREFIX = {settings.ELASTICSEARCH_PREFIX!r}\n"
    )
    paths = os.pathsep.join([str(ROOT), str(tmp_path)])
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "worker_settings", "PYTHONPATH": paths}


def database() -> dict[str, str]:
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
    return {name: str(connection.settings_dict[name]) for name in names}
