"""The languages that letters are written in."""

from __future__ import annotations

from django.db import models


class LetterLanguage(models.TextChoices):
    """Named in themselves: whoever looks for a language looks for its own name."""

    ENGLISH = "en", "English"
    RUSSIAN = "ru", "Русский"
    BELARUSIAN = "be", "Беларуская"


FALLBACK = LetterLanguage.ENGLISH


def language_of(wanted: str) -> str:
    """``be-tarask`` → ``be``; what no letter is written in becomes English."""
    bare = wanted.partition("-")[0].lower()
    return bare if bare in LetterLanguage.values else FALLBACK.value
