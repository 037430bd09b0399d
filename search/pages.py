"""Which pages of one file answer a query."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import get_language

from repository.access.policies import can_download
from repository.files.models import OutputFile, PageText
from search.breaker import guarded_engine
from search.documents import output_key, target_of
from search.engines.protocol import EngineUnavailable
from search.query import ParsedQuery, parse_query
from search.viewers import viewer_of

MOST_PAGES = 1000
MOST_PAGES_FROM_DATABASE = 200


def pages_matching(user, file: OutputFile, text: str) -> Sequence[PageText]:
    """The pages, slides or captions of ``file`` that answer ``text``, in order, without their text.

    Empty for an empty query and for a reader who may not open the file. When the engine does not answer, the database
    looks for the bare words.
    """
    query = parse_query(text)
    if not (query.words or query.phrases) or not can_download(user, file):
        return []
    pages = PageText.objects.filter(stored_file_id=file.stored_file_id).defer("text", "notes").order_by("number")
    try:
        return list(pages.filter(number__in=_numbers_from_engine(user, file, query)))
    except EngineUnavailable:
        return list(pages.filter(_containing(query))[:MOST_PAGES_FROM_DATABASE])


def _numbers_from_engine(user, file: OutputFile, query: ParsedQuery) -> list[int]:
    with guarded_engine() as engine:
        hits = engine.matching_passages(
            query.to_query(language=get_language() or "en"),
            viewer_of(user),
            parent=output_key(file.output_id),
            limit=MOST_PAGES,
        )
    targets = (target_of(hit.target) for hit in hits)
    return [page for number, page in targets if number == file.number]


def _containing(query: ParsedQuery) -> Q:
    """A page with any of the words or phrases, as typed."""
    condition = Q()
    for part in (*query.words, *query.phrases):
        condition |= Q(text__icontains=part) | Q(notes__icontains=part)
    return condition
