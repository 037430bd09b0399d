"""A deposit is returned with a comment, put right and published, whatever its author works with."""

import pytest
from playwright.sync_api import expect

from repository.deposit.services import deposit_submit
from repository.models import Output
from repository.outputs.choices import Kind
from tests.factories import ContributionFactory, OutputFactory, OutputFileFactory
from tests.journeys.conftest import sign_in
from tests.journeys.test_deposit_to_page import COMMENT, TITLE, correct, review

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_returned_is_put_right_and_published(hands, open_page, embedded, faculty, editor):
    draft = OutputFactory(owner=faculty, title=TITLE, kind=Kind.REPORT, issued="2026", licence="CC-BY-4.0")
    ContributionFactory(output=draft, family_name="Novak")
    OutputFileFactory(output=draft)
    draft.save_revision(user=faculty)
    deposit_submit(output=draft, user=faculty)
    desk = open_page("/cms/")
    sign_in(desk, editor)
    review(desk, "Request changes", comment=COMMENT)
    author = hands("/deposit/", faculty)
    correct(author)
    review(desk, "Approve and Publish")
    author.page.goto(Output.objects.get(pk=draft.pk).get_absolute_url())
    expect(author.page.get_by_text("A guide for cardiologists in training.")).to_be_visible()
    author.look()
