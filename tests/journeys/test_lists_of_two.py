"""Two people change one list of contributors; one of them puts it together row by row, on a phone, by keyboard."""

import pytest
from playwright.sync_api import expect

from repository.models import Output
from tests.factories import ContributionFactory, OutputFactory
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import sign_in
from tests.repository.deposit.conftest import Depositor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_list_is_put_together_row_by_row(open_page, faculty, editor, scheme):
    output = OutputFactory(owner=faculty, title="A joint report")
    for name in ("Abe", "Baker"):
        ContributionFactory(output=output, family_name=name, given_name="A")
    output = Output.objects.get(pk=output.pk)
    output.save_revision(user=faculty)
    page = open_page(f"/deposit/{output.code}/people/", width=360, scheme=scheme, bypass_csp=True)
    sign_in(page, faculty)
    theirs = Depositor(editor).step(output, "people").step
    theirs.fill(contributors__0__given_name="Theirs", contributors__1__given_name="Theirs").press("save")
    page.get_by_label("Given name").first.fill("Mine")
    page.get_by_role("button", name="Save", exact=True).press("Enter")

    expect(page.get_by_role("heading", name="This step was changed meanwhile")).to_be_visible()
    result = page.locator(".choice__result li")
    expect(result).to_have_text(["Abe · Mine · author", "Baker · Theirs · author"])
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("group", name="Row 1").get_by_role("radio").first.press("ArrowDown")
    expect(result).to_have_text(["Abe · Theirs · author", "Baker · Theirs · author"])
    page.get_by_role("radio", name="What you typed").check()
    expect(page.locator(".choice__rows")).to_be_hidden()
    page.get_by_role("radio", name="Row by row, as chosen below").check()
    page.get_by_role("group", name="Row 2").get_by_role("radio").last.press("ArrowUp")
    page.get_by_role("button", name="Save what is chosen").press("Enter")
    expect(page.get_by_text("Saved as you chose.")).to_be_visible()
    people = Output.objects.get().get_latest_revision_as_object().contributions.all()
    assert [str(one) for one in people] == ["Theirs Abe", "A Baker"]
