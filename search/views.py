"""Pages of the search."""

from __future__ import annotations

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from repository.access.selectors import visible_outputs
from search.answering.facet_page import BY_COUNT, facet_page
from search.answering.pages import pages_in_work
from search.answering.results import results_page
from search.answering.suggestions import suggestions
from search.answering.tips import TIPS
from search.asking.query import LONGEST, MOST_WORDS
from search.asking.state import SearchState
from search.engines.protocol import FACETS
from search.health import site_health


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What the reader may find; never kept by a shared cache, never taken into another search engine."""
    found = results_page(request.user, SearchState.of(request.GET))
    response = render(request, "search/results.html", {"found": found, "hide_header_search": True})
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True)
    return response


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What the search box offers for the beginning of a query, and how many that is in a sentence to be read aloud."""
    groups = suggestions(request.user, request.GET.get("q", ""))
    count = sum(len(group.suggestions) for group in groups)
    said = ngettext("%(count)d suggestion", "%(count)d suggestions", count) % {"count": count}
    response = JsonResponse({"said": said, "groups": [asdict(group) for group in groups]})
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True)
    return response


@require_safe
def in_work(request: HttpRequest, code: str) -> HttpResponse:
    """Every page, slide and minute of one work that answers; a work that the reader may not see is not found."""
    output = get_object_or_404(visible_outputs(request.user).for_listing(), code=code)
    pages = pages_in_work(request.user, output, request.GET.get("q", ""), request.GET.get("page", "1"))
    everywhere = urlencode({"q": pages.query.text})
    response = render(request, "search/in_work.html", {"pages": pages, "everywhere": everywhere})
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True)
    return response


@require_safe
def facet(request: HttpRequest, name: str) -> HttpResponse:
    """All values of one facet of a search, for readers who look for a rare one."""
    if name not in FACETS:
        raise Http404
    find, order = request.GET.get("find", "").strip()[:100], request.GET.get("order", BY_COUNT)
    page = request.GET.get("page", "1")
    shown = facet_page(request.user, SearchState.of(request.GET), name, find=find, order=order, page=page)
    response = render(request, "search/facet.html", {"shown": shown})
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True)
    return response


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    """Every operator of the query language, with examples to try."""
    context = {"groups": TIPS, "longest": LONGEST, "most_words": MOST_WORDS, "hide_header_search": True}
    return render(request, "search/help.html", context)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """For a load balancer or a monitor: 200 when everything works, 503 when something does not."""
    report = site_health()
    return JsonResponse(report.to_dict(), status=200 if report.well else 503)
