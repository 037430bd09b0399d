"""What a browser would send of a step that nobody has touched, to be set beside what somebody typed."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.db.models import Model
from django.http import QueryDict

from repository.deposit.forms.rows import RowFormSet, StepForm
from repository.deposit.forms.steps import Part, StepForms

COUNTS = ("-INITIAL_FORMS", "-MIN_NUM_FORMS", "-MAX_NUM_FORMS")

Sent = dict[str, list[str]]


def sent_by(part: Part) -> Sent:
    """The inputs of one part of a step, as the draft fills them."""
    if isinstance(part, StepForm):
        return {field.html_name: list(_values(field)) for field in part}
    sent = {field.html_name: list(_values(field)) for field in part.management_form}
    for form in part.forms:
        sent |= sent_by(form)
        if inner := getattr(form, "affiliations", None):
            sent |= sent_by(inner)
    return sent


def _values(field: forms.BoundField) -> Iterator[str]:
    value = field.value()
    for one in value if isinstance(value, list | tuple) else [value]:
        if one not in (None, False):
            yield str(one.pk if isinstance(one, Model) else one)


def names_sent(data: QueryDict, part: Part, prefix: str) -> set[str]:
    """The names of what was typed into one part."""
    if isinstance(part, RowFormSet):
        return {name for name in data if name.startswith(f"{prefix}-")}
    return {field.html_name for field in part if field.html_name in data}


def is_as_sent(data: QueryDict, sent: Sent, names: set[str]) -> bool:
    """Whether these inputs are as they were shown. What is empty need not have been sent."""
    wanted = {name for name in names | set(sent) if not name.endswith(COUNTS)}
    return all(_filled(data.getlist(name)) == _filled(sent.get(name, [])) for name in wanted)


def _filled(values: list[str]) -> list[str]:
    return [value.strip().replace("\r\n", "\n") for value in values if value.strip()]


def part_replaced(data: QueryDict, sent: Sent, names: set[str]) -> None:
    for name in names:
        data.pop(name, None)
    for name, values in sent.items():
        if values:
            data.setlist(name, values)


def brought_up(data: QueryDict, seen: StepForms, now: StepForms) -> tuple[QueryDict, set[tuple[str, str]]]:
    """What was typed, brought up from the step as it was seen to the step as it is now.

    Returns the data, and what could not be brought up since somebody typed there: pairs of the part and its input (no
    input where the part is made of rows).
    """
    data, touched = data.copy(), set()
    for prefix, part in now.parts.items():
        for input_name, was, becomes in _groups(seen.parts[prefix], part):
            names = set(becomes) if input_name else names_sent(data, part, prefix)
            if was == becomes:
                continue
            if is_as_sent(data, was, names):
                part_replaced(data, becomes, names)
            else:
                touched.add((prefix, input_name))
    return data, touched


def _groups(seen: Part, now: Part) -> Iterator[tuple[str, Sent, Sent]]:
    """What is brought up together: all rows of a part, or one input of a form."""
    before, after = sent_by(seen), sent_by(now)
    if isinstance(now, RowFormSet):
        yield "", before, after
        return
    for field in now:
        name = field.html_name
        yield field.name, {name: before.get(name, [])}, {name: after[name]}
