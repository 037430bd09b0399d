"""Fixtures for the whole suite. Those of the real services come first; a test that asks for one speaks to it.

`scripts/services.py run` starts the services and sets the variables read here. Without a variable a test is skipped
and says so; on a CI machine (`CI=true`), where everything must run, it fails instead.
"""

import os
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import boto3
import hypothesis
import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, connection, connections
from elasticsearch import Elasticsearch
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.plugin import blocking_manager_key

from tests import waiting

# How long an example takes says nothing of the code on a machine that runs other tests beside it; and what a fixture
# gives may serve all examples of a test.
unhindered = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture]
hypothesis.settings.register_profile("conjoint", deadline=None, suppress_health_check=unhindered)
hypothesis.settings.load_profile("conjoint")

# Marks what a second run on another database would not show anything new about: how a page is driven, say.
same_on_any_database = pytest.mark.same_on_any_database

# A test that asks for one of these fixtures carries the marker of the same service, without writing it down.
MARKER_OF_FIXTURE = {
    "elasticsearch_url": "elasticsearch",
    "postgres_url": "postgres",
    "s3_url": "s3",
    "chromium_path": "browser",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="Leave out the tests that use no database: they gain nothing from a second run on another one.",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, marker in MARKER_OF_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
        _keep_migrated_data(item)
    if config.getoption("--database-only"):
        left_out = [item for item in items if not _uses_database(item)]
        items[:] = [item for item in items if _uses_database(item)]
        config.hook.pytest_deselected(items=left_out)


def _is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


def _keep_migrated_data(item: pytest.Item) -> None:
    """A transactional test empties all tables at its end; it finds what migrations wrote, whatever ran before it."""
    if _is_transactional(item):
        options = item.get_closest_marker("django_db").kwargs | {"serialized_rollback": True}
        item.add_marker(pytest.mark.django_db(**options), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """… and so does the test after it: workers that share the suite run transactional tests in between."""
    outcome = yield
    # After the very last test the database itself is gone.
    if nextitem is not None and _is_transactional(item):
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
            connection.close()
    return outcome


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """A browser's event loop makes Django open further connections in this thread: all know what migrations wrote."""
    written = getattr(connection, "_test_serialized_contents", None)
    type(connections[DEFAULT_DB_ALIAS])._test_serialized_contents = written


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("same_on_any_database"):
        return False
    fixtures = {"db", "transactional_db", "chromium_path"}.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    # A part of the suite that was asked for by path may well hold no test of the database.
    if session.config.getoption("--database-only") and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK


@pytest.fixture(autouse=True)
def nothing_cached() -> None:
    """Limits on signing in and on trying links count in the cache, for everybody at this address."""
    cache.clear()


def _variable_of(service: str, name: str) -> str:
    if value := os.environ.get(name):
        return value
    reason = f"{service} is not at hand: set {name}, or run the tests with “scripts/services.py run -- …”."
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def unique_prefix() -> str:
    """A name that no other run, and no other worker of this run, uses in a shared service."""
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """Where a real Elasticsearch answers."""
    return _variable_of("Elasticsearch", "CONJOINT_TEST_ELASTICSEARCH_URL")


@pytest.fixture(scope="session")
def elasticsearch_prefix(elasticsearch_url: str, unique_prefix: str) -> Iterator[str]:
    """What the names of this worker's indices begin with; the indices are deleted at the end."""
    yield unique_prefix
    delete_indices(elasticsearch_url, unique_prefix)


def delete_indices(url: str, prefix: str) -> None:
    """Wildcards are refused for deletion by a careful server, so the names are asked for first."""
    with Elasticsearch(url, request_timeout=waiting.PATIENCE) as client:
        if names := list(client.indices.get(index=f"{prefix}*")):
            client.indices.delete(index=names)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """Where a real PostgreSQL answers, with the right to create databases."""
    return _variable_of("PostgreSQL", "CONJOINT_TEST_POSTGRES_URL")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(unique_prefix: str, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Give the test database a name of its own on a server that other runs may be using at the same time."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = unique_prefix


@pytest.fixture(scope="session")
def s3_url() -> str:
    """Where a real S3-compatible server answers."""
    return _variable_of("An S3-compatible server", "CONJOINT_TEST_S3_URL")


@dataclass(frozen=True)
class Bucket:
    """An empty bucket, and what is needed to reach it."""

    name: str
    endpoint_url: str
    access_key: str
    secret_key: str
    region_name: str = "us-east-1"

    def storage(self) -> dict:
        """Django's storage setting that keeps files in it."""
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": self.name,
                "endpoint_url": self.endpoint_url,
                "access_key": self.access_key,
                "secret_key": self.secret_key,
                "region_name": self.region_name,
                "addressing_style": "path",
                "file_overwrite": False,
            },
        }


@pytest.fixture
def object_store(s3_bucket: Bucket, settings) -> None:
    """Uploaded files go to an S3-compatible server."""
    settings.STORAGES = settings.STORAGES | {"default": s3_bucket.storage()}


@pytest.fixture
def s3_bucket(s3_url: str) -> Iterator[Bucket]:
    """A new bucket, emptied and deleted at the end."""
    bucket = Bucket(
        name=f"test-{uuid.uuid4().hex}",
        endpoint_url=s3_url,
        access_key=_variable_of("An S3-compatible server", "CONJOINT_TEST_S3_ACCESS_KEY"),
        secret_key=_variable_of("An S3-compatible server", "CONJOINT_TEST_S3_SECRET_KEY"),
    )
    stored = boto3.resource(
        "s3",
        endpoint_url=bucket.endpoint_url,
        aws_access_key_id=bucket.access_key,
        aws_secret_access_key=bucket.secret_key,
        region_name=bucket.region_name,
    ).Bucket(bucket.name)
    stored.create()
    yield bucket
    stored.objects.delete()
    stored.delete()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The program of a real Chromium."""
    return _variable_of("Chromium", "CONJOINT_TEST_CHROMIUM")


# Besides what a browser needs in a sandbox of its own: it must not look for anything outside this machine.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A real Chromium. A test that drives it against `live_server` is marked `django_db(transaction=True)`."""
    # Playwright runs an event loop in this thread, which makes Django suspect the tests' own queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


REFUSED_WITH_REASON = re.compile(r"status of (404|410|422)")  # a page that says so is no error of the site
PATIENCE = 60_000  # ms; a busy machine is slow, which is no fault of the page


class Door:
    """Of the live site. What a page sends while it is closed, such as the words of a form, outlives the page; the
    tables must not be emptied under it, nor is it any business of the next test. So when a test is over nobody is let
    in any more, and whoever is inside is waited for.
    """

    def __init__(self) -> None:
        self.inside, self.is_open, self._change = 0, False, threading.Condition()

    def enter(self, **_signal) -> None:
        with self._change:
            if not self.is_open:
                raise ConnectionAbortedError  # the server drops a request that ends so, and says nothing of it
            self.inside += 1

    def leave(self, **_signal) -> None:
        with self._change:
            self.inside -= 1
            self._change.notify_all()

    def open(self) -> None:
        self.is_open = True

    def shut(self) -> None:
        with self._change:
            self.is_open = False
            assert self._change.wait_for(lambda: self.inside == 0, timeout=PATIENCE / 1000), "A request does not end."


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    door = Door()
    request_started.connect(door.enter, sender=WSGIHandler)  # a test's client is another handler
    request_finished.connect(door.leave, sender=WSGIHandler)
    yield door
    request_started.disconnect(door.enter, sender=WSGIHandler)
    request_finished.disconnect(door.leave, sender=WSGIHandler)


@pytest.fixture
def new_context(browser, live_server, door) -> Iterator[Callable[..., BrowserContext]]:
    """Somebody's browser before the live site; takes what a Playwright context takes."""
    contexts = []

    def make(**options) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        contexts.append(context)
        return context

    door.open()
    yield make
    for context in contexts:
        context.close()
    door.shut()


@pytest.fixture
def open_page(new_context) -> Iterator[Callable[..., Page]]:
    """Somebody's browser, nobody signed in; takes what a Playwright context takes.

    Fails at the end when a page logged an error or the content security policy refused something.
    """
    errors = []

    def open_it(path: str = "/", *, width: int = 1280, scheme: str = "light", **options) -> Page:
        context = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, **options)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda message: message.type == "error" and errors.append(f"{page.url}: {message.text}"))
        page.goto(path)
        return page

    yield open_it
    assert [error for error in errors if not REFUSED_WITH_REASON.search(error)] == []
