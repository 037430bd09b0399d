"""What a depositor names in words: partners, subjects, courses, agreements, activities and other works.

A text field is the same for everybody, with scripts or without: it holds the name as a person would write it. Each
vocabulary says how something of it is written, finds it again from that text, and suggests while somebody types.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from repository.access.selectors import deposits_of, visible_outputs
from repository.activities.models import Activity
from repository.agreements.models import Agreement
from repository.outputs.codes import ALPHABET, LENGTH
from repository.outputs.models import Output
from repository.partners.models import Partner
from repository.people.models import User
from repository.subjects.models import Course, Subject

SUGGESTIONS = 8
CODE = re.compile(rf"(?:^|/w/|\()([{ALPHABET}]{{{LENGTH}}})\)?/?$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    value: str
    hint: str


def spellings(text: str) -> set[str]:
    """The text in the cases people type it in: SQLite folds the case of ASCII letters only."""
    if text.isascii():
        return {text}
    return {text, text.lower(), text.upper(), text.capitalize(), text.title()}


def any_of(lookups: tuple[str, ...], text: str, how: str) -> Q:
    condition = Q()
    for lookup in lookups:
        for spelling in spellings(text):
            condition |= Q(**{f"{lookup}__{how}": spelling})
    return condition


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``names`` are the lookups that hold what something is called; ``key`` recognises a written label exactly."""

    rows: Callable[[User], QuerySet]
    names: tuple[str, ...]
    label: Callable[[Model], str] = str
    hint: Callable[[Model], str] = lambda row: ""
    key: Callable[[str], Q] = lambda text: Q(pk__in=())

    def find(self, text: str, user: User) -> Model | None:
        """The one thing that this text names, or None."""
        rows = self.rows(user)
        return (
            rows.filter(self.key(text)).order_by("pk").first()
            or rows.filter(any_of(self.names, text, "iexact")).order_by("pk").first()
        )

    def suggest(self, text: str, user: User) -> list[Suggestion]:
        """A few whose name contains the text, those that begin with it first; nothing for fewer than two letters."""
        text = text.strip()
        if len(text) < 2:
            return []
        found = self.rows(user).filter(any_of(self.names, text, "icontains")).distinct()[: SUGGESTIONS * 4]
        labelled = [(self.label(row), self.hint(row)) for row in found]
        labelled.sort(key=lambda pair: (not pair[0].casefold().startswith(text.casefold()), pair[0].casefold()))
        return [Suggestion(*pair) for pair in labelled[:SUGGESTIONS]]


def _partner_hint(partner: Partner) -> str:
    return ", ".join(part for part in (partner.city, partner.country) if part)


def _course_key(text: str) -> Q:
    return Q(code__iexact=text.partition(" – ")[0].strip())


def _agreement_key(text: str) -> Q:
    return Q(number__iexact=text.partition(":")[0].strip())


def _activity_key(text: str) -> Q:
    match = re.fullmatch(r"(.+) \((\d{4})\)", text)
    return Q(title=match[1], starts_on__year=match[2]) if match else Q(pk__in=())


def _work_key(text: str) -> Q:
    match = CODE.search(text.strip())
    return Q(code=match[1]) if match else Q(pk__in=())


def readable_works(user: User) -> QuerySet[Output]:
    """Works whose record the depositor may see, and their own; never a hint that another one exists."""
    readable, own = visible_outputs(user).values("pk"), deposits_of(user).values("pk")
    return Output.objects.filter(Q(pk__in=readable) | Q(pk__in=own))


VOCABULARIES: dict[str, Vocabulary] = {
    "partners": Vocabulary(
        rows=lambda user: Partner.objects.prefetch_related("names"),
        names=("name", "names__text"),
        hint=_partner_hint,
    ),
    "subjects": Vocabulary(
        rows=lambda user: Subject.objects.prefetch_related("labels"), names=("label", "labels__text")
    ),
    "courses": Vocabulary(
        rows=lambda user: Course.objects.prefetch_related("titles"),
        names=("code", "title", "titles__text"),
        label=lambda course: f"{course.code} – {course}",
        key=_course_key,
    ),
    "agreements": Vocabulary(rows=lambda user: Agreement.objects.all(), names=("number", "title"), key=_agreement_key),
    "activities": Vocabulary(
        rows=lambda user: Activity.objects.all(),
        names=("title",),
        label=lambda activity: f"{activity.title} ({activity.starts_on.year})",
        hint=lambda activity: activity.get_kind_display(),
        key=_activity_key,
    ),
    "works": Vocabulary(
        rows=readable_works,
        names=("title", "titles__text"),
        label=lambda work: f"{work.title} ({work.code})",
        hint=lambda work: " · ".join(str(part) for part in (work.get_kind_display(), work.year) if part),
        key=_work_key,
    ),
}
