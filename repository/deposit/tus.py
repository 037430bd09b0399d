"""The addresses that take a file in pieces: the tus protocol 1.0 with creation, checksum, expiration and termination.

https://tus.io/protocols/resumable-upload
"""

from __future__ import annotations

import base64
import binascii
import functools
import re
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from repository.deposit.drafts import DepositClosed
from repository.deposit.files import FileRefused
from repository.deposit.models import Upload
from repository.deposit.uploads import (
    KEPT,
    OffsetDiffers,
    UploadTooLarge,
    upload_append,
    upload_begin,
    upload_cancel,
    upload_offset,
)
from repository.deposit.views import own_deposit
from repository.files.partials import PartialBusy, piece_received
from repository.outputs.models import Output

VERSION = "1.0.0"
PIECE = 8 * 1024 * 1024  # what is promised at a time
CHECKED_PIECE = 2 * PIECE  # the most that one checksum may be about: all of it is kept, or none
SHA256 = re.compile(r"[0-9a-f]{64}")
View = Callable[..., HttpResponse]

# Which answer an error is, in the words of the protocol; the first that fits.
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (UploadTooLarge, 413),
    (FileRefused, 422),
    (DepositClosed, 403),
    (PartialBusy, 423),
)


class ProtocolError(Exception):
    """What was sent is not of the protocol; ``status`` says in which way."""

    def __init__(self, status: int):
        super().__init__(status)
        self.status = status


def spoken_in_tus(*methods: str) -> Callable[[View], View]:
    """Answers those who may change the work, in the protocol's words; ``methods`` are what the address takes."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest, **kwargs) -> HttpResponse:
            response = _answered(view, request, methods, kwargs)
            response["Tus-Resumable"], response["Cache-Control"] = VERSION, "no-store"
            return response

        return answer

    return decorate


def _answered(view: View, request: HttpRequest, methods: tuple[str, ...], kwargs: dict) -> HttpResponse:
    if early := _answered_early(request, methods):
        return early
    output = own_deposit(request, kwargs.pop("code"))
    try:
        return view(request, output, **kwargs)
    except OffsetDiffers as differs:
        return HttpResponse(status=409, headers={"Upload-Offset": str(differs.offset)})
    except ProtocolError as error:
        return HttpResponse(status=error.status)
    except Upload.DoesNotExist:
        raise Http404 from None
    except tuple(kind for kind, _status in STATUS) as error:
        return _refused(*_told(error))


def _answered_early(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse | None:
    """What is answered without a look at any work."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_abilities())
    if not request.user.is_authenticated:
        return _refused(401, _("You have been signed out. Sign in again in another tab; then this goes on."))
    if request.method not in methods:
        return HttpResponse(status=405, headers={"Allow": ", ".join((*methods, "OPTIONS"))})
    if request.headers.get("Tus-Resumable") != VERSION:
        return HttpResponse(status=412, headers={"Tus-Version": VERSION})
    return None


def _told(error: Exception) -> tuple[int, str]:
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    return status, error.messages[0] if hasattr(error, "messages") else ""


def _refused(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence} if sentence else {}, status=status)


def _abilities() -> dict[str, str]:
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": "creation,checksum,expiration,termination",
        "Tus-Checksum-Algorithm": "sha256",
        "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
    }


@spoken_in_tus("POST")
def uploads(request: HttpRequest, output: Output) -> HttpResponse:
    """Begins an upload, or goes on with the one that was begun with the same file."""
    metadata = _metadata(request.headers.get("Upload-Metadata", ""))
    sha256 = metadata.get("sha256", "").lower()
    upload = upload_begin(
        output=output,
        user=request.user,
        name=metadata.get("filename", ""),
        length=_number(request, "Upload-Length"),
        fingerprint=metadata.get("fingerprint", "")[:100],
        sha256=sha256 if SHA256.fullmatch(sha256) else "",
    )
    location = reverse("deposit:upload", args=[output.code, upload.pk])
    return HttpResponse(status=201, headers=_progress(upload) | {"Location": location})


@spoken_in_tus("HEAD", "PATCH", "DELETE")
def upload(request: HttpRequest, output: Output, token: UUID) -> HttpResponse:
    found = get_object_or_404(Upload, pk=token, output=output, user=request.user)
    if request.method == "PATCH":
        return HttpResponse(status=204, headers=_progress(_received(request, found)))
    if request.method == "DELETE":
        upload_cancel(upload=found)
        return HttpResponse(status=204)
    return HttpResponse(headers=_progress(found) | {"Upload-Length": str(found.length)})


def _progress(upload: Upload) -> dict[str, str]:
    expires = http_date((upload.touched_at + KEPT).timestamp())
    return {"Upload-Offset": str(upload_offset(upload)), "Upload-Expires": expires}


def _received(request: HttpRequest, upload: Upload) -> Upload:
    """Keeps what the request brings, a piece at a time; of one that breaks off, what had come."""
    if request.content_type != "application/offset+octet-stream":
        raise ProtocolError(415)
    offset, left = _number(request, "Upload-Offset"), _number(request, "Content-Length", missing=411)
    if offset != (wanted := upload_offset(upload)):
        raise OffsetDiffers(wanted)
    if offset + left > upload.length:
        raise ProtocolError(413)
    checksum = _checksum(request, left)
    while left:
        asked = left if checksum else min(left, PIECE)
        with piece_received(request, most=asked) as piece:
            if checksum and piece.sha256 != checksum:
                raise ProtocolError(460)
            if piece.size:
                upload = upload_append(upload=upload, offset=offset, piece=piece)
        offset, left = offset + piece.size, left - piece.size if piece.size == asked else 0
    return upload


def _checksum(request: HttpRequest, length: int) -> bytes:
    """The digest that the body must have; empty when none was sent."""
    algorithm, _space, digest = request.headers.get("Upload-Checksum", "").partition(" ")
    if not algorithm:
        return b""
    if algorithm != "sha256":
        raise ProtocolError(400)
    if length > CHECKED_PIECE:
        raise ProtocolError(413)
    return _decoded(digest)


def _number(request: HttpRequest, header: str, *, missing: int = 400) -> int:
    text = request.headers.get(header, "")
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise ProtocolError(400 if text else missing)
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """``filename d29ybGQ=,fingerprint MTI=``: keys, and texts in Base64 of UTF-8."""
    pairs = (pair.strip().partition(" ") for pair in header.split(",") if pair.strip())
    return {key: _decoded(value).decode("utf-8", "replace") for key, _space, value in pairs}


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProtocolError(400) from None
