"""Any search as an Atom feed (RFC 4287), with what everybody may see: feed readers do not sign in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from repository.access.selectors import visible_outputs
from search.answering.finding import (
    SLICE,
    Entry,
    answering,
    described,
    entries_of,
    keys_found,
    keys_newest_first,
    query_string,
)
from search.asking.state import SearchState
from search.engines.protocol import EngineUnavailable

ENTRIES = 50
LATELY = 300  # works published last that are asked for one by one when a search finds more than a slice
RETRY_AFTER = 120  # seconds
NOBODY = AnonymousUser()


class SearchFeed(Feed):
    """The entries that appeared here last, whatever the date of the works; their ids are their lasting addresses."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """While the engine is down a feed reader is told to come again: an empty feed would look like an answer."""
        try:
            response = super().__call__(request, *args, **kwargs)
        except EngineUnavailable:
            response = HttpResponse(_("The search is down for a moment."), status=503, content_type="text/plain")
            response["Retry-After"] = str(RETRY_AFTER)
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_object(self, request: HttpRequest) -> SearchState:
        return SearchState.of(request.GET)

    def title(self, state: SearchState) -> str:
        return f"{described(NOBODY, state) or _('All works')} · {settings.WAGTAIL_SITE_NAME}"

    def link(self, state: SearchState) -> str:
        return _with_query(reverse("search:results"), state)

    def feed_url(self, state: SearchState) -> str:
        return _with_query(reverse("search:feed"), state)

    def feed_guid(self, state: SearchState) -> str:
        return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{self.feed_url(state)}"

    def items(self, state: SearchState) -> Sequence[Entry]:
        found = keys_found(NOBODY, state, limit=SLICE)
        keys = list(found.keys)
        if found.is_cut:
            visible = visible_outputs(NOBODY)
            lately = [*visible.newest_first()[:LATELY], *visible.last_unveiled_first()[:LATELY]]
            keys += answering(NOBODY, state, lately)
        return entries_of(NOBODY, keys_newest_first(keys)[:ENTRIES])

    def item_title(self, entry: Entry) -> str:
        return entry.title

    def item_description(self, entry: Entry) -> str:
        return linebreaks("\n\n".join(filter(None, [entry.byline, entry.summary])), autoescape=True)

    def item_link(self, entry: Entry) -> str:
        return entry.url

    def item_guid(self, entry: Entry) -> str:
        return entry.url

    def item_pubdate(self, entry: Entry) -> datetime:
        return entry.published

    def item_updateddate(self, entry: Entry) -> datetime:
        return entry.updated


def _with_query(address: str, state: SearchState) -> str:
    query = query_string(state)
    return f"{address}?{query}" if query else address
