"""What a program may ask: the parameters of the results page, described."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from repository.outputs.choices import Access, Kind
from search.asking.facet_values import MOST_CHOICES
from search.asking.state import DEEPEST, MOST_TOGETHER, MOST_WITHIN, PAGE_SIZE
from search.engines.protocol import FACETS, Sort
from search.indexing.documents import EMBARGOED
from search.indexing.stories import STORY_KINDS

QUERY = (
    'Words, "phrases", `-left out`, `OR`, and fields such as `author:` or `year:2019..2024`, as people type them. '
    "Nothing is an error; what goes beyond the limits is left out and said so in `notices`."
)
KEYS = "Primary keys, as the answer's facets have them."
VALUES = {
    "kind": f"{', '.join(f'`{kind}`' for kind in (*Kind.values, *STORY_KINDS))}.",
    "partner": f"{KEYS} Works of any of them.",
    "breadth": "At least so many partners stand behind the work: 2 to 9. One value.",
    "country": "ISO 3166-1 codes of two letters, such as `UZ`.",
    "year": "Years such as `2019`, or ranges such as `2019..2024`, `2019..` and `..2024`.",
    "language": "BCP 47 primary languages, such as `ru`.",
    "subject": f"{KEYS} A broader subject includes the narrower ones.",
    "course": KEYS,
    "licence": "SPDX identifiers, such as `CC-BY-4.0`.",
    "access": f"Who may open a file of the work: {', '.join(f'`{access}`' for access in (*Access.values, EMBARGOED))}.",
}


class SearchParameters(Schema):
    """Values that no facet has are passed over, as on the results page; an order or a page that is none is refused."""

    q: str = Field("", description=QUERY)
    sort: Sort | None = Field(None, description="Left out: by relevance, or without words the newest first.")
    page: int = Field(1, ge=1, le=DEEPEST // PAGE_SIZE, description=f"Of {PAGE_SIZE} hits each.")


def facet_parameters() -> list[dict]:
    """The filters, as OpenAPI describes parameters."""
    many = [_parameter(name, VALUES[name], many=True) for name in FACETS]
    return [
        *many,
        _parameter(
            "within", f"At most {MOST_WITHIN} queries that every hit answers word by word besides `q`.", many=True
        ),
        _parameter(
            "with", f"Primary keys of at most {MOST_TOGETHER} partners that all stand behind the work.", many=True
        ),
        _parameter("from", "The first year of a range, in place of `year`."),
        _parameter("to", "The last year of a range, in place of `year`."),
    ]


def _parameter(name: str, description: str, *, many: bool = False) -> dict:
    text = {"type": "string"}
    schema = {"type": "array", "items": text, "maxItems": MOST_CHOICES} if many else text
    return {"in": "query", "name": name, "required": False, "description": description, "schema": schema}
