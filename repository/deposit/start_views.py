"""The pages on which a deposit begins: from a file, an identifier, references, a title, or an earlier deposit."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from repository.access.policies import can_deposit
from repository.deposit.beginning import MayBeHere, deposit_begin
from repository.deposit.copies import deposit_chapter, deposit_from_template, deposit_translation
from repository.deposit.drafts import draft_of
from repository.deposit.forms.start import StartForm, TemplateForm, TranslationForm, code_of
from repository.deposit.identifier_lists import identifier_list_ask_again
from repository.deposit.kept_forms import first_form_kept, first_form_release
from repository.deposit.likenesses import difference_keep
from repository.deposit.models import ReferenceList
from repository.deposit.proposals import sources_awaited
from repository.deposit.reference_lists import reference_list_make
from repository.deposit.selectors import references_listed
from repository.deposit.submissions import files_received, wants_json
from repository.deposit.views import own_deposit, signed_out
from repository.imports.lookups import NotKnown

MOST_CHOSEN = 2_000


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Nothing exists until something is given; pressing twice, or coming back, goes on with the same work."""
    if not request.user.is_authenticated:
        return signed_out(request)
    if not can_deposit(request.user):
        return redirect("deposit:list")
    form, question = _first_form(request), {}
    if request.method == "POST" and form.is_valid():
        try:
            return _begun(request, form)
        except MayBeHere as maybe:
            question = {"likenesses": maybe.likenesses}
        except NotKnown as unknown:
            question = {"unknown": str(unknown)}
        except ValidationError as refused:
            form.add_error(None, refused)
    page = {"form": form, "templates": TemplateForm(user=request.user), "upload_limit": settings.UPLOAD_MAX_BYTES}
    return render(request, "repository/deposit/start.html", page | question)


def _first_form(request: HttpRequest) -> StartForm:
    """As it was sent, or as it stood when its author turned out to be signed out."""
    if request.method != "POST":
        return StartForm(user=request.user, initial=first_form_kept(request))
    first_form_release(request)
    return StartForm(request.POST, request.FILES, user=request.user)


def _begun(request: HttpRequest, form: StartForm) -> HttpResponse:
    given, from_file = form.recognised
    begun = deposit_begin(
        user=request.user,
        code=form.cleaned_data["token"],
        given=given,
        language=form.cleaned_data["language"],
        is_sure=request.POST.get("action") == "sure" or wants_json(request) or from_file,
    )
    if isinstance(begun, ReferenceList):
        return redirect("deposit:references", begun.pk)
    if not from_file:
        files_received(request, begun)
    if wants_json(request):
        return JsonResponse({"url": reverse("deposit:files", args=[begun.code])})
    return redirect("deposit:describe" if given.entries or given.works else "deposit:files", begun.code)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def references(request: HttpRequest, token: UUID) -> HttpResponse:
    """How far the registers were asked; the entries, to choose from; how far drafts were made, and the drafts."""
    reference_list = get_object_or_404(ReferenceList, pk=token, user=request.user)
    if request.method == "POST":
        act = identifier_list_ask_again if request.POST.get("action") == "ask" else reference_list_make
        numbers = {int(one) for one in request.POST.getlist("entry")[:MOST_CHOSEN] if one.isdigit()}
        try:
            act(reference_list=reference_list, user=request.user, numbers=numbers)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        return redirect("deposit:references", token)
    page = references_listed(reference_list=reference_list, user=request.user)
    return render(request, f"repository/deposit/references/{reference_list.state}.html", {"page": page})


@login_required
@require_POST
def template(request: HttpRequest) -> HttpResponse:
    """A new draft that begins as an earlier deposit of one's own was."""
    form = TemplateForm(request.POST, user=request.user)
    if not form.is_valid():
        raise Http404
    code = code_of(form.cleaned_data["token"], request.user)
    output = deposit_from_template(template=form.cleaned_data["template"], user=request.user, code=code)
    messages.success(request, _("A new draft: people, partners and terms are as in the other work. Give it a title."))
    return redirect("deposit:describe", output.code)


@login_required
@require_POST
def chapter(request: HttpRequest, code: str) -> HttpResponse:
    book = own_deposit(request, code)
    try:
        output = deposit_chapter(
            book=book, user=request.user, code=code_of(request.POST.get("token", ""), request.user)
        )
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("A new draft of a chapter: what is known of the book is filled in."))
    return redirect("deposit:describe", output.code)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: HttpRequest, code: str) -> HttpResponse:
    """Asks for the language of a new edition, which then begins with what is the same in both."""
    original = own_deposit(request, code)
    draft = draft_of(original)
    form = TranslationForm(request.POST or None, user=request.user, original=draft)
    if not form.is_valid():
        return render(request, "repository/deposit/translation.html", {"form": form, "output": draft})
    output = deposit_translation(
        original=original,
        user=request.user,
        code=code_of(form.cleaned_data["token"], request.user),
        language=form.cleaned_data["language"],
        title=form.cleaned_data["title"],
    )
    messages.success(request, _("A new draft: people, partners, subjects and terms are as in the other edition."))
    return redirect("deposit:describe", output.code)


@login_required
@require_POST
def something_else(request: HttpRequest, code: str) -> HttpResponse:
    """What looks like this work is another one; it is not mentioned again."""
    difference_keep(output=own_deposit(request, code), user=request.user)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else reverse("deposit:describe", args=[code]))


@login_required
@never_cache
@require_safe
def reading(request: HttpRequest, code: str) -> JsonResponse:
    """Whether a source of the draft is still to speak, for a page that waits for it."""
    return JsonResponse({"waiting": sources_awaited(output=own_deposit(request, code)).count()})
