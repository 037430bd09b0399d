"""How alike the name of an account and the name on a work are: one of the things that editors decide by."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from repository.imports.duplicates import normalised


class Likeness(TextChoices):
    SAME = "same", _("the same name")
    INITIALS = "initials", _("the same family name and initials")
    FAMILY = "family", _("the same family name")
    OTHER = "other", _("another name")
    UNKNOWN = "unknown", _("the account has no name")


def likeness_of(account, named) -> Likeness:
    """Both without case, marks and script: “Новак, М.” and “Maria Novak” have family name and initials in common.

    ``account`` has the names of a user, ``named`` those of a contributor.
    """
    own, other = _words(account.last_name), _words(named.family_name)
    own_given, other_given = _words(account.first_name), _words(named.given_name)
    if not own:
        return Likeness.UNKNOWN
    if sorted(own + own_given) == sorted(other + other_given):
        return Likeness.SAME
    if own != other:
        return Likeness.OTHER
    return Likeness.INITIALS if _agree(own_given, other_given) else Likeness.FAMILY


def _words(name: str) -> list[str]:
    return normalised(name.replace(".", " ")).split()


def _agree(one: list[str], other: list[str]) -> bool:
    """As far as both say something, and the first at least is an initial or the same: “Maria” and “M. K.”."""
    pairs = list(zip(one, other, strict=False))
    return bool(pairs) and all(_is_short_for(*pair) or _is_short_for(*pair[::-1]) for pair in pairs)


def _is_short_for(short: str, name: str) -> bool:
    return short == name or (len(short) == 1 and name.startswith(short))
