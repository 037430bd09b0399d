"""An edition in another language, begun by keyboard on a phone, and found by readers of either."""

import pytest
from playwright.sync_api import expect

from repository.models import Output
from repository.outputs.services import output_publish
from tests.factories import ContributionFactory, OutputFactory, PartnerFactory, UserFactory
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_translation_is_begun_from_the_page_of_the_original(open_page):
    owner, editor = UserFactory(groups=["faculty"]), UserFactory(groups=["editors"])
    original = OutputFactory(published=True, owner=owner, title="Кардиология", language="ru", languages=["ru"])
    ContributionFactory(output=original, family_name="Novak", partners=[PartnerFactory()])
    page = open_page("/deposit/", width=360, bypass_csp=True)
    sign_in(page, owner)

    page.goto(page.url.replace("/deposit/", original.get_absolute_url()))
    page.get_by_role("link", name="Add an edition in another language").press("Enter")
    assert_accessible(page)
    page.get_by_label("Language of the new edition").press("Tab")
    page.keyboard.type("Cardiology")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose the language of the new edition.")
    assert_accessible(page)
    page.get_by_label("Language of the new edition").select_option("en")
    expect(page.get_by_label("Its title")).to_have_value("Cardiology")
    page.get_by_role("button", name="Begin").press("Enter")
    expect(page.get_by_label("Translation of")).to_have_value(f"Кардиология ({original.code})")

    draft = Output.objects.get(title="Cardiology").get_latest_revision_as_object()
    draft.issued, draft.container_title = "2026", "Letters"
    draft.save_revision(user=owner)
    edition = output_publish(output=Output.objects.get(pk=draft.pk), user=editor)
    page.goto(page.url.partition("/deposit/")[0] + edition.get_absolute_url())
    page.get_by_role("link", name="Кардиология").press("Enter")
    expect(page.get_by_role("link", name="Cardiology")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
