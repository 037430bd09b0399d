"""The page on which an owner asks for a withdrawal, sees how the request stands, and takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from repository.access.policies import can_ask_withdrawal
from repository.outputs.models import Output
from repository.withdrawal.forms import AskForm
from repository.withdrawal.models import WithdrawalRequest
from repository.withdrawal.selectors import last_request
from repository.withdrawal.services import withdrawal_ask, withdrawal_take_back


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """For the owners of a published work; to others there is no such page."""
    output = get_object_or_404(Output, code=code)
    if not can_ask_withdrawal(request.user, output):
        raise Http404
    asked = last_request(output=output, user=request.user)
    if asked and asked.is_open:
        return _waiting(request, asked)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        withdrawal_ask(output=output, user=request.user, **form.cleaned_data)
        messages.success(request, _("The editors are asked. You get a letter when they have decided."))
        return redirect("withdrawal:ask", code)
    context = {"output": output, "form": form, "asked": asked}
    return render(request, "repository/withdrawal/ask.html", context, status=422 if form.is_bound else 200)


def _waiting(request: HttpRequest, asked: WithdrawalRequest) -> HttpResponse:
    if request.POST.get("act") != "take-back":
        return render(request, "repository/withdrawal/ask.html", {"output": asked.output, "asked": asked})
    try:
        withdrawal_take_back(request=asked, user=request.user)
        messages.success(request, _("The request is taken back. The work stays as it is."))
    except ValidationError as settled:
        messages.error(request, settled.messages[0])
    return redirect(asked.output)
