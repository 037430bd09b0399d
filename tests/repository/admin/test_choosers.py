"""How editors say what a work is about and who stands behind it, when there are thousands of rows to choose from."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect

from repository.models import Agreement, Output, Subject
from repository.outputs.choices import Kind
from tests.drafts import draft_now
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    OutputFactory,
    PartnerFactory,
    SubjectFactory,
    SubjectLabelFactory,
    UserFactory,
)
from tests.journeys.conftest import sign_in
from tests.pages import html_of
from tests.repository.admin.test_editing import save, url
from tests.repository.deposit.conftest import work_off

pytestmark = pytest.mark.django_db
in_a_browser = pytest.mark.django_db(transaction=True)


def many_subjects(number: int) -> None:
    Subject.objects.bulk_create(Subject(label=f"Term {n:04}", slug=f"term-{n:04}") for n in range(number))


def test_the_form_holds_what_is_chosen_and_nothing_else(editing):
    chosen, other = PartnerFactory(), PartnerFactory()
    output = OutputFactory(tagged_partners=[chosen])
    page = html_of(editing.get(url("edit", output.pk)))
    rows = page.select(".conjoint-chosen__list input[name=tagged_partners]")
    assert [row["value"] for row in rows] == [str(chosen.pk)]
    assert chosen.name in page.text and other.name not in page.text


def test_the_form_takes_as_many_queries_whatever_there_is_to_choose(editing):
    first, second, third = (SubjectFactory() for _one in range(3))
    few, several = OutputFactory(subjects=[first]), OutputFactory(subjects=[first, second, third])
    editing.get(url("edit", few.pk))  # what is cached is cached
    with CaptureQueriesContext(connection) as before:
        editing.get(url("edit", few.pk))
    many_subjects(500)
    with CaptureQueriesContext(connection) as after:
        editing.get(url("edit", several.pk))
    assert len(after) == len(before)


def test_choices_wait_in_the_draft_and_are_compared(editing, editor):
    before, after = SubjectFactory(label="Cardiology"), SubjectFactory(label="Surgery")
    output = OutputFactory(published=True, kind=Kind.REPORT, subjects=[before])
    output.save_revision(user=editor)
    agreement, activity = AgreementFactory(), ActivityFactory()
    save(editing, output, subjects=[after.pk], agreements=[agreement.pk], activities=[activity.pk])
    assert list(draft_now(output).subjects.all()) == [after]
    assert list(draft_now(output).agreements.all()) == [agreement]
    assert list(draft_now(output).activities.all()) == [activity]
    assert list(Output.objects.get(pk=output.pk).subjects.all()) == [before]
    page = editing.get(url("revisions_compare", output.pk, "live", "latest")).content.decode()
    assert '<span class="deletion">Cardiology</span>' in page
    assert '<span class="addition">Surgery</span>' in page


def test_the_last_choice_can_be_taken_away(editing):
    output = OutputFactory(subjects=[SubjectFactory()])
    save(editing, output, subjects=[])
    assert list(draft_now(output).subjects.all()) == []


@pytest.mark.parametrize("made_up", ["0", "word", "²"])
def test_a_choice_that_does_not_exist_is_refused_in_words(editing, made_up):
    output = OutputFactory(subjects=[SubjectFactory(label="Cardiology")])
    page = save(editing, output, subjects=[made_up]).content.decode()
    assert "error" in page and list(draft_now(output).subjects.all()) == list(output.subjects.all())


def test_the_partners_of_an_agreement_are_chosen_too(editing):
    first, second = PartnerFactory(), PartnerFactory()
    agreement = AgreementFactory(partners=[first])
    address = reverse("wagtailsnippets_repository_agreement:edit", args=[agreement.pk])
    page = html_of(editing.get(address)).find(id="w-editor-form")
    page.find("template").decompose()
    data = {field["name"]: field.get("value", "") for field in page.select("input[name]")}
    data |= {"partners": [first.pk, second.pk], "form": agreement.form}
    assert editing.post(address, data).status_code == 302
    assert set(Agreement.objects.get(pk=agreement.pk).partners.all()) == {first, second}


@pytest.mark.parametrize("typed", ["cardiac surg", "хирургия"])
def test_the_chooser_finds_a_subject_by_its_label_in_any_language(editing, typed):
    subject = SubjectFactory(label="Cardiac surgery")
    SubjectLabelFactory(subject=subject, language="ru", text="Хирургия сердца")
    subject.save()
    many_subjects(50)
    work_off()  # Wagtail's index is brought up to date by the worker
    address = reverse(Subject.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
    page = editing.get(address, {"multiple": "1", "q": typed}).content.decode()
    assert "Cardiac surgery" in page and "Term 00" not in page


def at_the_form(open_page, output) -> Page:
    page = open_page(url("edit", output.pk))
    sign_in(page, UserFactory(groups=["editors"]))
    page.wait_for_url("**/edit/**")
    return page


@in_a_browser
def test_an_editor_searches_chooses_and_removes_with_keys_alone(open_page):
    heart = SubjectFactory(label="Heart failure")
    many_subjects(5_000)
    first, second = SubjectFactory(label="Lung surgery"), SubjectFactory(label="Lung transplantation")
    output = OutputFactory(subjects=[heart])
    work_off()
    page = at_the_form(open_page, output)
    page.get_by_role("button", name="Add subjects").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Search term").fill("lung")
    expect(dialog.get_by_text("2 matches")).to_be_visible()
    for subject in (first, second):
        dialog.get_by_role("checkbox", name=subject.label).focus()
        page.keyboard.press("Space")
    dialog.get_by_role("button", name="Confirm selection").press("Enter")
    rows = page.locator(".conjoint-chosen").filter(has_text="Heart").locator("li")
    expect(rows).to_have_count(3)
    expect(page.get_by_role("button", name="Add subjects")).to_be_focused()
    page.get_by_role("button", name="Remove: Heart failure").press("Enter")
    expect(page.get_by_role("button", name="Remove: Lung surgery")).to_be_focused()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("updated")
    assert set(draft_now(output).subjects.all()) == {first, second}
