"""Which letters there are, what each may say, and what its recipient may decide about it.

A package that writes letters registers their kinds where its module is imported. The default text of a kind lies in
``templates/repository/letters/<name>/<language>.txt``: the first line is the subject, the rest the letter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

from repository.people.models import User


class Role(Enum):
    """What a placeholder stands for, and thereby how it looks."""

    WORDS = auto()  # a name or a title, on one line
    QUOTE = auto()  # what somebody wrote, on several lines
    LINK = auto()  # an address of this site; a path is made one
    ENTRIES = auto()  # several titles, each with its address; only letters of this package have it


class Shown(Enum):
    """How much of a letter those who look after the queue may read."""

    WHOLE = auto()
    WITHOUT_LINKS = auto()  # whoever has the link acts in the recipient's name
    NOTHING = auto()  # what it says is the recipient's own business


@dataclass(frozen=True, slots=True)
class Placeholder:
    """``{name}`` in the text of a letter. ``sample`` stands in previews."""

    name: str
    help: str
    sample: str = ""
    role: Role = Role.WORDS


def everybody(user: User) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class LetterKind:
    """``may_stop``: its recipient may decline it. ``may_gather``: it may wait and come with others in one letter.
    ``concerns``: whom among the people with an account it is ever written to, and who is thus asked how it shall come.

    The first link among the placeholders is the main one: it becomes the button.
    """

    name: str
    label: str
    placeholders: tuple[Placeholder, ...]
    may_stop: bool = False
    may_gather: bool = False
    shown: Shown = Shown.WHOLE
    concerns: Callable[[User], bool] = everybody

    @property
    def known(self) -> dict[str, Placeholder]:
        return {placeholder.name: placeholder for placeholder in (*self.placeholders, *EVERYWHERE)}

    @property
    def main_link(self) -> str:
        """The name of its placeholder, or nothing."""
        return next((each.name for each in self.placeholders if each.role is Role.LINK), "")


EVERYWHERE = (
    Placeholder("name", _("the recipient's name; empty where we do not know it"), "Maria Novak"),
    Placeholder("site_name", _("the name of this site"), "Conjoint"),
)

KINDS: dict[str, LetterKind] = {}


def letter_register(kind: LetterKind) -> LetterKind:
    """Makes a kind known. Raises ValueError for a name that is taken, for one of the two would never be sent; and for
    a letter that may be gathered and has no link, or a secret one: only titles and links come along with others.
    """
    if kind.may_gather and (not kind.main_link or kind.shown is not Shown.WHOLE):
        raise ValueError(f"The letter {kind.name!r} cannot be gathered: it has no link that may stand with others.")
    if KINDS.setdefault(kind.name, kind) != kind:
        raise ValueError(f"Two kinds of letters are called {kind.name!r}.")
    return kind


# Name → label of letters whose words are not among the texts here: those about searches, which say what the reader may
# see at the very moment of sending and are noted here only then, without their words.
WORDED_ELSEWHERE: dict[str, str] = {}


def label_of(name: str) -> str:
    kind = KINDS.get(name)
    return kind.label if kind else WORDED_ELSEWHERE.get(name, name)


DIGEST = letter_register(
    LetterKind(
        "digest",
        _("Several letters in one"),
        (
            Placeholder("entries", _("the subjects of the letters, each with its link"), role=Role.ENTRIES),
            Placeholder("count", _("how many there are"), "3"),
        ),
        may_stop=True,
    )
)
