"""An index that is gone, damaged or of another analysis is built anew without anybody's asking."""

import os
import shutil

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from jobs.worker import Worker
from repository.models import Output
from search.engines.protocol import Index
from search.indexing.documents import output_key
from search.indexing.following import changes_follow
from search.indexing.tasks import rebuild_search_index
from search.indexing.watching import index_exists
from search.models import IndexedObject
from tests.factories import OutputFactory
from tests.search.questions import found
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db


def work_waits() -> bool:
    """Whether the worker had something to do; it has done it."""
    jobs = list(DBTaskResult.objects.ready())
    for job in jobs:
        Worker(worker_id="test").run_task(job)
    return bool(jobs)


def test_a_damaged_index_is_built_again_with_a_notice_meanwhile(embedded, settings, client):
    work = OutputFactory(published=True, title="Pericardium")
    changes_follow()
    for path in settings.SEARCH_DIR.rglob("outputs/*.term"):
        path.write_bytes(path.read_bytes()[:100])
    meta = next(settings.SEARCH_DIR.rglob("outputs/meta.json"))
    os.utime(meta, times=(0, 0))  # as a reader that has just started sees it
    page = client.get(reverse("search:results"), {"q": "pericardium"})
    assert page.context["found"].degraded and "Full-text search is not available just now" in page.content.decode()
    assert work.title in page.content.decode(), "the database stands in"
    index_exists()
    index_exists()
    rebuilds = DBTaskResult.objects.filter(task_path=rebuild_search_index.module_path)
    assert rebuilds.count() == 1 and work_waits()
    assert found(embedded, "pericardium") == [output_key(work.pk)]
    index_exists()
    assert rebuilds.count() == 1


def lose(engine_name: str, engine, settings) -> None:
    if engine_name == "embedded":
        shutil.rmtree(settings.SEARCH_DIR)
        return
    names = list(engine.client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*"))
    engine.client.options(request_timeout=30).indices.delete(index=names)


def make_old(engine_name: str, engine, settings) -> None:
    """As an upgrade leaves it that analyses texts in another way."""
    if engine_name == "embedded":
        next(settings.SEARCH_DIR.rglob("mapping")).write_text("of old")
        return
    for index in Index:
        engine.client.options(request_timeout=30).indices.put_mapping(
            index=f"{settings.ELASTICSEARCH_PREFIX}-{index}", meta={"hash": "of old"}
        )


@pytest.mark.parametrize("harm", [lose, make_old])
def test_changes_wait_for_the_index_that_is_built_anew(engine_name, engine, settings, harm):
    kept, withdrawn = (OutputFactory(published=True, title=f"Pericardium {number}") for number in range(2))
    changes_follow()
    harm(engine_name, engine, settings)
    added = OutputFactory(published=True, title="Pericardium added")
    Output.objects.filter(pk=withdrawn.pk).update(live=False)
    changes_follow()
    assert IndexedObject.objects.waiting().count() == 1 and not IndexedObject.objects.failed().exists()
    index_exists()
    assert work_waits()
    wait_until(changes_follow)  # the worker lets an engine rest that would not take a change
    assert sorted(found(engine, "pericardium")) == sorted([output_key(kept.pk), output_key(added.pk)])
    assert engine.health().mapping_current and not IndexedObject.objects.waiting().exists()
