"""Somebody chooses how letters come, stops a kind by the link in one, and takes it back: by keyboard, in each look."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from repository.letters.kinds import KINDS
from repository.letters.services import Recipient, letter_send, stop_url
from repository.letters.tokens import Subscription
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import sign_in
from tests.journeys.test_accessibility import in_every_look

pytestmark = pytest.mark.django_db(transaction=True)


@in_every_look
def test_choosing_how_letters_come(open_page, editor, scheme, width):
    page = open_page("/letters/", width=width, scheme=scheme, bypass_csp=True)
    sign_in(page, editor)
    expect(page.get_by_role("heading", name="Letters", exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_label("English").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("group", name="A work is to be reviewed").get_by_label("at once").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved. It counts for letters from now on.")).to_be_visible()
    expect(page.get_by_label("Русский")).to_be_checked()
    assert_accessible(page)
    context = {"title": "The heart", "depositor": "Maria", "link": "/cms/"}
    letter = letter_send(name="submitted", recipient=Recipient.of(editor), context=context)
    assert (letter.language, letter.state) == ("ru", "gathered")


@in_every_look
def test_stopping_by_the_link_in_a_letter(open_page, editor, scheme, width):
    path = urlsplit(stop_url(Subscription(KINDS["submitted"], editor))).path
    page = open_page(path, width=width, scheme=scheme, bypass_csp=True)
    assert_accessible(page)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Stop the letters").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The letters are stopped")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Undo: send them again").press("Enter")
    expect(page.get_by_role("heading", name="The letters come again")).to_be_visible()
    assert_accessible(page)
