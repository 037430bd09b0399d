"""The search box: what it offers while somebody types, by keyboard alone, with a mouse, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from search.indexing.following import changes_follow
from tests.factories import (
    ContributionFactory,
    OutputFactory,
    PartnerNameFactory,
    PersonFactory,
    SubjectFactory,
)
from tests.journeys.axe import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def work(embedded, partner):
    person = PersonFactory(family_name="Cardoso", given_name="Maria")
    PartnerNameFactory(partner=partner, language="fa", text="کاردیولوژی")
    work = OutputFactory(published=True, title="Carditis in children", subjects=[SubjectFactory(label="Cardiology")])
    ContributionFactory(output=work, person=person, family_name="Cardoso", partners=[partner])
    work.save()
    changes_follow()
    return work


def box(page: Page):
    return page.get_by_role("combobox", name="Search works, pages and slides")


def active(page: Page) -> str:
    """What a screen reader would read of the option that the keys are on; empty when they are in the box itself."""
    return box(page).evaluate(
        "box => document.getElementById(box.getAttribute('aria-activedescendant'))?.innerText ?? ''"
    )


def test_a_suggestion_is_chosen_with_keys(open_page, work):
    page = open_page("/browse/")
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("card")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(page.get_by_role("listbox", name="Suggestions").get_by_role("group")).to_have_count(3)
    expect(page.locator(".search-box [role=status]")).to_have_text("3 suggestions")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    for key, option in [
        ("ArrowDown", "Carditis in children"),
        ("End", "Cardiology"),
        ("Home", "Carditis in children"),
        ("ArrowUp", ""),
        ("ArrowUp", "Cardiology"),
        ("ArrowDown", ""),
    ]:
        page.keyboard.press(key)
        assert active(page).split("\n")[0] == option, key
    page.keyboard.press("Escape")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(options).to_have_count(0)
    expect(box(page)).to_have_value("card")
    page.keyboard.press("ArrowDown")
    expect(options).to_have_count(3)
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option", selected=True)).to_have_text("Cardiology")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cardiology", level=1)).to_be_visible()


def test_enter_without_a_choice_searches_for_what_was_typed(open_page, work):
    page = open_page("/browse/")
    box(page).focus()
    page.keyboard.type("carditis")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search results")).to_be_visible()
    assert "q=carditis" in page.url


def test_a_suggestion_is_chosen_with_a_mouse_and_leaving_the_box_closes_them(open_page, work):
    page = open_page("/browse/")
    box(page).fill("card")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("Tab")
    expect(page.get_by_role("option")).to_have_count(0)
    box(page).fill("cardo")
    page.get_by_role("option", name="Maria Cardoso").click()
    expect(page.get_by_role("heading", name="Maria Cardoso")).to_be_visible()


def test_an_answer_that_would_come_late_is_given_up(open_page, work):
    page = open_page("/browse/")
    page.route("**/search/suggest/?q=card", lambda route: None)
    with page.expect_request("**/search/suggest/?q=card"):
        box(page).fill("card")
    with page.expect_event("requestfailed"), page.expect_response("**/search/suggest/?q=cardol"):
        box(page).fill("cardol")
    expect(page.get_by_role("option")).to_have_count(0)


def test_an_answer_that_comes_late_takes_no_option_from_whoever_went_to_it(open_page, work):
    page = open_page("/browse/")
    box(page).fill("card")
    expect(page.get_by_role("option")).to_have_count(3)
    page.route("**/search/suggest/?q=cardi", lambda route: None)
    with page.expect_request("**/search/suggest/?q=cardi"):
        page.keyboard.type("i")
    with page.expect_event("requestfailed"):  # it is given up
        page.keyboard.press("ArrowDown")
    assert active(page).startswith("Carditis in children")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Carditis in children")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_open_list_is_accessible_and_moves_nothing(open_page, work, scheme, width):
    page = open_page("/search/", scheme=scheme, width=width, bypass_csp=True)
    before, options = page.locator("#count").bounding_box(), page.locator(".search-box [role=option]")
    box(page).fill("کارد")
    expect(options).to_have_count(1)
    box(page).fill("card")
    expect(options).to_have_count(3)
    page.keyboard.press("ArrowDown")
    assert page.locator("#count").bounding_box() == before
    assert_accessible(page)


def test_it_is_a_plain_box_without_scripts(open_page, work):
    page = open_page("/search/", java_script_enabled=False)
    page.get_by_role("searchbox", name="Search works, pages and slides").fill("carditis")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator(".hit__title")).to_have_text("Carditis in children")
