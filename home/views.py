"""What the site answers beside its pages."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from home import themes
from home.calendars import event_calendar
from home.models import EventPage

# What Wagtail makes of an uploaded picture. Nothing else is handed out, whatever may lie in the storage.
PICTURE_TYPES = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"}
MONTH = 30 * 24 * 60 * 60


@csrf_exempt
@require_POST
def theme_choose(request: HttpRequest) -> HttpResponse:
    """Remembers light or dark and goes back to where the reader was.

    Without a CSRF token: the choice harms nobody, and a token on every page would give every anonymous reader a cookie.
    """
    theme = request.POST.get("theme")
    if theme not in themes.THEMES:
        return HttpResponseBadRequest(_("There is no such appearance: choose system, light or dark."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    themes.remember(response, theme)
    return response


@require_safe
def event_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """The event as a file for a calendar; for those who may read its page, and nobody else."""
    event = get_object_or_404(EventPage.objects.live(), pk=pk)
    if not all(restriction.accept_request(request) for restriction in event.get_view_restrictions()):
        raise Http404
    calendar = event_calendar(
        event, request.build_absolute_uri(event.get_url_parts(request)[2]), settings.WAGTAIL_SITE_NAME
    )
    name = f"{event.slug}.ics"
    return HttpResponse(
        calendar,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@cache_control(public=True, max_age=MONTH)
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A rendition of a picture of the pages, from whatever storage holds it; no other server is needed for it."""
    media_type, _encoding = mimetypes.guess_type(PurePosixPath(name).name)
    if media_type not in PICTURE_TYPES:
        raise Http404
    try:
        return FileResponse(storages["pictures"].open(name), content_type=media_type)
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation):
        raise Http404 from None


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Asks crawlers to stay out of searches, page views, forms and the admin (RFC 9309)."""
    return render(request, "home/robots.txt", content_type="text/plain; charset=utf-8")
