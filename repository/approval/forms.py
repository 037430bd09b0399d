"""What co-authors and contact people write."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.outputs.models import Contribution
from repository.people.models import normalise_orcid

PROPOSED = {
    "family_name": gettext_lazy("Family name"),
    "given_name": gettext_lazy("Given name"),
    "orcid": gettext_lazy("ORCID iD"),
    "institution": gettext_lazy("Institution"),
    "department": gettext_lazy("Department"),
}


def entry_of(contribution: Contribution) -> dict[str, str]:
    """How a contributor stands in the work, with the first institution; what a correction can change."""
    first = next(iter(contribution.affiliations.all()), None)
    return {
        "family_name": contribution.family_name,
        "given_name": contribution.given_name,
        "orcid": contribution.orcid,
        "institution": (str(first.partner) if first.partner_id else first.institution) if first else "",
        "department": first.department if first else "",
    }


class CorrectionForm(forms.Form):
    """How the contributor's own entry should read. Only what differs is proposed."""

    use_required_attribute = False

    family_name = forms.CharField(label=PROPOSED["family_name"], max_length=150)
    given_name = forms.CharField(label=PROPOSED["given_name"], max_length=150, required=False)
    orcid = forms.CharField(
        label=PROPOSED["orcid"],
        max_length=60,
        required=False,
        help_text=gettext_lazy("Such as 0000-0002-1825-0097, if you have one."),
    )
    institution = forms.CharField(label=PROPOSED["institution"], max_length=255, required=False)
    department = forms.CharField(label=PROPOSED["department"], max_length=255, required=False)
    remark = forms.CharField(
        label=gettext_lazy("Anything else"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For example a second institution. The depositor and the editors read it."),
    )

    def clean_orcid(self) -> str:
        typed = self.cleaned_data["orcid"]
        return normalise_orcid(typed) if typed else ""

    def clean(self):
        if not self.errors and not self.proposal and not self.cleaned_data.get("remark"):
            raise forms.ValidationError(
                _("Nothing is changed yet. Change what is wrong, or confirm the work as it is.")
            )

    @property
    def proposal(self) -> dict[str, str]:
        typed = {name: self.cleaned_data.get(name, "") for name in PROPOSED}
        return {name: value for name, value in typed.items() if value != self.initial.get(name, "")}


class ReasonForm(forms.Form):
    use_required_attribute = False

    reason = forms.CharField(
        label=gettext_lazy("What should be different?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The depositor and the editors read it. The work is not published until it is settled."),
    )


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=gettext_lazy("A word to go with it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
