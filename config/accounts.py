"""How people get an account: by invitation of an administrator unless the installation opens registration."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from config import env


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A repository speaks for an institution, so strangers do not register themselves by default."""
        return env.flag("OPEN_REGISTRATION")
