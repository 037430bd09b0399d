"""Who made the work, in order, and which institutions stood behind each of them."""

from __future__ import annotations

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.approval.models import new_key
from repository.deposit.forms.fields import NamesField, suggesting
from repository.deposit.forms.rows import RowForm, RowFormSet, StepForm, rows_of
from repository.deposit.vocabularies import VOCABULARIES
from repository.outputs.choices import Role
from repository.outputs.models import Affiliation, Contribution, Output
from repository.people.models import Person, User, normalise_orcid


class AffiliationForm(RowForm):
    """The institution's name as text; where it is a partner's, in any of its languages, it is that partner."""

    substance = ("institution", "department")

    institution = forms.CharField(label=gettext_lazy("Institution"), max_length=255, required=False)
    department = forms.CharField(label=gettext_lazy("Department as published"), max_length=255, required=False)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["institution"].widget.attrs |= suggesting("partners")

    def clean(self):
        if self.cleaned_data.get("department") and not self.cleaned_data.get("institution"):
            self.add_error("institution", _("Name the institution the department belongs to."))

    @property
    def partner(self):
        """The partner that the text names, as far as it names one."""
        text = str(self["institution"].value() or "").strip()
        return VOCABULARIES["partners"].find(text, self.user) if text else None


class AffiliationRows(RowFormSet):
    heading = gettext_lazy("Institution")
    title = gettext_lazy("Institutions")

    @staticmethod
    def initial_of(contribution: Contribution) -> list[dict]:
        return [
            {
                "institution": str(row.partner) if row.partner_id else row.institution,
                "department": row.department,
            }
            for row in contribution.affiliations.all()
        ]

    def rows(self, existing) -> list[Affiliation]:
        """The affiliations as typed; one that is there already stays the same row."""
        known = {(row.partner_id, row.institution, row.department): row for row in existing}
        affiliations = []
        for position, form in enumerate(self.kept):
            partner = form.partner
            institution = "" if partner else form.cleaned_data["institution"]
            department = form.cleaned_data["department"]
            row = known.pop((partner and partner.pk, institution, department), None) or Affiliation(
                partner=partner, institution=institution, department=department
            )
            row.sort_order = position
            affiliations.append(row)
        return affiliations


Affiliations = rows_of(AffiliationForm, AffiliationRows)


class ContributorForm(RowForm):
    substance = ("family_name", "given_name", "orcid", "address")

    family_name = forms.CharField(label=gettext_lazy("Family name, or name of a group"), max_length=150, required=False)
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=150, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, required=False)
    orcid = forms.CharField(
        label=gettext_lazy("ORCID iD"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Such as 0000-0002-1825-0097, if known."),
    )
    address = forms.EmailField(
        label=gettext_lazy("E-mail address, to ask whether they agree"),
        required=False,
        help_text=gettext_lazy(
            "On submission they get a link to confirm the work, correct their entry or object. Readers never see it."
        ),
    )
    person = forms.ModelChoiceField(Person.objects.all(), required=False, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[A-Za-z0-9]{12}$", required=False, widget=forms.HiddenInput)
    contribution = forms.IntegerField(required=False, widget=forms.HiddenInput)
    unlink = forms.BooleanField(label=gettext_lazy("This is somebody else of that name"), required=False)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["family_name"].widget.attrs |= {
            "autocomplete": "off",
            "data-deposit-combobox-target": "input",
            "data-suggestions": reverse_lazy("deposit:suggest_people"),
        }
        self.affiliations = Affiliations(
            self.data if self.is_bound else None,
            prefix=f"{self.prefix}-affiliations",
            initial=self.initial.get("affiliations", []),
            form_kwargs={"user": user},
        )

    @property
    def is_blank(self) -> bool:
        return super().is_blank and not self.affiliations.kept

    @property
    def names(self) -> tuple[str, ...]:
        known = ("contribution", "key", "orcid", "family_name", "given_name")
        said = {name: str(self[name].value() or "").strip().casefold() for name in known}
        said["whole"] = f"{said['family_name']}, {said.pop('given_name')}".strip(", ")
        said["family_name"] = said.pop("family_name")  # the least sure of them
        return tuple(f"{name} {value}" for name, value in said.items() if value)

    @property
    def known_person(self) -> Person | None:
        value = self["person"].value()
        if isinstance(value, Person):
            return value
        return Person.objects.filter(pk=value).first() if str(value or "").isdigit() else None

    def is_valid(self) -> bool:
        return super().is_valid() and self.affiliations.is_valid()

    def clean_orcid(self) -> str:
        typed = self.cleaned_data["orcid"]
        return normalise_orcid(typed) if typed else ""

    def clean(self):
        if not self.is_blank and not self.cleaned_data.get("family_name") and "family_name" not in self.errors:
            self.add_error("family_name", _("Write the family name, or the name of the group."))

    def row(self, known: dict[int, Contribution]) -> Contribution:
        """The contribution as typed, on the row it was made from."""
        row = known.get(self.cleaned_data.get("contribution")) or Contribution()
        for name in ("family_name", "given_name", "orcid"):
            setattr(row, name, self.cleaned_data[name])
        row.address = self.cleaned_data["address"]  # of no field: see `contributor_addresses_set`
        row.key = row.key or self.cleaned_data["key"] or (new_key() if row.address else "")
        row.role = self.cleaned_data["role"] or Role.AUTHOR
        row.person = self._person()
        row.affiliations.set(self.affiliations.rows(row.affiliations.all()))
        return row

    def _person(self) -> Person | None:
        """Whom the row means: somebody of that ORCID iD, else the one who was chosen."""
        if self.cleaned_data["orcid"]:
            named = Person.objects.filter(orcid=self.cleaned_data["orcid"]).first()
            if named:
                return named
        return None if self.cleaned_data["unlink"] else self.cleaned_data["person"]


class ContributorRows(RowFormSet):
    heading = gettext_lazy("Contributor")
    title = gettext_lazy("Contributors")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for form in self.forms:
            for affiliation in form.affiliations.forms:
                affiliation.heading = f"{form.heading}, {affiliation.heading}"

    @staticmethod
    def initial_of(draft: Output) -> list[dict]:
        addresses = dict(draft.contributor_addresses.values_list("contributor", "address"))
        return [
            {
                "contribution": row.pk,
                "key": row.key,
                "address": getattr(row, "address", addresses.get(row.key, "")),
                "family_name": row.family_name,
                "given_name": row.given_name,
                "role": row.role,
                "orcid": row.orcid,
                "person": row.person,
                "affiliations": AffiliationRows.initial_of(row),
            }
            for row in draft.contributions.all()
        ]

    def compare_rows(self) -> None:
        seen = {}
        for form in self.kept:
            key = (form.cleaned_data["orcid"], form.cleaned_data["role"])
            if key[0] and key in seen and not form.errors:
                form.add_error("orcid", _("%(first)s has the same ORCID iD.") % {"first": seen[key]})
            seen[key] = form.heading
        self._compare_addresses()

    def _compare_addresses(self) -> None:
        """Two contributors behind one address would answer for each other."""
        seen = {}
        for form in self.kept:
            address = (form.cleaned_data.get("address") or "").casefold()
            if address and address in seen:
                form.add_error("address", _("%(first)s has the same address.") % {"first": seen[address]})
            seen[address] = form.heading

    def apply(self, draft: Output) -> None:
        known = {row.pk: row for row in draft.contributions.all() if row.pk}
        rows = [form.row(known) for form in self.kept]
        keys = set()
        for position, row in enumerate(rows):
            row.sort_order = position
            row.key = new_key() if row.key and row.key in keys else row.key
            keys.add(row.key)
        draft.contributions.set(rows)


Contributors = rows_of(ContributorForm, ContributorRows)


class FurtherPartnersForm(StepForm):
    """Partners that no affiliation names, such as the host of the conference."""

    def __init__(self, *args, draft: Output, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tagged_partners"] = NamesField(
            "partners",
            user,
            current=draft.tagged_partners.all(),
            label=_("Further partners"),
            help_text=_("Partners named above are counted already."),
        )

    @staticmethod
    def initial_of(draft: Output) -> dict:
        return {"tagged_partners": list(draft.tagged_partners.all())}

    def apply(self, draft: Output) -> None:
        if "tagged_partners" in self.cleaned_data:
            draft.tagged_partners.set(self.cleaned_data["tagged_partners"])


def person_suggestion(one: Contribution | Person) -> dict:
    """What the combobox fills into a row when somebody is chosen: a person of ours, or somebody as they stood on an
    earlier work."""
    together = isinstance(one, Contribution)
    person = one.person if together else one
    places = [str(row) for row in one.affiliations.all()] if together else [str(one.institution or "")]
    hint = ", ".join(part for part in (one.orcid, *places) if part)
    return {
        "value": one.family_name,
        "label": str(one),
        "hint": _("Wrote with you. %(hint)s") % {"hint": hint} if together else hint,
        "fill": {"given_name": one.given_name, "orcid": one.orcid, "person": person.pk if person else ""},
    }
