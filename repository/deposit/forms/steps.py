"""A step of the deposit as one thing: several forms that are shown, checked and taken into the draft together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.db.models import Model
from django.http import QueryDict

from repository.deposit.forms.access import AccessForm, FileAccessForm
from repository.deposit.forms.author_list import AuthorListForm
from repository.deposit.forms.describe import DescribeForm, Identifiers, Texts
from repository.deposit.forms.files import FileDescriptionForm
from repository.deposit.forms.people import Contributors, FurtherPartnersForm
from repository.deposit.forms.rows import RowFormSet, StepForm
from repository.deposit.models import Step
from repository.outputs.models import Output
from repository.people.models import User

Part = StepForm | RowFormSet


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence and the id of the input it is about."""

    anchor: str
    text: str


class StepForms:
    """The forms of one step over one draft; with ``data`` they hold what was typed, else what the draft says."""

    name: Step

    def __init__(self, *, draft: Output, user: User, data: QueryDict | None = None):
        self.draft, self.user, self.data = draft, user, data
        self.parts = self.build()

    def build(self) -> dict[str, Part]:
        raise NotImplementedError

    def form(self, kind: type[StepForm], **kwargs) -> StepForm:
        return kind(self.data, initial=kind.initial_of(self.draft), **kwargs)

    def rows(self, kind: type[RowFormSet], prefix: str, **kwargs) -> RowFormSet:
        initial = None if self.data is not None else kind.initial_of(self.draft)
        return kind(self.data, initial=initial, prefix=prefix, **kwargs)

    def is_valid(self) -> bool:
        return all([part.is_valid() for part in self.parts.values()])

    def apply(self) -> None:
        """Gives the draft all that is valid: a form field by field, rows only when all of them are."""
        for part in self.parts.values():
            if part.is_valid() or isinstance(part, StepForm):
                part.apply(self.draft)

    @property
    def single_forms(self) -> Iterator[StepForm]:
        """Every form on the page, those in rows and in rows of rows included."""
        for part in self.parts.values():
            if isinstance(part, RowFormSet):
                yield from forms_in(part)
            else:
                yield part

    @cached_property
    def faults(self) -> list[Fault]:
        self.is_valid()
        return [
            Fault(anchor_of(form[name]) if name in form.fields else "", _with_heading(form, message))
            for form in self.single_forms
            for name, messages in form.errors.items()
            for message in messages
        ]

    def without_errors(self) -> StepForms:
        """The same page as it looks before its author asks to save it."""
        for form in self.every_form:
            form.quiet = True
        return self

    @property
    def every_form(self) -> Iterator[StepForm]:
        """Those of blank and removed rows included."""
        for part in self.parts.values():
            for form in part.forms if isinstance(part, RowFormSet) else [part]:
                yield form
                yield from getattr(form, "affiliations", ())

    @property
    def fingerprint(self) -> str:
        """Changes exactly when what the draft says on this step does."""
        values = [(label, value) for label, _anchor, value in self._texts()]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        for form in self.single_forms:
            for field in form:
                if field.name != "DELETE" and not field.is_hidden:
                    label = f"{form.heading}: {field.label}" if form.heading else str(field.label)
                    yield label, anchor_of(field), text_of(field)


def forms_in(rows: RowFormSet) -> Iterator[StepForm]:
    for form in rows.kept:
        yield form
        if nested := getattr(form, "affiliations", None):
            yield from nested.kept


def _with_heading(form: StepForm, message: str) -> str:
    return f"{form.heading}: {message}" if form.heading else message


def anchor_of(field: forms.BoundField) -> str:
    """The id of the input that takes the focus: of a group, its first."""
    grouped = isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{field.auto_id}_0" if grouped else field.auto_id


def text_of(field: forms.BoundField) -> str:
    """What an input says, the same whether it was typed or comes from the draft."""
    value = field.value()
    if isinstance(value, list):
        return "\n".join(str(item.pk if isinstance(item, Model) else item) for item in value)
    return "" if value is None else str(value).strip().replace("\r\n", "\n")


class FilesStep(StepForms):
    name = Step.FILES

    def build(self) -> dict[str, Part]:
        files = self.draft.files.get_object_list()
        return {
            f"file-{file.number}": FileDescriptionForm(
                self.data, file=file, others=[other for other in files if other is not file]
            )
            for file in files
        }


class DescribeStep(StepForms):
    name = Step.DESCRIBE

    def build(self) -> dict[str, Part]:
        return {
            "work": self.form(DescribeForm, draft=self.draft, user=self.user),
            "texts": self.rows(Texts, "texts"),
            "identifiers": self.rows(Identifiers, "identifiers", draft=self.draft, user=self.user),
        }


class PeopleStep(StepForms):
    name = Step.PEOPLE

    def build(self) -> dict[str, Part]:
        return {
            "paste": self.form(AuthorListForm),
            "contributors": self.rows(Contributors, "contributors", form_kwargs={"user": self.user}),
            "partners": self.form(FurtherPartnersForm, draft=self.draft, user=self.user),
        }


class AccessStep(StepForms):
    name = Step.ACCESS

    def build(self) -> dict[str, Part]:
        about_files = {
            f"file-{file.number}": FileAccessForm(self.data, file=file, user=self.user)
            for file in self.draft.files.get_object_list()
        }
        return {"work": self.form(AccessForm, draft=self.draft, user=self.user), **about_files}

    def is_valid(self) -> bool:
        work, *files = self.parts.values()
        return super().is_valid() and work.agrees_with([form.as_typed() for form in files])


STEP_FORMS: dict[str, type[StepForms]] = {
    Step.FILES: FilesStep,
    Step.DESCRIBE: DescribeStep,
    Step.PEOPLE: PeopleStep,
    Step.ACCESS: AccessStep,
}
