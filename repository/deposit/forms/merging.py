"""Three states of one step brought together: what was shown, what somebody typed over it, what is saved by now.

A field that only one side changed goes by itself; where both did, somebody has to choose. Of a list of rows, such as
the contributors, they choose the whole or row by row; nothing of it goes by itself, for halves of two orders make no
order that anybody has seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.db.models import Model
from django.http import QueryDict

from repository.deposit.forms.row_merging import MINE, THEIRS, Meeting, Row, rows_met
from repository.deposit.forms.rows import RowForm, RowFormSet, StepForm
from repository.deposit.forms.steps import StepForms, text_of

BOTH, ROWS = "both", "rows"
# Of these a browser sends nothing at all when nothing is chosen.
SILENT_WIDGETS = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


@dataclass(frozen=True, slots=True)
class Unit:
    """What is chosen as a whole: a field, or a list of rows. ``key`` is its name in a form."""

    key: str
    label: str
    texts: tuple[str, ...]
    names: tuple[str, ...]
    part: RowFormSet | forms.BoundField

    @property
    def is_list(self) -> bool:
        return isinstance(self.part, RowFormSet)


@dataclass(frozen=True, slots=True)
class Difference:
    """Both sides changed it; ``typed`` and ``stored`` are a line for a field, a line for each row of a list. ``rows``
    are those of a list that one may choose one by one, with the others between them."""

    key: str
    label: str
    typed: tuple[str, ...]
    stored: tuple[str, ...]
    is_list: bool
    rows: tuple[Meeting, ...] = ()

    @property
    def has_choices(self) -> bool:
        """Whether it is more than the order in which the lists differ."""
        return any(row.differs for row in self.rows)


@dataclass(frozen=True, slots=True)
class Merge:
    """What was typed, with all that only the other side changed; ``behind`` when the page it came from shows less."""

    data: QueryDict
    differences: list[Difference]
    behind: bool


def merge(
    *, mine: StepForms, stored: StepForms, base: StepForms | None, choices: dict[str, str] | None = None
) -> Merge:
    """Args:
    base: the step as its author saw it; without it every difference has to be chosen.
    choices: for each key that was chosen already, whose text it is; for each row too of a list that is chosen by rows.
    """
    typed, shown, choices = units_of(mine), units_of(base) if base else {}, choices or {}
    data, differences, behind = mine.data.copy(), [], False
    for key, saved in units_of(stored).items():
        own = typed[key]
        if own.texts == saved.texts:
            continue
        verdict = choices.get(key) or _verdict(mine.data, own, saved, shown.get(key), known=base is not None)
        met = _rows_of(shown.get(key), own, saved) if saved.is_list else ()
        if verdict is None or (verdict == ROWS and not _are_chosen(met, key, choices)):
            differences.append(Difference(key, saved.label, own.texts, saved.texts, saved.is_list, met))
        elif verdict != MINE:
            behind = behind or verdict != THEIRS or _is_in(mine.data, own)
            _take(data, own, saved, verdict, [(row, choices.get(f"{key}:{row.key}")) for row in met])
    return Merge(data, differences, behind)


def _rows_of(shown: Unit | None, own: Unit, saved: Unit) -> tuple[Meeting, ...]:
    read = [
        [Row(row_text(form), form.names, form) for form in unit.part.kept] if unit else []
        for unit in (shown, own, saved)
    ]
    return tuple(rows_met(*read))


def _are_chosen(met: tuple[Meeting, ...], key: str, choices: dict[str, str]) -> bool:
    return all(choices.get(f"{key}:{row.key}") in (MINE, THEIRS) for row in met if row.differs)


def _verdict(data: QueryDict, own: Unit, saved: Unit, shown: Unit | None, *, known: bool) -> str | None:
    before = shown.texts if shown else ("",)
    if not _is_in(data, own) or (known and own.texts == before):
        return THEIRS
    return MINE if known and saved.texts == before else None


def _is_in(data: QueryDict, unit: Unit) -> bool:
    """Whether the form that was sent had it at all."""
    return any(name in data for name in unit.names) or (
        not unit.is_list and isinstance(unit.part.field.widget, SILENT_WIDGETS)
    )


def units_of(step: StepForms) -> dict[str, Unit]:
    return {unit.key: unit for unit in _units(step)}


def _units(step: StepForms) -> Iterator[Unit]:
    for name, part in step.parts.items():
        if isinstance(part, RowFormSet):
            texts = tuple(row_text(form) for form in part.kept)
            yield Unit(name, str(part.title), texts, (f"{part.prefix}-TOTAL_FORMS",), part)
            continue
        for field in part:
            if field.name != "DELETE" and not field.is_hidden:
                label = f"{part.heading}: {field.label}" if part.heading else str(field.label)
                yield Unit(field.html_name, label, (shown_text(field),), (field.html_name,), field)


def row_text(form: RowForm) -> str:
    """A row in one line, with the rows in it."""
    inner = getattr(form, "affiliations", None)
    texts = [shown_text(field) for field in form if field.name != "DELETE" and not field.is_hidden]
    return " · ".join(text for text in [*texts, *(row_text(row) for row in (inner.kept if inner else ()))] if text)


def shown_text(field: forms.BoundField) -> str:
    """What an input says, in the words of the page."""
    text = text_of(field)
    choices = getattr(field.field, "choices", None)
    if choices is None or isinstance(field.field, forms.ModelChoiceField):
        return "" if text == "False" else text
    words = {str(value): str(label) for value, label in _ungrouped(choices)}
    return "\n".join(words.get(line, line) for line in text.split("\n")) if text else ""


def _ungrouped(choices) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        yield from label if isinstance(label, list | tuple) else [(value, label)]


def _take(data: QueryDict, own: Unit, saved: Unit, verdict: str, met: list[tuple[Meeting, str | None]]) -> None:
    """Puts what was chosen in the place of what was typed, as a browser would have sent it."""
    if not saved.is_list:
        _set(data, saved.part)
        return
    if verdict == ROWS:
        rows = [sent for row, side in met if (sent := _chosen_row(data, row, side)) is not None]
    else:
        rows = [dict(_sent(form)) for form in saved.part.kept]
    if verdict == BOTH:
        saved_texts = set(saved.texts)
        rows += [_renamed(data, form) for form in own.part.kept if row_text(form) not in saved_texts]
    prefix = saved.part.prefix
    for name in [name for name in data if name.startswith(f"{prefix}-")]:
        del data[name]
    data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = str(len(rows)), "0"
    for index, row in enumerate(rows):
        for name, values in row.items():
            data.setlist(f"{prefix}-{index}-{name}", values)


def _chosen_row(data: QueryDict, met: Meeting, side: str | None) -> dict[str, list[str]] | None:
    """What a browser would send of the chosen side of a row; None when it is to be gone."""
    if side == MINE and met.differs:
        return _renamed(data, met.mine.form) if met.mine else None
    return dict(_sent(met.theirs.form)) if met.theirs else None


def _set(data: QueryDict, field: forms.BoundField) -> None:
    data.pop(field.html_name, None)
    if values := _values(field):
        data.setlist(field.html_name, values)


def _sent(form: StepForm) -> Iterator[tuple[str, list[str]]]:
    """What a browser would send of a row, by the names that its inputs have within it."""
    yield from ((field.name, _values(field)) for field in form if field.name != "DELETE" and _values(field))
    if (inner := getattr(form, "affiliations", None)) is not None:
        yield "affiliations-TOTAL_FORMS", [str(len(inner.kept))]
        yield "affiliations-INITIAL_FORMS", ["0"]
        for index, row in enumerate(inner.kept):
            yield from ((f"affiliations-{index}-{name}", values) for name, values in _sent(row))


def _renamed(data: QueryDict, form: RowForm) -> dict[str, list[str]]:
    return {
        name.removeprefix(f"{form.prefix}-"): data.getlist(name) for name in data if name.startswith(f"{form.prefix}-")
    }


def _values(field: forms.BoundField) -> list[str]:
    value = field.value()
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list):
        return [str(item.pk if isinstance(item, Model) else item) for item in value]
    return [] if value is None else [str(value.pk if isinstance(value, Model) else value)]
