"""A closed file, from the reader who asks for it to the link that opens it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from repository.models import Letter
from tests.factories import OutputFactory, OutputFileFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reader_asks_the_depositor_approves_and_the_link_opens_the_file(hands, faculty):
    work = OutputFactory(published=True, owner=faculty, title="On the heart")
    until = timezone.localdate() + timedelta(days=90)
    OutputFileFactory(
        output=work,
        name="closed.txt",
        embargo_until=until,
        stored_file__data=b"At last",
        stored_file__media_type="text/plain",
    )
    reader = hands(work.get_absolute_url())
    reader.link("Ask the depositor for a copy closed.txt")
    expect(reader.page.get_by_role("heading", name="Ask for a copy")).to_be_visible()
    reader.look()
    reader.button("Send the request")
    expect(reader.page.get_by_role("alert")).to_be_focused()
    reader.write(reader.page.get_by_label("Your name"), "Ada Byron")
    reader.write(reader.page.get_by_label("Your e-mail address"), "ada@example.org")
    reader.write(reader.page.get_by_label("What you need it for"), "For my thesis.")
    reader.button("Send the request")
    expect(reader.page.get_by_text("Your request is sent.")).to_be_visible()

    desk = hands("/deposit/requests/", faculty)
    desk.look()
    desk.link("closed.txt")
    expect(desk.page.get_by_text("For my thesis.")).to_be_visible()
    desk.look()
    desk.write(desk.page.get_by_label("Your words"), "Gladly.")
    desk.button("Send a copy")
    expect(desk.page.get_by_text("Done. The reader is told by letter.")).to_be_visible()

    reader.page.goto(re.search(r"/copies/\S+/", Letter.objects.get(name="copy-approved").text)[0])
    reader.look()
    with reader.page.expect_download() as download:
        reader.button("Download")
    assert download.value.path().read_bytes() == b"At last"
