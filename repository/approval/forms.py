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
OF_INSTITUTION = ("institution", "department")


def numbered(name: str, number: int) -> str:
    """What the n-th institution, or its department, is called in a correction: ``institution``, ``institution-2`` …"""
    return name if number == 1 else f"{name}-{number}"


def unnumbered(name: str) -> tuple[str, int]:
    """The way back from ``numbered``."""
    kind, _dash, number = name.partition("-")
    return kind, int(number or 1)


def label_of(name: str) -> str:
    """What people call a part of a correction; empty for what is none."""
    kind, number = unnumbered(name)
    return f"{PROPOSED[kind]} {number if number > 1 else ''}".strip() if kind in PROPOSED else ""


def place_of(name: str) -> tuple[int, int]:
    """Where it stands among the parts of a correction, which a database may hand back in another order."""
    kind, number = unnumbered(name)
    return number, list(PROPOSED).index(kind)


def corrections_of(proposal: dict[str, str]) -> list[tuple[str, str]]:
    """Label and value of each part of a correction, in order."""
    names = sorted(filter(label_of, proposal), key=place_of)
    return [(label_of(name), proposal[name] or "—") for name in names]


def entry_of(contribution: Contribution) -> dict[str, str]:
    """How a contributor stands in the work, with every institution; what a correction can change."""
    entry = {name: getattr(contribution, name) for name in ("family_name", "given_name", "orcid")}
    entry |= dict.fromkeys(OF_INSTITUTION, "")
    for number, row in enumerate(contribution.affiliations.all(), 1):
        entry[numbered("institution", number)] = str(row.partner) if row.partner_id else row.institution
        entry[numbered("department", number)] = row.department
    return entry


class CorrectionForm(forms.Form):
    """How the contributor's own entry should read, with room for one institution more. Only what differs is
    proposed."""

    use_required_attribute = False

    family_name = forms.CharField(label=PROPOSED["family_name"], max_length=150)
    given_name = forms.CharField(label=PROPOSED["given_name"], max_length=150, required=False)
    orcid = forms.CharField(
        label=PROPOSED["orcid"],
        max_length=60,
        required=False,
        help_text=gettext_lazy("Such as 0000-0002-1825-0097, if you have one."),
    )
    remark = forms.CharField(
        label=gettext_lazy("Anything else"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The depositor and the editors read it."),
    )

    def __init__(self, *args, initial: dict[str, str], **kwargs):
        super().__init__(*args, initial=initial, **kwargs)
        self.institutions = sum(name.startswith("institution") for name in initial)
        further = self.institutions + 1
        for number in range(1, further + 1):
            for name in OF_INSTITUTION:
                field = numbered(name, number)
                self.fields[field] = forms.CharField(label=label_of(field), max_length=255, required=False)
        self.fields[numbered("institution", further)].help_text = _("A further one, if it is missing.")
        self.fields["institution"].help_text = _("Empty an institution that should not be there.")
        self.order_fields([name for name in self.fields if name != "remark"])

    def clean_orcid(self) -> str:
        typed = self.cleaned_data["orcid"]
        return normalise_orcid(typed) if typed else ""

    def clean(self):
        for number in range(1, self.institutions + 2):
            institution, department = (numbered(name, number) for name in OF_INSTITUTION)
            typed = self.cleaned_data
            if not typed.get(institution) and typed.get(department) and department in self.proposal:
                self.add_error(institution, _("Name the institution the department belongs to."))
        if not self.errors and not self.proposal and not self.cleaned_data.get("remark"):
            raise forms.ValidationError(
                _("Nothing is changed yet. Change what is wrong, or confirm the work as it is.")
            )

    @property
    def proposal(self) -> dict[str, str]:
        typed = {name: self.cleaned_data.get(name, "") for name in self.fields if name != "remark"}
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
