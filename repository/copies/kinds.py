"""Letters about requests for copies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repository.access.policies import can_deposit
from repository.letters.kinds import LetterKind, Placeholder, Role, Shown, letter_register

TITLE = Placeholder("title", _("the title of the work"), "Anatomy of the heart")
FILE = Placeholder("file", _("the name of the file"), "chapter-1.pdf")
READER = Placeholder("reader", _("who asks"), "Ada Byron")
WORDS = Placeholder("words", _("what was written; may be empty"), "For my thesis.", Role.QUOTE)
DEPOSITORS_LINK = Placeholder("link", _("the request"), "/deposit/requests/1/", Role.LINK)
READERS_LINK = Placeholder("link", _("the reader's own page of the request"), "/copies/example/", Role.LINK)

ASKED = letter_register(
    LetterKind(
        "copy-asked",
        _("A reader asks for a copy"),
        (TITLE, FILE, READER, WORDS, DEPOSITORS_LINK),
        may_gather=True,
        concerns=can_deposit,
    )
)
ANSWERED = letter_register(
    LetterKind(
        "copy-answered",
        _("A reader has answered about a copy"),
        (TITLE, FILE, READER, WORDS, DEPOSITORS_LINK),
        may_gather=True,
        concerns=can_deposit,
    )
)
# Whoever has the reader's link reads the file, so nobody else is shown it.
APPROVED = letter_register(
    LetterKind(
        "copy-approved",
        _("A copy is sent"),
        (TITLE, FILE, WORDS, Placeholder("day", _("the last day of the link"), "9 March 2026"), READERS_LINK),
        shown=Shown.WITHOUT_LINKS,
    )
)
DECLINED = letter_register(
    LetterKind("copy-declined", _("A copy is declined"), (TITLE, FILE, WORDS, READERS_LINK), shown=Shown.WITHOUT_LINKS)
)
QUESTION = letter_register(
    LetterKind(
        "copy-question",
        _("A question about a copy"),
        (TITLE, FILE, WORDS, READERS_LINK),
        shown=Shown.WITHOUT_LINKS,
    )
)
