"""The page behind a link, and the pages of contact people: what they say, to whom, and what does nothing."""

import pytest
from django.core.signing import Signer
from django.test import Client

from repository.approval.approvals import approval_approve
from repository.approval.confirmations import confirmation_revoke
from repository.approval.links import link_of, token_of
from repository.models import Approval, Comment, Confirmation, Output
from repository.partners.models import Word
from tests.factories import PartnerFactory, UserFactory
from tests.pages import html_of, main_text, signed_in
from tests.repository.approval.conftest import (
    ADDRESS,
    asked_coauthor,
    asked_partner,
    change,
    let_days_pass,
    letters,
    link_in,
    make_draft,
    speaker_for,
    submit,
    take_back,
)

pytestmark = pytest.mark.django_db
State = Confirmation.State


@pytest.fixture
def link(solo) -> str:
    submit(solo)
    return link_in(letters("coauthor_asked")[0])


SECRETS = ("joint report", "Beispiel", "Novak", ADDRESS)


def says_nothing(response) -> bool:
    whole = f"{response.content.decode()} {response.headers}"
    return not [secret for secret in SECRETS if secret in whole]


# -- a co-author without an account -----------------------------------------------------------------------------------


def test_the_letter_leads_to_the_work_and_opening_it_answers_nothing(client, link, solo):
    for method in (client.get, client.head, client.get):
        assert method(link).status_code == 200
    text = main_text(client.get(link))
    assert "Erika Beispiel, do you agree?" in text and "A joint report" in text and "January 2026" in text
    assert asked_coauthor(solo).state == State.ASKED
    assert ADDRESS not in client.get(link).content.decode()


def test_one_press_confirms_and_from_then_on_the_link_says_only_when(client, link, solo):
    response = client.post(link, {"action": "confirm"}, follow=True)
    assert "This link was answered on" in main_text(response)
    assert says_nothing(response) and says_nothing(Client().get(link))
    assert asked_coauthor(solo).state == State.CONFIRMED


def test_a_used_link_takes_no_second_answer(client, link, solo):
    client.post(link, {"action": "confirm"})
    response = client.post(link, {"action": "object", "objection-reason": "No!"}, follow=True)
    assert says_nothing(response)
    assert asked_coauthor(solo).state == State.CONFIRMED


def test_only_what_differs_is_proposed(client, link, solo):
    form = {"action": "correct", "own-family_name": "Muster", "own-given_name": "Erika", "own-remark": "Thanks."}
    client.post(link, form)
    asked = asked_coauthor(solo)
    assert (asked.state, asked.proposal, asked.reason) == (State.CORRECTED, {"family_name": "Muster"}, "Thanks.")


def test_an_institution_more_is_proposed_and_shown_to_the_depositor(client, link, solo):
    form = {"action": "correct", "own-family_name": "Beispiel", "own-given_name": "Erika"}
    client.post(link, form | {"own-institution-2": "Elsewhere", "own-department-2": "Anatomy"})
    assert asked_coauthor(solo).proposal == {"institution-2": "Elsewhere", "department-2": "Anatomy"}
    client.force_login(solo.owner)
    assert "Institution 2 Elsewhere Department 2 Anatomy" in main_text(client.get(f"/deposit/{solo.code}/thread/"))


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"action": "object", "objection-reason": " "}, "This field is required."),
        ({"action": "correct", "own-family_name": "Beispiel", "own-given_name": "Erika"}, "Nothing is changed yet."),
        ({"action": "correct", "own-family_name": "B", "own-orcid": "12"}, "is not a valid ORCID iD"),
        (
            {"action": "correct", "own-family_name": "B", "own-department-2": "Anatomy"},
            "Name the institution the department belongs to.",
        ),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(client, link, solo, form, sentence):
    response = client.post(link, form)
    assert response.status_code == 422 and sentence in main_text(response)
    for value in form.values():
        assert value == " " or value in response.content.decode()
    assert asked_coauthor(solo).state == State.ASKED


@pytest.mark.parametrize("form", [{}, {"action": "nothing"}])
def test_a_form_that_says_nothing_answers_nothing(client, link, solo, form):
    assert client.post(link, form).status_code == 200
    assert asked_coauthor(solo).state == State.ASKED


def test_a_link_that_was_tampered_with_is_not_found(client, link, solo):
    nonce = asked_coauthor(solo).nonce
    _nonce, signature = link.rstrip("/").rsplit("/", 1)[1].split(".")
    forged = Signer(key="another key", sep=".", salt="conjoint.approval.confirmation").sign(nonce)
    wrong = [nonce, f"{nonce}.", f"{nonce}.{signature[:-1]}", f"{nonce[:-1]}.{signature}", f".{signature}", forged, "x"]
    for token in wrong:
        assert client.get(f"/confirm/{token}/").status_code == 404
        assert client.post(f"/confirm/{token}/", {"action": "confirm"}).status_code == 404
    assert asked_coauthor(solo).state == State.ASKED


def test_the_database_alone_makes_no_link(link, solo):
    """All that a stolen copy of the table holds, tried as a link."""
    row = Confirmation.objects.values().get()
    row.pop("id")
    assert token_of(asked_coauthor(solo)) not in str(row)
    for value in row.values():
        assert Client().get(f"/confirm/{str(value).replace('/', '') or 'x'}/").status_code in (400, 404)


def test_an_expired_or_revoked_link_says_so_and_nothing_else(client, link, solo, faculty):
    confirmation_revoke(confirmation=asked_coauthor(solo), user=faculty)
    response = client.get(link)
    assert "not valid any more" in main_text(response) and says_nothing(response)
    Confirmation.objects.update(state=State.ASKED)
    let_days_pass(asked_coauthor(solo), 31)
    response = client.post(link, {"action": "confirm"})
    assert "not valid any more" in main_text(response) and says_nothing(response)
    assert asked_coauthor(solo).state == State.ASKED


def test_a_work_that_was_taken_back_is_not_shown_until_it_is_submitted_again(client, link, solo):
    output = take_back(Output.objects.get(pk=solo.pk))
    response = client.post(link, {"action": "confirm"})
    assert "Your link stays good" in main_text(response) and says_nothing(response)
    assert asked_coauthor(solo).state == State.ASKED
    submit(output)
    assert client.post(link, {"action": "confirm"}).status_code == 302
    assert asked_coauthor(solo).state == State.CONFIRMED


def test_what_the_depositor_changes_after_a_return_is_not_shown(client, link, solo, editor):
    output = Output.objects.get(pk=solo.pk)
    output.current_workflow_task_state.reject(user=editor, comment="Again, please")
    change(Output.objects.get(pk=solo.pk), title="Half a thought")
    text = main_text(client.get(link))
    assert "A joint report" in text and "Half a thought" not in text


def test_a_deleted_work_is_gone_from_its_links_too(client, link, solo):
    Output.objects.filter(pk=solo.pk).update(deleted_at=asked_coauthor(solo).asked_at)
    assert says_nothing(client.get(link))


def test_links_are_tried_only_so_often(client, link, solo):
    statuses = [client.post("/confirm/guess/", {"action": "confirm"}).status_code for _try in range(11)]
    assert statuses[0] == 404 and statuses[-1] == 429
    assert client.get(link).status_code == 200  # who only reads is let in
    assert {client.get("/confirm/guess/").status_code for _try in range(61)} == {404, 429}
    assert client.get(link).status_code == 429
    assert client.get(link, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_the_secret_is_not_passed_on(client, link):
    response = client.get(link)
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]


def test_a_link_is_the_same_in_every_letter(link, solo):
    assert link_of(asked_coauthor(solo)).endswith(link)


# -- contact people ---------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(joint) -> Output:
    return submit(joint)


@pytest.fixture
def speaking(contact) -> Client:
    return signed_in(contact)


def test_what_waits_is_listed_with_what_the_word_means(asked, speaking):
    text = main_text(speaking.get("/approvals/"))
    assert "You speak for Partner University" in text and "A joint report" in text
    assert "Your word is required: the work is not published without it." in text


def test_somebody_who_speaks_for_nobody_is_told_so(asked):
    client = signed_in(UserFactory())
    assert "You are not a contact person of a partner." in main_text(client.get("/approvals/"))


def test_a_contact_reads_the_work_and_approves_it(asked, speaking, contact):
    url = f"/approvals/{asked.code}/"
    assert "A joint report" in main_text(speaking.get(url))
    assert speaking.get(f"{url}preview/").status_code == 200
    text = main_text(speaking.post(url, {"action": "approve", "approval-remark": "Well done."}, follow=True))
    assert "You have approved the work." in text and "Well done." in text
    answer = asked_partner(asked)
    assert (answer.state, answer.answered_by, answer.reason) == (Approval.State.APPROVED, contact, "Well done.")
    listed = main_text(speaking.get("/approvals/"))
    assert "Nothing waits for you." in listed and "approved" in listed


def test_declining_asks_for_a_reason(asked, speaking):
    url = f"/approvals/{asked.code}/"
    assert speaking.post(url, {"action": "decline", "refusal-reason": ""}).status_code == 422
    speaking.post(url, {"action": "decline", "refusal-reason": "Not ours."})
    assert (asked_partner(asked).state, asked_partner(asked).reason) == (Approval.State.DECLINED, "Not ours.")


def test_the_second_of_two_contacts_is_told_that_there_is_an_answer(asked, speaking, partner):
    other = signed_in(speaker_for(partner))
    url = f"/approvals/{asked.code}/"
    speaking.post(url, {"action": "approve"})
    text = main_text(other.post(url, {"action": "decline", "refusal-reason": "No."}, follow=True))
    assert "approved" in text
    assert asked_partner(asked).state == Approval.State.APPROVED


def test_a_question_goes_into_the_thread(asked, speaking, contact):
    page = speaking.post(f"/deposit/{asked.code}/thread/", {"text": "Which department?"}, follow=True)
    assert "Which department?" in main_text(page)
    assert Comment.objects.get().author == contact


@pytest.mark.parametrize("path", ["/approvals/{}/", "/approvals/{}/preview/", "/deposit/{}/thread/"])
def test_to_everybody_else_the_page_does_not_exist(asked, speaking, partner, faculty, path):
    other = make_draft(faculty, PartnerFactory(word=Word.REQUIRED))
    submit(other)
    strangers = [speaker_for(PartnerFactory()), UserFactory(institution=partner), UserFactory(groups=["faculty"])]
    for user in strangers:
        client = signed_in(user)
        assert client.get(path.format(asked.code)).status_code == 404
    assert speaking.get(path.format(other.code)).status_code == 404
    assert speaking.get(path.format("nothing2")).status_code == 404
    take_back(asked)
    assert speaking.get(path.format(asked.code)).status_code == 404
    assert "A joint report" not in main_text(speaking.get("/approvals/"))


def test_a_published_work_leads_to_its_page(asked, speaking, contact, editor):
    speaking.post(f"/approvals/{asked.code}/", {"action": "approve"})
    Output.objects.get(pk=asked.pk).current_workflow_task_state.approve(user=editor)
    page = html_of(speaking.get("/approvals/"))
    assert page.select_one(f'a[href="/w/{asked.code}/"]')


def test_the_menu_leads_contacts_there_and_nobody_else(asked, speaking, client):
    assert 'href="/approvals/"' in speaking.get("/partners/").content.decode()
    assert 'href="/approvals/"' not in client.get("/partners/").content.decode()


def test_lists_take_as_many_queries_for_many_works_as_for_one(
    asked, speaking, partner, faculty, django_assert_max_num_queries
):
    speaking.get("/approvals/")
    with django_assert_max_num_queries(40) as first:
        speaking.get("/approvals/")
    for _number in range(4):
        submit(make_draft(faculty, partner))
    with django_assert_max_num_queries(len(first)):
        assert main_text(speaking.get("/approvals/")).count("A joint report") == 5


def test_the_last_step_says_whether_something_holds_the_work_up(client, joint, faculty, contact):
    output = submit(joint)
    client.force_login(faculty)
    held_up, free = (
        "It is not published before everybody whose word counts has agreed",
        "Nothing is left for you to do.",
    )
    html = client.get(f"/deposit/{output.code}/review/").content.decode()
    assert held_up in html and free not in html
    approval_approve(approval=asked_partner(output), user=contact)
    html = client.get(f"/deposit/{output.code}/review/").content.decode()
    assert free in html and held_up not in html
