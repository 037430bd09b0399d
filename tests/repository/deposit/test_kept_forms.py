"""A form that comes after its author was signed out, or with the token of an earlier sign-in, loses nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from repository.deposit import kept_forms
from repository.deposit.models import StepInput
from repository.models import Output
from tests.drafts import draft_now
from tests.factories import PASSWORD, UserFactory
from tests.repository.deposit.conftest import Depositor, Page

pytestmark = pytest.mark.django_db


def sent_signed_out(depositor: Depositor, draft: Output, **texts: str) -> Client:
    """The browser after a form was sent from it that was opened before somebody signed out."""
    form = depositor.step(draft, "describe").step.fill(**texts)
    depositor.client.logout()
    page = form.press("save")
    assert page.address == "/accounts/login/"
    assert "What you typed is kept: sign in, and it is there again." in page.text
    return depositor.client


def sign_in(client: Client, user) -> Page:
    data = {"login": user.username, "password": PASSWORD, "next": "/deposit/"}
    return Page(client, client.post("/accounts/login/", data, follow=True))


def test_what_was_typed_is_there_again_after_signing_in(depositor, draft):
    client = sent_signed_out(depositor, draft, publisher="The Press", issued="soon")
    sign_in(client, depositor.user)
    page = depositor.step(draft, "describe")
    assert "What you typed here last is below and not saved yet." in page.text
    assert (page.step.value("publisher"), page.step.value("issued")) == ("The Press", "soon")
    assert not StepInput.objects.exists() and draft_now(draft).publisher == ""
    page.step.fill(issued="2026").press("save")
    assert (draft_now(draft).publisher, str(draft_now(draft).issued)) == ("The Press", "2026")
    assert "not saved yet" not in depositor.step(draft, "describe").text


def test_it_is_shown_to_nobody_else_at_the_same_browser(depositor, draft, editor):
    client = sent_signed_out(depositor, draft, publisher="The Press")
    sign_in(client, editor)  # who may change the work too
    page = depositor.step(draft, "describe")
    assert page.status == 200 and page.step.value("publisher") == ""


def first_page_signed_out(depositor, **texts) -> Client:
    """Sent from the first page when the session had ended."""
    form = depositor.open("/deposit/new/").form().fill(**texts)
    client = Client()
    answer = client.post("/deposit/new/", {name: values for name, values in form.values.items() if values})
    assert answer.headers["Location"].startswith("/accounts/login/?next=/deposit/new/")
    return client


def test_the_first_page_keeps_what_was_given_too(depositor):
    client = first_page_signed_out(depositor, given="No identifier\nat all", title="Лекции", language="ru")
    assert not Output.objects.exists()
    sign_in(client, depositor.user)
    depositor.client = client
    page = depositor.open("/deposit/new/")
    assert "What you gave here last is below" in page.text
    form = page.form()
    assert (form.value("given"), form.value("title")) == ("No identifier\nat all", "Лекции")
    assert form.value("language") == "ru"
    form.fill(given="").press()
    assert [one.title for one in Output.objects.all()] == ["Лекции"]
    page = depositor.open("/deposit/new/")
    assert "What you gave here last" not in page.text and page.form().value("title") == ""


def test_the_first_page_of_one_is_not_shown_to_another(depositor, editor):
    client = first_page_signed_out(depositor, title="Mine")
    other = Depositor(UserFactory(groups=["faculty"]))
    sign_in(client, other.user)
    other.client = client
    assert other.open("/deposit/new/").form().value("title") == ""


@pytest.mark.parametrize("token", ["", "forged"])
def test_only_our_own_first_pages_are_kept(token):
    client = Client()
    assert client.post("/deposit/new/", {"token": token, "title": "Slipped in"}).status_code == 302
    assert kept_forms.PLACE not in client.session


def test_a_token_of_an_earlier_sign_in_keeps_the_first_page(depositor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(depositor.user)
    form = depositor.open("/deposit/new/").form().fill(title="Typed")
    depositor.client = client
    values = {name: values for name, values in form.values.items() if values and name != "csrfmiddlewaretoken"}
    assert client.post("/deposit/new/", values).status_code == 302
    page = depositor.open("/deposit/new/")
    assert "nothing was saved. What you typed is here." in page.text
    assert page.form().value("title") == "Typed"


def test_it_waits_for_some_hours_only(depositor, draft):
    client = sent_signed_out(depositor, draft, publisher="The Press")
    session = client.session
    forms = session[kept_forms.PLACE]
    for form in forms.values():
        form["at"] -= kept_forms.KEPT_FOR + 1
    session[kept_forms.PLACE] = forms
    session.save()
    sign_in(client, depositor.user)
    assert depositor.step(draft, "describe").step.value("publisher") == ""


@pytest.mark.parametrize("author", ["", "forged", "of another work"])
def test_only_our_own_forms_are_kept(depositor, draft, author):
    if author == "of another work":
        author = kept_forms.author_token(depositor.user, "23456789")
    data = {"author": author, "fingerprint": "", "publisher": "Slipped in"}
    client = Client()
    assert client.post(f"/deposit/{draft.code}/describe/", data).status_code == 302
    assert kept_forms.PLACE not in client.session


def test_a_change_of_somebody_else_meanwhile_is_a_choice(depositor, draft, editor):
    client = sent_signed_out(depositor, draft, publisher="Mine")
    Depositor(editor).step(draft, "describe").step.fill(publisher="Theirs").press("save")
    sign_in(client, depositor.user)
    page = depositor.step(draft, "describe")
    assert "This step was changed meanwhile" in page.text
    page.step.press("choose-mine")
    assert draft_now(draft).publisher == "Mine"


def test_a_script_is_told_that_its_reader_was_signed_out(draft):
    answer = Client().post(f"/deposit/{draft.code}/describe/", {}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"error": "You have been signed out."})


def test_a_token_of_an_earlier_sign_in_loses_nothing(depositor, draft):
    depositor.client = Client(enforce_csrf_checks=True)
    depositor.client.force_login(depositor.user)
    form = depositor.step(draft, "describe").step.fill(publisher="The Press")
    depositor.client.logout()
    token = re.search(
        r'csrfmiddlewaretoken" value="(\w+)"', depositor.open("/accounts/login/").response.content.decode()
    )
    data = {"login": depositor.user.username, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    assert depositor.client.post("/accounts/login/", data).status_code == 302
    page = form.press("save")
    assert "nothing was saved. What you typed is here." in page.text
    assert page.step.value("publisher") == "The Press"
    assert draft_now(draft).publisher == ""
    page.step.press("save")
    assert draft_now(draft).publisher == "The Press"


def test_a_form_of_elsewhere_without_a_token_is_refused(depositor, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(depositor.user)
    answer = client.post(f"/deposit/{draft.code}/describe/", {"fingerprint": "", "publisher": "Forged", "author": "x"})
    assert answer.status_code == 403
    assert "The form was too old to be accepted" in answer.content.decode()
    assert Depositor(depositor.user).step(draft, "describe").step.value("publisher") == ""


def test_autosave_says_when_and_of_what(depositor, draft):
    form = depositor.step(draft, "describe").step.fill(publisher="The Press", issued="soon")

    def autosave() -> dict:
        data = {name: values for name, values in form.values.items() if values} | {"action": "autosave"}
        return depositor.client.post(
            f"/deposit/{draft.code}/describe/", data, headers={"accept": "application/json"}
        ).json()

    said = autosave()
    assert said["conflict"] is False and re.match(r"\d{4}-\d\d-\d\dT", said["saved"])
    assert draft_now(draft).publisher == "The Press"
    form.fill(publisher="The other Press", fingerprint=said["fingerprint"])
    assert autosave()["conflict"] is False
    assert draft_now(draft).publisher == "The other Press"
    assert depositor.step(draft, "describe").step.value("issued") == "soon"
    Depositor(UserFactory(groups=["editors"])).step(draft, "describe").step.fill(publisher="Theirs").press("save")
    form.fill(publisher="Mine again")
    assert autosave()["conflict"] is True
    assert draft_now(draft).publisher == "Theirs"


def test_what_was_moved_and_not_saved_hinders_the_submission(depositor, complete):
    page = depositor.step(complete, "people").step.press("contributors:add")
    page.step.fill(contributors__1__family_name="Reyes").press("contributors-1:up")
    assert "What you typed here last is kept, but not part of the work yet." in depositor.step(complete, "review").text


def test_nobody_has_the_key_of_another(faculty):
    keys = {kept_forms.browser_key(user) for user in (faculty, UserFactory())}
    assert len(keys) == 2 and all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


@pytest.mark.parametrize(("signed_in", "status"), [(True, 403), (False, 401)])
def test_a_script_without_a_token_is_told_why(depositor, draft, signed_in, status):
    client = Client(enforce_csrf_checks=True)
    if signed_in:
        client.force_login(depositor.user)
    answer = client.post(f"/deposit/{draft.code}/describe/", {}, headers={"accept": "application/json"})
    assert answer.status_code == status
    assert answer.json()["error"]
