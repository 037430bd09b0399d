"""Where a word is given: a co-author's page behind a link, and the pages of a partner's contact people."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from repository.access.policies import is_asked_for_a_word
from repository.access.selectors import submitted_version
from repository.approval.approvals import approval_approve, approval_decline
from repository.approval.confirmations import (
    AlreadyAnswered,
    confirmation_confirm,
    confirmation_correct,
    confirmation_object,
)
from repository.approval.forms import CorrectionForm, ReasonForm, RemarkForm, entry_of
from repository.approval.limits import too_many
from repository.approval.links import confirmation_of
from repository.approval.models import Approval, Confirmation
from repository.approval.selectors import approvals_of, version_for_coauthor
from repository.outputs.models import Output

TOO_MANY = 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a co-author's link. Only a form that is sent answers; what fetches links in advance does not."""
    if too_many(request, token):
        return _plain(render(request, "repository/approval/too_many.html", status=TOO_MANY))
    confirmation = confirmation_of(token)
    if confirmation is None:
        raise Http404
    version = version_for_coauthor(confirmation.output) if confirmation.is_open else None
    row = version and next((one for one in version.contributions.all() if one.key == confirmation.contributor), None)
    if not row:
        return _plain(render(request, "repository/approval/answered.html", {"confirmation": confirmation}))
    page = ConfirmPage(request, confirmation, version, entry_of(row))
    if request.method == "POST" and page.answered():
        return _plain(redirect(request.path))
    return _plain(render(request, "repository/approval/confirm.html", {"page": page}, status=page.status))


def _plain(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it is not passed on to where a link on the page leads, and not found by anybody."""
    response["Referrer-Policy"] = "same-origin"  # none at all, and a browser cannot send the form
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


class ConfirmPage:
    """What the page shows, and which of its three answers was sent."""

    def __init__(self, request: HttpRequest, confirmation: Confirmation, version: Output, entry: dict[str, str]):
        self.confirmation, self.version, self.entry = confirmation, version, entry
        self.action = request.POST.get("action", "")
        correcting, objecting = self.action == "correct", self.action == "object"
        self.correction = CorrectionForm(request.POST if correcting else None, initial=entry, prefix="own")
        self.objection = ReasonForm(request.POST if objecting else None, prefix="objection")

    @property
    def status(self) -> int:
        return 422 if self.correction.errors or self.objection.errors else 200

    def answered(self) -> bool:
        """Whether the answer is taken, or another one was before it: both show the same page."""
        try:
            return self._answer()
        except AlreadyAnswered:
            return True

    def _answer(self) -> bool:
        if self.action == "confirm":
            confirmation_confirm(confirmation=self.confirmation)
        elif self.action == "correct" and self.correction.is_valid():
            typed = self.correction
            remark = typed.cleaned_data["remark"]
            proposal = typed.proposal or {"remark": remark}
            confirmation_correct(confirmation=self.confirmation, proposal=proposal, remark=remark)
        elif self.action == "object" and self.objection.is_valid():
            confirmation_object(confirmation=self.confirmation, reason=self.objection.cleaned_data["reason"])
        else:
            return False
        return True


@login_required
@never_cache
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    waiting, settled = approvals_of(request.user)
    partners = [contact.partner for contact in request.user.contact_of.select_related("partner")]
    context = {"waiting": waiting, "settled": settled, "partners": partners}
    return render(request, "repository/approval/list.html", context)


def asked_work(request: HttpRequest, code: str) -> tuple[Output, Approval]:
    """The work, for contacts who are asked about it. To everybody else it does not exist."""
    output = get_object_or_404(Output.objects.not_deleted(), code=code)
    if not is_asked_for_a_word(request.user, output):
        raise Http404
    return output, Approval.objects.of_contact(request.user).filter(output=output).select_related("partner").get()


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, code: str) -> HttpResponse:
    output, asked = asked_work(request, code)
    sent = request.POST if request.method == "POST" else None
    declining = sent and sent.get("action") == "decline"
    reason = ReasonForm(sent if declining else None, prefix="refusal")
    remark = RemarkForm(sent if sent and not declining else None, prefix="approval")
    try:
        if sent and _word_given(request, asked, reason if declining else remark):
            return redirect("approval:approval", code)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("approval:approval", code)
    context = {"approval": asked, "version": submitted_version(output), "reason": reason, "remark": remark}
    return render(request, "repository/approval/approval.html", context, status=422 if reason.errors else 200)


def _word_given(request: HttpRequest, asked: Approval, form: ReasonForm | RemarkForm) -> bool:
    if not form.is_valid():
        return False
    if isinstance(form, ReasonForm):
        approval_decline(approval=asked, user=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("You have declined the work. The depositor and the editors are told why."))
    else:
        approval_approve(approval=asked, user=request.user, remark=form.cleaned_data["remark"])
        messages.success(request, _("You have approved the work. Thank you."))
    return True


@login_required
@never_cache
@require_safe
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The page readers will see when the work is published."""
    output, _approval = asked_work(request, code)
    messages.info(request, _("A preview of what was submitted: readers do not see this page."))
    return render(request, "repository/landing.html", {"object": submitted_version(output)})
