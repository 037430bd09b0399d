"""How people get an account: from an administrator, by the university's own sign-in, or where registration is open."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.urls import reverse

from config import env
from repository.access.policies import can_deposit, can_review

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
