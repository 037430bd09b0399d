"""People at real browsers before the running site, and the worker that does the site's work between their steps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from search.indexing.following import changes_follow
from tests.conftest import same_on_any_database
from tests.factories import PASSWORD, PartnerFactory, UserFactory
from tests.journeys.hands import WAYS, Hand
from tests.repository.deposit.conftest import work_off
from tests.search.conftest import embedded, engine_name  # noqa: F401


def sign_in(page: Page, user) -> None:
    """With name and password, on the page that asks for them now; the page wanted is there with its scripts then."""
    page.get_by_label("Login").fill(user.username)
    page.get_by_label("Password (required)").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def let_the_worker_work() -> None:
    """The worker's jobs, then its duty of bringing what changed into the index."""
    work_off()
    changes_follow()


@pytest.fixture(params=["mouse", *(pytest.param(way, marks=same_on_any_database) for way in ("phone", "keys"))])
def hands(request, open_page) -> Callable[..., Hand]:
    """Opens a page for somebody, signed in where a user is named; the test is run once for each way to use a page."""
    kind, screen = WAYS[request.param]

    def take(path: str, user=None, **options) -> Hand:
        page = open_page(path, bypass_csp=True, **screen, **options)
        if user:
            sign_in(page, user)
        return kind(page)

    return take


@pytest.fixture
def faculty(db):
    return UserFactory(groups=["faculty"], username="novak", first_name="Maria", last_name="Novak")


@pytest.fixture
def editor(db):
    return UserFactory(groups=["editors"], username="the-editor", first_name="Ana", last_name="Reyes")


@pytest.fixture
def partner(db):
    return PartnerFactory(name="University of Tartu", slug="tartu", city="Tartu", country="EE")
