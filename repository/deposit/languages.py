"""The languages a depositor chooses from: those of the partners first, then every other that has a two-letter code."""

from __future__ import annotations

import string
from functools import lru_cache
from itertools import product

import langcodes
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from repository.languages import OFFERED, language_name

Choices = list[tuple[str, str | list[tuple[str, str]]]]


@lru_cache(maxsize=8)
def _named(interface: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    tags = ("".join(letters) for letters in product(string.ascii_lowercase, repeat=2))
    others = [tag for tag in tags if tag not in OFFERED and _is_current(tag)]
    return [(tag, language_name(tag, interface)) for tag in OFFERED], sorted(
        ((tag, language_name(tag, interface)) for tag in others), key=lambda choice: choice[1]
    )


def _is_current(tag: str) -> bool:
    language = langcodes.Language.get(tag)
    return language.is_valid() and language.to_tag() == tag and not language_name(tag).startswith("Unknown")


def offered_languages() -> list[tuple[str, str]]:
    """The languages of the home university and its partners, with their names for the reader of the page."""
    return _named(get_language() or "en")[0]


def language_choices(*also: str) -> Choices:
    """Choices for a select box; ``also`` are tags in use, so that a rarer one (``zh-Hant``) is not lost on saving."""
    offered, others = _named(get_language() or "en")
    known = {tag for tag, _name in (*offered, *others)}
    extra = [(tag, language_name(tag, get_language() or "en")) for tag in also if tag and tag not in known]
    groups: Choices = [("", _("Choose a language"))]
    if extra:
        groups.append((_("In this work"), extra))
    return [*groups, (_("Languages of the partners"), offered), (_("Other languages"), others)]
