"""Both sides say yes: a co-author on a phone, a silent partner, an editor who decides, and the thread between."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from repository.deposit.services import deposit_submit
from repository.models import Approval, Confirmation, Letter, Output
from repository.outputs.choices import Kind
from repository.partners.models import Word
from tests.factories import (
    ContributionFactory,
    ContributorAddressFactory,
    OutputFactory,
    OutputFileFactory,
    PartnerContactFactory,
    UserFactory,
)
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import sign_in
from tests.journeys.hands import PHONE, press, tab_to
from tests.repository.approval.conftest import let_days_pass, link_in

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS, KEY = "erika@example.net", "coauthor0001"


@pytest.fixture
def contact(partner):
    user = UserFactory(username="the-contact", institution=partner, first_name="Mari", last_name="Tamm")
    PartnerContactFactory(partner=partner, user=user)
    return user


@pytest.fixture
def draft(faculty, editor, partner) -> Output:
    output = OutputFactory(owner=faculty, title="Joint exercises", kind=Kind.REPORT, issued="2026", licence="CC-BY-4.0")
    ContributionFactory(output=output, family_name="Novak", given_name="Maria")
    ContributionFactory(output=output, family_name="Beispiel", given_name="Erika", key=KEY, partners=[partner])
    OutputFileFactory(output=output, name="exercises.pdf")
    output.save_revision(user=faculty)
    return Output.objects.get(pk=output.pk)


def submitted(draft: Output) -> Output:
    deposit_submit(output=draft, user=draft.owner)
    return Output.objects.get(pk=draft.pk)


def link_to(address: str) -> str:
    return link_in(Letter.objects.filter(address=address).order_by("-pk")[0])


def test_a_coauthor_corrects_their_name_on_a_phone_without_account_and_scripts(open_page, draft):
    ContributorAddressFactory(output=draft, contributor=KEY, address=ADDRESS)
    submitted(draft)
    page = open_page(link_to(ADDRESS), java_script_enabled=False, **PHONE)
    expect(page.get_by_role("heading", name="Erika Beispiel, do you agree?")).to_be_visible()
    expect(page.get_by_text("Joint exercises").first).to_be_visible()
    page.get_by_text("I agree, but something about me is wrong").click()
    page.get_by_label("Family name").fill("Beispiel-Muster")
    page.get_by_label("ORCID iD").fill("12")
    page.get_by_role("button", name="Agree and send the correction").click()
    expect(page.get_by_text("is not a valid ORCID iD").first).to_be_visible()
    expect(page.get_by_label("Family name")).to_have_value("Beispiel-Muster")
    page.get_by_label("ORCID iD").fill("")
    page.get_by_label("Institution 2").fill("Elsewhere Clinic")
    page.get_by_role("button", name="Agree and send the correction").click()
    expect(page.get_by_role("heading", name="Answered")).to_be_visible()
    assert "Joint exercises" not in page.content()
    proposal = Confirmation.objects.get().proposal
    assert proposal == {"family_name": "Beispiel-Muster", "institution-2": "Elsewhere Clinic"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_coauthor_agrees(hands, draft, scheme):
    ContributorAddressFactory(output=draft, contributor=KEY, address=ADDRESS)
    submitted(draft)
    hand = hands(link_to(ADDRESS), scheme=scheme)
    hand.press(hand.page.locator("summary", has_text="I agree, but something about me is wrong"))
    hand.press(hand.page.locator("summary", has_text="I do not agree"))
    hand.look()
    hand.button("All is right: I agree")
    expect(hand.page.get_by_role("heading", name="Answered")).to_be_visible()
    hand.look()
    assert Confirmation.objects.get().state == "confirmed"


def test_the_depositor_gives_an_address_and_sees_the_answer(hands, draft, faculty):
    desk = hands(f"/deposit/{draft.code}/people/", faculty)
    desk.write(desk.page.get_by_label("E-mail address, to ask whether they agree").nth(1), ADDRESS)
    desk.look()
    desk.button("Save and continue")
    expect(desk.page.get_by_role("heading", name="Access and licence")).to_be_visible()
    desk.page.goto(f"/deposit/{draft.code}/review/")
    desk.button("Submit for review")
    expect(desk.page.get_by_text("Submitted for review")).to_be_visible()
    desk.look()
    other = hands(link_to(ADDRESS))
    other.press(other.page.locator("summary", has_text="I do not agree"))
    other.write(other.page.get_by_label("What should be different?"), "The second figure is not ours.")
    other.button("Object to the publication")
    expect(other.page.get_by_role("heading", name="Answered")).to_be_visible()
    desk.page.goto("/deposit/")
    expect(desk.page.get_by_text("Erika Beispiel: objected")).to_be_visible()
    desk.look()
    desk.link("Answers and thread")
    expect(desk.page.get_by_text("The second figure is not ours.").first).to_be_visible()


def test_silence_of_a_partner_is_consent_after_its_days(hands, draft, editor, contact, partner):
    partner.word, partner.silence_days = Word.ASKED, 10
    partner.save()
    output = submitted(draft)
    desk = hands(f"/deposit/{output.code}/thread/", editor)
    expect(desk.page.get_by_text("It cannot be published yet")).to_be_visible()
    desk.look()
    let_days_pass(Approval.objects.get(), 11)
    desk.page.reload()
    expect(desk.page.get_by_text("consent by silence")).to_be_visible()
    expect(desk.page.get_by_text("It cannot be published yet")).not_to_be_visible()
    desk.look()
    Output.objects.get(pk=output.pk).current_workflow_task_state.approve(user=editor)
    assert Output.objects.get(pk=output.pk).live


def test_a_contact_asks_declines_and_an_editor_overrules(open_page, draft, editor, contact, partner):
    partner.word = Word.REQUIRED
    partner.save()
    output = submitted(draft)
    page = open_page("/approvals/", bypass_csp=True)
    sign_in(page, contact)
    expect(page.get_by_text("Your word is required")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Joint exercises").click()
    assert_accessible(page)
    page.get_by_label("Your question").fill("Which department is it?")
    page.get_by_role("button", name="Ask in the thread").click()
    expect(page.get_by_text("Which department is it?")).to_be_visible()
    page.goto(f"/approvals/{output.code}/")
    page.get_by_text("Decline with a reason").click()
    page.get_by_label("What should be different?").fill("Not our department.")
    page.get_by_role("button", name="Decline", exact=True).click()
    expect(page.get_by_text("You have declined the work.")).to_be_visible()

    desk = open_page(f"/deposit/{output.code}/thread/", bypass_csp=True)
    sign_in(desk, editor)
    expect(desk.get_by_text("Not our department.").first).to_be_visible()
    assert_accessible(desk)
    desk.locator("summary", has_text="Overrule").click()
    desk.get_by_label("Why the work need not wait").fill("It was settled by telephone.")
    desk.get_by_role("button", name="Overrule with this reason").click()
    expect(desk.get_by_text("The work need not wait for this any more.")).to_be_visible()
    expect(desk.get_by_text("It cannot be published yet")).not_to_be_visible()
    page.reload()
    expect(page.get_by_text("An editor has decided without this word")).to_be_visible()


def test_a_change_is_asked_for_and_marked_as_done(open_page, draft, editor, faculty):
    output = submitted(draft)
    desk = open_page(f"/deposit/{output.code}/thread/")
    sign_in(desk, editor)
    tab_to(desk, desk.get_by_label("Your comment"))
    desk.keyboard.type("Please shorten the title.")
    desk.get_by_label("It is about").select_option("title")
    desk.get_by_label("Something has to be changed").check()
    press(desk, desk.get_by_role("button", name="Send"))
    expect(desk.get_by_text("to be changed", exact=True)).to_be_visible()

    letter = Letter.objects.get(name="thread_comment", address=faculty.email)
    page = open_page(letter.link.replace("http://127.0.0.1:8000", ""), width=360, bypass_csp=True)
    sign_in(page, faculty)
    expect(page.get_by_text("Please shorten the title.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Mark 1 new comment as read").click()
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("Marked as done by Maria Novak")).to_be_visible()
    desk.reload()
    expect(desk.get_by_text("Marked as done by Maria Novak")).to_be_visible()
    assert output.comments.get().resolved_at <= timezone.now()
