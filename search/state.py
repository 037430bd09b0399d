"""What a reader asked for, read from the address and written back into it: the whole state of a results page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from search.engines.protocol import FACETS, Query, Sort
from search.query import ParsedQuery, parse_query

PAGE_SIZE = 20
DEEPEST = 1000  # hits that can be paged through; whoever needs more narrows the search
MOST_CHOICES = 30  # in one facet
LONGEST_VALUE = 60

SORTS = {
    Sort.RELEVANCE: _("relevance"),
    Sort.NEWEST: _("date, newest first"),
    Sort.OLDEST: _("date, oldest first"),
    Sort.TITLE: _("title"),
}


@dataclass(frozen=True, slots=True)
class SearchState:
    """``chosen``: facet → chosen values. ``sort`` is None as long as the reader left it to us."""

    query: ParsedQuery = field(default_factory=ParsedQuery)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1

    @classmethod
    def of(cls, data: QueryDict) -> SearchState:
        """Reads an address that anybody may have written: what makes no sense in it is passed over."""
        chosen = {name: _values(data.getlist(name)) for name in FACETS}
        return cls(
            query=parse_query(data.get("q", "")),
            chosen={name: values for name, values in chosen.items() if values},
            sort=data["sort"] if data.get("sort") in list(Sort) else None,
            page=_page(data.get("page", "")),
        )

    @property
    def sorting(self) -> Sort:
        """Without words nothing is more relevant than anything else, so the newest come first."""
        if self.sort and (self.sort != Sort.RELEVANCE or self.has_words):
            return Sort(self.sort)
        return Sort.RELEVANCE if self.has_words else Sort.NEWEST

    @property
    def sorts(self) -> list[tuple[Sort, str]]:
        """The orders that make sense here, and what each is called."""
        return [(sort, str(label)) for sort, label in SORTS.items() if sort != Sort.RELEVANCE or self.has_words]

    @property
    def has_words(self) -> bool:
        return bool(self.query.words or self.query.phrases)

    def to_query(self) -> Query:
        return self.query.to_query(
            language=get_language() or "en",
            chosen=self.chosen,
            sort=self.sorting,
            offset=(self.page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )

    def toggled(self, facet: str, value: str) -> SearchState:
        """With one choice added or taken away, from the first page on."""
        values = self.chosen.get(facet, ())
        values = tuple(one for one in values if one != value) if value in values else (*values, value)
        return replace(self, chosen={**self.chosen, facet: values}, page=1)

    def without_filters(self) -> SearchState:
        return replace(self, chosen={}, page=1)

    def url(self) -> str:
        pairs = [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        if self.query.text:
            pairs.insert(0, ("q", self.query.text))
        if self.sort:
            pairs.append(("sort", self.sort))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        address = reverse("search:results")
        return f"{address}?{urlencode(pairs)}" if pairs else address


def _values(values: list[str]) -> tuple[str, ...]:
    known = dict.fromkeys(value for value in values if value and value.isprintable() and len(value) <= LONGEST_VALUE)
    return tuple(known)[:MOST_CHOICES]


def _page(value: str) -> int:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1
    return min(max(number, 1), DEEPEST // PAGE_SIZE)
