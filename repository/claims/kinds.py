"""Letters about claims."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repository.access.policies import can_review
from repository.letters.kinds import LetterKind, Placeholder, Role, letter_register

TITLE = Placeholder("title", _("the title of the work"), "Anatomy of the heart")
CONTRIBUTOR = Placeholder("contributor", _("the name on the work"), "M. Novak")
WORDS = Placeholder(
    "words", _("what the editor writes; may be empty"), "This is somebody else of that name.", Role.QUOTE
)
LINK = Placeholder("link", _("the person's own works and claims"), "/people/me/", Role.LINK)

MADE = letter_register(
    LetterKind(
        "claim-made",
        _("Somebody says: I am this author"),
        (
            Placeholder("person", _("who says so"), "Maria Novak"),
            Placeholder("works", _("the works, and the names on them"), "Anatomy of the heart: M. Novak", Role.QUOTE),
            Placeholder("words", _("a sentence of theirs; may be empty"), "I have married since.", Role.QUOTE),
            Placeholder("link", _("the claim in the admin"), "/cms/claims/", Role.LINK),
        ),
        may_stop=True,
        may_gather=True,
        concerns=can_review,
    )
)
CONFIRMED = letter_register(
    LetterKind("claim-confirmed", _("A claim is confirmed"), (TITLE, CONTRIBUTOR, WORDS, LINK), may_gather=True)
)
DECLINED = letter_register(
    LetterKind("claim-declined", _("A claim is declined"), (TITLE, CONTRIBUTOR, WORDS, LINK), may_gather=True)
)
UNDONE = letter_register(
    LetterKind("claim-undone", _("A confirmed claim is undone"), (TITLE, CONTRIBUTOR, WORDS, LINK), may_gather=True)
)
