"""What is left of a letter for those who look after the queue, and what is kept of it once it is sent."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from repository.letters.kinds import KINDS, Shown
from repository.letters.models import Letter

ADDRESS = re.compile(r"https?://\S+")
STOP_LINK = re.compile(r"https?://\S+/letters/stop/\S+")  # signed: whoever has it declines for the recipient


def shown_of(letter: Letter) -> Shown:
    """Of a kind that is not known any more nothing is shown: nobody knows what it held."""
    kind = KINDS.get(letter.name)
    return kind.shown if kind else Shown.NOTHING


def readable_text(letter: Letter) -> str:
    """The words, as far as others than the recipient may read them; nothing is an empty text."""
    shown = shown_of(letter)
    if shown is Shown.NOTHING:
        return ""
    links = STOP_LINK if shown is Shown.WHOLE else ADDRESS
    return links.sub(_("[link hidden]"), letter.text)


def kept_of(letter: Letter) -> dict[str, str]:
    """What a row holds once its letter is sent: secret links lie nowhere but in the recipient's letter box."""
    if shown_of(letter) is Shown.WHOLE:
        return {}
    return {"text": readable_text(letter), "html": "", "link": ""}
