"""The pages of requests: the reader asks, the owners answer, and the reader's own page by the link of the letter."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import salted_hmac
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from repository.access.policies import can_edit_deposit, can_receive_copy
from repository.copies import services
from repository.copies.forms import AskForm, WordsForm
from repository.copies.models import CopyRequest
from repository.copies.selectors import file_to_ask_for, requests_to_answer
from repository.copies.tokens import request_of
from repository.files.sniffing import display_name
from repository.reading.serving import Served, bytes_response

PER_PAGE = 25
ANSWERS = {
    "approve": services.copy_request_approve,
    "decline": services.copy_request_decline,
    "ask": services.copy_request_ask,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Offered for what the page of the work lists as closed; to others it is nothing."""
    file = file_to_ask_for(request.user, code, number)
    if file is None:
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid() and _asked(request, form, file):
        messages.success(request, _("Your request is sent. The answer comes as a letter to your e-mail address."))
        return redirect(file.output)
    context = {"form": form, "file": file, "output": file.output}
    return render(request, "repository/copies/ask.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, form: AskForm, file) -> bool:
    if form.is_from_a_program:
        return True
    origin = salted_hmac("repository.copies.origin", get_adapter(request).get_client_ip(request)).hexdigest()[:64]
    try:
        services.copy_request_create(
            file=file,
            words=form.cleaned_data["words"],
            language=get_language() or "",
            origin=str(request.user.pk or origin),
            **form.who,
        )
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return False
    return True


@login_required
@never_cache
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    page = Paginator(requests_to_answer(user=request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "repository/copies/requests.html", {"page": page})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(CopyRequest.objects.select_related("output"), pk=pk)
    if not can_edit_deposit(request.user, asked.output):
        raise Http404
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _answered(request, form, asked):
        return redirect("copies:request", pk)
    context = {"asked": asked, "form": form, "file": asked.file}
    return render(request, "repository/copies/request.html", context, status=422 if form.is_bound else 200)


def _answered(request: HttpRequest, form: WordsForm, asked: CopyRequest) -> bool:
    act, words = request.POST.get("act", ""), form.cleaned_data["words"]
    try:
        if act == "revoke":
            services.copy_request_revoke(request=asked, user=request.user)
        elif act in ANSWERS:
            ANSWERS[act](request=asked, user=request.user, words=words)
        else:
            return False
    except ValidationError as refused:
        form.add_error(None if not hasattr(refused, "error_dict") else "words", refused.messages)
        return False
    messages.success(request, _("Done. The reader is told by letter.") if act != "revoke" else _("The link is closed."))
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reader(request: HttpRequest, token: str) -> HttpResponseBase:
    """Looking changes nothing: a button takes the copy, another sends the reply."""
    asked = request_of(token)
    if asked is None:
        raise Http404
    if request.method == "POST" and request.POST.get("act") == "take":
        return _guarded(_copy(request, asked))
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _replied(request, form, asked):
        return _guarded(redirect("copies:reader", token))
    context = {"asked": asked, "form": form, "opens": can_receive_copy(asked), "file": asked.file}
    status = 422 if form.is_bound else 200
    return _guarded(render(request, "repository/copies/reader.html", context, status=status))


def _replied(request: HttpRequest, form: WordsForm, asked: CopyRequest) -> bool:
    try:
        services.copy_request_reply(request=asked, words=form.cleaned_data["words"])
    except ValidationError as refused:
        form.add_error(None if not hasattr(refused, "error_dict") else "words", refused.messages)
        return False
    messages.success(request, _("Sent. The answer comes as a letter."))
    return True


def _copy(request: HttpRequest, asked: CopyRequest) -> HttpResponseBase:
    try:
        place = services.copy_take(request=asked)
    except PermissionDenied:
        context = {"asked": asked, "form": WordsForm(), "opens": False, "file": None}
        return render(request, "repository/copies/reader.html", context, status=410)
    stored = place.stored_file
    served = Served(stored.content.open, stored.size, stored.sha256, stored.created_at, stored.media_type)
    response = bytes_response(request, served)
    response["Content-Disposition"] = content_disposition_header(True, display_name(place.name))
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    """Whoever has the address has the file: no search engine, no other site and no shared cache is to keep it."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"  # our own forms need the origin to be said
    return response
