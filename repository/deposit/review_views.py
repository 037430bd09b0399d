"""The page of a review, and what can be done on it. What somebody may not see there does not exist."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from repository.access.policies import can_edit_deposit, can_review
from repository.access.selectors import version_to_discuss
from repository.approval.approvals import answer_overrule, approval_renew
from repository.approval.confirmations import confirmation_resend, confirmation_revoke
from repository.approval.models import Approval, Confirmation
from repository.deposit.corrections import correction_decline, correction_take
from repository.deposit.forms.thread import FIELDS, CommentEditForm, CommentForm, OverruleForm, ReviewersForm
from repository.deposit.room import ReviewRoom
from repository.outputs.models import Output
from repository.review.models import Comment
from repository.review.services import comment_add, comment_edit, comment_resolve, reviewers_set, thread_seen

UNPROCESSABLE = 422


def discussed(request: HttpRequest, code: str) -> tuple[Output, Output]:
    """The work and the version of it that is discussed, for those in the thread. To others it does not exist."""
    output = get_object_or_404(Output.objects.not_deleted(), code=code)
    version = version_to_discuss(request.user, output)
    if version is None:
        raise Http404
    return output, version


def thread_url(code: str, anchor: str = "") -> str:
    return reverse("deposit:thread", args=[code]) + (f"#{anchor}" if anchor else "")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, code: str) -> HttpResponse:
    output, version = discussed(request, code)
    sent = request.method == "POST"
    form = CommentForm(request.POST if sent else None, initial={"field": request.GET.get("field", "")})
    if sent and form.is_valid():
        comment = comment_add(output=output, user=request.user, **form.cleaned_data)
        return redirect(thread_url(code, f"comment-{comment.pk}"))
    room = ReviewRoom(request.user, output, version)
    reviewers = ReviewersForm(output=output, initial={"reviewers": room.reviewers}) if room.can_review else None
    context = {"room": room, "form": form, "reviewers": reviewers, "fields": FIELDS, "overrule": OverruleForm()}
    return render(request, "repository/deposit/thread.html", context, status=UNPROCESSABLE if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    output, _version = discussed(request, code)
    comment = get_object_or_404(output.comments, pk=pk, author=request.user)
    form = CommentEditForm(request.POST if request.method == "POST" else None, initial={"text": comment.text})
    if request.method == "POST" and form.is_valid():
        comment_edit(comment=comment, user=request.user, text=form.cleaned_data["text"])
        return redirect(thread_url(code, f"comment-{comment.pk}"))
    context = {"output": output, "comment": comment, "form": form}
    return render(request, "repository/deposit/comment.html", context, status=UNPROCESSABLE if form.errors else 200)


@login_required
@require_POST
def resolve(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    comment = get_object_or_404(_comments(request, code), pk=pk)
    act = {"comment": comment, "user": request.user, "resolved": request.POST.get("action") != "reopen"}
    return _done(request, code, lambda: comment_resolve(**act), anchor=f"comment-{pk}")


def _comments(request: HttpRequest, code: str):
    output, _version = discussed(request, code)
    return Comment.objects.filter(output=output)


@login_required
@require_POST
def seen(request: HttpRequest, code: str) -> HttpResponse:
    output, _version = discussed(request, code)
    return _done(request, code, lambda: thread_seen(output=output, user=request.user))


@login_required
@require_POST
def reviewers(request: HttpRequest, code: str) -> HttpResponse:
    output, _version = discussed(request, code)
    if not can_review(request.user):
        raise Http404
    form = ReviewersForm(request.POST, output=output)
    chosen = form.cleaned_data["reviewers"] if form.is_valid() else output.reviewers.none()
    act = {"output": output, "user": request.user, "reviewers": chosen}
    return _done(request, code, lambda: reviewers_set(**act), _("The reviewers are set."), anchor="reviewers")


ASKED = {"coauthor": Confirmation, "partner": Approval}


@login_required
@require_POST
def answer(request: HttpRequest, code: str, kind: str, pk: int, verb: str) -> HttpResponse:
    """What those who work on the deposit do about somebody's word; who may do what, the service decides."""
    output, _version = discussed(request, code)
    if not can_edit_deposit(request.user, output) or (kind, verb) not in VERBS:
        raise Http404
    asked = get_object_or_404(ASKED[kind].objects.current().select_related("output"), pk=pk, output=output)
    act, said = VERBS[kind, verb]
    return _done(request, code, lambda: act(asked, request), said, anchor=f"{kind}-{pk}")


def _overrule(asked: Confirmation | Approval, request: HttpRequest):
    return answer_overrule(answer=asked, user=request.user, reason=request.POST.get("reason", ""))


VERBS: dict[tuple[str, str], tuple[Callable, str]] = {
    ("coauthor", "resend"): (
        lambda asked, request: confirmation_resend(confirmation=asked, user=request.user),
        gettext_lazy("A new link is on its way; the earlier one is good no more."),
    ),
    ("coauthor", "revoke"): (
        lambda asked, request: confirmation_revoke(confirmation=asked, user=request.user),
        gettext_lazy("The link is good no more."),
    ),
    ("coauthor", "take"): (
        lambda asked, request: correction_take(confirmation=asked, user=request.user),
        gettext_lazy("The correction is in the work."),
    ),
    ("coauthor", "decline"): (
        lambda asked, request: correction_decline(confirmation=asked, user=request.user),
        gettext_lazy("The correction is declined; the work stays as it was."),
    ),
    ("coauthor", "overrule"): (
        _overrule,
        gettext_lazy("The work need not wait for this any more. Your reason is in its history."),
    ),
    ("partner", "overrule"): (
        _overrule,
        gettext_lazy("The work need not wait for this any more. Your reason is in its history."),
    ),
    ("partner", "renew"): (
        lambda asked, request: approval_renew(approval=asked, user=request.user),
        gettext_lazy("The partner is asked again."),
    ),
}


def _done(request: HttpRequest, code: str, act: Callable, said: str = "", *, anchor: str = "") -> HttpResponseRedirect:
    try:
        act()
        if said:
            messages.success(request, said)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect(thread_url(code, anchor))
