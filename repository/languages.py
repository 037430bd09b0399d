"""Languages of titles, names and texts, as BCP 47 tags."""

from __future__ import annotations

import langcodes
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

UNKNOWN = "und"
LONGEST_TAG = 35  # which is all that RFC 5646 (4.4.1) asks to be kept

# Offered first where a language is chosen: those of the home university and its partners. Any other is accepted.
OFFERED = (
    "be",
    "ru",
    "en",
    "zh",
    "ja",
    "fa",
    "he",
    "ka",
    "az",
    "kk",
    "tg",
    "uz",
    "tk",
    "ro",
    "it",
    "de",
    "fr",
    "ar",
    "tr",
)

RIGHT_TO_LEFT_SCRIPTS = {"Arab", "Hebr", "Syrc", "Thaa", "Nkoo"}


def normalise_language(tag: str) -> str:
    """The canonical form of a BCP 47 tag (``EN-us`` → ``en-US``).

    Raises ValidationError when it is no tag, names no registered language (RFC 5646), or is longer than any language's:
    what was once read as a tag, langcodes keeps for ever.
    """
    name = tag.strip()
    try:
        language = langcodes.Language.get(name) if len(name) <= LONGEST_TAG else None
    except (langcodes.LanguageTagError, ValueError):
        language = None
    if language is None or not language.is_valid():
        raise ValidationError(
            _("“%(tag)s” is not a language tag. Use one such as en, ru or zh-Hant."), "language", {"tag": tag}
        )
    return language.to_tag()


def validate_language(tag: str) -> None:
    normalise_language(tag)


def language_name(tag: str, in_language: str = "en") -> str:
    """What readers of ``in_language`` call the language."""
    return langcodes.Language.get(tag).display_name(in_language) if tag else ""


def detect_language(text: str) -> str:
    """The language of a text as a BCP 47 tag, or UNKNOWN. Who can tell is a setting: search knows, and is above us."""
    return import_string(settings.LANGUAGE_DETECTOR)(text)


def direction(tag: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` of a text whose language is known."""
    return "rtl" if langcodes.Language.get(tag).maximize().script in RIGHT_TO_LEFT_SCRIPTS else "ltr"


class LanguageField(models.CharField):
    """One BCP 47 tag."""

    default_validators = [validate_language]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", LONGEST_TAG)
        super().__init__(*args, **kwargs)

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        return normalise_language(value) if value else value


class Translation(models.Model):
    """A name or label of something in one more language; subclasses say of what."""

    language = LanguageField(_("language"))
    text = models.CharField(_("text"), max_length=500)

    class Meta:
        abstract = True
        ordering = ["language"]

    def __str__(self) -> str:
        return self.text


def translated(default: str, translations, language: str) -> str:
    """The text in ``language`` or its primary language, else ``default``."""
    texts = {row.language: row.text for row in translations}
    return texts.get(language) or texts.get(language.split("-")[0]) or default
