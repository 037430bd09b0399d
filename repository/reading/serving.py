"""Bytes over HTTP: conditional requests (RFC 9110 §13) and single ranges of them (§14), from any storage.

Who may have the bytes is settled before anything here is asked: a 304 already says that they exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

SINGLE_RANGE = re.compile(r"bytes=\s*(\d{0,20})-(\d{0,20})\s*")


@dataclass(frozen=True, slots=True)
class Served:
    """Bytes that never change under their `tag`; `size` counts them, `open` reads them from storage."""

    open: Callable[[], File]
    size: int
    tag: str
    modified: datetime
    media_type: str

    @property
    def etag(self) -> str:
        return f'"{self.tag}"'


class Unsatisfiable(Exception):
    """A range that begins after the end."""


class Part:
    """`length` bytes from `start` on, read in blocks; closes its file at the end."""

    def __init__(self, file: File, start: int, length: int):
        self.file, self.left = file, length
        file.seek(start)

    def read(self, size: int) -> bytes:
        block = self.file.read(min(size, self.left))
        self.left -= len(block)
        return block

    def close(self) -> None:
        self.file.close()


class BytesResponse(FileResponse):
    block_size = 1 << 16


def bytes_response(request: HttpRequest, served: Served) -> HttpResponseBase:
    """200, 206, 304, 412 or 416, as the request's conditions and range ask for; several ranges get the whole (200)."""
    modified = int(served.modified.timestamp())
    response = get_conditional_response(request, etag=served.etag, last_modified=modified)
    if response is None:
        try:
            response = _bytes_of(request, served, _requested_range(request, served))
        except Unsatisfiable:
            response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{served.size}"})
    response["ETag"] = served.etag
    response["Last-Modified"] = http_date(modified)
    response["Accept-Ranges"] = "bytes"
    return response


def _bytes_of(request: HttpRequest, served: Served, part: tuple[int, int] | None) -> HttpResponseBase:
    start, length = part or (0, served.size)
    headers = {"Content-Length": str(length)}
    if part:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{served.size}"
    options = {"status": 206 if part else 200, "content_type": served.media_type, "headers": headers}
    if request.method == "HEAD":
        return HttpResponse(**options)
    return BytesResponse(Part(served.open(), start, length), **options)


def _requested_range(request: HttpRequest, served: Served) -> tuple[int, int] | None:
    """Start and length of the one range asked for, or None for all: no range, one not understood, or an old copy's."""
    match = SINGLE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not match or not _is_of_this_copy(request.headers.get("If-Range"), served):
        return None
    return span_of_range(match[1], match[2], served.size)


def span_of_range(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Start and length of `first-last` (inclusive), `first-` or `-suffix`, cut to `size`; None when it is no range.

    Raises Unsatisfiable when nothing of it lies within (RFC 9110 §14.1.2).
    """
    if not first and not last:
        return None
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last or size), size - 1)
        if last and int(last) < start:
            return None
    if start >= size:
        raise Unsatisfiable
    return start, end - start + 1


def _is_of_this_copy(if_range: str | None, served: Served) -> bool:
    """Whether a reader who has a part already has it of these bytes (RFC 9110 §13.1.5: strong comparison)."""
    if not if_range:
        return True
    if if_range.startswith(('"', "W/")):
        return if_range == served.etag
    try:
        known = parsedate_to_datetime(if_range)
    except (TypeError, ValueError):
        return False
    return known.replace(tzinfo=known.tzinfo or UTC) == served.modified.replace(microsecond=0)
