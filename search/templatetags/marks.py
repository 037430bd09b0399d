"""For the page view: the query's words marked, and every page of a file that answers it."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from repository.files.models import OutputFile, PageText
from search.answering.marking import marked
from search.answering.pages import pages_matching
from search.asking.query import parse_query
from search.asking.synonyms import query_asked

register = template.Library()


@register.filter
def mark(text: str, query: str) -> SafeString:
    """``{{ page.text|mark:query }}``: escaped, with ``<mark>`` around what answers the reader's query."""
    return marked(text or "", query_asked(parse_query(query or "")))


@register.simple_tag(takes_context=True)
def matching_pages(context, file: OutputFile, query: str) -> Sequence[PageText]:
    """``{% matching_pages file query as pages %}``: the pages of ``file`` that answer the query and that the reader may
    open, in order, without their text; empty for an empty query."""
    return pages_matching(context["request"].user, file, query or "")
