"""Where there is little room: a menu with everything in it, and words that no line of a phone holds."""

import pytest
from playwright.sync_api import expect

from tests.factories import ClaimFactory, OutputFactory
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
