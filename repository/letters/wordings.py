"""The words of a letter: the administrators' own, or those that come with the programme."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repository.letters.kinds import LetterKind
from repository.letters.models import LetterWording

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
BRACED = re.compile(r"\{[^{}\n]*\}?|\}")


@dataclass(frozen=True, slots=True)
class Wording:
    subject: str
    body: str


def default_wording(kind: LetterKind, language: str) -> Wording:
    source = get_template(f"repository/letters/{kind.name}/{language}.txt").template.source
    subject, _end, body = source.partition("\n")
    return Wording(subject.strip(), body.strip())


def wording_of(kind: LetterKind, language: str) -> Wording:
    """What counts now."""
    own = newest_wording(kind, language)
    return default_wording(kind, language) if own is None or own.is_default else Wording(own.subject, own.body)


def newest_wording(kind: LetterKind, language: str) -> LetterWording | None:
    return LetterWording.objects.filter(name=kind.name, language=language).first()


def wording_check(kind: LetterKind, text: str) -> None:
    """Raises ValidationError that names everything in braces that this letter cannot fill in."""
    known = {f"{{{name}}}" for name in kind.known}
    unknown = [found for found in BRACED.findall(text) if found not in known]
    if unknown:
        raise ValidationError(
            ngettext(
                "%(unknown)s means nothing in this letter. It can fill in: %(known)s.",
                "%(unknown)s mean nothing in this letter. It can fill in: %(known)s.",
                len(unknown),
            )
            % {
                "unknown": _(", ").join(dict.fromkeys(unknown)),
                "known": _(", ").join(sorted(known)),
            }
        )
