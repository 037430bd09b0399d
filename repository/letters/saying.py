"""What the programme itself says in a letter: not spoken before the letter is, in its language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy


def spoken(sentence: Callable[..., str]) -> Callable[..., str]:
    """Its value is a text that is put into words each time it is read, in the language of that moment."""
    return lazy(sentence, str)


@spoken
def day_of(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


@spoken
def time_of(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
