"""The pages on which a work is shared, handed over and accepted."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from repository.access.policies import can_pass_on, can_review
from repository.deposit import ownership
from repository.deposit.views import own_deposit
from repository.outputs.models import Output, OwnershipOffer
from repository.people.models import User


class AccountForm(forms.Form):
    use_required_attribute = False

    address = forms.EmailField(
        label=gettext_lazy("E-mail address of the other account"),
        help_text=gettext_lazy("The address with which they sign in here."),
    )

    def clean_address(self) -> str:
        self.other = ownership.account_of(self.cleaned_data["address"])
        return self.cleaned_data["address"]


# What a button does with the account that was typed, and what is said of it.
DEEDS = {
    "add": (ownership.co_owner_add, gettext_lazy("%(person)s may edit this work now.")),
    "offer": (ownership.ownership_offer, gettext_lazy("The work is offered to %(person)s, who is told by letter.")),
    "give": (ownership.ownership_give, gettext_lazy("The work belongs to %(person)s now.")),
}


@login_required
@never_cache
def owners(request: HttpRequest, code: str) -> HttpResponse:
    output = own_deposit(request, code)
    act = request.POST.get("act", "")
    form = AccountForm(request.POST if act in DEEDS else None)
    if act == "remove":
        return _removed(request, output)
    if act == "cancel":
        ownership.ownership_cancel(output=output, user=request.user)
        return redirect("deposit:owners", code)
    if form.is_valid() and _done(request, output, form, act):
        return redirect("deposit:owners", code)
    return render(
        request,
        "repository/deposit/owners.html",
        {
            "output": output,
            "form": form,
            "co_owners": output.co_owners.select_related("user"),
            "offer": OwnershipOffer.objects.select_related("user").filter(output=output).first(),
            "may_pass_on": can_pass_on(request.user, output),
            "may_give": can_review(request.user),
        },
        status=422 if form.is_bound else 200,
    )


def _done(request: HttpRequest, output: Output, form: AccountForm, act: str) -> bool:
    deed, sentence = DEEDS[act]
    try:
        deed(output=output, user=request.user, other=form.other)
    except ValidationError as refused:
        form.add_error("address", refused.messages)
        return False
    messages.success(request, str(sentence) % {"person": form.other})
    return True


def _removed(request: HttpRequest, output: Output) -> HttpResponse:
    typed = request.POST.get("person", "")
    other = get_object_or_404(User, pk=int(typed) if typed.isdecimal() and len(typed) < 12 else 0)
    ownership.co_owner_remove(output=output, user=request.user, other=other)
    messages.success(request, _("%(person)s does not edit this work any more.") % {"person": other})
    return redirect("deposit:list") if other == request.user else redirect("deposit:owners", output.code)


@login_required
@never_cache
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """For the one to whom the work is offered; to others there is no such page."""
    offers = OwnershipOffer.objects.select_related("output__owner").filter(output__deleted_at=None, user=request.user)
    offered = get_object_or_404(offers, output__code=code)
    if request.method != "POST":
        return render(request, "repository/deposit/offer.html", {"output": offered.output})
    if "accept" not in request.POST:
        ownership.ownership_cancel(output=offered.output, user=request.user)
        messages.success(request, _("You declined. The work stays where it is."))
        return redirect("deposit:list")
    try:
        ownership.ownership_accept(output=offered.output, user=request.user)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("“%(title)s” is yours now.") % {"title": offered.output.title})
    return redirect("deposit:list")
