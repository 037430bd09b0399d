"""My searches, and the links that stop their mails."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from search.alerts import services
from search.alerts.forms import SavedSearchForm
from search.alerts.tokens import subscription_of
from search.answering.finding import described, query_string, state_of
from search.asking.state import SearchState
from search.kept import Export, Frequency, SavedSearch


def own_search(request: HttpRequest, pk: int) -> SavedSearch:
    """The search, for its reader. To everybody else it does not exist."""
    return get_object_or_404(SavedSearch.objects.kept(), pk=pk, user=request.user)


@login_required
@never_cache
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    mine = SavedSearch.objects.filter(user=request.user)
    deleted = request.GET.get("deleted", "")
    undo = mine.exclude(deleted_at=None).filter(pk=int(deleted)).first() if deleted.isdecimal() else None
    rows = [(search, described(request.user, state_of(search.query))) for search in mine.kept()]
    context = {"rows": rows, "deleted": undo, "exports": Export.objects.filter(user=request.user)}
    return render(request, "search/alerts/saved.html", context)


@login_required
@never_cache
def save(request: HttpRequest) -> HttpResponse:
    """The search is the one of the address; what is sent is what to call it."""
    state = SearchState.of(request.GET)
    known = SavedSearch.objects.kept().filter(user=request.user, query=query_string(state)).first()
    if known:
        messages.info(request, _("You have saved this search already."))
        return redirect("search:saved_edit", known.pk)
    initial = {"name": services.name_for(request.user, state), "frequency": Frequency.WEEKLY}
    form = SavedSearchForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _done(
        form, lambda: services.search_save(user=request.user, state=state, **form.cleaned_data)
    ):
        messages.success(request, _("The search is saved."))
        return redirect("search:saved")
    context = {"form": form, "description": described(request.user, state), "address": state.url()}
    return render(request, "search/alerts/edit.html", context)


@login_required
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    search = own_search(request, pk)
    initial = {"name": search.name, "frequency": search.frequency}
    form = SavedSearchForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _done(form, lambda: services.search_change(search=search, **form.cleaned_data)):
        messages.success(request, _("“%(name)s” is changed.") % {"name": search.name})
        return redirect("search:saved")
    context = {"form": form, "search": search, "description": described(request.user, state_of(search.query))}
    return render(request, "search/alerts/edit.html", context | {"address": search.get_absolute_url()})


def _done(form: SavedSearchForm, act) -> bool:
    """Tries, and tells with the form why not."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


@login_required
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    services.search_pause(search=own_search(request, pk))
    messages.success(request, _("You get no mail about this search until you resume it."))
    return redirect("search:saved")


@login_required
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    services.search_resume(search=own_search(request, pk))
    messages.success(request, _("You will be told of what is new from now on."))
    return redirect("search:saved")


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    services.search_delete(search=own_search(request, pk))
    return redirect(f"{reverse('search:saved')}?deleted={pk}")


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    search = get_object_or_404(SavedSearch.objects.exclude(deleted_at=None), pk=pk, user=request.user)
    try:
        services.search_restore(search=search)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("“%(name)s” is back.") % {"name": search.name})
    return redirect("search:saved")


@csrf_exempt  # a mail program sends it, without a session; the link is signed and can only stop mails
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the page changes nothing, for mail scanners follow links; only the button does, or RFC 8058's POST."""
    subscription = subscription_of(token)
    if subscription is None:
        raise Http404
    done = request.method == "POST"
    if done:
        services.mails_stop(user=subscription.user, search=subscription.search)
    response = render(request, "search/alerts/unsubscribe.html", {"subscription": subscription, "done": done})
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
