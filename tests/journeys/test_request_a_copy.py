"""A closed file, from the reader who asks for it to the link that opens it; by keyboard, on a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from repository.models import Letter
from tests.factories import OutputFactory, OutputFileFactory
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "bypass_csp": True}


def press(page: Page, role: str, name: str) -> None:
    """With the focus on it and Enter, as somebody without a pointer does."""
    page.get_by_role(role, name=name).focus()
    page.keyboard.press("Enter")


def test_a_reader_asks_the_depositor_approves_and_the_link_opens_the_file(open_page, faculty):
    work = OutputFactory(published=True, owner=faculty, title="On the heart")
    until = timezone.localdate() + timedelta(days=90)
    OutputFileFactory(
        output=work,
        name="closed.txt",
        embargo_until=until,
        stored_file__data=b"At last",
        stored_file__media_type="text/plain",
    )
    reader = open_page(work.get_absolute_url(), **PHONE)
    press(reader, "link", "Ask the depositor for a copy closed.txt")
    expect(reader.get_by_role("heading", name="Ask for a copy")).to_be_visible()
    assert_accessible(reader)
    press(reader, "button", "Send the request")
    expect(reader.get_by_role("alert")).to_be_focused()
    reader.get_by_label("Your name").fill("Ada Byron")
    reader.get_by_label("Your e-mail address").fill("ada@example.org")
    reader.get_by_label("What you need it for").fill("For my thesis.")
    press(reader, "button", "Send the request")
    expect(reader.get_by_text("Your request is sent.")).to_be_visible()

    desk = open_page("/deposit/requests/", **PHONE)
    sign_in(desk, faculty)
    assert_accessible(desk)
    press(desk, "link", "closed.txt")
    expect(desk.get_by_text("For my thesis.")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_label("Your words").fill("Gladly.")
    press(desk, "button", "Send a copy")
    expect(desk.get_by_text("Done. The reader is told by letter.")).to_be_visible()

    reader.goto(re.search(r"/copies/\S+/", Letter.objects.get(name="copy-approved").text)[0])
    assert_accessible(reader)
    with reader.expect_download() as download:
        press(reader, "button", "Download")
    assert download.value.path().read_bytes() == b"At last"
