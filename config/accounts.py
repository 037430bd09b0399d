"""How people get an account: from an administrator, by the university's own sign-in, or where registration is open."""

from datetime import timedelta

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from config import env
from repository.access.policies import can_deposit, can_review
from repository.letters import accounts
from repository.letters.saying import day_of, time_of
from repository.letters.services import Recipient, letter_send
from repository.people.models import User

UNIVERSITY = "university"  # the provider id of the OpenID Connect issuer that an installation names


# django-allauth's name of a mail → the letter, and where its link leads: what allauth calls it, or a page here.
LETTERS = {
    "account/email/password_reset_key": (accounts.PASSWORD_ASKED, "password_reset_url"),
    "account/email/password_reset": (accounts.PASSWORD_CHANGED, "account_reset_password"),
    "account/email/password_changed": (accounts.PASSWORD_CHANGED, "account_reset_password"),
    "account/email/password_set": (accounts.PASSWORD_CHANGED, "account_reset_password"),
    "account/email/email_confirmation": (accounts.ADDRESS_TO_CONFIRM, "activate_url"),
    "account/email/email_confirmation_signup": (accounts.ADDRESS_TO_CONFIRM, "activate_url"),
    "account/email/email_changed": (accounts.ADDRESS_CHANGED, "account_email"),
    "account/email/email_deleted": (accounts.ADDRESS_REMOVED, "account_email"),
    "account/email/unknown_account": (accounts.UNKNOWN, "signup_url"),
    "account/email/account_already_exists": (accounts.EXISTS, "password_reset_url"),
    "socialaccount/email/account_connected": (accounts.SIGN_IN_ADDED, "socialaccount_connections"),
    "socialaccount/email/account_disconnected": (accounts.SIGN_IN_REMOVED, "socialaccount_connections"),
}
LINK_LASTS = {
    accounts.PASSWORD_ASKED.name: timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    accounts.ADDRESS_TO_CONFIRM.name: timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS),
}


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A repository speaks for an institution, so strangers do not register themselves by default."""
        return env.flag("OPEN_REGISTRATION")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where people begin their work when they were not on their way to a page."""
        if can_review(request.user):
            return reverse("wagtailadmin_home")
        return reverse("deposit:list") if can_deposit(request.user) else "/"

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """As a letter like all others: a mail server that is down delays it, and no page fails for that."""
        kind, link = LETTERS[template_prefix]
        user: User | None = context.get("user")
        said = {
            "username": user.get_username() if user else "",
            "address": context.get("deleted_email") or context.get("to_email") or email,
            "former": context.get("from_email", ""),
            "provider": context["provider"].name if "provider" in context else "",
            "when": time_of(timezone.now()),
            "origin": context.get("ip", ""),
            "until": day_of(timezone.now() + LINK_LASTS.get(kind.name, timedelta())),
            "link": context.get(link) or reverse(link),
        }
        letter_send(
            name=kind.name,
            recipient=Recipient(email, user.get_full_name() if user else "", get_language() or "", user),
            context={name: value for name, value in said.items() if name in kind.known},
        )

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict | None = None, email: str | None = None
    ) -> None:
        """Says whose account it is about, for whose choice of language counts."""
        super().send_notification_mail(template_prefix, user, (context or {}) | {"user": user}, email)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whoever the university's own provider vouches for is no stranger: their first sign-in makes the account.

        Anybody in the world may have an ORCID iD, so with that the rule for strangers holds.
        """
        return sociallogin.account.provider == UNIVERSITY or super().is_open_for_signup(request, sociallogin)


class SignInForm(LoginForm):
    def registration_is_open(self) -> bool:
        """Whether the page offers an account to those who have none, or tells them whom to ask."""
        return env.flag("OPEN_REGISTRATION")
