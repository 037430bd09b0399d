"""What people ask of the library about published works, on a phone and by keyboard alone, to what readers then see."""

import pytest
from playwright.sync_api import Page, expect

from repository.models import Output, Person
from tests.factories import ContributionFactory, OutputFactory, PersonFactory, UserFactory
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import let_the_worker_work, sign_in
from tests.journeys.hands import press, tab_to

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "bypass_csp": True}


def look(page: Page) -> None:
    """Good for everybody, and nothing stands out at the side."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def tick(page: Page, label: str) -> None:
    tab_to(page, page.get_by_label(label))
    page.keyboard.press("Space")


def decide(desk: Page, button: str) -> None:
    desk.get_by_role("button", name=button, exact=True).click()


def test_an_owner_asks_and_an_editor_withdraws(open_page, faculty, editor, embedded):
    work = OutputFactory(published=True, owner=faculty, title="On the heart")
    ContributionFactory(output=work)
    page = open_page("/accounts/login/", **PHONE)
    sign_in(page, faculty)
    page.goto(work.get_absolute_url())
    press(page, page.get_by_role("link", name="Ask for the withdrawal of this work"))
    expect(page.get_by_role("heading", name="Ask for withdrawal")).to_be_visible()
    look(page)
    press(page, page.get_by_role("button", name="Ask the editors"))
    expect(page.get_by_role("alert")).to_be_focused()
    look(page)
    tick(page, "an error in the work")
    tab_to(page, page.get_by_label("What happened"))
    page.keyboard.type("The second table is wrong.")
    press(page, page.get_by_role("button", name="Ask the editors"))
    expect(page.get_by_text("The editors are asked.")).to_be_visible()
    look(page)
    page.goto("/deposit/")
    expect(page.get_by_text("Withdrawal asked for")).to_be_visible()
    look(page)

    desk = open_page("/cms/")
    sign_in(desk, editor)
    desk.get_by_role("link", name="Withdrawal asked for: 1 work").click()
    desk.get_by_role("link", name="On the heart").click()
    expect(desk.get_by_label("Reason for the public")).to_have_value("The second table is wrong.")
    desk.get_by_label("Reason for the public").fill("Table 2 was wrong.")
    decide(desk, "Withdraw")
    expect(desk.get_by_text("is withdrawn. Its owners are told by letter.")).to_be_visible()

    reader = open_page(work.get_absolute_url(), **PHONE)
    expect(reader.get_by_text("Table 2 was wrong.")).to_be_visible()
    page.goto("/deposit/")
    expect(page.get_by_text("Withdrawal asked for")).not_to_be_visible()


def test_somebody_claims_two_works_and_one_of_them_is_theirs(open_page, editor, embedded):
    account = UserFactory(username="byron", first_name="Ada", last_name="Byron")
    somebody = PersonFactory(family_name="Byron", given_name="A.")
    for title in ("On the heart", "On the lungs", "On the liver"):
        work = OutputFactory(published=True, title=title)
        ContributionFactory(output=work, family_name="Byron", given_name="A.", person=somebody)
        Output.objects.get(pk=work.pk).save()
    page = open_page("/accounts/login/", **PHONE)
    sign_in(page, account)
    page.goto(work.get_absolute_url())
    press(page, page.get_by_text("Are you one of them?"))
    look(page)
    press(page, page.get_by_role("link", name="I am this author"))
    expect(page.get_by_role("heading", name="I am this author")).to_be_visible()
    expect(page.get_by_label("A. Byron")).to_be_checked()
    look(page)
    page.goto(f"/people/{somebody.pk}/")
    press(page, page.get_by_role("link", name="These works are mine"))
    press(page, page.get_by_role("button", name="These are mine"))
    expect(page.get_by_role("alert")).to_be_focused()
    look(page)
    tick(page, "On the lungs")
    tick(page, "On the heart")
    tab_to(page, page.get_by_label("Something the library should know"))
    page.keyboard.type("The liver is by somebody else.")
    press(page, page.get_by_role("button", name="These are mine"))
    expect(page.get_by_text("Sent. An editor looks at your 2 claims")).to_be_visible()
    look(page)

    desk = open_page("/cms/")
    sign_in(desk, editor)
    desk.get_by_role("link", name="“I am this author”: 2 claims").click()
    desk.get_by_role("row", name="On the heart").get_by_role("link").click()
    expect(desk.get_by_text("the same family name and initials")).to_be_visible()
    desk.get_by_label("This work alone is this account's").check()
    decide(desk, "Confirm")
    expect(desk.get_by_text("Confirmed. The account is told by letter.")).to_be_visible()
    desk.goto("/cms/claims/")
    desk.get_by_role("row", name="On the lungs").get_by_role("link").click()
    desk.get_by_label("Words to the account").last.fill("The lungs are by your sister.")
    decide(desk, "Decline")
    expect(desk.get_by_text("Declined. The account is told by letter.")).to_be_visible()

    let_the_worker_work()
    page.reload()
    expect(page.get_by_text("The lungs are by your sister.")).to_be_visible()
    press(page, page.get_by_role("link", name="My public page"))
    expect(page.get_by_role("link", name="On the heart")).to_be_visible()
    expect(page.get_by_role("link", name="On the lungs")).not_to_be_visible()
    look(page)
    assert page.url.endswith(f"/people/{Person.objects.get(user=account).pk}/")
