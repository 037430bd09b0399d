"""The state of the search as administrators see it, and what they can have done about it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from search.factory import search_engine
from search.health import site_health
from search.indexing.outbox import keys_changed
from search.indexing.tasks import rebuild_search_index, reconcile_search_index
from search.models import IndexedObject, IndexState

PERMISSION = "search.manage_search"
PER_PAGE = 50


@permission_required(PERMISSION)
def report(request: HttpRequest) -> HttpResponse:
    failed = IndexedObject.objects.failed().order_by("key")
    context = {
        "health": site_health(),
        "index": search_engine().health(),
        "rebuilding_since": IndexState.current().rebuild_started_at,
        "failed": Paginator(failed, PER_PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "search/report.html", context)


@require_POST
@permission_required(PERMISSION)
def rebuild(request: HttpRequest) -> HttpResponse:
    rebuild_search_index.enqueue()
    messages.success(request, _("A new index is being built. The old one serves until it is complete."))
    return redirect("search_index:report")


@require_POST
@permission_required(PERMISSION)
def reconcile(request: HttpRequest) -> HttpResponse:
    reconcile_search_index.enqueue()
    messages.success(request, _("The index is being compared with the catalogue. What differs will be repaired."))
    return redirect("search_index:report")


@require_POST
@permission_required(PERMISSION)
def retry(request: HttpRequest, key: str) -> HttpResponse:
    keys_changed([get_object_or_404(IndexedObject.objects.failed(), pk=key).key])
    messages.success(request, _("It will be indexed again within a few seconds."))
    return redirect("search_index:report")
