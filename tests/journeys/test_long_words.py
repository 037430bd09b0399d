"""Where there is little room: on a narrow screen, and on paper."""

import pytest
from playwright.sync_api import expect

from repository.files.models import StoredFile
from tests.factories import ClaimFactory, ContributionFactory, OutputFactory, OutputFileFactory, PageTextFactory
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

ONE_LINE = "links => new Set(links.map(link => Math.round(link.getBoundingClientRect().bottom))).size"
ROOM_LEFT = "document.documentElement.clientWidth - document.documentElement.scrollWidth"


def test_a_long_menu_and_long_words_find_room(open_page, embedded, editor):
    title = "Elektroenzephalographieauswertungsrichtlinien"
    ClaimFactory(user=editor, output=OutputFactory(published=True, title=title))
    page = open_page("/people/me/", width=1040)
    sign_in(page, editor)
    expect(page.get_by_role("link", name="Editing")).to_be_visible()
    assert page.locator(".header__nav :is(a, button)").evaluate_all(ONE_LINE) == 1
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.get_by_role("link", name=title)).to_be_visible()
    assert page.evaluate(ROOM_LEFT) >= 0


def test_paper_names_everybody_and_a_phone_shows_the_words_looked_for_first(open_page, embedded):
    work = OutputFactory(published=True)
    for number in range(1, 15):
        ContributionFactory(output=work, family_name=f"Author{number}")
    place = OutputFileFactory(output=work, stored_file__unit=StoredFile.Unit.PAGE, stored_file__unit_count=1)
    PageTextFactory(stored_file=place.stored_file, text="On the pericardium")
    page = open_page(work.get_absolute_url())
    last = page.get_by_text("Author14").first
    expect(last).not_to_be_visible()
    page.emulate_media(media="print")
    expect(last).to_be_visible()
    expect(page.get_by_text("and 2 more")).not_to_be_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{work.get_absolute_url()}files/{place.number}/pages/1/?q=pericardium")
    expect(page.locator(".page-view__picture")).to_be_attached()
    expect(page.locator("mark")).to_be_in_viewport()
