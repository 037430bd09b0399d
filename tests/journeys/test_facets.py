"""Filters in a browser: by keyboard, on a phone, without scripts, and open to everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from repository.models import Partner
from search.indexing.following import changes_follow
from tests.factories import ContributionFactory, OutputFactory, PartnerFactory, SubjectFactory
from tests.journeys.axe import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)

PARTNERS = 26


@pytest.fixture
def works(embedded) -> list[Partner]:
    """Works of many partners, years and subjects inside one another; their partners."""
    partners = [PartnerFactory(name=f"University {number:02}") for number in range(PARTNERS)]
    broad = SubjectFactory(label="Medicine")
    subjects = [SubjectFactory(label=f"Branch {number}", broader=broad) for number in range(9)]
    for number, year in enumerate(("2019", "2021", "2024")):
        work = OutputFactory(published=True, title=f"Heart {number}", issued=year, subjects=subjects[number:])
        ContributionFactory(output=work, partners=partners[number:])
        work.save()
    changes_follow()
    return partners


def facet(page: Page, title: str):
    return page.locator("details.facet", has=page.locator("summary", has_text=title)).first


def test_a_long_list_is_narrowed_while_one_types(open_page, works):
    page = open_page("/search/?q=heart")
    partners = facet(page, "Partner")
    rows = partners.locator(".facet__options > li:visible")
    expect(rows).to_have_count(8)
    partners.get_by_role("searchbox").focus()
    page.keyboard.type("ÜNI 17")
    expect(rows).to_have_text("University 17 3 works", use_inner_text=False)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("University 00")
    expect(partners.get_by_role("status")).to_contain_text("looks through all of it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Partner")
    page.get_by_role("link", name="University 00").click()
    expect(page.locator(".chip")).to_contain_text("University 00")
    expect(page.locator(".hit")).to_have_count(1)


def test_two_partners_together_on_a_phone_without_scripts(open_page, works):
    page = open_page("/search/", width=360, java_script_enabled=False)
    page.get_by_text("Filters", exact=True).click()
    facet(page, "Partner").get_by_role("link", name="University 02").click()
    page.get_by_text("Filters, 1 on").click()
    facet(page, "Partner").get_by_role("link", name="all together").click()
    page.get_by_text("Filters, 1 on").click()
    facet(page, "Partner").get_by_role("searchbox").fill("versity 01")
    facet(page, "Partner").get_by_role("button", name="Find").click()
    page.get_by_role("link", name="University 01").click()
    expect(page.locator(".chip")).to_have_text(
        ["Remove filter: Joint with: University 02", "Remove filter: Joint with: University 01"]
    )
    expect(page.locator(".hit")).to_have_count(2)


def test_a_range_of_years_by_keys(open_page, works):
    page = open_page("/search/?q=heart&sort=title")
    page.get_by_label("From year").focus()
    page.keyboard.type("2020")
    page.keyboard.press("Tab")
    page.keyboard.type("2022")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_contain_text("Year: 2020–2022")
    expect(page.locator(".hit")).to_have_count(1)
    assert "q=heart" in page.url and "sort=title" in page.url
    page.keyboard.press("Tab")
    assert page.locator(".facet__histogram :focus").count() == 0, "the list says what the drawing shows"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_filters_are_open_to_everybody(open_page, works, scheme, width):
    chosen = "".join(f"&partner={partner.pk}" for partner in works[:2])
    page = open_page(f"/search/?q=heart{chosen}&year=2019..2022", scheme=scheme, width=width, bypass_csp=True)
    # Not the menu: it lies over what is below it while it is open.
    page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true })")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("partner", "subject"):
        page.goto(f"/search/facets/{name}/?q=heart&order=name&kind=article")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
