"""Rows that a depositor adds, moves, removes and takes back, such as contributors.

The buttons work on what was typed, not on what is stored: a form comes in, the same form goes out with one row more,
two exchanged, or one marked as removed. So they need no script, and lose nothing that is not valid yet.
"""

from __future__ import annotations

import re

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

MOST_ROWS = 300
ROWS_IN_ROWS = {"contributors": "affiliations"}
ACTION = re.compile(
    r"(?P<rows>[a-z]+(?:-\d+-[a-z]+)?)(?:-(?P<index>\d+))?:(?P<verb>add|up|down|to-\d{1,3}|remove|restore)"
)


class StepForm(forms.Form):
    """Nothing is required while a work is a draft; what it needs to be published is asked on the last step."""

    use_required_attribute = False
    heading = ""
    quiet = False

    @property
    def errors(self):
        """Nothing as long as the author has not asked to save: half a row is no mistake yet."""
        return ErrorDict() if self.quiet else super().errors


class RowForm(StepForm):
    """``substance`` names the fields of which one at least is filled when the row says something at all."""

    substance: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not any(str(self[name].value() or "").strip() for name in self.substance)

    @property
    def is_removed(self) -> bool:
        return self.is_bound and bool(self["DELETE"].value())

    @property
    def names(self) -> tuple[str, ...]:
        """By what the row is known again when its words are others; each begins with what kind of name it is."""
        return ()

    @property
    def summary(self) -> str:
        """What the row says, in one line, for the buttons about it."""
        return " ".join(str(self[name].value() or "").strip() for name in self.substance).strip()[:80]


class RowFormSet(forms.BaseFormSet):
    """Rows without Django's surplus empty ones; a blank row is no row. ``heading`` names one, ``title`` all of them."""

    heading = title = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number, form in enumerate(self.forms, start=1):
            form.heading = _("%(what)s %(number)d") % {"what": self.heading, "number": number}
            form.empty_permitted = False  # blank rows are told apart here, by what they say

    @property
    def kept(self) -> list[RowForm]:
        return [form for form in self.forms if not form.is_removed and not form.is_blank]

    def is_valid(self) -> bool:
        return not self.is_bound or self._judged

    @cached_property
    def _judged(self) -> bool:
        """A form that came without its count of rows is not an order to remove them all."""
        if not self.management_form.is_valid() or not all([form.is_valid() for form in self.kept]):
            return False
        self.compare_rows()
        return not any(form.errors for form in self.kept)

    def compare_rows(self) -> None:
        """Adds to rows the errors that only show beside other rows or other works."""

    def total_form_count(self) -> int:
        if self.is_bound:
            return super().total_form_count()
        return max(len(self.initial or ()), 1)


def rows_of(form: type[RowForm], formset: type[RowFormSet] = RowFormSet) -> type[RowFormSet]:
    return forms.formset_factory(
        form, formset=formset, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )


def rows_changed(data: QueryDict, action: str) -> tuple[QueryDict, str]:
    """What was typed with the button's deed done to it, and the id of the row that deed was about.

    Args:
        data: a step's form as it was sent.
        action: ``contributors:add``, or ``contributors-2:up`` (``down``, ``to-0``, ``remove``, ``restore``).

    Raises ValueError for a button that is not ours.
    """
    match = ACTION.fullmatch(action)
    if not match:
        raise ValueError(action)
    changed = data.copy()
    rows, verb = match["rows"], match["verb"]
    index = int(match["index"] or 0)
    total = _total(changed, rows)
    if verb == "add":
        changed[f"{rows}-TOTAL_FORMS"] = str(min(total + 1, MOST_ROWS))
        if inner := ROWS_IN_ROWS.get(rows):
            changed[f"{rows}-{total}-{inner}-TOTAL_FORMS"] = "1"
            changed[f"{rows}-{total}-{inner}-INITIAL_FORMS"] = "0"
        return changed, f"{rows}-{min(total, MOST_ROWS - 1)}"
    if verb in ("up", "down") or verb.startswith("to-"):
        index = _move(changed, rows, index, to=place_after(index, verb), total=total)
    elif verb == "remove":
        changed[f"{rows}-{index}-DELETE"] = "on"
    else:
        changed.pop(f"{rows}-{index}-DELETE", None)
    return changed, f"{rows}-{index}"


def place_after(index: int, verb: str) -> int:
    """Where *up*, *down* or ``to-3`` leads from ``index``."""
    return int(verb.removeprefix("to-")) if verb.startswith("to-") else index + (1 if verb == "down" else -1)


def _move(data: QueryDict, rows: str, index: int, *, to: int, total: int) -> int:
    """Step by step, so that those between close up; where the row is then."""
    if min(index, to) < 0 or max(index, to) >= total:
        return index
    step = 1 if to > index else -1
    for place in range(index, to, step):
        _exchange(data, f"{rows}-{place}-", f"{rows}-{place + step}-")
    return to


def _total(data: QueryDict, rows: str) -> int:
    try:
        return max(0, min(int(data.get(f"{rows}-TOTAL_FORMS", 0)), MOST_ROWS))
    except ValueError:
        return 0


def _exchange(data: QueryDict, one: str, other: str) -> None:
    moved = {}
    for prefix, new_prefix in ((one, other), (other, one)):
        for name in [name for name in data if name.startswith(prefix)]:
            moved[new_prefix + name[len(prefix) :]] = data.getlist(name)
            del data[name]
    for name, values in moved.items():
        data.setlist(name, values)
