"""What a reader asked for, read from the address and written back into it: the whole state of a results page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from search.asking.facet_values import SINGLE, keys_read, values_read, year_range, years_in
from search.asking.query import ParsedQuery, parse_query
from search.asking.synonyms import query_asked
from search.asking.vocabulary import resolve_names
from search.engines.protocol import FACETS, Condition, Query, Sort

PAGE_SIZE = 20
DEEPEST = 1000  # hits that can be paged through; whoever needs more narrows the search
MOST_WITHIN = 5  # searches within searches
MOST_TOGETHER = 5  # partners that must all stand behind a work

SORTS = {
    Sort.RELEVANCE: _("relevance"),
    Sort.NEWEST: _("date, newest first"),
    Sort.OLDEST: _("date, oldest first"),
    Sort.TITLE: _("title"),
}
WITHIN = "within"  # the parameter of words that must all be met besides the query
TOGETHER = "with"  # the parameter that names a partner who must stand behind the work beside all others so named
PARAMETERS = ("q", WITHIN, *FACETS, TOGETHER, "sort", "page")  # in the order in which every address has them


@dataclass(frozen=True, slots=True)
class SearchState:
    """``within``: what must be met besides the query, every word of it, so that it narrows the results. ``chosen``:
    facet → chosen values, of which a work must have one. ``together``: keys of partners that must all
    stand behind it. ``sort`` is None as long as the reader left it to us.
    """

    query: ParsedQuery = field(default_factory=ParsedQuery)
    within: tuple[ParsedQuery, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    together: tuple[str, ...] = ()
    sort: Sort | None = None
    page: int = 1

    @classmethod
    def of(cls, data: QueryDict) -> SearchState:
        """Reads an address that anybody may have written: what makes no sense in it is passed over.

        ``from`` and ``to`` are how a form writes a range of years; here it becomes a value of that facet.
        """
        chosen = {name: values_read(name, data.getlist(name)) for name in FACETS}
        if years := year_range(data.get("from", ""), data.get("to", "")):
            chosen["year"] = (years,)
        return cls(
            query=resolve_names(parse_query(data.get("q", ""))),
            within=tuple(_within(data.getlist(WITHIN))),
            chosen={name: values for name, values in chosen.items() if values},
            together=keys_read(data.getlist(TOGETHER), MOST_TOGETHER),
            sort=Sort(data["sort"]) if data.get("sort") in list(Sort) else None,
            page=_page(data.get("page", "")),
        )

    @property
    def sorting(self) -> Sort:
        """Without words nothing is more relevant than anything else, so the newest come first."""
        if self.sort and (self.sort != Sort.RELEVANCE or self.has_words):
            return self.sort
        return Sort.RELEVANCE if self.has_words else Sort.NEWEST

    @property
    def sorts(self) -> list[tuple[Sort, str]]:
        """The orders that make sense here, and what each is called."""
        return [(sort, str(label)) for sort, label in SORTS.items() if sort != Sort.RELEVANCE or self.has_words]

    @property
    def has_words(self) -> bool:
        return self.query.has_text or bool(self.within)

    def to_query(self) -> Query:
        query = query_asked(
            self.query,
            chosen={name: _spelled_out(name, values) for name, values in self.chosen.items()},
            sort=self.sorting,
            offset=(self.page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )
        all_of_them = [[Condition(facet="partner", values=[key])] for key in self.together]
        parts = [group for part in self.within for group in part.demanded]
        barred = [condition for part in self.within for condition in part.barred]
        required = [*all_of_them, *parts, *query.required]
        return replace(query, required=required, forbidden=[*barred, *query.forbidden])

    def toggled(self, facet: str, value: str) -> SearchState:
        """With one choice added or taken away, from the first page on."""
        return self.choosing(facet, values_toggled(facet, self.chosen.get(facet, ()), value))

    def choosing(self, facet: str, values: Sequence[str]) -> SearchState:
        """With these values of one facet and no others, from the first page on."""
        chosen = {**self.chosen, facet: tuple(values)}
        return replace(self, chosen={name: some for name, some in chosen.items() if some}, page=1)

    def without_part(self, text: str) -> SearchState:
        """Without one of the searches within the results, from the first page on."""
        return replace(self, within=tuple(part for part in self.within if part.text != text), page=1)

    def with_partners_together(self, keys: Sequence[str]) -> SearchState:
        """With these partners, who must all stand behind a work, in place of any others, from the first page on."""
        return replace(self, together=tuple(keys), page=1)

    def without_filters(self) -> SearchState:
        return replace(self, within=(), chosen={}, together=(), page=1)

    def url(self) -> str:
        return ParameterLinks(self).to(self.page if self.page > 1 else None)

    def parameters(self) -> list[tuple[str, str]]:
        """What the address says, name by name, in the order of ``PARAMETERS``."""
        pairs = [("q", self.query.text)] if self.query.text else []
        pairs += [(WITHIN, part.text) for part in self.within]
        pairs += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        pairs += [(TOGETHER, key) for key in self.together]
        pairs += [("sort", str(self.sort))] if self.sort else []
        return pairs + ([("page", str(self.page))] if self.page > 1 else [])

    def fields(self, *changed: str) -> list[tuple[str, str]]:
        """The hidden fields of a form that changes the parameters ``changed`` and leaves the others; it leads to the
        first page."""
        return [(name, value) for name, value in self.parameters() if name not in (*changed, "page")]

    @property
    def fields_beside_query(self) -> list[tuple[str, str]]:
        return self.fields("q")

    @property
    def fields_beside_page(self) -> list[tuple[str, str]]:
        return self.fields()

    @property
    def fields_beside_sort(self) -> list[tuple[str, str]]:
        return self.fields("sort")


class ParameterLinks:
    """Addresses that differ in the values of one parameter only: what they share is written once.

    They are those of the results unless another ``address`` is given; the page is named only where it is what differs.
    """

    def __init__(self, state: SearchState, name: str = "page", address: str = ""):
        place = PARAMETERS.index(name)
        pairs = [(PARAMETERS.index(other), (other, value)) for other, value in state.parameters() if other != "page"]
        self._name = name
        self._address = address or reverse("search:results")
        self._before = urlencode([pair for at, pair in pairs if at < place])
        self._after = urlencode([pair for at, pair in pairs if at > place])

    def to(self, *values: object) -> str:
        """The address with these values; those that are None are left out."""
        own = urlencode([(self._name, value) for value in values if value is not None])
        query = "&".join(part for part in (self._before, own, self._after) if part)
        return f"{self._address}?{query}" if query else self._address


def values_toggled(facet: str, chosen: Sequence[str], value: str) -> tuple[str, ...]:
    """``chosen`` with ``value`` taken away where it is among them, and else added, or put in their place."""
    if value in chosen:
        return tuple(one for one in chosen if one != value)
    return (value,) if facet in SINGLE else (*chosen, value)


def _spelled_out(facet: str, values: Sequence[str]) -> Sequence[str]:
    return list(dict.fromkeys(year for value in values for year in years_in(value))) if facet == "year" else values


def _within(written: Sequence[str]) -> list[ParsedQuery]:
    """Searches within the results, each once; those that ask for nothing are passed over."""
    parts = (resolve_names(parse_query(text)) for text in dict.fromkeys(written[:MOST_WITHIN]))
    return [part for part in parts if part]


def _page(value: str) -> int:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1
    return min(max(number, 1), DEEPEST // PAGE_SIZE)
