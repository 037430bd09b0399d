"""What a source says of a work, as values that a draft can hold, by the names of ``described``."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from repository.deposit.likeness_of_values import is_blank
from repository.interop.record import Affiliation, Contributor, Record
from repository.languages import normalise_language
from repository.outputs.choices import Role
from repository.outputs.identifiers import Scheme, normalise_identifier
from repository.outputs.models import Output

OF_WORK = ("kind", "issued", "publisher", "place", "edition", "licence")
OF_CONTAINER = {"container_title": "title", "volume": "volume", "issue": "issue", "pages": "pages"}
NUL = "\x00"
LONGEST_NAME = 150
LONGEST_INSTITUTION = 255
LONGEST_ABSTRACT = 20_000
LONGEST_KEYWORD = 100
MOST_KEYWORDS = 40
MOST_CONTRIBUTORS = 300

Values = dict[str, Any]


def values_of(record: Record, *, language: str = "") -> Values:
    """All that the record says and a draft can hold, by field.

    Args:
        language: of the draft's own title, when it has one: a title in another language is no other title of it.
    """
    plain = {name: getattr(record, name) for name in OF_WORK}
    plain |= {name: getattr(record.container, said) for name, said in OF_CONTAINER.items()}
    values = {name: _plain(name, value) for name, value in plain.items()}
    values["languages"] = _languages(record.languages)
    values["keywords"] = _keywords(record.keywords)
    values["contributors"] = [_contributor(one) for one in record.contributors if one.family.strip()]
    values["contributors"] = values["contributors"][:MOST_CONTRIBUTORS]
    values |= _titles(record, language) | _abstracts(record, language) | _identifiers(record)
    return {name: value for name, value in values.items() if not is_blank(value)}


def _plain(name: str, value: str) -> str:
    """The value as the model takes it, or nothing: a source's mistake is not the depositor's to mend."""
    field = Output._meta.get_field(name)
    try:
        return str(field.clean(_clean(value), None)) if value else ""
    except ValidationError:
        return ""


def _clean(text: str, longest: int | None = None) -> str:
    return text.replace(NUL, "").strip()[:longest]


def _languages(tags: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(tag for tag in map(tag_of, tags) if tag))


def tag_of(tag: str) -> str:
    try:
        return normalise_language(tag) if tag else ""
    except ValidationError:
        return ""


def _keywords(keywords: tuple[str, ...]) -> list[str]:
    short = [_clean(one) for one in keywords if 0 < len(_clean(one)) <= LONGEST_KEYWORD]
    return list(dict.fromkeys(short))[:MOST_KEYWORDS]


def _contributor(one: Contributor) -> dict:
    return {
        "family": _clean(one.family, LONGEST_NAME),
        "given": _clean(one.given, LONGEST_NAME),
        "orcid": one.orcid,
        "role": one.role if one.role in Role.values else Role.AUTHOR.value,
        "affiliations": [_affiliation(said) for said in one.affiliations if said.institution or said.ror],
    }


def _affiliation(said: Affiliation) -> dict:
    return {
        "institution": _clean(said.institution, LONGEST_INSTITUTION),
        "department": _clean(said.department, LONGEST_INSTITUTION),
        "ror": said.ror,
    }


def _titles(record: Record, language: str) -> Values:
    """The record's titles by field; that in the draft's own language is its title."""
    own, longest = tag_of(record.language), Output._meta.get_field("title").max_length
    texts = {own: record.title} | {
        tag_of(one.language): one.text for one in record.titles if tag_of(one.language) != own
    }
    main = language if language in texts else own if not language or not own else ""
    named = {("title" if tag == main else f"titles.{tag}"): _clean(text) for tag, text in texts.items()}
    return {name: text for name, text in named.items() if len(text) <= longest and name != "titles."}


def _abstracts(record: Record, language: str) -> Values:
    """An abstract in no language that is known is in that of the title."""
    otherwise = tag_of(record.language) or language or "en"
    return {
        f"abstracts.{tag_of(one.language) or otherwise}": _clean(one.text, LONGEST_ABSTRACT) for one in record.abstracts
    }


def _identifiers(record: Record) -> Values:
    values: dict[str, list[str]] = {}
    for one in record.identifiers:
        if one.scheme not in Scheme.values:
            continue
        try:
            value = normalise_identifier(one.scheme, one.value)
        except ValidationError:
            continue
        found = values.setdefault(f"identifiers.{one.scheme}", [])
        if value not in found:
            found.append(value)
    return values
