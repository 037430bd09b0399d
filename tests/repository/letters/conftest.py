"""A kind of letters that only tests send, and a real mail server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from repository.letters.delivery import letters_deliver
from repository.models import Letter
from tests.repository.letters.smtp import MailServer, mail_server


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def time_passes() -> None:
    """What waits for its next attempt waits no longer."""
    Letter.objects.filter(state=Letter.State.WAITING).update(next_try_at=timezone.now())


def deliver() -> int:
    time_passes()
    return letters_deliver()
