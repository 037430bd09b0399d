"""All that a search finds, as a file: at once when it is short, else made in the background."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from search.answering.finding import Found, described, keys_found, query_string
from search.asking.state import SearchState
from search.engines.protocol import EngineUnavailable
from search.export.services import KEPT, MOST_EXPORTED, export_begin, export_cancel
from search.export.writing import EXPORT_FORMATS, written
from search.kept import Export

AT_ONCE = 1000  # works
RETRY_AFTER = 120  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, format_name: str) -> HttpResponse:
    """Up to a thousand works travel at once. More are a job: POST begins it."""
    if format_name not in EXPORT_FORMATS:
        raise Http404
    state = SearchState.of(request.GET)
    if request.method == "POST" and request.user.is_authenticated:
        return _begin(request, state, format_name)
    try:
        found = keys_found(request.user, state, limit=AT_ONCE)
    except EngineUnavailable:
        return _unavailable(request, state)
    return _offer(request, state, format_name, found) if found.is_cut else _at_once(request, format_name, found)


def _begin(request: HttpRequest, state: SearchState, format_name: str) -> HttpResponse:
    try:
        begun = export_begin(user=request.user, state=state, format_name=format_name)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("search:saved")
    return redirect(begun)


def _unavailable(request: HttpRequest, state: SearchState) -> HttpResponse:
    """A file from the database's titles alone would look like all there is."""
    response = render(request, "search/export/unavailable.html", {"state": state}, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _offer(request: HttpRequest, state: SearchState, format_name: str, found: Found) -> HttpResponse:
    context = {
        "total": found.total,
        "most": MOST_EXPORTED,
        "at_once": AT_ONCE,
        "label": EXPORT_FORMATS[format_name].label,
        "description": described(request.user, state),
        "query": query_string(state),
        "state": state,
    }
    return _private(render(request, "search/export/offer.html", context))


def _at_once(request: HttpRequest, format_name: str, found: Found) -> HttpResponse:
    texts = (text for _done, text in written(request.user, found.works, format_name))
    response = StreamingHttpResponse(texts, content_type=f"{EXPORT_FORMATS[format_name].media_type}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, _file_name(format_name))
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True)
    return response


def _file_name(format_name: str) -> str:
    return f"search-{timezone.localdate():%Y-%m-%d}.{EXPORT_FORMATS[format_name].extension}"


def own_export(request: HttpRequest, pk) -> Export:
    """The export, for the reader who asked for it. To everybody else it does not exist."""
    return get_object_or_404(Export.objects.filter(created_at__gt=timezone.now() - KEPT), pk=pk, user=request.user)


@login_required
@never_cache
@require_safe
def progress(request: HttpRequest, pk) -> HttpResponse:
    mine = own_export(request, pk)
    context = {"export": mine, "ends": mine.created_at + KEPT, "most": MOST_EXPORTED}
    return render(request, "search/export/progress.html", context)


@login_required
@require_POST
def cancel(request: HttpRequest, pk) -> HttpResponse:
    export_cancel(export=own_export(request, pk))
    return redirect("search:export_progress", pk)


@login_required
@never_cache
@require_safe
def download(request: HttpRequest, pk) -> HttpResponse:
    mine = own_export(request, pk)
    if mine.state != Export.State.DONE:
        raise Http404
    media_type = f"{EXPORT_FORMATS[mine.format].media_type}; charset=utf-8"
    response = FileResponse(mine.content.open("rb"), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, _file_name(mine.format))
    return _private(response)
