"""ORCID iDs as others write them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from repository.people.models import normalise_orcid

ORCID = re.compile(r"(?<!\d)(\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx])(?!\d)")


def orcid_of(text: str) -> str:
    """The first iD in the text whose check digit is right."""
    found = ORCID.search(text)
    try:
        return normalise_orcid(found[1]) if found else ""
    except ValidationError:
        return ""
