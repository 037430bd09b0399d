"""A reader keeps a search, is told by mail what is new, and stops the mails; every page on the way is open to all."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from search.alerts.digests import digests_begin
from search.indexing.following import changes_follow
from search.kept import Export, SavedSearch
from tests.factories import ExportFactory, OutputFactory, PartnerFactory, UserFactory
from tests.journeys.conftest import let_the_worker_work, sign_in
from tests.journeys.test_accessibility import in_every_look, look_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_search_to_a_mail_and_its_end(open_page, embedded):
    embedded.apply([])
    reader = UserFactory()
    page = open_page("/search/?q=pericardium")
    page.get_by_role("link", name="Save this search").click()
    sign_in(page, reader)
    page.get_by_label("Name").fill("My pericardium")
    page.get_by_label("every day").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The search is saved.").wait_for()
    let_the_worker_work()
    work = OutputFactory(published=True, title="Diseases of the pericardium")
    let_the_worker_work()
    SavedSearch.objects.update(next_run_at=timezone.now())
    digests_begin()
    let_the_worker_work()
    text = mail.outbox[0].body
    page.goto(re.search(r"http://\S+(/w/\S+)", text)[1])
    page.get_by_role("heading", name=work.title, level=1).wait_for()
    page.context.clear_cookies()
    page.goto(re.search(r"this search: http://[^/]+(\S+)", text)[1])
    page.get_by_role("button", name="Stop the mails").click()
    page.get_by_text("You get no more mail about “My pericardium”.").wait_for()
    assert SavedSearch.objects.get().paused


def test_an_export_is_watched_until_it_is_ready(open_page, embedded):
    reader = UserFactory()
    export = ExportFactory(user=reader, state="running", total=200, written=50)
    page = open_page(export.get_absolute_url())
    sign_in(page, reader)
    page.get_by_text("50 of 200 works, 25 %").first.wait_for()
    cancel = page.get_by_role("button", name="Cancel")
    cancel.focus()
    Export.objects.update(written=100)
    page.get_by_text("100 of 200 works, 50 %").first.wait_for()
    assert cancel.evaluate("button => button === document.activeElement")
    Export.objects.update(written=200, state="done", content="exports/none.csv")
    page.get_by_role("link", name="Download").wait_for()
    assert page.locator("[data-progress-target=said]").inner_text() == "The file is ready, with 200 works."


@in_every_look
def test_every_page_of_it(open_page, embedded, scheme, width):
    partner, reader = PartnerFactory(), UserFactory()
    OutputFactory(published=True, title="Diseases of the pericardium", tagged_partners=[partner])
    changes_follow()
    page = open_page("/search/saved/", scheme=scheme, width=width, bypass_csp=True)
    sign_in(page, reader)
    page.get_by_text("You have not saved a search yet.").wait_for()
    look_at(page)
    look_at(page, f"/search/saved/new/?q=pericardium&partner={partner.pk}")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The search is saved.").wait_for()
    look_at(page)
    look_at(page, f"/search/saved/{SavedSearch.objects.get().pk}/")
    look_at(page, f"/partners/{partner.slug}/")
    page.get_by_role("link", name="Follow").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Pause").first.click()
    page.get_by_text("You get no mail about this search").wait_for()
    page.get_by_role("button", name="Delete").first.click()
    page.get_by_role("button", name="Undo").wait_for()
    look_at(page)
    look_at(page, f"/partners/{partner.slug}/")
    for state, fields in {"running": {"total": 4, "written": 1}, "failed": {}}.items():
        look_at(page, ExportFactory(user=reader, state=state, **fields).get_absolute_url())
