"""The page of a fault of ours. It asks no database, which may be the fault."""

import logging
from secrets import randbelow

from django.conf import settings
from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils.encoding import escape_uri_path

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Names the fault by a number, under which the log has it with its traceback."""
    number = f"{randbelow(10_000):04d}-{randbelow(10_000):04d}"
    logger.exception("Fault %s: %s %s", number, request.method, escape_uri_path(request.path))
    page = {"number": number, "site_name": settings.WAGTAIL_SITE_NAME}
    return HttpResponseServerError(render_to_string("500.html", page))
