"""The tree of subjects: one query for each level of it, however many subjects are asked about."""

from __future__ import annotations

from collections.abc import Iterable

from repository.subjects.models import Subject


def broader_subjects(keys: Iterable[int]) -> dict[int, list[int]]:
    """Each of ``keys`` (primary keys) → all broader subjects, the nearest first. Circles are followed once."""
    keys = set(keys)
    broader: dict[int, int | None] = {}
    wanted = keys
    while wanted:
        broader |= dict(Subject.objects.filter(pk__in=wanted).values_list("pk", "broader_id"))
        wanted = {key for key in broader.values() if key is not None} - broader.keys()
    return {key: _line_above(key, broader) for key in keys}


def _line_above(key: int, broader: dict[int, int | None]) -> list[int]:
    line, step = [], broader.get(key)
    while step is not None and step not in (key, *line):
        line.append(step)
        step = broader.get(step)
    return line


def subjects_within(keys: Iterable[int]) -> set[int]:
    """The subjects of these primary keys and all narrower ones."""
    found: set[int] = set()
    level = set(keys)
    while level:
        found |= level
        level = set(Subject.objects.filter(broader__in=level).values_list("pk", flat=True)) - found
    return found
