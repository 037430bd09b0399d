"""The pages on which somebody says “I am this author”, and sees their works and what became of their claims."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from repository.access.selectors import visible_outputs
from repository.claims.forms import ClaimForm, ClaimsForm
from repository.claims.models import Claim
from repository.claims.selectors import claims_listed, entries_of_name, entries_of_person, offers_of, works_of
from repository.claims.services import claim_take_back, claims_make
from repository.people.models import Person

PER_PAGE = 20


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, code: str) -> HttpResponse:
    """“I am this author”, of one work."""
    output = get_object_or_404(visible_outputs(request.user), code=code)
    offers = offers_of(output=output, user=request.user)
    form = ClaimForm(
        request.POST if request.method == "POST" else None,
        entries=[offer.entry for offer in offers if offer.is_free],
        initial={"contributor": request.GET.get("contributor")},
    )
    if form.is_valid() and _made(request, form):
        return redirect("claims:mine")
    context = {"output": output, "offers": offers, "form": form}
    return render(request, "repository/claims/work.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """“These works are mine”, of a person who has no account; who has none that the reader sees does not exist."""
    somebody = get_object_or_404(Person, pk=pk)
    if not visible_outputs(request.user).by_person(somebody).exists():
        raise Http404
    entries = entries_of_person(person=somebody, user=request.user)
    form = ClaimsForm(request.POST if request.method == "POST" else None, entries=entries)
    if form.is_valid() and _made(request, form):
        return redirect("claims:mine")
    context = {"person": somebody, "entries": entries, "form": form}
    return render(request, "repository/claims/person.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The account's own works, its claims, and works that may be its own by their names."""
    entries = entries_of_name(user=request.user)
    form = ClaimsForm(request.POST if request.method == "POST" else None, entries=entries)
    if form.is_valid() and _made(request, form):
        return redirect("claims:mine")
    page = Paginator(works_of(user=request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "claims": claims_listed(user=request.user), "entries": entries, "form": form}
    return render(request, "repository/claims/mine.html", context, status=422 if form.is_bound else 200)


def _made(request: HttpRequest, form: ClaimForm | ClaimsForm) -> bool:
    try:
        made = claims_make(entries=form.chosen, user=request.user, words=form.cleaned_data["words"])
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return False
    said = ngettext(
        "Sent. An editor looks at your claim, and you get a letter.",
        "Sent. An editor looks at your %(count)d claims, and you get a letter.",
        len(made),
    )
    messages.success(request, said % {"count": len(made)})
    return True


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    claim = get_object_or_404(Claim, pk=pk, user=request.user)
    try:
        claim_take_back(claim=claim, user=request.user)
        messages.success(request, _("The claim is taken back."))
    except ValidationError as settled:
        messages.error(request, settled.messages[0])
    return redirect("claims:mine")
