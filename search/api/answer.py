"""What a program is told: the results page in data, with absolute addresses."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from ninja import Schema
from pydantic import Field

from search.answering.facets import Facet, Option
from search.answering.hits import PassageLink, ShownHit
from search.answering.results import ResultsPage
from search.answering.suggestions import Group
from search.asking.state import PAGE_SIZE, ParameterLinks
from search.indexing.stories import Story

HTML = "The same as HTML: escaped, with what answers the query in `<mark>`."


class Named(Schema):
    value: str
    label: str = Field(description="In the language of the request.")


class PersonAnswer(Schema):
    name: str
    role: str = Field(description="Empty for an author.")


class PassageAnswer(Schema):
    """A page, slide or minute of a file that the reader may open."""

    label: str
    url: str
    text: str
    html: str = Field(description=HTML)


class HitAnswer(Schema):
    type: str = Field(description="`work` or `story`, which is a piece of news or an event.")
    code: str | None = Field(description="A work's lasting code.")
    url: str
    title: str
    title_html: str = Field(description=HTML)
    kind: Named
    access: Named | None = Field(description="Who may see the record; stories are for everyone.")
    language: str | None = Field(description="BCP 47.")
    year: int | None
    date: str | None = Field(description="Of a story, ISO 8601.")
    container_title: str
    people: list[PersonAnswer] = Field(description="The first of them.")
    more_people: int
    partners: list[str] = Field(description="The first of the institutions behind the work.")
    snippet: str
    snippet_html: str = Field(description=HTML)
    passages: list[PassageAnswer]
    all_passages_url: str | None = Field(description="The page of the site with all of them, when there are more.")


class OptionAnswer(Schema):
    value: str
    label: str
    count: int
    selected: bool
    url: str = Field(description="This search with the option added or, when it is selected, taken away.")
    narrower: list[OptionAnswer]


class FacetAnswer(Schema):
    """Counts leave out the facet's own choice. The most frequent options; `all_url` is the site's page with all."""

    name: str
    title: str
    options: list[OptionAnswer]
    all_url: str | None


class LinkAnswer(Schema):
    label: str
    url: str


class SuggestionAnswer(Schema):
    group: str
    label: str
    context: str
    url: str


class Links(Schema):
    """Other pages of the same answer; null where there is none. `html`: the page for people."""

    first: str
    previous: str | None
    next: str | None
    last: str
    html: str


class SearchAnswer(Schema):
    """`degraded`: the engine does not answer, so works come by title from the database, without facets. `nearly`:
    nothing has the words just so, and the hits have words that are written nearly the same.
    """

    query: str
    total: int
    page: int
    pages: int = Field(description="That can be paged through; there may be more hits than that, see `is_cut`.")
    page_size: int
    is_cut: bool
    sort: str
    degraded: bool
    nearly: bool
    notices: list[str] = Field(description="Sentences for the reader about what of the query was left out.")
    correction: LinkAnswer | None = Field(description="Did you mean.")
    suggestions: list[SuggestionAnswer] = Field(description="Where nothing is found: what begins as the query does.")
    filters: list[LinkAnswer] = Field(description="All that is on, each with the search without it.")
    hits: list[HitAnswer]
    facets: list[FacetAnswer]
    links: Links


def answer_of(request: HttpRequest, found: ResultsPage) -> SearchAnswer:
    """The results page as ``request`` asked for it."""
    return _Answering(request).answer(found)


class _Answering:
    """Turns the addresses of pages into those for a program, and texts with marks into text."""

    def __init__(self, request: HttpRequest):
        self._absolute = request.build_absolute_uri
        self._pages, self._here = reverse("search:results"), reverse("api:search")

    def answer(self, found: ResultsPage) -> SearchAnswer:
        state = found.state
        return SearchAnswer(
            query=state.query.text,
            total=found.total,
            page=found.page.number,
            pages=found.page.paginator.num_pages,
            page_size=PAGE_SIZE,
            is_cut=found.is_cut,
            sort=state.sorting.value,
            degraded=found.degraded,
            nearly=found.nearly,
            notices=[str(notice) for notice in state.query.notices],
            correction=self._link(found.correction.text, found.correction.url) if found.correction else None,
            suggestions=list(self._suggestions(found.offers)),
            filters=[self._link(chip.label, chip.url) for chip in found.chips],
            hits=[self._hit(hit) for hit in found.hits],
            facets=[self._facet(facet) for facet in found.facets],
            links=self._links(found),
        )

    def _links(self, found: ResultsPage) -> Links:
        page, to = found.page, ParameterLinks(found.state, "page").to
        return Links(
            first=self._search(to()),
            previous=self._search(to(page.previous_page_number())) if page.has_previous() else None,
            next=self._search(to(page.next_page_number())) if page.has_next() else None,
            last=self._search(to(page.paginator.num_pages)),
            html=self._absolute(found.state.url()),
        )

    def _hit(self, hit: ShownHit) -> HitAnswer:
        own = self._story(hit, hit.story) if hit.story else self._work(hit)
        return HitAnswer(
            title=_text(hit.title),
            title_html=hit.title,
            people=[PersonAnswer(name=person.name, role=person.role) for person in hit.people],
            more_people=hit.more_people,
            partners=list(hit.partners),
            snippet=_text(hit.snippet),
            snippet_html=hit.snippet,
            passages=[self._passage(passage) for passage in hit.passages],
            all_passages_url=self._absolute(hit.pages_url) if hit.pages_url else None,
            **own,
        )

    def _work(self, hit: ShownHit) -> dict:
        work = hit.output
        return {
            "type": "work",
            "code": work.code,
            "url": self._absolute(work.get_absolute_url()),
            "kind": Named(value=work.kind, label=work.get_kind_display()),
            "access": Named(value=work.access, label=work.get_access_display()),
            "language": work.language,
            "year": work.year,
            "date": None,
            "container_title": work.container_title,
        }

    def _story(self, hit: ShownHit, story: Story) -> dict:
        date = story.story_date
        return {
            "type": "story",
            "code": None,
            "url": self._absolute(story.url),
            "kind": Named(value=hit.story_kind, label=hit.story_kind_label),
            "access": None,
            "language": None,
            "year": date.year if date else None,
            "date": date.strftime("%Y-%m-%d") if date else None,
            "container_title": "",
        }

    def _passage(self, passage: PassageLink) -> PassageAnswer:
        url = self._absolute(passage.url)
        return PassageAnswer(label=passage.label, url=url, text=_text(passage.quote), html=passage.quote)

    def _facet(self, facet: Facet) -> FacetAnswer:
        options = [self._option(option) for option in facet.options]
        all_url = self._absolute(facet.all_url) if facet.all_url else None
        return FacetAnswer(name=facet.name, title=facet.title, options=options, all_url=all_url)

    def _option(self, option: Option) -> OptionAnswer:
        return OptionAnswer(
            value=option.value,
            label=option.label,
            count=option.count,
            selected=option.selected,
            url=self._search(option.url),
            narrower=[self._option(narrower) for narrower in option.narrower],
        )

    def _suggestions(self, groups: Iterable[Group]) -> Iterable[SuggestionAnswer]:
        for group in groups:
            for one in group.suggestions:
                url = self._absolute(one.url)
                yield SuggestionAnswer(group=group.name, label=one.label, context=str(one.context), url=url)

    def _link(self, label: str, url: str) -> LinkAnswer:
        return LinkAnswer(label=label, url=self._search(url))

    def _search(self, url: str) -> str:
        """The address of a results page → that of the same answer here."""
        return self._absolute(self._here + url.removeprefix(self._pages))


def _text(html: str) -> str:
    return unescape(strip_tags(html))
