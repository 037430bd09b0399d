"""Countries by the names that readers know them under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import get_language
from langcodes import Language

from repository.partners.models import Partner


def country_name(code: str) -> str:
    """What readers of the page's language call the country of an ISO 3166-1 code (Unicode CLDR)."""
    return Language.make(territory=code).territory_name(get_language() or "en") if code else ""


def countries_of(partners: Iterable[Partner]) -> list[tuple[str, str, int]]:
    """Code, name and number of partners of each country, by name."""
    numbers = Counter(partner.country for partner in partners if partner.country)
    return sorted(((code, country_name(code), number) for code, number in numbers.items()), key=lambda row: row[1])
