"""Who may read the work and its files, from when, and under which licence."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.deposit.forms.rows import StepForm
from repository.files.models import OutputFile
from repository.outputs.choices import Access
from repository.outputs.licences import Licence
from repository.outputs.models import Output

LICENCE_WORDS = {
    Licence.CC_BY: gettext_lazy("Anyone may share and adapt it, also commercially, if they name the authors."),
    Licence.CC_BY_SA: gettext_lazy("The same, and adaptations must carry this licence too."),
    Licence.CC_BY_NC: gettext_lazy("Anyone may share and adapt it, not commercially, if they name the authors."),
    Licence.CC_BY_NC_SA: gettext_lazy("Not commercially, and adaptations must carry this licence too."),
    Licence.CC_BY_ND: gettext_lazy("Anyone may share it unchanged, also commercially, if they name the authors."),
    Licence.CC_BY_NC_ND: gettext_lazy("Anyone may share it unchanged, not commercially, if they name the authors."),
    Licence.CC0: gettext_lazy("The authors give up their rights: anyone may do anything with it."),
    Licence.IN_COPYRIGHT: gettext_lazy("It may be read here; for everything else the authors or publisher are asked."),
}


class AccessForm(StepForm):
    access = forms.ChoiceField(
        label=gettext_lazy("Who may see the record"),
        help_text=gettext_lazy("The record is the page with title, people and abstract. Files are set below."),
        choices=Access.choices,
        widget=forms.RadioSelect,
    )
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = [(licence.value, f"{licence.label}: {LICENCE_WORDS[licence]}") for licence in Licence]
        self.fields["licence"].choices = [*words, ("", _("I will choose later"))]

    @staticmethod
    def initial_of(draft: Output) -> dict:
        return {"access": draft.access, "licence": draft.licence}

    def apply(self, draft: Output) -> None:
        for name in ("access", "licence"):
            if name in self.cleaned_data:
                setattr(draft, name, self.cleaned_data[name])


class FileForm(StepForm):
    """A form about one file, known by the number that is its address in the work."""

    def __init__(self, *args, file: OutputFile, **kwargs):
        self.file = file
        super().__init__(*args, prefix=f"file-{file.number}", initial=self.initial_of(file), **kwargs)
        self.heading = file.name

    @classmethod
    def initial_of(cls, file: OutputFile) -> dict:
        return {name: getattr(file, name) for name in cls.base_fields}

    @property
    def is_absent(self) -> bool:
        """The form that was sent is older than the file and says nothing of it."""
        return self.is_bound and not any(field.html_name in self.data for field in self)

    def apply(self, draft: Output) -> None:
        for name in self.base_fields:
            if name in self.cleaned_data and not self.is_absent:
                setattr(self.file, name, self.cleaned_data[name])


class FileAccessForm(FileForm):
    access = forms.ChoiceField(
        label=gettext_lazy("Who may open it"), choices=Access.choices, initial=Access.PUBLIC, required=False
    )
    embargo_until = forms.DateField(
        label=gettext_lazy("Closed until"),
        help_text=gettext_lazy("The file opens by itself on this day, such as 2027-09-01. Leave empty if it is open."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is not a date. Write it as 2027-09-01.")},
    )

    embargo_reason = forms.CharField(
        label=gettext_lazy("Why it is closed"),
        help_text=gettext_lazy("Readers see it beside the day. You need not say."),
        max_length=200,
        required=False,
    )

    def clean_access(self) -> str:
        return self.cleaned_data["access"] or self.file.access
