"""What somebody ticks and writes to say that they are an author."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.outputs.models import Contribution


class WordsForm(forms.Form):
    use_required_attribute = False

    words = forms.CharField(
        label=gettext_lazy("Something the library should know"),
        help_text=gettext_lazy("Optional; such as “I wrote this under my former name.”"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class ClaimForm(WordsForm):
    """One contributor of one work."""

    contributor = forms.TypedChoiceField(label=gettext_lazy("Who you are"), coerce=int, widget=forms.RadioSelect)
    field_order = ["contributor", "words"]

    def __init__(self, *args, entries: Iterable[Contribution], **kwargs):
        super().__init__(*args, **kwargs)
        self.entries = {entry.pk: entry for entry in entries}
        self.fields["contributor"].choices = [(pk, as_published(entry)) for pk, entry in self.entries.items()]

    @property
    def chosen(self) -> list[Contribution]:
        return [self.entries[self.cleaned_data["contributor"]]]


class ClaimsForm(WordsForm):
    """Many works at once."""

    works = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Your works"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick the works that are yours.")},
    )
    field_order = ["works", "words"]

    def __init__(self, *args, entries: Iterable[Contribution], **kwargs):
        super().__init__(*args, **kwargs)
        self.entries = {entry.pk: entry for entry in entries}
        self.fields["works"].choices = [(pk, in_work(entry)) for pk, entry in self.entries.items()]

    @property
    def chosen(self) -> list[Contribution]:
        return [self.entries[pk] for pk in self.cleaned_data["works"]]


def as_published(entry: Contribution) -> str:
    """With role and institutions, by which people of one name are told apart."""
    places = [str(one) for one in entry.affiliations.all()]
    return " · ".join([str(entry), str(entry.get_role_display()), *places])


def in_work(entry: Contribution) -> str:
    year = f" ({entry.output.year})" if entry.output.year else ""
    who = _("as %(name)s, %(role)s") % {"name": entry, "role": entry.get_role_display()}
    title = f"\N{FIRST STRONG ISOLATE}{entry.output.title}\N{POP DIRECTIONAL ISOLATE}"
    return f"{title}{year} · {who}"
