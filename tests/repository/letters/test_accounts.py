"""The mails of django-allauth are letters like all others, and what they say stays between us and the account."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.orcid.provider import OrcidProvider
from django.core import mail
from django.test import Client, RequestFactory

from config.accounts import LETTERS
from repository.letters.delivery import letters_deliver
from repository.letters.services import choices_save
from repository.models import Letter, User
from tests.factories import PASSWORD, UserFactory

# Sign-in codes instead of passwords, and a second factor, are switched off.
NEVER = {"account/email/login_code", "account/email/password_reset_code", "account/email/email_confirm"}


def test_every_mail_that_allauth_can_send_is_a_letter():
    templates = Path(allauth.__file__).parent / "templates"
    found = {
        f"{app}/email/{path.name.removesuffix('_message.txt')}"
        for app in ("account", "socialaccount")
        for path in (templates / app / "email").glob("*_message.txt")
    } - {"account/email/base"}
    assert found == set(LETTERS) | NEVER
    assert not app_settings.LOGIN_BY_CODE_ENABLED and not app_settings.PASSWORD_RESET_BY_CODE_ENABLED
    assert not app_settings.EMAIL_VERIFICATION_BY_CODE_ENABLED


@pytest.fixture
def user(db) -> User:
    user = UserFactory(username="novak", email="novak@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    EmailAddress.objects.create(user=user, email="other@example.org", verified=True)
    choices_save(user=user, language="ru", deliveries={})
    return user


NEW = {"oldpassword": PASSWORD, "password1": "entirely new words", "password2": "entirely new words"}
PAGES = [
    ("password/change", NEW, "account-password-changed", "novak@example.org", "Пароль изменён: "),
    (
        "email",
        {"action_add": "", "email": "third@example.org"},
        "account-address-to-confirm",
        "third@example.org",
        "Подтвердите адрес",
    ),
    (
        "email",
        {"action_primary": "", "email": "other@example.org"},
        "account-address-changed",
        "novak@example.org",
        "Адрес электронной почты изменён",
    ),
    (
        "email",
        {"action_remove": "", "email": "other@example.org"},
        "account-address-removed",
        "novak@example.org",
        "Адрес электронной почты удалён",
    ),
]


@pytest.mark.parametrize(("page", "data", "name", "address", "subject"), PAGES, ids=[page[2] for page in PAGES])
def test_what_happens_to_an_account_is_told_in_the_language_of_its_owner(user, page, data, name, address, subject):
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.force_login(user)
    client.post(f"/accounts/{page}/", data)
    letter = Letter.objects.get()
    assert (letter.name, letter.address, letter.user, letter.language) == (name, address, user, "ru")
    assert letter.subject.startswith(subject)
    assert ("192.0.2.7" in letter.text) is (name != "account-address-to-confirm")
    assert re.search(r"\d{1,2} [а-я]+ \d{4} г\.", letter.text)
    assert mail.outbox == []  # it waits in the queue


@pytest.mark.parametrize(
    ("what", "subject"),
    [("connected", "Новый способ входа"), ("disconnected", "Способ входа на Conjoint удалён: Orcid.org")],
)
def test_another_way_to_sign_in_is_told_as_it_comes_and_goes(user, what, subject):
    request = RequestFactory().get("/accounts/3rdparty/")
    provider = OrcidProvider(request, app=SocialApp(provider="orcid", client_id="conjoint"))
    with request_context(request):
        get_adapter().send_notification_mail(f"socialaccount/email/account_{what}", user, {"provider": provider})
    letter = Letter.objects.get()
    assert (letter.language, letter.address) == ("ru", user.email)
    assert letter.subject.startswith(subject)


def test_an_address_without_an_account_gets_a_letter_too(db):
    Client().post("/accounts/password/reset/", {"email": "stranger@example.net"})
    letter = Letter.objects.get()
    assert (letter.name, letter.address, letter.user) == ("account-unknown", "stranger@example.net", None)
    assert "stranger@example.net" in letter.text and "/accounts/signup/" in letter.text


def test_who_forgot_that_there_is_an_account_is_told_by_mail_alone(user):
    with request_context(RequestFactory().get("/accounts/signup/")):
        get_adapter().send_account_already_exists_mail(user.email)
    assert Letter.objects.get().name == "account-exists"


def test_nobody_else_reads_them_and_no_secret_stays_behind(user):
    Client().post("/accounts/password/reset/", {"email": user.email})
    letter = Letter.objects.get()
    link = re.search(r"https?://\S+/password/reset/key/\S+", letter.text)[0]
    editor = Client()
    editor.force_login(UserFactory(groups=["editors"], username="editor"))
    shown = editor.get(f"/cms/letters/{letter.pk}/").content.decode()
    assert "Новый пароль: Conjoint" in shown
    assert link not in shown and "novak</" not in shown.split("Новый пароль", 2)[-1]
    assert letter.link == ""
    assert letters_deliver() == 1
    assert link in mail.outbox[0].body
    letter.refresh_from_db()
    assert (letter.text, letter.html, letter.link) == ("", "", "")
