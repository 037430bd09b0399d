"""A page of results: one engine query on works and stories, one on the pages of those that are shown.

The engine already answers only what the reader may see. The rows are still fetched through the selectors of
``repository.access``: what has just been closed to the reader is dropped here, before the index knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from repository.access.policies import can_download
from repository.access.selectors import visible_outputs
from repository.files.models import OutputFile, PageText
from repository.outputs.models import Output
from repository.reading.pages import page_label, page_url
from search.breaker import guarded_engine
from search.documents import output_key, passage_text, target_of
from search.engines.protocol import EngineUnavailable, PassageHit, Query, Results
from search.facets import COUNTED, Chip, Facet, chips_shown, facet_labels, facets_shown
from search.fallback import outputs_from_database
from search.marking import marked, marked_snippet
from search.state import DEEPEST, PAGE_SIZE, SearchState
from search.stories import STORY_KINDS, Story, quotable_text, stories_by_key, story_kind
from search.viewers import viewer_of

PASSAGES_PER_WORK = 3


@dataclass(frozen=True, slots=True)
class PassageLink:
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One hit: a work (``output``) or a story. ``title`` and ``snippet`` are safe HTML."""

    title: SafeString
    snippet: SafeString | str
    output: Output | None = None
    story: Story | None = None
    story_kind: str = ""
    passages: Sequence[PassageLink] = ()

    @property
    def story_kind_label(self) -> str:
        return str(STORY_KINDS[self.story_kind])


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """``degraded``: the engine does not answer, so the database's titles stand in and there are no facets."""

    state: SearchState
    total: int
    hits: Sequence[ShownHit]
    page: Page
    facets: Sequence[Facet] = ()
    chips: Sequence[Chip] = ()
    degraded: bool = False

    @property
    def is_cut(self) -> bool:
        """There is more than can be paged through."""
        return self.total > DEEPEST


@dataclass(slots=True)
class _Found:
    """What the engine said: keys in order, and for each work its best passages."""

    results: Results
    passages: Mapping[str, Sequence[PassageHit]] = field(default_factory=dict)


def results_page(user, state: SearchState) -> ResultsPage:
    """What ``user`` finds. Never raises for an engine that does not answer: the database stands in."""
    try:
        found = _ask(user, state)
    except EngineUnavailable:
        return _page_from_database(user, state)
    query = state.to_query()
    keys = [hit.key for hit in found.results.hits]
    outputs = {output_key(output.pk): output for output in _outputs(user, keys)}
    stories = stories_by_key(keys)
    links = _PassageTexts.of(user, outputs, found.passages)
    hits = [_output_hit(outputs[key], query, links) for key in keys if key in outputs]
    by_key = dict(zip((key for key in keys if key in outputs), hits, strict=True))
    by_key |= {key: _story_hit(story, query) for key, story in stories.items()}
    shown = [by_key[key] for key in keys if key in by_key]
    total = max(0, found.results.total - (len(keys) - len(shown)))
    labels = facet_labels(found.results.facets, state, user)
    return ResultsPage(
        state=state,
        total=total,
        hits=shown,
        page=page_of(total, state.page),
        facets=facets_shown(found.results.facets, labels, state),
        chips=chips_shown(labels, state),
    )


def page_of(total: int, number: int) -> Page:
    """For the paging links; it holds no hits."""
    return Paginator(range(min(total, DEEPEST)), PAGE_SIZE).get_page(number)


def _ask(user, state: SearchState) -> _Found:
    query, viewer = state.to_query(), viewer_of(user)
    with guarded_engine() as engine:
        found = _Found(engine.search(query, viewer, facet_size=COUNTED))
        works = [hit.key for hit in found.results.hits if hit.key.startswith("output:")]
        if works and state.has_words:
            found.passages = engine.passages(query, viewer, parents=works, per_parent=PASSAGES_PER_WORK)
    return found


def _outputs(user, keys: Sequence[str]) -> Sequence[Output]:
    pks = [int(key.partition(":")[2]) for key in keys if key.startswith("output:")]
    return visible_outputs(user).filter(pk__in=pks).for_listing().prefetch_related("abstracts")


@dataclass(slots=True)
class _PassageTexts:
    """The pages that the engine pointed at, from the database and only of files that the reader may open."""

    places: Mapping[str, Sequence[tuple[OutputFile, int]]]
    texts: Mapping[tuple[int, int], PageText]

    @classmethod
    def of(cls, user, outputs: Mapping[str, Output], passages: Mapping[str, Sequence[PassageHit]]) -> _PassageTexts:
        places = {key: _open_places(user, outputs[key], hits) for key, hits in passages.items() if key in outputs}
        wanted = {(file.stored_file_id, number) for found in places.values() for file, number in found}
        return cls(places, {(page.stored_file_id, page.number): page for page in _page_texts(wanted)})

    def of_work(self, output: Output) -> list[tuple[OutputFile, PageText]]:
        places = self.places.get(output_key(output.pk), ())
        found = [(file, self.texts.get((file.stored_file_id, number))) for file, number in places]
        return [(file, page) for file, page in found if page]


def _open_places(user, output: Output, hits: Sequence[PassageHit]) -> list[tuple[OutputFile, int]]:
    files = {file.number: file for file in output.files.all() if can_download(user, file)}
    targets = [target_of(hit.target) for hit in hits]
    return [(files[number], page) for number, page in targets if number in files]


def _page_texts(wanted: set[tuple[int, int]]) -> Sequence[PageText]:
    if not wanted:
        return []
    numbers: dict[int, list[int]] = {}
    for stored_file_id, number in wanted:
        numbers.setdefault(stored_file_id, []).append(number)
    condition = Q()
    for stored_file_id, pages in numbers.items():
        condition |= Q(stored_file=stored_file_id, number__in=pages)
    return PageText.objects.filter(condition)


def _output_hit(output: Output, query: Query, texts: _PassageTexts | None = None) -> ShownHit:
    pages = texts.of_work(output) if texts else []
    return ShownHit(
        output=output,
        title=marked(output.title, query, output.language),
        snippet=_snippet(output, query, pages),
        passages=[_passage_link(file, page, query) for file, page in pages],
    )


def _snippet(output: Output, query: Query, pages: Sequence[tuple[OutputFile, PageText]]) -> SafeString | str:
    """From the best page; without one from the abstract, in the reader's language where there is one."""
    if pages:
        _file, page = pages[0]
        return marked_snippet(passage_text(page), query, page.language)
    abstracts = sorted(output.abstracts.all(), key=lambda row: row.language.split("-")[0] != query.language)
    snippets = [marked_snippet(row.text, query, row.language) for row in abstracts]
    return next((snippet for snippet in snippets if "<mark>" in snippet), next(iter(snippets), ""))


def _passage_link(file: OutputFile, page: PageText, query: Query) -> PassageLink:
    words = " ".join([query.words, *(f'"{phrase}"' for phrase in query.phrases)]).strip()
    label = page_label(file.stored_file.unit, page.number, page.label, page.start_ms)
    return PassageLink(page_url(file, page.number, words), label)


def _story_hit(story: Story, query: Query) -> ShownHit:
    return ShownHit(
        story=story,
        story_kind=story_kind(story),
        title=marked(story.story_title, query),
        snippet=marked_snippet(quotable_text(story), query),
    )


def _page_from_database(user, state: SearchState) -> ResultsPage:
    found = outputs_from_database(user, state)
    start = (state.page - 1) * PAGE_SIZE
    outputs = list(found[start : start + PAGE_SIZE])
    total = len(found)
    query = state.query.to_query(language=get_language() or "en")
    return ResultsPage(
        state=state,
        total=total,
        hits=[_output_hit(output, query) for output in outputs],
        page=page_of(total, state.page),
        chips=chips_shown(facet_labels({}, state, user), state),
        degraded=True,
    )
