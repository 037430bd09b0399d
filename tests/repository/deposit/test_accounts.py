"""Signing in, and where people find themselves after it."""

import pytest
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.orcid.provider import OrcidProvider
from django.core import mail
from django.test import Client, RequestFactory

from repository.letters.delivery import letters_deliver
from repository.models import Letter, User
from tests.factories import PASSWORD, UserFactory
from tests.pages import signed_in
from tests.repository.deposit.conftest import Page

pytestmark = pytest.mark.django_db


def sign_in(user: User, address: str = "/accounts/login/", password: str = PASSWORD) -> Page:
    client = Client()
    page = Page(client, client.get(address, follow=True))
    return page.form().fill(login=user.username, password=password).press()


@pytest.mark.parametrize(
    ("groups", "place"),
    [(["faculty"], "/deposit/"), (["editors"], "/cms/"), ([], "/"), (["faculty", "editors"], "/cms/")],
)
def test_people_begin_where_their_work_is(groups, place):
    client = Client()
    user = UserFactory(groups=groups)
    answer = client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, place)


def test_the_page_one_was_on_the_way_to_comes_after_signing_in():
    page = sign_in(UserFactory(groups=["faculty"]), "/deposit/new/")
    assert page.address == "/deposit/new/"


def test_one_signs_in_by_mail_address_too():
    user = UserFactory(groups=["faculty"])
    user.username = user.email
    assert sign_in(user).address == "/deposit/"


def test_a_wrong_password_is_said_in_words_and_the_name_stays():
    user = UserFactory()
    page = sign_in(user, password="something else")
    assert "Some things need your attention" in page.text
    assert page.form().value("login") == user.username


def test_strangers_are_told_whom_to_ask_for_an_account():
    client = Client()
    assert "ask there if you have none" in Page(client, client.get("/accounts/login/")).text


def test_a_page_of_an_account_has_one_main_action_and_says_things_once():
    client = Client()
    page = client.get("/accounts/login/").content.decode()
    assert page.split("<main")[1].count("button--primary") == 1
    assert page.lower().count("/accounts/password/reset/") == 1
    closed = Page(client, client.get("/accounts/signup/"))
    assert "Accounts are given out by the library" in closed.text


def test_a_student_is_told_why_there_is_nothing_to_deposit():
    student = UserFactory()
    page = sign_in(student, "/deposit/")
    assert page.status == 200
    assert "Your account can read here, but not deposit yet." in page.text
    assert page.client.get("/deposit/new/")["Location"] == "/deposit/"


def test_a_forgotten_password_is_set_anew_by_mail():
    user = UserFactory()
    client = Client()
    page = Page(client, client.get("/accounts/password/reset/"))
    assert page.form().fill(email=user.email).press().status == 200
    waiting = Letter.objects.get()
    assert (waiting.name, waiting.address, waiting.user) == ("account-password-asked", user.email, user)
    assert letters_deliver() == 1
    address = next(line for line in mail.outbox[0].body.split() if "/accounts/password/reset/key/" in line)
    page = Page(client, client.get(address, follow=True))
    assert f'<a href="{address}"' in mail.outbox[0].alternatives[0][0]
    sent = Letter.objects.get()
    assert (sent.state, sent.text, sent.html) == ("sent", "", "")  # the way in lies in the letter box alone
    page.form().fill(password1="an entirely new one", password2="an entirely new one").press()
    assert Letter.objects.latest("pk").name == "account-password-changed"
    assert sign_in(user, password="an entirely new one").address == "/"


def test_the_admin_has_no_second_way_in_and_sends_no_mail_past_the_queue():
    user, client = UserFactory(groups=["editors"]), Client()
    for other in ("/cms/login/", "/_util/login/"):
        answer = client.post(f"{other}?next=/cms/letters/", {"username": user.username, "password": PASSWORD})
        assert answer["Location"] == "/accounts/login/?next=/cms/letters/"
    answer = client.post("/cms/password_reset/", {"email": user.email})
    assert answer["Location"] == "/accounts/password/reset/"
    assert mail.outbox == []


@pytest.mark.parametrize("page", ["logout", "email", "password/change", "3rdparty"])
def test_pages_of_an_account_have_the_sites_frame(page):
    client = signed_in(UserFactory())
    answer = client.get(f"/accounts/{page}/")
    assert answer.status_code == 200
    assert b'id="main"' in answer.content
    assert b"<style" not in answer.content and b"style=" not in answer.content


UNIVERSITY = SocialApp(provider="openid_connect", provider_id="university", client_id="conjoint")
ORCID = SocialApp(provider="orcid", client_id="conjoint")


@pytest.mark.parametrize(
    ("provider", "app", "answered", "is_let_in"),
    [
        (OpenIDConnectProvider, UNIVERSITY, {"userinfo": {"sub": "novak", "email": "novak@example.org"}}, True),
        (OrcidProvider, ORCID, {"orcid-identifier": {"path": "0000-0002-1825-0097"}}, False),
    ],
    ids=["the university's account", "ORCID"],
)
def test_only_whom_the_university_vouches_for_gets_an_account_at_the_first_sign_in(provider, app, answered, is_let_in):
    request = RequestFactory().get("/")
    first_sign_in = provider(request, app=app).sociallogin_from_response(request, answered)
    assert get_adapter().is_open_for_signup(request, first_sign_in) is is_let_in
