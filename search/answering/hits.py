"""What the engine found → hits as a reader sees them: titles, quotes, and links to pages, slides and minutes.

The engine already answers only what the reader may see. The rows are still fetched through the selectors of
``repository.access``: what has just been closed to the reader is dropped here, before the index knows. A hit shows
little of a work, and only that little is fetched: whole works with all their relations take longer than the search.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from repository.access.openness import Openness, openness_of
from repository.access.policies import can_download
from repository.access.selectors import visible_outputs
from repository.files.models import OutputFile, PageText
from repository.outputs.choices import Access, Kind, Role
from repository.outputs.models import Affiliation, Contribution, Output, OutputAbstract
from repository.reading.pages import page_label, page_url
from search.answering.facets import LABELS
from search.answering.marking import marked, marked_snippet
from search.engines.protocol import PassageHit, Query, Scope
from search.engines.understanding import for_pages
from search.indexing.documents import output_key, passage_text, target_of
from search.indexing.stories import STORY_KINDS, Story, quotable_text, stories_by_key, story_kind

PASSAGES_PER_WORK = 3
QUOTE_WIDTH = 160  # characters
PEOPLE_SHOWN = 6
PARTNERS_SHOWN = 4
# What a hit shows of a work, and what its access is decided by.
FIELDS = ("code", "owner", "kind", "title", "language", "container_title", "year", "access", "hidden_until")
STATE_FIELDS = ("live", "withdrawn_at", "deleted_at")

Found = Mapping[str, Sequence[PassageHit]]  # a work's key → its best passages


@dataclass(frozen=True, slots=True)
class PassageLink:
    """A page, slide or minute that answers the query; ``quote`` is safe HTML."""

    url: str
    label: str
    quote: SafeString


@dataclass(frozen=True, slots=True)
class Contributor:
    """``role`` in the reader's language; empty for an author."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One hit: a work (``output``) or a story. ``title`` and ``snippet`` are safe HTML.

    ``people`` and ``partners`` are the first of a work's, ``more_people`` the number of the others. ``pages_url`` leads
    to all pages of the work that answer; empty when ``passages`` are all.
    """

    title: SafeString
    snippet: SafeString | str = ""
    output: Output | None = None
    openness: Openness | None = None
    story: Story | None = None
    story_kind: str = ""
    people: Sequence[Contributor] = ()
    more_people: int = 0
    partners: Sequence[str] = ()
    passages: Sequence[PassageLink] = ()
    pages_url: str = ""

    @property
    def kind_label(self) -> str:
        return str(Kind(self.output.kind).label)

    @property
    def access_label(self) -> str:
        if self.openness.access == Access.PUBLIC:
            return _("open to everyone")
        return _("only for %(audience)s") % {"audience": self.openness.access.label}

    @property
    def story_kind_label(self) -> str:
        return str(STORY_KINDS[self.story_kind])


def hits_shown(user, keys: Sequence[str], query: Query, passages: Found) -> list[ShownHit]:
    """Those of ``keys`` that ``user`` may see, in their order; ``query`` is what is marked in them. Constant SQL."""
    outputs = visible_outputs(user).filter(pk__in=_primary_keys(keys)).only(*FIELDS, *STATE_FIELDS)
    outputs = outputs.prefetch_related(Prefetch("files", OutputFile.objects.only("output", "access", "embargo_until")))
    by_key = {output_key(hit.output.pk): hit for hit in output_hits(user, list(outputs), query, passages)}
    by_key |= {key: _story_hit(story, query) for key, story in stories_by_key(keys).items()}
    return [by_key[key] for key in keys if key in by_key]


def output_hits(user, outputs: Sequence[Output], query: Query, passages: Found) -> list[ShownHit]:
    """Hits of works that ``user`` is known to see, in their order."""
    rows = _Rows.of(user, outputs, passages)
    return [_output_hit(output, query, rows) for output in outputs]


def all_pages_url(output: Output, words: str) -> str:
    """Where all pages of a work that answer are listed."""
    return f"{reverse('search:in_work', args=[output.code])}?{urlencode({'q': words})}"


def words_of(query: Query) -> str:
    """What of a query pages are asked for, as a reader would type it."""
    conditions = [condition for group in for_pages(query).required for condition in group]
    words = [condition.text for condition in conditions if condition.scope is Scope.WORDS]
    quoted = [*query.phrases, *(condition.text for condition in conditions if condition.scope is Scope.PHRASE)]
    return " ".join([query.words, *words, *(f'"{phrase}"' for phrase in quoted)]).strip()


def passage_link(file: OutputFile, page: PageText, query: Query) -> PassageLink:
    label = page_label(file.stored_file.unit, page.number, page.label, page.start_ms)
    quote = marked_snippet(passage_text(page), query, page.language, width=QUOTE_WIDTH)
    return PassageLink(page_url(file, page.number, words_of(query)), label, quote)


@dataclass(slots=True)
class OpenPages:
    """Pages that the engine pointed at, from the database and only of files that the reader may open."""

    places: Mapping[str, Sequence[tuple[OutputFile, int]]] = field(default_factory=dict)
    texts: Mapping[tuple[int, int], PageText] = field(default_factory=dict)

    @classmethod
    def of(cls, user, outputs: Iterable[Output], passages: Found) -> OpenPages:
        by_key = {output_key(output.pk): output for output in outputs}
        files = _open_files(user, [by_key[key] for key in passages if key in by_key])
        places = {key: list(_places(files.get(key, {}), hits)) for key, hits in passages.items()}
        wanted = {(file.stored_file_id, number) for found in places.values() for file, number in found}
        return cls(places, {(page.stored_file_id, page.number): page for page in page_texts(wanted)})

    def of_work(self, output: Output) -> list[tuple[OutputFile, PageText]]:
        places = self.places.get(output_key(output.pk), ())
        found = [(file, self.texts.get((file.stored_file_id, number))) for file, number in places]
        return [(file, page) for file, page in found if page]


def _primary_keys(keys: Iterable[str]) -> list[int]:
    return [int(key.partition(":")[2]) for key in keys if key.startswith("output:")]


def _open_files(user, outputs: Sequence[Output]) -> dict[str, dict[int, OutputFile]]:
    """Key of a work → its files that ``user`` may open, by number."""
    by_pk = {output.pk: output for output in outputs}
    files = list(OutputFile.objects.filter(output__in=by_pk).select_related("stored_file")) if by_pk else []
    for file in files:
        file.output = by_pk[file.output_id]
    prefetch_related_objects(list({file.output for file in files}), "co_owners")
    _fetch_partners(files)
    found: dict[str, dict[int, OutputFile]] = {}
    for file in files:
        if can_download(user, file):
            found.setdefault(output_key(file.output_id), {})[file.number] = file
    return found


def _fetch_partners(files: Collection[OutputFile]) -> None:
    """For what only members of partners may read, all at once: a policy asks for them one by one."""
    places = [*files, *{file.output for file in files}]
    joint = {file.output for file in files if Access.PARTNERS in (file.access, file.output.access)}
    prefetch_related_objects(list(joint), "contributions__affiliations__partner", "tagged_partners")
    for kind in (OutputFile, Output):
        chosen = [one for one in places if isinstance(one, kind) and one.access == Access.CHOSEN]
        prefetch_related_objects(chosen, "chosen_partners")


def _places(files: Mapping[int, OutputFile], hits: Sequence[PassageHit]) -> Iterator[tuple[OutputFile, int]]:
    for file_number, page_number in (target_of(hit.target) for hit in hits):
        if file_number in files:
            yield files[file_number], page_number


def page_texts(wanted: Iterable[tuple[int, int]]) -> Sequence[PageText]:
    """The pages at these (stored file, number), in one query."""
    numbers: dict[int, list[int]] = {}
    for stored_file_id, number in wanted:
        numbers.setdefault(stored_file_id, []).append(number)
    condition = Q(pk__in=())
    for stored_file_id, pages in numbers.items():
        condition |= Q(stored_file=stored_file_id, number__in=pages)
    return PageText.objects.filter(condition) if numbers else []


@dataclass(slots=True)
class _Rows:
    """What hits show beside the works' own rows, by primary key of the work."""

    people: Mapping[int, Sequence[Contribution]]
    partners: Mapping[int, Sequence[str]]
    pages: OpenPages
    abstracts: Mapping[int, Sequence[tuple[str, str]]]  # (language, text)

    @classmethod
    def of(cls, user, outputs: Sequence[Output], passages: Found) -> _Rows:
        pks = [output.pk for output in outputs]
        pages = OpenPages.of(user, outputs, passages)
        silent = [output.pk for output in outputs if not pages.of_work(output)]
        return cls(_people(pks), _partners(pks), pages, _abstracts(silent))


def _people(pks: Collection[int]) -> dict[int, list[Contribution]]:
    rows = Contribution.objects.filter(output__in=pks).order_by("output", "sort_order")
    found: dict[int, list[Contribution]] = {}
    for row in rows.only("output", "given_name", "family_name", "role"):
        found.setdefault(row.output_id, []).append(row)
    return found


def _partners(pks: Collection[int]) -> dict[int, list[str]]:
    """The first institutions behind each work, in the order of ``Output.partners``."""
    affiliations = Affiliation.objects.filter(contribution__output__in=pks, partner__isnull=False)
    affiliated = affiliations.order_by("contribution__sort_order", "contribution", "sort_order")
    tagged = Output.tagged_partners.through.objects.filter(output__in=pks).order_by("partner__name")
    keys: dict[int, dict[str, None]] = {}
    for output, partner in affiliated.values_list("contribution__output", "partner"):
        keys.setdefault(output, {})[str(partner)] = None
    for output, partner in tagged.values_list("output", "partner"):
        keys.setdefault(output, {})[str(partner)] = None
    shown = {output: list(found)[:PARTNERS_SHOWN] for output, found in keys.items()}
    names = LABELS["partner"](list({key for found in shown.values() for key in found}))
    return {output: [names[key] for key in found] for output, found in shown.items()}


def _abstracts(pks: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    rows = OutputAbstract.objects.filter(output__in=pks).order_by("language") if pks else OutputAbstract.objects.none()
    for output, language, text in rows.values_list("output", "language", "text"):
        found.setdefault(output, []).append((language, text))
    return found


def _output_hit(output: Output, query: Query, rows: _Rows) -> ShownHit:
    pages, people = rows.pages.of_work(output), rows.people.get(output.pk, ())
    return ShownHit(
        output=output,
        openness=openness_of(output),
        title=marked(output.title, query, output.language),
        snippet="" if pages else _snippet(rows.abstracts.get(output.pk, ()), query),
        people=[_contributor(contribution) for contribution in people[:PEOPLE_SHOWN]],
        more_people=max(0, len(people) - PEOPLE_SHOWN),
        partners=rows.partners.get(output.pk, ()),
        passages=[passage_link(file, page, query) for file, page in pages[:PASSAGES_PER_WORK]],
        pages_url=all_pages_url(output, words_of(query)) if len(pages) > PASSAGES_PER_WORK else "",
    )


def _contributor(contribution: Contribution) -> Contributor:
    role = "" if contribution.role == Role.AUTHOR else str(Role(contribution.role).label)
    return Contributor(str(contribution), role)


def _snippet(abstracts: Sequence[tuple[str, str]], query: Query) -> SafeString | str:
    """From the first abstract that has a word of the query, those in the reader's language before the others."""
    ordered = sorted(abstracts, key=lambda row: row[0].split("-")[0] != query.language.split("-")[0])
    snippets = [marked_snippet(text, query, language) for language, text in ordered]
    return next((snippet for snippet in snippets if "<mark>" in snippet), next(iter(snippets), ""))


def _story_hit(story: Story, query: Query) -> ShownHit:
    return ShownHit(
        story=story,
        story_kind=story_kind(story),
        title=marked(story.story_title, query),
        snippet=marked_snippet(quotable_text(story), query),
    )
