"""Which pages answer a query: of one file, and of all files of one work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Q

from repository.access.policies import can_download
from repository.files.models import OutputFile, PageText
from repository.outputs.models import Output
from search.answering.hits import PassageLink, page_texts, passage_link
from search.asking.query import ParsedQuery, parse_query
from search.asking.synonyms import query_asked
from search.asking.viewers import viewer_of
from search.breaker import guarded_engine
from search.engines.protocol import EngineUnavailable
from search.indexing.documents import output_key, target_of

MOST_PAGES = 1000
MOST_PAGES_FROM_DATABASE = 200
PAGES_SHOWN = 50  # at a time, with their quotes

Place = tuple[OutputFile, int]  # a page of a file by its number


@dataclass(frozen=True, slots=True)
class FilePassages:
    """The pages of one file that answer, in their order."""

    file: OutputFile
    passages: Sequence[PassageLink]


@dataclass(frozen=True, slots=True)
class WorkPages:
    """All pages of a work that answer a query, as many as are shown at a time; ``page`` is for the paging links."""

    output: Output
    query: ParsedQuery
    files: Sequence[FilePassages]
    page: Page

    @property
    def total(self) -> int:
        return self.page.paginator.count


def pages_matching(user, file: OutputFile, text: str) -> Sequence[PageText]:
    """The pages, slides or captions of ``file`` that answer ``text``, in order, without their text.

    Empty for an empty query and for a reader who may not open the file. When the engine does not answer, the database
    looks for the bare words.
    """
    if not can_download(user, file):
        return []
    numbers = [number for _file, number in _places(user, file.output, {file.number: file}, parse_query(text))]
    pages = PageText.objects.filter(stored_file_id=file.stored_file_id, number__in=numbers)
    return list(pages.defer("text", "notes").order_by("number"))


def pages_in_work(user, output: Output, text: str, number: str = "1") -> WorkPages:
    """The pages of every file of ``output`` that ``user`` may open and that answer ``text``, with a quote each.

    ``output`` comes with its files and partners, as ``for_listing`` fetches it. ``number``: which page of the list, as
    the address has it.
    """
    files = {file.number: file for file in output.files.all() if can_download(user, file)}
    query = parse_query(text)
    page = Paginator(_places(user, output, files, query), PAGES_SHOWN).get_page(number)
    return WorkPages(output, query, _with_quotes(page.object_list, query), page)


def _places(user, output: Output, files: Mapping[int, OutputFile], query: ParsedQuery) -> list[Place]:
    """Where in ``files`` the query is answered, in the order of the work."""
    if not query.has_text or not files:
        return []
    try:
        return _places_from_engine(user, output, files, query)
    except EngineUnavailable:
        return _places_from_database(files, query)


def _places_from_engine(user, output: Output, files: Mapping[int, OutputFile], query: ParsedQuery) -> list[Place]:
    with guarded_engine() as engine:
        hits = engine.matching_passages(
            query_asked(query),
            viewer_of(user),
            parent=output_key(output.pk),
            limit=MOST_PAGES,
        )
    targets = (target_of(hit.target) for hit in hits)
    return [(files[number], page) for number, page in targets if number in files]


def _places_from_database(files: Mapping[int, OutputFile], query: ParsedQuery) -> list[Place]:
    """Pages with any of the words or phrases, as typed."""
    condition = Q(pk__in=())
    for part in (*query.words, *query.phrases):
        condition |= Q(text__icontains=part) | Q(notes__icontains=part)
    found = PageText.objects.filter(condition, stored_file__in=[file.stored_file_id for file in files.values()])
    rows = found.order_by("number").values_list("stored_file_id", "number")[:MOST_PAGES_FROM_DATABASE]
    return [(file, number) for file in files.values() for stored, number in rows if stored == file.stored_file_id]


def _with_quotes(places: Sequence[Place], query: ParsedQuery) -> list[FilePassages]:
    wanted = {(file.stored_file_id, number) for file, number in places}
    texts = {(page.stored_file_id, page.number): page for page in page_texts(wanted)}
    asked = query_asked(query)
    found = []
    for _number, rows in groupby(places, key=lambda place: place[0].number):
        rows = list(rows)
        pages = (texts.get((file.stored_file_id, number)) for file, number in rows)
        found.append(FilePassages(rows[0][0], [passage_link(rows[0][0], page, asked) for page in pages if page]))
    return found
