"""Asking for a copy, answering, and giving it: each a transaction that keeps what was said and writes the letter."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from repository.access.policies import can_edit_deposit, can_receive_copy
from repository.access.selectors import owners_of
from repository.copies import kinds
from repository.copies.models import CopyMessage, CopyRequest
from repository.copies.tokens import token_of
from repository.files.models import Place
from repository.letters.kinds import LetterKind
from repository.letters.saying import day_of
from repository.letters.services import Recipient, letter_send
from repository.people.models import User

LINK_LASTS = timedelta(days=14)
USES = 5
# So many requests come within an hour from one person, and from one place of the net, which many may share.
MOST_OF_ONE = 5
MOST_OF_PLACE = 30
FLOOD = timedelta(hours=1)

State = CopyRequest.State


@transaction.atomic
def copy_request_create(
    *, file: Place, user: User | None, name: str, address: str, language: str, words: str, origin: str
) -> CopyRequest:
    """Asks the owners of the work. The same person asking for the same file again, undecided yet, asks once.

    Raises ValidationError when too many requests came from there within the hour.
    """
    asked = CopyRequest.objects.filter(output=file.output, number=file.number, address=address)
    if known := asked.filter(state__in=CopyRequest.UNDECIDED).first():
        return known
    _refuse_flood(address, origin)
    request = CopyRequest(
        output=file.output,
        number=file.number,
        file_name=file.name,
        user=user,
        name=name,
        address=address,
        language=language,
        origin=origin,
    )
    request.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:  # the same form was sent twice at the same moment
        return asked.get(state__in=CopyRequest.UNDECIDED)
    _say(request, words, author=user, from_reader=True, state=State.OPEN)
    _tell_owners(request, kinds.ASKED, words, key=f"asked-{request.pk}")
    return request


def _refuse_flood(address: str, origin: str) -> None:
    recent = CopyRequest.objects.filter(created_at__gt=timezone.now() - FLOOD)
    if recent.filter(address=address).count() >= MOST_OF_ONE or recent.filter(origin=origin).count() >= MOST_OF_PLACE:
        raise ValidationError(
            _("Several requests came from you within the last hour. Nothing of this one is sent; try again later.")
        )


@transaction.atomic
def copy_request_approve(*, request: CopyRequest, user: User, words: str = "") -> CopyRequest:
    """Sends the reader a link that opens this one file, a few times and for two weeks."""
    row = _undecided(request, user)
    row.state, row.expires_at, row.uses_left = State.APPROVED, timezone.now() + LINK_LASTS, USES
    row.save()
    message = _say(row, words, author=user, state=State.APPROVED)
    _tell_reader(row, kinds.APPROVED, words, message, day=day_of(row.expires_at))
    return row


@transaction.atomic
def copy_request_decline(*, request: CopyRequest, user: User, words: str) -> CopyRequest:
    row = _undecided(request, user)
    row.state = State.DECLINED
    row.save()
    _tell_reader(row, kinds.DECLINED, words, _say(row, _required(words), author=user, state=State.DECLINED))
    return row


@transaction.atomic
def copy_request_ask(*, request: CopyRequest, user: User, words: str) -> CopyRequest:
    """Asks the reader something before deciding."""
    row = _undecided(request, user)
    row.state = State.ASKED_BACK
    row.save()
    _tell_reader(row, kinds.QUESTION, words, _say(row, _required(words), author=user, state=State.ASKED_BACK))
    return row


@transaction.atomic
def copy_request_reply(*, request: CopyRequest, words: str) -> CopyRequest:
    """What the reader writes back by the link of the letter; the request then waits for the owners again."""
    row = CopyRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != State.ASKED_BACK:
        raise ValidationError(_("Nobody asks you anything here now, so nothing was sent."))
    row.state = State.OPEN
    row.save()
    message = _say(row, _required(words), author=row.user, from_reader=True, state=State.OPEN)
    _tell_owners(row, kinds.ANSWERED, words, key=f"answered-{message.pk}")
    return row


@transaction.atomic
def copy_request_revoke(*, request: CopyRequest, user: User) -> CopyRequest:
    """Takes an approval back: the link opens nothing from now on."""
    row = _locked(request, user)
    if row.state != State.APPROVED:
        raise ValidationError(_("Only an approved request can be taken back."))
    row.state, row.uses_left = State.REVOKED, 0
    row.save()
    _say(row, "", author=user, state=State.REVOKED)
    return row


@transaction.atomic
def copy_take(*, request: CopyRequest) -> Place:
    """Uses the link once; returns the file to be served. Raises PermissionDenied when it opens nothing any more."""
    row = CopyRequest.objects.select_for_update(of=("self",)).select_related("output", "user").get(pk=request.pk)
    file = row.file
    if file is None or not can_receive_copy(row):
        raise PermissionDenied
    row.uses_left -= 1
    row.save(update_fields=["uses_left"])
    data = {"request": row.pk, "file": row.file_name, "left": row.uses_left}
    log(instance=row.output, action="conjoint.copy_taken", user=row.user, data=data)
    return file


def _locked(request: CopyRequest, user: User) -> CopyRequest:
    row = CopyRequest.objects.select_for_update(of=("self",)).select_related("output").get(pk=request.pk)
    if not can_edit_deposit(user, row.output):
        raise PermissionDenied
    return row


def _undecided(request: CopyRequest, user: User) -> CopyRequest:
    row = _locked(request, user)
    if not row.is_undecided:
        raise ValidationError(_("Somebody has decided about this request already. Nothing was changed."))
    return row


def _required(words: str) -> str:
    if not words.strip():
        raise ValidationError({"words": _("Write a sentence to the reader; it is sent as a letter.")})
    return words


def _say(
    request: CopyRequest, words: str, *, author: User | None, state: str, from_reader: bool = False
) -> CopyMessage:
    """A line of the thread, and one in the history of the work, which says nothing of who asked."""
    message = CopyMessage(
        request=request, author=author, from_reader=from_reader, state=state, text=words.replace("\x00", "").strip()
    )
    message.full_clean()
    message.save()
    data = {"request": request.pk, "file": request.file_name, "reason": str(State(state).label)}
    log(instance=request.output, action="conjoint.copy", user=author, data=data)
    return message


def _tell_owners(request: CopyRequest, kind: LetterKind, words: str, *, key: str) -> None:
    link = reverse("copies:request", args=[request.pk])
    said = {"title": request.output.title, "file": request.file_name, "reader": request.name, "words": words}
    for owner in owners_of(request.output):
        letter_send(
            name=kind.name,
            recipient=Recipient.of(owner),
            context=said | {"link": link},
            output=request.output,
            key=key,
        )


def _tell_reader(request: CopyRequest, kind: LetterKind, words: str, message: CopyMessage, **more: str) -> None:
    context = {"title": request.output.title, "file": request.file_name, "words": words} | more
    letter_send(
        name=kind.name,
        recipient=Recipient(request.address, request.name, request.language, request.user),
        context=context | {"link": reverse("copies:reader", args=[token_of(request)])},
        output=request.output,
        key=f"copy-{message.pk}",
    )
