"""Letters about accounts: in our words what the library that keeps them has to tell.

What they say is the account's own business, and links among it let people in: nobody else is shown any of it, and
nothing of it is kept once it is sent.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repository.letters.kinds import LetterKind, Placeholder, Role, Shown, letter_register
from repository.people.models import User

USERNAME = Placeholder("username", _("the name to sign in with"), "novak")
ADDRESS = Placeholder("address", _("the e-mail address that it is about"), "maria@example.org")
PROVIDER = Placeholder("provider", _("where the other account is"), "ORCID")
WHEN = Placeholder("when", _("day and time of it"), "24 December 2026, 14:02")
ORIGIN = Placeholder("origin", _("from which address of the net; may be empty"), "192.0.2.7")
UNTIL = Placeholder("until", _("the last day of the link"), "24 December 2026")


def _link(help_text: str, sample: str) -> Placeholder:
    return Placeholder("link", help_text, sample, Role.LINK)


def _about_account(name: str, label: str, *placeholders: Placeholder, **more) -> LetterKind:
    return letter_register(LetterKind(name, label, placeholders, shown=Shown.NOTHING, **more))


def nobody(user: User) -> bool:
    """It goes to an address, and not to somebody with an account."""
    return False


PASSWORD_PAGE = _link(_("where a new password is set"), "/accounts/password/reset/")
ADDRESS_PAGE = _link(_("the addresses of the account"), "/accounts/email/")
CONNECTED_PAGE = _link(_("the other accounts that one signs in with"), "/accounts/3rdparty/")

PASSWORD_ASKED = _about_account(
    "account-password-asked",
    _("A new password is asked for"),
    USERNAME,
    UNTIL,
    _link(_("the link that is the recipient's alone"), "/accounts/password/reset/key/sample/"),
)
PASSWORD_CHANGED = _about_account(
    "account-password-changed", _("The password is changed"), USERNAME, WHEN, ORIGIN, PASSWORD_PAGE
)
ADDRESS_TO_CONFIRM = _about_account(
    "account-address-to-confirm",
    _("An e-mail address is to be confirmed"),
    USERNAME,
    ADDRESS,
    UNTIL,
    _link(_("the link that is the recipient's alone"), "/accounts/confirm-email/sample/"),
)
ADDRESS_CHANGED = _about_account(
    "account-address-changed",
    _("The main e-mail address is changed"),
    USERNAME,
    Placeholder("former", _("the address until then"), "m.novak@example.org"),
    ADDRESS,
    WHEN,
    ORIGIN,
    ADDRESS_PAGE,
)
ADDRESS_REMOVED = _about_account(
    "account-address-removed", _("An e-mail address is removed"), USERNAME, ADDRESS, WHEN, ORIGIN, ADDRESS_PAGE
)
SIGN_IN_ADDED = _about_account(
    "account-sign-in-added", _("Another way to sign in is added"), USERNAME, PROVIDER, WHEN, ORIGIN, CONNECTED_PAGE
)
SIGN_IN_REMOVED = _about_account(
    "account-sign-in-removed", _("A way to sign in is removed"), USERNAME, PROVIDER, WHEN, ORIGIN, CONNECTED_PAGE
)
UNKNOWN = _about_account(
    "account-unknown",
    _("A new password is asked for, and there is no account"),
    ADDRESS,
    _link(_("how one gets an account"), "/accounts/signup/"),
    concerns=nobody,
)
EXISTS = _about_account(
    "account-exists", _("An account is asked for, and there is one"), ADDRESS, PASSWORD_PAGE, concerns=nobody
)
