"""How people get an account: by invitation of an administrator unless the installation opens registration."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.http import HttpRequest
from django.urls import reverse

from config import env
from repository.access.policies import can_deposit, can_review


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A repository speaks for an institution, so strangers do not register themselves by default."""
        return env.flag("OPEN_REGISTRATION")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where people begin their work when they were not on their way to a page."""
        if can_review(request.user):
            return reverse("wagtailadmin_home")
        return reverse("deposit:list") if can_deposit(request.user) else "/"


class SignInForm(LoginForm):
    def registration_is_open(self) -> bool:
        """Whether the page offers an account to those who have none, or tells them whom to ask."""
        return env.flag("OPEN_REGISTRATION")
