"""What happens to a published work: a version, an embargo, a withdrawal, a deletion that is taken back."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from repository.models import Output
from repository.outputs.choices import Kind
from tests.factories import ContributionFactory, OutputFactory, OutputFileFactory
from tests.journeys.conftest import let_the_worker_work
from tests.journeys.hands import Hand

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = "wagtailsnippets_repository_output"


@pytest.fixture
def work(faculty, embedded) -> Output:
    output = OutputFactory(
        published=True, owner=faculty, title="On the heart", kind=Kind.REPORT, issued="2026", licence="CC-BY-4.0"
    )
    ContributionFactory(output=output, family_name="Novak")
    stored = {"stored_file__data": b"As first published", "stored_file__media_type": "text/plain"}
    OutputFileFactory(output=output, name="first.txt", **stored)
    return Output.objects.get(pk=output.pk)


def decide(desk: Hand, verb: str, work: Output, reason: str) -> None:
    desk.page.goto(reverse(f"{ADMIN}:{verb}", args=[work.pk]))
    desk.write(desk.page.get_by_label("Reason"), reason)
    desk.press(desk.page.locator("main button[type=submit]").last)
    desk.page.wait_for_url("**/output/")


def test_another_file_makes_a_version_and_the_first_stays_readable(hands, work, faculty, editor, tmp_path: Path):
    (tmp_path / "errata.txt").write_text("Page 3 should read otherwise.")
    desk = hands(f"/deposit/{work.code}/files/", faculty)
    desk.bring(desk.page.get_by_label("Add files"), tmp_path / "errata.txt")
    expect(desk.page.get_by_role("group", name="errata.txt")).to_be_visible()
    desk.look()
    desk.page.goto(f"/deposit/{work.code}/review/")
    desk.button("Submit for review")
    expect(desk.page.get_by_text("It cannot be submitted yet")).to_be_visible()  # nobody said what changed
    desk.look()
    desk.write(desk.page.locator("textarea[name=version_note]"), "An erratum is added.")
    desk.button("Submit for review")
    expect(desk.page.get_by_text("Submitted for review")).to_be_visible()

    Output.objects.get(pk=work.pk).current_workflow_task_state.approve(user=editor)
    let_the_worker_work()
    reader = hands(work.get_absolute_url())
    expect(reader.page.get_by_text("An erratum is added.")).to_be_visible()
    reader.look()
    reader.link("Version 1")
    expect(reader.page.get_by_text("There is a newer version of this work")).to_be_visible()
    expect(reader.page.get_by_text("errata.txt")).not_to_be_visible()
    reader.look()
    reader.link("Go to the newer version")
    expect(reader.page.get_by_text("errata.txt").first).to_be_visible()


def test_an_embargo_closes_the_file_until_its_day(hands, work, faculty, editor):
    desk = hands(f"/deposit/{work.code}/access/", faculty)
    day = timezone.localdate() + timedelta(days=60)
    desk.write(desk.page.get_by_label("Closed until"), day.isoformat())
    desk.look()
    desk.button("Save and continue")
    desk.button("Submit for review")
    expect(desk.page.get_by_text("Submitted for review")).to_be_visible()
    Output.objects.get(pk=work.pk).current_workflow_task_state.approve(user=editor)

    address = f"{work.get_absolute_url()}files/1/"
    reader = hands(work.get_absolute_url())
    expect(reader.page.get_by_text("Closed until").first).to_be_visible()
    reader.look()
    assert reader.page.request.get(address).status == 403
    for file in Output.objects.get(pk=work.pk).files.all():  # its day comes
        file.embargo_until = timezone.localdate()
        file.save()
    assert reader.page.request.get(address).text() == "As first published"


def test_a_withdrawn_work_says_why_and_comes_back(hands, work, editor):
    desk = hands("/cms/", editor)
    decide(desk, "withdraw", work, "The second table is wrong.")
    reader = hands(work.get_absolute_url())
    expect(reader.page.get_by_text("The second table is wrong.")).to_be_visible()
    reader.look()
    assert reader.page.request.get(f"{work.get_absolute_url()}files/1/").status in (404, 410)
    decide(desk, "restore", work, "It is put right.")
    reader.page.reload()
    expect(reader.page.get_by_role("heading", name="On the heart")).to_be_visible()
    expect(reader.page.get_by_text("The second table is wrong.")).not_to_be_visible()


def test_a_deleted_work_is_gone_and_the_deletion_is_taken_back(hands, work, editor):
    desk = hands("/cms/", editor)
    decide(desk, "delete", work, "Deposited twice.")
    reader = hands(work.get_absolute_url())
    assert reader.page.request.get(work.get_absolute_url()).status == 410
    assert "On the heart" not in reader.page.content() and "Deposited twice." not in reader.page.content()
    reader.look()
    decide(desk, "undelete", work, "It was the only one.")
    reader.page.reload()
    expect(reader.page.get_by_role("heading", name="On the heart")).to_be_visible()
