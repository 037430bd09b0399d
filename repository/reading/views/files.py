"""The bytes of a file and the pictures of its pages."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from repository.access.policies import can_download
from repository.files.extraction.media_types import PDF, VTT
from repository.files.models import OutputFile, Place
from repository.files.pictures import PAGE_WIDTH, BeingDrawn, cover_picture, page_picture
from repository.files.sniffing import INLINE_TYPES, display_name
from repository.reading.selectors import file_to_open
from repository.reading.serving import Served, bytes_response

# Whatever a file holds, nothing of it may act in the name of this site; a browser may only play or draw it.
SANDBOX = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
# Browsers refuse to show a PDF in a sandbox; their viewers are isolated from the site of the file anyway.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"

ACCEPTED = 202


@require_safe
def file(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """The bytes as they were deposited: in the browser when it can show them safely, else, or on request, to keep."""
    place = _file_or_404(request, code, number)
    stored = place.stored_file
    as_attachment = "download" in request.GET or stored.media_type not in INLINE_TYPES
    media_type = f"{VTT}; charset=utf-8" if stored.media_type == VTT else stored.media_type
    served = Served(stored.content.open, stored.size, stored.sha256, stored.created_at, media_type)
    response = bytes_response(request, served)
    response["Content-Disposition"] = content_disposition_header(as_attachment, display_name(place.name))
    response["Content-Security-Policy"] = PDF_POLICY if stored.media_type == PDF else SANDBOX
    return _guarded(response, place)


@require_safe
def picture(request: HttpRequest, code: str, number: int, page_number: int) -> HttpResponseBase:
    """What one page looks like."""
    place = _file_or_404(request, code, number)
    if not 1 <= page_number <= (place.stored_file.unit_count or 0):
        raise Http404
    return _picture(
        request, place, f"page-{page_number}", lambda: page_picture(place.stored_file, page_number, PAGE_WIDTH)
    )


@require_safe
def cover(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """What the file looks like, in small."""
    place = _file_or_404(request, code, number)
    return _picture(request, place, "cover", lambda: cover_picture(place.stored_file))


def _picture(request: HttpRequest, place: Place, name: str, draw: Callable[[], File | None]) -> HttpResponseBase:
    try:
        drawn = draw()
    except BeingDrawn:
        return _being_drawn(request)
    if drawn is None:
        raise Http404
    stored = place.stored_file
    served = Served(lambda: drawn, drawn.size, f"{stored.sha256}-{name}", stored.created_at, "image/webp")
    response = bytes_response(request, served)
    if not response.streaming:  # nobody else will close it
        drawn.close()
    return _guarded(response, place)


def _being_drawn(request: HttpRequest) -> HttpResponse:
    """202 with a picture that says so in words: a browser shows it in the place of the picture that is to come."""
    response = render(request, "repository/reading/being_drawn.svg", content_type="image/svg+xml", status=ACCEPTED)
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = "5"
    return response


def _file_or_404(request: HttpRequest, code: str, number: int) -> Place:
    try:
        return file_to_open(request.user, code, number)
    except OutputFile.DoesNotExist:
        raise Http404 from None


def _guarded(response: HttpResponseBase, place: Place) -> HttpResponseBase:
    """Shared caches may keep only what is open to everyone, which a file is not that only a waiting draft of a public
    work holds. And everybody asks again before using a copy: access can change at any moment. Search engines of the
    web are to keep the files of the version that stands, no others."""
    is_published = type(place).objects.filter(pk=place.pk).exists()
    is_open = is_published and can_download(AnonymousUser(), place)
    if not isinstance(place, OutputFile):
        response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "public, no-cache" if is_open else "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
