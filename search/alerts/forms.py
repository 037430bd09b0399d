"""What a reader says of a saved search."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from search.kept import LONGEST_NAME, Frequency


class SavedSearchForm(forms.Form):
    """Both have an answer already when the page is opened; an emptied name keeps the one that was there."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, required=False)
    frequency = forms.ChoiceField(
        label=_("Mail about new results"),
        choices=Frequency,
        widget=forms.RadioSelect,
        help_text=_("One mail in the morning for all your searches, and only when there is something new."),
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())
