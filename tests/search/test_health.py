"""Whether the site is well, told to a monitor; and the breaker that keeps readers from waiting."""

import pytest
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone

from jobs.models import WorkerHeartbeat
from search.breaker import Breaker
from search.engines.protocol import EngineUnavailable
from search.indexing.watching import index_exists
from search.models import IndexedObject
from tests.factories import OutputFactory


@pytest.mark.django_db
def test_all_is_well(engine, client):
    index_exists()
    WorkerHeartbeat.objects.create(worker_id="one", seen_at=timezone.now())
    OutputFactory(published=True, title="A secret title")
    answer = client.get(reverse("search:health"))
    assert answer.status_code == 200
    report = answer.json()
    assert report["status"] == "well" and report["waiting"] == 1 and report["workers"] == 1
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_it_says_what_is_wrong(settings, client):
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:9"
    OutputFactory(published=True)
    IndexedObject.objects.update(changed_at=timezone.now() - timezone.timedelta(minutes=10))
    answer = client.get(reverse("search:health"))
    assert answer.status_code == 503
    report = answer.json()
    assert report["database"] and not report["search"]
    assert report["oldest_seconds"] >= 600 and report["workers"] == 0


def ask(breaker, *, fails: bool) -> bool:
    """True when the engine was asked at all."""
    asked = False
    try:
        with breaker.guard():
            asked = True
            if fails:
                raise EngineUnavailable
    except EngineUnavailable:
        pass
    return asked


class Clock:
    """Goes on when it is told to, however busy the machine is."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_breaker_gives_a_failed_engine_time_and_recovers_by_itself():
    clock = Clock()
    breaker = Breaker(first_pause=10, longest_pause=15, clock=clock)
    assert ask(breaker, fails=True)
    clock.now += 9
    assert not ask(breaker, fails=False)
    clock.now += 1
    assert ask(breaker, fails=True)
    clock.now += 14
    assert not ask(breaker, fails=False), "the pause has grown"
    clock.now += 1
    assert ask(breaker, fails=True)
    clock.now += 15
    assert ask(breaker, fails=False), "it grows no longer"
    assert ask(breaker, fails=False)


def test_only_one_reader_tries_a_failed_engine():
    clock = Clock()
    breaker = Breaker(first_pause=10, clock=clock)
    ask(breaker, fails=True)
    clock.now += 10
    with breaker.guard():
        assert not ask(breaker, fails=False)


def ids(**kwargs) -> set[str]:
    return {message.id for message in run_checks(tags=["search"], **kwargs)}


def test_wrong_settings_are_said_before_anybody_searches(settings, tmp_path):
    assert ids() == set()
    settings.SEARCH_ENGINE = "sphinx"
    assert ids(include_deployment_checks=True) == {"search.E001"}
    settings.SEARCH_ENGINE = "embedded"
    (tmp_path / "file").write_text("")
    settings.SEARCH_DIR = tmp_path / "file" / "search"
    assert ids() == {"search.E002"}


def test_an_index_of_another_analysis_is_reported(embedded, settings):
    embedded.apply([])
    assert ids(include_deployment_checks=True) == set()
    mapping = next(settings.SEARCH_DIR.rglob("mapping"))
    mapping.write_text("of old")
    assert ids(include_deployment_checks=True) == {"search.W001"}
