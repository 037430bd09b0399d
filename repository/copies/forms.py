"""What a reader writes to ask for a copy, and what the owners answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    """Somebody with an account is known by it. ``website`` is seen by programs only: who fills it in is one."""

    use_required_attribute = False

    name = forms.CharField(label=_("Your name"), max_length=150)
    address = forms.EmailField(label=_("Your e-mail address"), help_text=_("The answer is sent there."))
    words = forms.CharField(
        label=_("What you need it for"),
        help_text=_("The depositor reads this and decides."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["address"].widget.attrs["autocomplete"] = "email"
        self.user = user if user.is_authenticated and user.email else None
        if self.user:
            del self.fields["name"], self.fields["address"]

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data["website"])

    @property
    def who(self) -> dict:
        if self.user:
            return {"user": self.user, "name": str(self.user), "address": self.user.email}
        return {"user": None, "name": self.cleaned_data["name"], "address": self.cleaned_data["address"]}


class WordsForm(forms.Form):
    use_required_attribute = False

    words = forms.CharField(
        label=_("Your words"),
        help_text=_("They are sent as a letter. Needed to decline or to ask; welcome with a copy."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
