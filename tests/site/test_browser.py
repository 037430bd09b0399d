"""The site's pages in a real browser: nobody is shut out, the policy refuses nothing, and the keys do what they say."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import (
    ContributionFactory,
    EventPageFactory,
    GuidePageFactory,
    NewsPageFactory,
    OutputFactory,
    PartnerFactory,
)
from tests.journeys.axe import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

BODY = [
    ("text", "<h2>What was agreed</h2><p>A <a href='/events/'>meeting</a>.</p><ul><li>one</li></ul>"),
    ("quote", {"text": "At last.", "source": "The dean"}),
]


@pytest.fixture
def paths(db):
    """One page of each kind, with something on it."""
    partners = [PartnerFactory(), PartnerFactory()]
    works = [OutputFactory(published=True), OutputFactory(published=True, title="راهنمای بالینی", language="fa")]
    for work in works:
        ContributionFactory(output=work, partners=partners)
    blocks = [*BODY, ("works", {"heading": "Read more", "intro": "", "works": works})]
    pages = [
        NewsPageFactory(body=blocks, works=works, partners=partners),
        EventPageFactory(body=blocks, works=works, partners=partners, online_url="https://meet.example.org/"),
        GuidePageFactory(body=BODY),
    ]
    return ["/", "/news/", "/events/", *(page.url for page in pages), "/accounts/login/", "/nothing-here/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_is_open_to_everybody(open_page, paths, width, scheme):
    page = open_page("/", width=width, scheme=scheme, bypass_csp=True)
    for path in paths:
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} is wider than the screen"


def test_the_policy_refuses_nothing_on_any_page(open_page, paths):
    page = open_page("/")
    for path in paths:
        page.goto(path, wait_until="networkidle")


def test_the_menu_of_a_phone_opens_and_is_accessible(open_page):
    page = open_page("/news/", width=360, bypass_csp=True)
    assert not page.get_by_role("link", name="Partners").is_visible()
    page.get_by_text("Menu").click()
    expect(page.get_by_role("link", name="Partners")).to_be_visible()
    assert_accessible(page)


def test_the_menu_is_there_at_once_where_there_is_room(open_page):
    expect(open_page("/news/").get_by_role("link", name="Partners")).to_be_visible()


def test_pages_work_without_scripts(open_page):
    page = open_page("/news/", java_script_enabled=False, width=360)
    page.get_by_text("Menu").click()
    expect(page.get_by_role("link", name="Events")).to_be_visible()
    page.get_by_role("button", name="Dark").click()
    expect(page).to_have_url(re.compile("/news/$"))
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_hidden()


def test_a_theme_is_chosen_at_once_and_kept(open_page):
    page = open_page("/news/")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate(paper) == "rgb(20, 25, 27)"
    page.reload()
    assert page.evaluate(paper) == "rgb(20, 25, 27)"


def test_keys_find_the_search_box_and_the_help_until_they_are_turned_off(open_page):
    page = open_page("/news/", bypass_csp=True)
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    page.keyboard.type("?/")
    expect(page.locator("#site-search")).to_have_value("?/")
    page.locator("h1").click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    dialog.get_by_label("Use the keys / and ? on this device").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(dialog).to_be_hidden()
    expect(page.locator("#site-search")).not_to_be_focused()


def test_the_skip_link_is_first_and_leads_to_the_content(open_page):
    page = open_page("/news/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_what_is_wrong_with_a_form_takes_the_focus(open_page):
    page = open_page("/accounts/login/", bypass_csp=True)
    page.get_by_label("Login").fill("nobody")
    page.get_by_label("Password (required)").fill("wrong")
    page.locator("main").get_by_role("button", name="Sign in").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Nothing has been lost.")
    expect(page.get_by_label("Login")).to_have_value("nobody")
    assert_accessible(page)
