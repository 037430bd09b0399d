"""A list of authors, pasted as it is printed, as rows of the people step: done to what was typed, as all rows are."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.deposit.forms.rows import MOST_ROWS, StepForm
from repository.interop.record import Contributor
from repository.outputs.models import Output

ROWS = "contributors"
BEFORE = "before-authors"
SUBSTANCE = ("family_name", "given_name", "orcid")
LONGEST_NAME, LONGEST_INSTITUTION = 150, 255


class AuthorListForm(StepForm):
    author_list = forms.CharField(
        label=gettext_lazy("Author list"),
        help_text=gettext_lazy(
            "As it is printed, with the institutions if they stand there: Ivanova A.¹, Petrov B.², Sato K.¹"
        ),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    @staticmethod
    def initial_of(draft: Output) -> dict:
        return {}

    def clean_author_list(self) -> str:
        """What was pasted and not used would be gone after saving."""
        if text := self.cleaned_data["author_list"]:
            raise ValidationError(_("Add this list to the contributors, or empty the box."), "unused", {"text": text})
        return ""

    def apply(self, draft: Output) -> None:
        """It fills rows by its buttons, and the draft through them."""


def authors_added(data: QueryDict, people: Iterable[Contributor], *, replace: bool) -> QueryDict:
    """What was typed with a row for each of the people after the others; ``replace`` marks the others as removed.

    Raises ValidationError when there would be more rows than a work may have.
    """
    changed, people = data.copy(), list(people)
    changed[BEFORE] = json.dumps({name: data.getlist(name) for name in data if _is_about_people(name)})
    changed["author_list"] = ""
    total = _filled_rows(changed)
    if total + len(people) > MOST_ROWS:
        raise ValidationError(
            _("A work can have at most %(most)d contributors here. Nothing was added.") % {"most": MOST_ROWS}
        )
    for index in range(total) if replace else ():
        changed[f"{ROWS}-{index}-DELETE"] = "on"
    for index, one in enumerate(people, total):
        _row_put(changed, index, one)
    changed[f"{ROWS}-TOTAL_FORMS"] = str(total + len(people))
    return changed


def _is_about_people(name: str) -> bool:
    return name.startswith(f"{ROWS}-") or name == "author_list"


def _filled_rows(data: QueryDict) -> int:
    """How many rows there are, without blank ones at the end."""
    try:
        total = max(0, min(int(data.get(f"{ROWS}-TOTAL_FORMS", 0)), MOST_ROWS))
    except ValueError:
        total = 0
    while total and not any(data.get(f"{ROWS}-{total - 1}-{name}", "").strip() for name in SUBSTANCE):
        total -= 1
        for name in [name for name in data if name.startswith(f"{ROWS}-{total}-")]:
            del data[name]
    return total


def _row_put(data: QueryDict, index: int, one: Contributor) -> None:
    row = f"{ROWS}-{index}"
    data[f"{row}-family_name"], data[f"{row}-given_name"] = one.family[:LONGEST_NAME], one.given[:LONGEST_NAME]
    data[f"{row}-orcid"], data[f"{row}-role"] = one.orcid, one.role
    places = one.affiliations
    data[f"{row}-affiliations-TOTAL_FORMS"] = str(max(1, len(places)))
    data[f"{row}-affiliations-INITIAL_FORMS"] = "0"
    for place, said in enumerate(places):
        data[f"{row}-affiliations-{place}-institution"] = said.institution[:LONGEST_INSTITUTION]
        data[f"{row}-affiliations-{place}-department"] = said.department[:LONGEST_INSTITUTION]


def authors_undone(data: QueryDict) -> QueryDict:
    """The rows, and the list, as they were before it was used. Raises ValueError when nothing says how that was."""
    before = json.loads(data.get(BEFORE, ""))
    changed = data.copy()
    for name in [name for name in changed if _is_about_people(name) or name == BEFORE]:
        del changed[name]
    for name, values in before.items():
        if _is_about_people(name):
            changed.setlist(name, [str(value) for value in values])
    return changed


def row_completed(data: QueryDict, index: int, found: Contributor) -> QueryDict:
    """A row's empty inputs filled from what is known of the person; nothing typed is replaced."""
    changed, row = data.copy(), f"{ROWS}-{index}"
    for name, text in (("family_name", found.family), ("given_name", found.given), ("orcid", found.orcid)):
        if not changed.get(f"{row}-{name}", "").strip():
            changed[f"{row}-{name}"] = text[:LONGEST_NAME]
    institution = f"{row}-affiliations-0-institution"
    if found.affiliations and not changed.get(institution, "").strip():
        said = found.affiliations[0]
        changed[institution] = said.institution[:LONGEST_INSTITUTION]
        if not changed.get(f"{row}-affiliations-0-department", "").strip():
            changed[f"{row}-affiliations-0-department"] = said.department[:LONGEST_INSTITUTION]
    return changed
