"""The pages of a deposit. They decide nothing: a policy, a form, a service, a template."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from repository.access.policies import can_deposit, can_edit_deposit
from repository.deposit.copies import BOOKS
from repository.deposit.drafts import draft_of
from repository.deposit.forms.people import person_suggestion
from repository.deposit.forms.start import new_token
from repository.deposit.kept_forms import first_form_keep, form_keep
from repository.deposit.models import Step
from repository.deposit.pages import ReviewPage, StepPage
from repository.deposit.selectors import (
    FILTERS,
    deposits_counted,
    deposits_listed,
    people_suggested,
    reference_lists_open,
)
from repository.deposit.services import (
    DepositIncomplete,
    deposit_delete,
    deposit_restore,
    deposit_submit,
    deposit_take_back,
)
from repository.deposit.submissions import step_received, wants_json
from repository.deposit.versions import version_note_keep
from repository.deposit.vocabularies import VOCABULARIES
from repository.outputs.models import Output

PER_PAGE = 25
FIRST_VIEW = "deposit:start"
STEP_VIEWS = {f"deposit:{step}" for step in Step if step != Step.REVIEW}


def own_deposit(request: HttpRequest, code: str) -> Output:
    """The work, for those who may change it. To everybody else it does not exist."""
    output = get_object_or_404(Output.objects.not_deleted(), code=code)
    if not can_edit_deposit(request.user, output):
        raise Http404
    return output


@login_required
@never_cache
@require_safe
def deposits(request: HttpRequest) -> HttpResponse:
    if not can_deposit(request.user):
        return render(request, "repository/deposit/not_allowed.html")
    state = request.GET.get("state", "")
    counts = deposits_counted(user=request.user)
    page = Paginator(deposits_listed(user=request.user, state=state), PER_PAGE).get_page(request.GET.get("page"))
    filters = [(choice, counts[choice.value]) for choice in FILTERS]
    deleted = Output.objects.filter(code=request.GET.get("deleted", ""), owner=request.user, deleted_at__isnull=False)
    return render(
        request,
        "repository/deposit/list.html",
        {
            "page": page,
            "state": state,
            "filters": filters,
            "total": sum(counts.values()),
            "deleted": deleted.first(),
            "new_token": partial(new_token, request.user),
            "books": BOOKS,
            "reference_lists": reference_lists_open(user=request.user),
        },
    )


@never_cache
def step(request: HttpRequest, code: str, step: Step) -> HttpResponse:
    if not request.user.is_authenticated:
        return signed_out(request)
    output = own_deposit(request, code)
    if request.method == "POST":
        return step_received(request, output, step)
    page = StepPage(request, output, step)
    return render(request, f"repository/deposit/{step}.html", {"page": page})


def signed_out(request: HttpRequest) -> HttpResponse:
    """Leads to signing in and back; what was typed waits for its author."""
    if wants_json(request):
        return JsonResponse({"error": _("You have been signed out.")}, status=401)
    if request.method == "POST" and _keep(request):
        messages.info(request, _("You had been signed out. What you typed is kept: sign in, and it is there again."))
    return redirect_to_login(request.path)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form with a token of an earlier sign-in is shown again to its author; everybody else is told what happened."""
    if wants_json(request):
        signed_in = request.user.is_authenticated
        sentence = _("This page is too old. Load it again.") if signed_in else _("You have been signed out.")
        return JsonResponse({"error": sentence}, status=403 if signed_in else 401)
    if _keep(request):
        messages.warning(
            request,
            _("You signed in or out in another window meanwhile, so nothing was saved. What you typed is here."),
        )
        return redirect(request.path)
    return csrf_failure(request, reason)


def _keep(request: HttpRequest) -> bool:
    """Keeps the form of a step, or of the first page, for its author; says whether it was one."""
    match = request.resolver_match
    if match and match.view_name in STEP_VIEWS:
        return form_keep(request, code=match.kwargs["code"], step=match.kwargs["step"])
    return bool(match) and match.view_name == FIRST_VIEW and first_form_keep(request)


@login_required
@never_cache
def review(request: HttpRequest, code: str) -> HttpResponse:
    output = own_deposit(request, code)
    if request.method != "POST":
        return render(request, "repository/deposit/review.html", {"page": ReviewPage(request, output)})
    if "version_note" in request.POST:
        version_note_keep(output=output, user=request.user, note=request.POST["version_note"])
    try:
        deposit_submit(output=output, user=request.user)
    except DepositIncomplete:
        page = ReviewPage(request, output, attempted=True)
        return render(request, "repository/deposit/review.html", {"page": page}, status=422)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("deposit:review", code)
    return redirect("deposit:review", code)


@login_required
@never_cache
@require_safe
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The page readers will see when the draft is approved."""
    draft = draft_of(own_deposit(request, code))
    messages.info(request, _("A preview of your draft: nobody else sees this page."))
    return render(request, "repository/landing.html", {"object": draft})


@login_required
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    deposit_take_back(output=own_deposit(request, code), user=request.user)
    messages.success(request, _("The work is yours again. Change it, then submit it anew on the last step."))
    return redirect("deposit:review", code)


@login_required
@require_POST
def delete(request: HttpRequest, code: str) -> HttpResponse:
    try:
        deposit_delete(output=own_deposit(request, code), user=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("deposit:list")
    return redirect(reverse("deposit:list") + f"?deleted={code}")


@login_required
@require_POST
def restore(request: HttpRequest, code: str) -> HttpResponse:
    output = get_object_or_404(Output, code=code)
    try:
        deposit_restore(output=output, user=request.user)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("“%(title)s” is back.") % {"title": output.title or _("Untitled work")})
    return redirect("deposit:list")


@login_required
@require_safe
def suggest(request: HttpRequest, vocabulary: str) -> JsonResponse:
    if not can_deposit(request.user):
        raise PermissionDenied
    if vocabulary not in VOCABULARIES:
        raise Http404
    found = VOCABULARIES[vocabulary].suggest(request.GET.get("q", "")[:200], request.user)
    suggestions = [{"value": each.value, "label": each.value, "hint": each.hint} for each in found]
    return JsonResponse({"suggestions": suggestions})


@login_required
@require_safe
def suggest_people(request: HttpRequest) -> JsonResponse:
    if not can_deposit(request.user):
        raise PermissionDenied
    people = people_suggested(text=request.GET.get("q", "")[:200], user=request.user)
    return JsonResponse({"suggestions": [person_suggestion(person) for person in people]})
