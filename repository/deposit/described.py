"""The fields of a draft of which a source may speak: what the draft says, and how a source's word becomes it.

A field has a name: ``title``, ``issued`` and so on; ``titles.ru`` and ``abstracts.en`` are the texts in one language,
``identifiers.doi`` the identifiers of one scheme, ``contributors`` all people in their order. Values are plain JSON, so
that they can be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.models import model_from_serializable_data

from repository.deposit.likeness_of_values import is_blank
from repository.deposit.models import Step
from repository.deposit.values_said import OF_CONTAINER, OF_WORK, Values, tag_of
from repository.deposit.vocabularies import VOCABULARIES
from repository.languages import language_name
from repository.outputs.choices import Kind
from repository.outputs.identifiers import Scheme
from repository.outputs.licences import Licence
from repository.outputs.models import (
    Affiliation,
    Contribution,
    Identifier,
    Output,
    OutputAbstract,
    OutputTitle,
    without_deleted_partners,
)
from repository.partners.models import Partner
from repository.people.models import Person, User

CHILDREN = {"titles": OutputTitle, "abstracts": OutputAbstract, "identifiers": Identifier}
CHOSEN = {"kind": Kind, "licence": Licence}
KEYS_OF_CHILDREN = {"titles": "language", "abstracts": "language", "identifiers": "scheme"}
LABELS = {
    "title": _("Title"),
    "languages": _("Languages of the text"),
    "keywords": _("Keywords"),
    "contributors": _("Contributors"),
    "titles": _("Title"),
    "abstracts": _("Abstract"),
}

# -- what a draft says -------------------------------------------------------------------------------------------------


def values_held(draft: Output) -> Values:
    """What the draft says, by the same names. The kind counts as said once there is a title: until then it is only
    what every draft begins with."""
    values: Values = {name: getattr(draft, name) for name in (*OF_WORK, *OF_CONTAINER, "title")}
    values["languages"], values["keywords"] = list(draft.languages), list(draft.keywords)
    values["contributors"] = [_held_contributor(one) for one in draft.contributions.all()]
    values |= {f"titles.{one.language}": one.text for one in draft.titles.all()}
    values |= {f"abstracts.{one.language}": one.text for one in draft.abstracts.all()}
    for one in draft.identifiers.all():
        values.setdefault(f"identifiers.{one.scheme}", []).append(one.value)
    return values


def is_open(name: str, draft: Output, held: Values) -> bool:
    """Whether a source may fill the field by itself."""
    if name == "kind":
        return not draft.title and draft.kind == Output._meta.get_field("kind").default
    return is_blank(held.get(name))


def _held_contributor(one: Contribution) -> dict:
    affiliations = [
        {
            "institution": row.partner.name if row.partner_id else row.institution,
            "department": row.department,
            "ror": row.partner.ror if row.partner_id else "",
        }
        for row in one.affiliations.all()
    ]
    return {
        "family": one.family_name,
        "given": one.given_name,
        "orcid": one.orcid,
        "role": one.role,
        "affiliations": affiliations,
    }


# -- from one to the other ---------------------------------------------------------------------------------------------


def value_put(*, draft: Output, name: str, value: Any, user: User, language: str = "") -> None:
    """Makes the draft say ``value``. ``language`` is that of a title, where the source knew it."""
    family, _dot, key = name.partition(".")
    if family in CHILDREN:
        _children_put(draft, family, key, value)
    elif name == "contributors":
        draft.contributions.set(contributions_from(value, user))
    else:
        setattr(draft, name, value)
        if name == "title" and tag_of(language):
            draft.language = tag_of(language)


def _children_put(draft: Output, family: str, key: str, value: Any) -> None:
    model, key_name = CHILDREN[family], KEYS_OF_CHILDREN[family]
    others = [row for row in getattr(draft, family).all() if getattr(row, key_name) != key]
    if family == "identifiers":
        rows = [*others, *(model(scheme=key, value=one) for one in value)]
        for position, row in enumerate(rows):
            row.sort_order = position
    else:
        rows = [*others, model(language=key, text=value)]
    getattr(draft, family).set(rows)


def contributions_from(values: list[dict], user: User) -> list[Contribution]:
    """People and institutions tied to those we know: by ORCID iD, by ROR id, by name in any language."""
    iris = {one["orcid"] for one in values if one["orcid"]}
    people = {one.orcid: one for one in Person.objects.filter(orcid__in=iris)} if iris else {}
    partners = PartnersByName(user)
    rows = []
    for position, one in enumerate(values):
        row = Contribution(
            sort_order=position,
            person=people.get(one["orcid"]),
            family_name=one["family"],
            given_name=one["given"],
            orcid=one["orcid"],
            role=one["role"],
        )
        row.affiliations.set([partners.affiliation(place, said) for place, said in enumerate(one["affiliations"])])
        rows.append(row)
    return rows


class PartnersByName:
    """Finds the partner behind an affiliation, asking once for each."""

    def __init__(self, user: User):
        self.user = user
        self.known: dict[tuple[str, str], Partner | None] = {}

    def affiliation(self, place: int, said: dict) -> Affiliation:
        key = (said["ror"], said["institution"])
        if key not in self.known:
            self.known[key] = self._find(*key)
        partner = self.known[key]
        institution = "" if partner else said["institution"] or f"https://ror.org/{said['ror']}"
        return Affiliation(sort_order=place, partner=partner, institution=institution, department=said["department"])

    def _find(self, ror: str, name: str) -> Partner | None:
        by_ror = Partner.objects.filter(ror=ror).first() if ror else None
        return by_ror or (VOCABULARIES["partners"].find(name, self.user) if name else None)


# -- what was there before ---------------------------------------------------------------------------------------------


def kept_of(draft: Output, name: str) -> Any:
    """What the draft says in a field, whole, so that ``kept_put`` brings it back as it was."""
    family, _dot, key = name.partition(".")
    if family in CHILDREN:
        rows = getattr(draft, family).all()
        return [row.serializable_data() for row in rows if getattr(row, KEYS_OF_CHILDREN[family]) == key]
    if name == "contributors":
        return [row.serializable_data() for row in draft.contributions.all()]
    return [draft.title, draft.language] if name == "title" else getattr(draft, name)


def kept_put(draft: Output, name: str, kept: Any) -> None:
    family, _dot, key = name.partition(".")
    if family in CHILDREN:
        rows = getattr(draft, family).all()
        others = [row for row in rows if getattr(row, KEYS_OF_CHILDREN[family]) != key]
        getattr(draft, family).set([*others, *_rows_from(CHILDREN[family], kept)])
    elif name == "contributors":
        content = without_deleted_partners({"contributions": kept})
        draft.contributions.set(_rows_from(Contribution, content["contributions"]))
    elif name == "title":
        draft.title, draft.language = kept
    else:
        setattr(draft, name, kept)


def _rows_from(model: type[Model], kept: list[dict]) -> list[Model]:
    rows = [model_from_serializable_data(model, fields) for fields in kept]
    return [row for row in rows if row is not None]


# -- in words ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field is filled in: the step, its part of the form, and the input there."""

    step: Step
    part: str
    field: str


def place_of(name: str) -> Place:
    family, _dot, _key = name.partition(".")
    if name == "contributors":
        return Place(Step.PEOPLE, "contributors", "")
    if name == "licence":
        return Place(Step.ACCESS, "work", "licence")
    if name == "title" or family in ("titles", "abstracts"):
        return Place(Step.DESCRIBE, "texts", "abstract" if family == "abstracts" else "title")
    if family == "identifiers":
        return Place(Step.DESCRIBE, "identifiers", "value")
    return Place(Step.DESCRIBE, "work", name)


def label_of(name: str) -> str:
    """What people call the field."""
    family, _dot, key = name.partition(".")
    if family == "identifiers":
        return str(Scheme(key).label)
    if family in ("titles", "abstracts"):
        return f"{LABELS[family]} ({language_name(key, get_language() or 'en')})"
    if name in LABELS:
        return str(LABELS[name])
    label = str(Output._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def text_of_value(name: str, value: Any) -> str:
    """The value as a sentence beside its field shows it."""
    if name == "contributors":
        return "; ".join(_person_text(one) for one in value)
    if name == "languages":
        return ", ".join(language_name(tag, get_language() or "en") for tag in value)
    if name in CHOSEN:
        return str(CHOSEN[name](value).label)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _person_text(one: dict) -> str:
    name = f"{one['given']} {one['family']}".strip()
    places = ", ".join(said["institution"] for said in one["affiliations"] if said["institution"])
    return f"{name} ({places})" if places else name
