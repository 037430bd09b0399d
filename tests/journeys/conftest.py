"""People at real browsers before the running site, and the worker that does the site's work between their steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from search.indexing import changes_follow
from tests.factories import PASSWORD, PartnerFactory, UserFactory
from tests.repository.deposit.conftest import work_off
from tests.search.conftest import embedded, engine_name  # noqa: F401

REFUSED_WITH_REASON = re.compile(r"status of (404|410|422)")  # a page that says so is no error of the site
PATIENCE = 20_000  # ms; a busy machine is slow, which is no fault of the page


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    """Limits on signing in count in the cache, for everybody at this address."""
    cache.clear()


@pytest.fixture
def open_page(browser, live_server) -> Iterator[Callable[..., Page]]:
    """Somebody's browser, nobody signed in; takes what a Playwright context takes.

    Fails at the end when a page logged an error or the content security policy refused something.
    """
    contexts, errors = [], []

    def open_it(path: str = "/", *, width: int = 1280, scheme: str = "light", **options) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 800}, color_scheme=scheme, **options
        )
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda message: message.type == "error" and errors.append(f"{page.url}: {message.text}"))
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert [error for error in errors if not REFUSED_WITH_REASON.search(error)] == []


def sign_in(page: Page, user) -> None:
    """With name and password, on the page that asks for them now."""
    page.get_by_label("Login").fill(user.username)
    page.get_by_label("Password (required)").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


def let_the_worker_work() -> None:
    """The worker's jobs, then its duty of bringing what changed into the index."""
    work_off()
    changes_follow()


@pytest.fixture
def faculty(db):
    return UserFactory(groups=["faculty"], username="novak", first_name="Maria", last_name="Novak")


@pytest.fixture
def editor(db):
    return UserFactory(groups=["editors"], username="the-editor", first_name="Ana", last_name="Reyes")


@pytest.fixture
def partner(db):
    return PartnerFactory(name="University of Tartu", slug="tartu", city="Tartu", country="EE")
