"""The words of a letter: the administrators' own, or those that come with the programme."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repository.letters.kinds import LetterKind, Role
from repository.letters.models import LetterWording
from repository.people.models import User

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


def needed_in(kind: LetterKind) -> list[str]:
    """Placeholders without which the letter would be of no use."""
    entries = [each.name for each in kind.placeholders if each.role is Role.ENTRIES]
    return [kind.main_link, *entries] if kind.main_link else entries


def body_check(kind: LetterKind, body: str) -> None:
    """Raises ValidationError for what cannot be filled in, and for a letter with nothing to follow."""
    wording_check(kind, body)
    if missing := [f"{{{name}}}" for name in needed_in(kind) if f"{{{name}}}" not in body]:
        raise ValidationError(
            _("Without %(missing)s the recipient cannot go on from this letter. Put it in.")
            % {"missing": _(", ").join(missing)}
        )


class WordingChanged(Exception):
    """Somebody else wrote another wording in the meantime."""


def wording_write(
    *, kind: LetterKind, language: str, subject: str, body: str, following: int, user: User
) -> LetterWording:
    """A new wording, which counts from now on. Raises ValidationError, and WordingChanged when the wording numbered
    ``following`` (0: the programme's own) is not the newest any more."""
    wording_check(kind, subject)
    body_check(kind, body)
    return _add(LetterWording(name=kind.name, language=language, subject=subject, body=body), following, user)


def wording_reset(*, kind: LetterKind, language: str, following: int, user: User) -> LetterWording:
    """Back to the programme's own text. What was written stays in the history. Raises WordingChanged."""
    return _add(LetterWording(name=kind.name, language=language, is_default=True), following, user)


def _add(wording: LetterWording, following: int, user: User) -> LetterWording:
    wording.number, wording.written_by = following + 1, user
    wording.full_clean(validate_unique=False, exclude=("written_by",), validate_constraints=False)
    try:
        with transaction.atomic():
            wording.save()
    except IntegrityError as error:
        raise WordingChanged from error
    return wording
