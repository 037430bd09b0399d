"""How people get an account: from an administrator, by the university's own sign-in, or where registration is open."""

import allauth.core.context
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.urls import reverse

from config import env
from repository.access.policies import can_deposit, can_review
from repository.letters.kinds import ABOUT_ACCOUNT
from repository.letters.services import Recipient, letter_send_ready

UNIVERSITY = "university"  # the provider id of the OpenID Connect issuer that an installation names


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
        """Through the queue of letters: a mail server that is down delays it, and no page fails for that."""
        request = allauth.core.context.request
        known = {"request": request, "email": email, "current_site": get_current_site(request)}
        mail = self.render_mail(template_prefix, email, known | context)
        recipient = Recipient(email, user=context.get("user"))
        letter_send_ready(name=ABOUT_ACCOUNT, recipient=recipient, subject=mail.subject, text=mail.body)


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
