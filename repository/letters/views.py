"""Recipients decide: on a page of the account, or by the link in a letter."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from repository.letters.forms import ChoicesForm
from repository.letters.selectors import kinds_that_always_come
from repository.letters.services import choices_save, letters_resume, letters_stop
from repository.letters.tokens import subscription_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    form = ChoicesForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        choices_save(user=request.user, language=form.cleaned_data["language"], deliveries=form.deliveries)
        messages.success(request, _("Saved. It counts for letters from now on."))
        return redirect("letters:choices")
    context = {"form": form, "always": kinds_that_always_come(request.user)}
    return render(request, "repository/letters/choices.html", context, status=422 if form.is_bound else 200)


@csrf_exempt  # a mail program sends it, without a session; the link is signed and can only stop letters
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the page changes nothing, for mail scanners follow links; only the button does, or RFC 8058's POST."""
    subscription = subscription_of(token)
    if subscription is None:
        raise Http404
    step = "ask"
    if request.method == "POST":
        step = "resumed" if "resume" in request.POST else "stopped"
        act = letters_resume if step == "resumed" else letters_stop
        act(subscription=subscription)
    response = render(request, "repository/letters/stop.html", {"subscription": subscription, "step": step})
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
