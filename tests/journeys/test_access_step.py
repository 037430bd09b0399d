"""Who may read, and from when: set in the deposit on a phone, and true for readers once the work is published."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from repository.models import Output
from repository.outputs.choices import Kind
from repository.outputs.services import output_publish
from tests.factories import ContributionFactory, OutputFactory, OutputFileFactory, UserFactory
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import let_the_worker_work, sign_in
from tests.journeys.hands import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def look_at(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)


def test_a_file_for_a_chosen_partner_of_a_record_that_is_hidden(embedded, open_page, faculty, editor, partner):
    work = OutputFactory(owner=faculty, title="Under seal", kind=Kind.REPORT, issued="2026", licence="CC-BY-4.0")
    ContributionFactory(output=work, family_name="Novak")
    OutputFileFactory(output=work, name="sealed.pdf")
    work.save_revision(user=faculty)
    embedded.apply([])

    page = open_page(f"/deposit/{work.code}/access/", bypass_csp=True, **PHONE)
    sign_in(page, faculty)
    file = page.get_by_role("group", name="sealed.pdf")
    expect(file.get_by_label("Chosen partners")).to_be_hidden()
    file.get_by_label("Who may open it").select_option(label="chosen partners")
    file.get_by_label("Chosen partners").press_sequentially("Tart")
    page.get_by_role("option", name="University of Tartu").click()
    day = timezone.localdate() + timedelta(days=30)
    page.get_by_label("Hide the record too, until").fill(day.isoformat())
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="would open before the record")).to_be_visible()
    look_at(page)
    file.get_by_label("Closed until").fill(day.isoformat())
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("would open before the record")).to_have_count(0)
    expect(file.get_by_label("Chosen partners")).to_have_value("University of Tartu")
    look_at(page)

    output_publish(output=Output.objects.get(pk=work.pk), user=editor)
    let_the_worker_work()
    page.goto(work.get_absolute_url())
    expect(page.locator(".work__head").get_by_text("hidden until")).to_be_visible()
    expect(page.get_by_text("Opened to: University of Tartu")).to_be_visible()
    look_at(page)

    member = open_page("/accounts/login/", **PHONE)
    sign_in(member, UserFactory(institution=partner))
    assert member.goto(work.get_absolute_url()).status == 404
    Output.objects.filter(pk=work.pk).update(hidden_until=timezone.localdate())
    member.goto(work.get_absolute_url())
    expect(member.get_by_text("only for chosen partners").first).to_be_visible()
    expect(member.get_by_text("University of Tartu")).to_have_count(0)
