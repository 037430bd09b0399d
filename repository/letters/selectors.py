"""Reading about letters."""

from __future__ import annotations

from repository.letters.kinds import DIGEST, KINDS, LetterKind
from repository.people.models import User


def kinds_to_choose(user: User) -> list[LetterKind]:
    """Those that this person may get, and may have otherwise than at once."""
    return [
        kind
        for kind in KINDS.values()
        if (kind.may_stop or kind.may_gather) and kind is not DIGEST and kind.concerns(user)
    ]


def kinds_that_always_come(user: User) -> list[LetterKind]:
    return [kind for kind in KINDS.values() if not (kind.may_stop or kind.may_gather) and kind.concerns(user)]
