"""What happens to a published work, on a phone: a version, an embargo, a withdrawal, a deletion that is taken back."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from repository.models import Output
from repository.outputs.choices import Kind
from tests.factories import ContributionFactory, OutputFactory, OutputFileFactory
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import let_the_worker_work, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "bypass_csp": True}
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


def decide(page: Page, verb: str, work: Output, reason: str) -> None:
    page.goto(reverse(f"{ADMIN}:{verb}", args=[work.pk]))
    page.get_by_label("Reason").fill(reason)
    page.locator("main button[type=submit]").last.click()
    page.wait_for_url("**/output/")


def test_another_file_makes_a_version_and_the_first_stays_readable(open_page, work, faculty, editor, tmp_path: Path):
    (tmp_path / "errata.txt").write_text("Page 3 should read otherwise.")
    desk = open_page(f"/deposit/{work.code}/files/", **PHONE)
    sign_in(desk, faculty)
    desk.get_by_label("Add files").set_input_files(tmp_path / "errata.txt")
    expect(desk.get_by_role("group", name="errata.txt")).to_be_visible()
    desk.goto(f"/deposit/{work.code}/review/")
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.get_by_text("It cannot be submitted yet")).to_be_visible()  # nobody said what changed
    assert_accessible(desk)
    desk.locator("textarea[name=version_note]").fill("An erratum is added.")
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.get_by_text("Submitted for review")).to_be_visible()

    Output.objects.get(pk=work.pk).current_workflow_task_state.approve(user=editor)
    let_the_worker_work()
    reader = open_page(work.get_absolute_url(), **PHONE)
    expect(reader.get_by_text("An erratum is added.")).to_be_visible()
    reader.get_by_role("link", name="Version 1").click()
    expect(reader.get_by_text("There is a newer version of this work")).to_be_visible()
    expect(reader.get_by_text("errata.txt")).not_to_be_visible()
    assert_accessible(reader)
    reader.get_by_role("link", name="Go to the newer version").click()
    expect(reader.get_by_text("errata.txt").first).to_be_visible()


def test_an_embargo_closes_the_file_until_its_day(open_page, work, faculty, editor):
    desk = open_page(f"/deposit/{work.code}/access/", **PHONE)
    sign_in(desk, faculty)
    day = timezone.localdate() + timedelta(days=60)
    desk.get_by_label("Closed until").fill(day.isoformat())
    desk.get_by_role("button", name="Save and continue").click()
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.get_by_text("Submitted for review")).to_be_visible()
    Output.objects.get(pk=work.pk).current_workflow_task_state.approve(user=editor)

    address = f"{work.get_absolute_url()}files/1/"
    reader = open_page(work.get_absolute_url(), **PHONE)
    expect(reader.get_by_text("Closed until").first).to_be_visible()
    assert reader.request.get(address).status == 403
    for file in Output.objects.get(pk=work.pk).files.all():  # its day comes
        file.embargo_until = timezone.localdate()
        file.save()
    assert reader.request.get(address).text() == "As first published"


def test_a_withdrawn_work_says_why_and_comes_back(open_page, work, editor):
    desk = open_page("/cms/")
    sign_in(desk, editor)
    decide(desk, "withdraw", work, "The second table is wrong.")
    reader = open_page(work.get_absolute_url(), **PHONE)
    expect(reader.get_by_text("The second table is wrong.")).to_be_visible()
    assert_accessible(reader)
    assert reader.request.get(f"{work.get_absolute_url()}files/1/").status in (404, 410)
    decide(desk, "restore", work, "It is put right.")
    reader.reload()
    expect(reader.get_by_role("heading", name="On the heart")).to_be_visible()
    expect(reader.get_by_text("The second table is wrong.")).not_to_be_visible()


def test_a_deleted_work_is_gone_and_the_deletion_is_taken_back(open_page, work, editor):
    desk = open_page("/cms/")
    sign_in(desk, editor)
    decide(desk, "delete", work, "Deposited twice.")
    reader = open_page(work.get_absolute_url(), **PHONE)
    assert reader.request.get(work.get_absolute_url()).status == 410
    assert "On the heart" not in reader.content() and "Deposited twice." not in reader.content()
    assert_accessible(reader)
    decide(desk, "undelete", work, "It was the only one.")
    reader.reload()
    expect(reader.get_by_role("heading", name="On the heart")).to_be_visible()
