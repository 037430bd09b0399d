"""Letters about requests for withdrawal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repository.access.policies import can_deposit, can_review
from repository.letters.kinds import LetterKind, Placeholder, Role, letter_register

TITLE = Placeholder("title", _("the title of the work"), "Anatomy of the heart")
LINK = Placeholder("link", _("the address of the page"), "/deposit/", Role.LINK)

ASKED = letter_register(
    LetterKind(
        "withdrawal-asked",
        _("A withdrawal is asked for"),
        (
            TITLE,
            Placeholder("person", _("who asks"), "Maria Novak"),
            Placeholder("reason", _("why, in their words"), "The second table is wrong.", Role.QUOTE),
            LINK,
        ),
        may_gather=True,
        concerns=can_review,
    )
)
GRANTED = letter_register(
    LetterKind(
        "withdrawal-granted",
        _("A work is withdrawn as asked"),
        (
            TITLE,
            Placeholder("reason", _("what readers find; may be empty"), "The second table was wrong.", Role.QUOTE),
            LINK,
        ),
        may_gather=True,
        concerns=can_deposit,
    )
)
DECLINED = letter_register(
    LetterKind(
        "withdrawal-declined",
        _("A withdrawal is declined"),
        (TITLE, Placeholder("words", _("what the editor writes"), "An erratum is enough.", Role.QUOTE), LINK),
        concerns=can_deposit,
    )
)
