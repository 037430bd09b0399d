"""The site by keyboard alone, and a deposit in a browser that runs no scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from repository.files.models import StoredFile
from repository.models import Output
from repository.outputs.choices import Kind, State
from search.indexing.following import changes_follow
from tests.factories import ContributionFactory, OutputFactory, OutputFileFactory, PageTextFactory
from tests.journeys.conftest import sign_in
from tests.journeys.hands import press, tab_to
from tests.sample_files import make_pdf

pytestmark = pytest.mark.django_db(transaction=True)


def contributors(page: Page) -> list[str]:
    return [field.input_value() for field in page.get_by_label("Family name").all()]


def test_a_page_is_searched_for_and_opened_with_keys(open_page, embedded):
    work = OutputFactory(published=True, title="Diseases of the heart")
    place = OutputFileFactory(
        output=work, stored_file__unit=StoredFile.Unit.PAGE, stored_file__unit_count=1, stored_file__reading="done"
    )
    PageTextFactory(stored_file=place.stored_file, text="On the pericardium")
    work.save()
    changes_follow()
    page = open_page("/news/")
    page.keyboard.press("/")
    page.keyboard.type("pericardium")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search results")).to_be_visible()
    press(page, page.get_by_role("link", name="Skip to content"))
    expect(page.locator("#main")).to_be_focused()
    press(page, page.get_by_role("link", name="page 1"))
    expect(page.locator("mark")).to_have_text("pericardium")


def test_contributors_are_put_in_order_with_keys(open_page, embedded, faculty):
    draft = OutputFactory(owner=faculty, kind=Kind.REPORT)
    for name in ("Novak", "Reyes", "Tamm"):
        ContributionFactory(output=draft, family_name=name)
    draft.save_revision(user=faculty)
    page = open_page(f"/deposit/{draft.code}/people/")
    sign_in(page, faculty)
    expect(page.get_by_role("heading", name="Contributors")).to_be_visible()
    press(page, page.get_by_role("button", name="Up : Contributor 3", exact=True))
    expect(page.get_by_role("button", name="Up : Contributor 2", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Down : Contributor 1", exact=True)).to_be_focused()
    assert contributors(page) == ["Tamm", "Novak", "Reyes"]
    press(page, page.get_by_role("button", name="Save and continue"))
    expect(page.get_by_role("heading", name="Access and licence")).to_be_visible()
    stored = Output.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert [row.family_name for row in stored.contributions.all()] == ["Tamm", "Novak", "Reyes"]


def test_what_is_typed_while_the_fields_of_a_kind_come_stays(open_page, embedded, faculty):
    draft = OutputFactory(owner=faculty, kind=Kind.REPORT, issued="")
    draft.save_revision(user=faculty)
    page = open_page(f"/deposit/{draft.code}/describe/")
    sign_in(page, faculty)
    expect(page.get_by_role("heading", name="Describe")).to_be_visible()
    held = []
    page.route("**/describe/", lambda route: held.append(route), times=1)
    page.get_by_role("radio", name="thesis").check()
    while not held:
        page.wait_for_timeout(50)
    page.get_by_label("Date of publication").fill("2026-03")
    page.get_by_role("button", name="Save and continue").click()
    held[0].continue_()
    expect(page.get_by_role("heading", name="People and partners")).to_be_visible()
    stored = Output.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert (stored.kind, str(stored.issued)) == (Kind.THESIS, "2026-03")


def test_a_suggestion_that_was_gone_to_is_chosen_though_an_answer_comes_late(open_page, embedded, faculty, partner):
    draft = OutputFactory(owner=faculty, kind=Kind.REPORT)
    ContributionFactory(output=draft)
    draft.save_revision(user=faculty)
    page = open_page(f"/deposit/{draft.code}/people/")
    sign_in(page, faculty)
    institution = page.get_by_role("combobox", name="Institution").first
    institution.fill("Tar")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    held = []
    page.route("**/?q=Tart", lambda route: held.append(route))
    with page.expect_request("**/?q=Tart"):
        page.keyboard.type("t")
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/?q=Tart") as answered:
        held[0].continue_()
    answered.value.finished()
    page.keyboard.press("Enter")
    expect(institution).to_have_value(str(partner))


def test_a_work_is_begun_with_keys(open_page, embedded, faculty):
    page = open_page("/deposit/")
    tab_to(page, page.get_by_label("Login"))
    page.keyboard.type(faculty.username)
    tab_to(page, page.get_by_label("Password (required)"))
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name="New deposit"))
    tab_to(page, page.get_by_label("Title of the work"))
    page.keyboard.type("A joint report")
    press(page, page.get_by_role("button", name="Begin"))
    expect(page.get_by_role("heading", name="A joint report")).to_be_visible()
    press(page, page.get_by_role("button", name="Save and continue"))
    expect(page.get_by_role("heading", name="Describe")).to_be_visible()


def test_a_deposit_needs_no_scripts(open_page, embedded, faculty, partner, tmp_path):
    report = tmp_path / "report.pdf"
    report.write_bytes(make_pdf(["The first page", "The second page"]))
    page = open_page("/deposit/new/", java_script_enabled=False)
    sign_in(page, faculty)
    page.get_by_label("Title of the work").fill("A joint report")
    page.get_by_label("Add files").set_input_files(report)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="1 file")).to_be_visible()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("radio", name="report").check()
    page.get_by_role("button", name="Show the fields for this kind").click()
    page.get_by_label("Institution that issued it").fill(str(partner))
    page.get_by_label("Date of publication").fill("2026")
    page.get_by_role("checkbox", name="English").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Family name").fill("Novak")
    page.get_by_role("button", name="Add another contributor").click()
    page.get_by_label("Family name").nth(1).fill("Reyes")
    page.get_by_role("button", name="Up : Contributor 2", exact=True).click()
    assert contributors(page) == ["Reyes", "Novak"]
    page.get_by_label("Institution", exact=True).first.fill(str(partner))
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("radio", name="Creative Commons Attribution 4.0").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Submitted for review")).to_be_visible()
    output = Output.objects.get(title="A joint report")
    draft = output.get_latest_revision_as_object()
    assert output.state == State.IN_REVIEW
    assert [str(row.affiliations.first() or "") for row in draft.contributions.all()] == [str(partner), ""]
