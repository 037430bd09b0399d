"""What an owner writes to have a work withdrawn."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from repository.withdrawal.models import WithdrawalRequest


class AskForm(forms.Form):
    use_required_attribute = False

    why = forms.ChoiceField(label=_("Why"), choices=WithdrawalRequest.Why, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What happened"),
        help_text=_(
            "For the editors, who may show it to readers in the place of the work. If another work takes its place, "
            "give its address."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
