"""Reading about letters."""

from __future__ import annotations

from dataclasses import dataclass

from repository.letters.kinds import DIGEST, KINDS, LetterKind
from repository.letters.languages import LetterLanguage
from repository.letters.models import Letter, LetterWording, MailServerTrouble
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


@dataclass(frozen=True, slots=True)
class PostState:
    """How the post is: what stands in its way, and how much waits and failed."""

    trouble: MailServerTrouble | None
    waiting: int
    failed: int


def post_state() -> PostState:
    waiting = Letter.objects.filter(state=Letter.State.WAITING).count()
    return PostState(MailServerTrouble.objects.first(), waiting, Letter.objects.failed().count())


def wordings_now() -> dict[str, dict[str, LetterWording | None]]:
    """Name of the kind → language → the administrators' own wording, where one counts; in one query."""
    newest: dict[tuple[str, str], LetterWording] = {}
    for wording in LetterWording.objects.order_by("number"):
        newest[wording.name, wording.language] = wording
    own = {place: wording for place, wording in newest.items() if not wording.is_default}
    return {name: {language: own.get((name, language)) for language in LetterLanguage.values} for name in KINDS}
