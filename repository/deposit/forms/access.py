"""Who may read the work and its files, from when, and under which licence."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.deposit.forms.fields import NamesField
from repository.deposit.forms.rows import StepForm
from repository.files.models import OutputFile, Place
from repository.outputs.choices import Access
from repository.outputs.completeness import sentences_of_early_files
from repository.outputs.licences import Licence
from repository.outputs.models import Output
from repository.people.models import User

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

DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NO_DAY = {"invalid": gettext_lazy("This is not a date. Write it as 2027-09-01.")}


def _chosen_partners(place: Output | Place, user: User) -> NamesField:
    return NamesField(
        "partners",
        user,
        current=place.chosen_partners.all(),
        label=_("Chosen partners"),
        help_text=_("Any partner, also one that is not on this work. Readers are not told which."),
    )


class ChoosingForm(StepForm):
    """An access level, and the partners that it may need."""

    @classmethod
    def initial_of(cls, place: Output | Place) -> dict:
        said = {name: getattr(place, name) for name in cls.base_fields}
        return said | {"chosen_partners": list(place.chosen_partners.all())}

    def clean(self) -> dict:
        said = super().clean()
        is_said = self.add_prefix("chosen_partners") in self.data
        if is_said and said.get("access") == Access.CHOSEN and said.get("chosen_partners") == []:
            self.add_error("chosen_partners", _("Choose at least one partner, or open it to others."))
        return said


class AccessForm(ChoosingForm):
    access = forms.ChoiceField(
        label=gettext_lazy("Who may see the record"),
        help_text=gettext_lazy("The record is the page with title, people and abstract. Files are set below."),
        choices=Access.choices,
        widget=forms.RadioSelect,
    )
    hidden_until = forms.DateField(
        label=gettext_lazy("Hide the record too, until"),
        help_text=gettext_lazy(
            "Only you, co-owners and editors know of the work before this day. It appears by itself. Leave empty if "
            "readers may know of it while its files are closed."
        ),
        required=False,
        widget=DAY_INPUT,
        error_messages=NO_DAY,
    )
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args, draft: Output, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chosen_partners"] = _chosen_partners(draft, user)
        words = [(licence.value, f"{licence.label}: {LICENCE_WORDS[licence]}") for licence in Licence]
        self.fields["licence"].choices = [*words, ("", _("I will choose later"))]

    def apply(self, draft: Output) -> None:
        for name in self.fields:
            if name in self.cleaned_data:
                setattr(draft, name, self.cleaned_data[name])

    def agrees_with(self, files: Sequence[OutputFile]) -> bool:
        """Whether no file would open before the record; to be asked of what is valid."""
        day = self.cleaned_data["hidden_until"]
        for sentence in sentences_of_early_files(day, files):
            self.add_error("hidden_until", sentence)
        return not self.errors


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
        for name in self.fields:
            if name in self.cleaned_data and not self.is_absent:
                setattr(self.file, name, self.cleaned_data[name])


class FileAccessForm(ChoosingForm, FileForm):
    access = forms.ChoiceField(
        label=gettext_lazy("Who may open it"), choices=Access.choices, initial=Access.PUBLIC, required=False
    )
    embargo_until = forms.DateField(
        label=gettext_lazy("Closed until"),
        help_text=gettext_lazy("The file opens by itself on this day, such as 2027-09-01. Leave empty if it is open."),
        required=False,
        widget=DAY_INPUT,
        error_messages=NO_DAY,
    )

    embargo_reason = forms.CharField(
        label=gettext_lazy("Why it is closed"),
        help_text=gettext_lazy("Readers see it beside the day. You need not say."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args, file: Place, user: User, **kwargs):
        super().__init__(*args, file=file, **kwargs)
        self.fields["chosen_partners"] = _chosen_partners(file, user)

    def as_typed(self) -> Place:
        """When this valid form would open the file, and to whom; the file itself stays as it is."""
        if self.is_absent:
            return self.file
        said = {name: self.cleaned_data[name] for name in ("access", "embargo_until")}
        return OutputFile(name=self.file.name, **said)

    def clean_access(self) -> str:
        return self.cleaned_data["access"] or self.file.access
