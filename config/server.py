"""The threads that serve the site under gunicorn."""

from __future__ import annotations

from django.utils.translation import gettext as _
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker


class AddressTooLong(LimitRequestLine):
    """Told to a reader, who mostly got there by pasting a long text into an address."""

    def __str__(self) -> str:
        return _(
            "This address is longer than the site reads. Nothing is lost: go back, shorten what you look for, and"
            " search again."
        )


class Worker(ThreadWorker):
    """What no view can answer, because there is no request yet, is answered in a clear sentence too."""

    def handle_error(self, req, client, addr, exc) -> None:
        if isinstance(exc, LimitRequestLine):
            exc = AddressTooLong(exc.size, exc.max_size)
        super().handle_error(req, client, addr, exc)
