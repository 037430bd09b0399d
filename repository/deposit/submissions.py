"""What a step does with a form that was sent: which button it was, and where to go next.

Every answer is a redirect to a page that shows what is kept, so reloading never sends a form again, and a script that
sends the form in the background gets the very page a browser without scripts would show.
"""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repository.deposit.answers import SOURCE_ACTION, source_answered
from repository.deposit.conflicts import choices_in
from repository.deposit.drafts import DepositClosed
from repository.deposit.files import (
    FileRefused,
    deposit_file_add,
    deposit_file_move,
    deposit_file_remove,
    deposit_file_restore,
)
from repository.deposit.kept_forms import form_release
from repository.deposit.models import Step
from repository.deposit.people_actions import PEOPLE_ACTION, people_brought
from repository.deposit.services import (
    deposit_conflict_resolve,
    deposit_input_discard,
    deposit_input_keep,
    deposit_rows_change,
    deposit_step_save,
)
from repository.deposit.uploads import upload_cancel, uploads_unfinished
from repository.outputs.models import Output

UPLOAD_CANCEL = re.compile(r"upload-(?P<token>[0-9a-f-]{36}):cancel")
FILE_ACTION = re.compile(r"file-(?P<number>\d{1,4}):(?P<verb>up|down|to-\d{1,3}|remove|restore)")


def wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def address(output: Output, step: str, *, query: str = "", anchor: str = "") -> str:
    url = reverse(f"deposit:{step}", args=[output.code])
    return url + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")


def step_received(request: HttpRequest, output: Output, step: Step) -> HttpResponse:
    """Does what the pressed button says. What was typed is kept whatever happens."""
    try:
        return _act(request, output, step)
    except DepositClosed as closed:
        deposit_input_keep(output=output, user=request.user, step=step, data=request.POST)
        if wants_json(request):
            return JsonResponse({"error": closed.messages[0]}, status=409)
        messages.error(request, closed.messages[0])
        return redirect(address(output, step))


def _act(request: HttpRequest, output: Output, step: Step) -> HttpResponse:
    action = request.POST.get("action", "save")
    if wants_json(request) and request.FILES:
        return _one_file_received(request, output)
    if "choosing" in request.POST:
        return _chosen(request, output, step, action)
    if "fingerprint" in request.POST:
        form_release(request, output, step)  # it has come again
    if step == Step.FILES and request.FILES:
        files_received(request, output)
    return _pressed(request, output, step, action)


def _pressed(request: HttpRequest, output: Output, step: Step, action: str) -> HttpResponse:
    if action == "discard":
        deposit_input_discard(output=output, user=request.user, step=step)
        return redirect(address(output, step))
    if action == "keep":
        deposit_input_keep(output=output, user=request.user, step=step, data=request.POST)
        return HttpResponse(status=204)
    return _about_one(request, output, step, action) if ":" in action else _saved(request, output, step, action)


def _about_one(request: HttpRequest, output: Output, step: Step, action: str) -> HttpResponse:
    """A button about one thing on the page: a file, an upload, a source's word, a row."""
    if match := FILE_ACTION.fullmatch(action):
        return _file_changed(request, output, int(match["number"]), match["verb"])
    if match := UPLOAD_CANCEL.fullmatch(action):
        return _upload_cancelled(request, output, match["token"])
    if SOURCE_ACTION.fullmatch(action):
        return source_answered(request, output, step, action)
    if step == Step.PEOPLE and PEOPLE_ACTION.fullmatch(action):
        return people_brought(request, output, action)
    return _rows_changed(request, output, step, action)


def _chosen(request: HttpRequest, output: Output, step: Step, action: str) -> HttpResponse:
    """The page of a conflict was sent; leaving it without a choice changes nothing."""
    if kept := form_release(request, output, step):
        deposit_input_keep(output=output, user=request.user, step=step, data=kept)
    if action == "discard":
        deposit_input_discard(output=output, user=request.user, step=step)
    elif action.startswith("choose"):
        saved = deposit_conflict_resolve(
            output=output,
            user=request.user,
            step=step,
            choices=choices_in(request.POST, everywhere=action.removeprefix("choose").removeprefix("-")),
            fingerprint=request.POST.get("choosing", ""),
        )
        if saved.complete:
            messages.success(request, _("Saved as you chose."))
        elif saved.conflict:
            messages.warning(request, _("Choose for each field; what was saved may just have changed once more."))
    return redirect(address(output, step))


def _saved(request: HttpRequest, output: Output, step: Step, action: str) -> HttpResponse:
    on_purpose = action in ("save", "continue")
    saved = deposit_step_save(output=output, user=request.user, step=step, data=request.POST, checked=on_purpose)
    if action == "leave":
        return HttpResponse(status=204)
    if action == "autosave":
        now = timezone.now().isoformat()
        return JsonResponse({"saved": now, "fingerprint": saved.fingerprint, "conflict": saved.conflict})
    if saved.complete and action == "continue":
        return redirect(address(output, step.following))
    if saved.complete and on_purpose and not request.FILES:
        messages.success(request, _("Saved. You can go on now or come back at any time."))
    return redirect(address(output, step))


def _rows_changed(request: HttpRequest, output: Output, step: Step, action: str) -> HttpResponse:
    try:
        row = deposit_rows_change(output=output, user=request.user, step=step, data=request.POST, action=action)
    except ValueError:
        raise BadRequest(action) from None
    return redirect(address(output, step, query=f"row={row}", anchor=f"row-{row}"))


def _file_changed(request: HttpRequest, output: Output, number: int, verb: str) -> HttpResponse:
    user = request.user
    deposit_step_save(output=output, user=user, step=Step.FILES, data=request.POST, checked=False)
    if verb == "remove":
        deposit_file_remove(output=output, user=user, number=number)
        return redirect(address(output, Step.FILES, query=f"removed={number}", anchor="removed"))
    if verb == "restore":
        deposit_file_restore(output=output, user=user, number=number)
    else:
        deposit_file_move(output=output, user=user, number=number, verb=verb)
    return redirect(address(output, Step.FILES, query=f"row=file-{number}", anchor=f"row-file-{number}"))


def _upload_cancelled(request: HttpRequest, output: Output, token: str) -> HttpResponse:
    deposit_input_keep(output=output, user=request.user, step=Step.FILES, data=request.POST)
    for upload in uploads_unfinished(output=output, user=request.user):
        if str(upload.pk) == token:
            upload_cancel(upload=upload)
    return redirect(address(output, Step.FILES, anchor="id_files"))


def files_received(request: HttpRequest, output: Output) -> None:
    """Takes in each file that came with a form; those that are refused are named, the others are there."""
    added = 0
    for file in request.FILES.getlist("files"):
        try:
            deposit_file_add(output=output, user=request.user, file=file)
            added += 1
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
    if added:
        messages.success(
            request,
            ngettext("%(count)d file is stored.", "%(count)d files are stored.", added) % {"count": added},
        )


def _one_file_received(request: HttpRequest, output: Output) -> JsonResponse:
    file = next(iter(request.FILES.getlist("files")), None)
    if file is None:
        return JsonResponse({"error": _("No file arrived. Choose it again.")}, status=400)
    try:
        place = deposit_file_add(output=output, user=request.user, file=file)
    except FileRefused as refused:
        return JsonResponse({"error": refused.messages[0]}, status=422)
    return JsonResponse({"number": place.number, "name": place.name}, status=201)
