"""Puts what sources say beside the inputs that it is about."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from repository.deposit.forms.rows import RowFormSet
from repository.deposit.forms.steps import Part, StepForms
from repository.deposit.proposals import Word


def words_placed(step: StepForms, words: Iterable[Word]) -> None:
    """Gives each field its ``words``, and each part of the step those that belong to none of its inputs."""
    for part in step.parts.values():
        part.words = []
    for word in words:
        part = step.parts.get(word.place.part)
        if part is None or word.place.step != step.name:
            continue
        field = _field_of(part, word)
        if field is None:
            part.words.append(word)
        else:
            field.words = [*getattr(field, "words", []), word]


def _field_of(part: Part, word: Word) -> forms.Field | None:
    if not isinstance(part, RowFormSet):
        return part.fields.get(word.place.field)
    form = _row_of(part, word)
    return form.fields[word.place.field] if form else None


def _row_of(rows: RowFormSet, word: Word) -> forms.Form | None:
    """The row about the same language or scheme; the title itself is the first row's."""
    if word.name == "title":
        return next(iter(rows.forms), None)
    family, _dot, key = word.name.partition(".")
    told_by = {"titles": "language", "abstracts": "language", "identifiers": "scheme"}.get(family)
    return next((form for form in rows.forms if told_by and form[told_by].value() == key), None)
