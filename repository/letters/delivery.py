"""From the queue to the mail server.

The worker's duty only looks whether a letter is due, and leaves a job; the job talks to the mail server. A duty that
talked to it would hold up the other duties, the search index among them, for as long as a dead server makes it wait. A
job for each letter would end after three attempts, with the letter unsent, and one for each would be a connection for
each. So the rows are the queue, and a job is only the hand that works on it: one that dies or fails is not missed, for
the duty leaves another.

A letter is taken in hand by moving its next attempt, and noted as sent when the server has taken it. Killed in
between, it goes once more, with the same Message-ID; it is never lost. A server that cannot be reached delays the whole
queue, in growing pauses and without end. A refusal of one letter is its own: for good it ends failed, for the time
being it is tried for days.
"""

from __future__ import annotations

import logging
import smtplib
import time
from datetime import timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs.duties import duty
from repository.letters.kinds import KINDS
from repository.letters.models import Letter, MailServerTrouble
from repository.letters.privacy import kept_of
from repository.letters.services import NO_ADDRESS, is_address, stop_url
from repository.letters.tokens import Subscription

logger = logging.getLogger(__name__)

IN_HAND = timedelta(minutes=2)  # longer than an attempt takes; then the worker that had it is thought to be dead
MOST_IN_A_JOB = 100
LONGEST_JOB = 60  # seconds; other jobs wait for the same hand, and the next one goes on
BROKEN_IS_DOWN = 3  # connections in a row
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE_OF_SERVER = timedelta(minutes=15)
LONGEST_PAUSE_OF_LETTER = timedelta(hours=6)
GIVE_UP = timedelta(days=5)  # as mail servers do (RFC 5321, 4.5.4.1)
LONGEST_ERROR = 1000
KEEP = timedelta(days=365)


class ServerUnreachable(Exception):
    """No letter can be given to the mail server now, whatever it says."""


@duty(every=3)
def letters_begin() -> bool:
    """Leaves a job when a letter is due and no job is on its way."""
    if not Letter.objects.due().exists():
        return False
    on_the_way = DBTaskResult.objects.filter(
        task_path=send_letters.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    if on_the_way.exists():
        return False
    send_letters.enqueue()
    return True


@task()
def send_letters() -> None:
    letters_deliver()


def letters_deliver(*, most: int = MOST_IN_A_JOB) -> int:
    """Gives the letters that are due to the mail server, over one connection; returns how many it took."""
    with Post() as post:
        return _give_each(post, most)


def _give_each(post: Post, most: int) -> int:
    sent, end = 0, time.monotonic() + LONGEST_JOB
    for pk in list(Letter.objects.due().values_list("pk", flat=True)[:most]):
        letter = _take_in_hand(pk) if time.monotonic() < end else None
        if letter is None:
            continue
        try:
            sent += _deliver(letter, post)
        except ServerUnreachable as error:
            _delay_all(letter, str(error))
            break
    return sent


def _take_in_hand(pk: int) -> Letter | None:
    """The letter, for exactly one worker; nobody holds a lock while the mail server thinks."""
    taken = Letter.objects.due().filter(pk=pk).order_by()
    if not taken.update(next_try_at=timezone.now() + IN_HAND, attempts=F("attempts") + 1):
        return None
    return Letter.objects.select_related("user").get(pk=pk)


class Post:
    """One connection to the mail server, opened at the first letter, and again after it broke."""

    def __enter__(self) -> Post:
        self.connection, self.broken, self.answered = None, 0, False
        return self

    def __exit__(self, *exc_info) -> None:
        self.hang_up()

    def give(self, message: EmailMultiAlternatives) -> None:
        """Raises ServerUnreachable, or what the server said of this message."""
        if self.connection is None:
            self.connection = get_connection()
            try:
                self.connection.open()
            except OSError as error:  # of which those of mail servers are a kind
                self.hang_up()
                raise ServerUnreachable(_said(error)) from error
        message.connection = self.connection
        try:
            message.send()
        except smtplib.SMTPSenderRefused as error:
            self.hang_up()
            raise ServerUnreachable(_said(error)) from error
        except OSError as error:
            self._broke(error)
            raise
        self._answers()

    def _answers(self) -> None:
        """It takes letters, or says of one why not: there is no trouble with it, or no more."""
        self.broken = 0
        if not self.answered:
            self.answered = True
            MailServerTrouble.objects.all().delete()

    def _broke(self, error: OSError) -> None:
        """Once it may be the letter's fault; several times in a row it is the server's."""
        self.hang_up()
        if _codes(error):
            self._answers()
            return
        self.broken += 1
        if self.broken == BROKEN_IS_DOWN:
            raise ServerUnreachable(_said(error)) from error

    def hang_up(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.close()
            except OSError:
                logger.debug("The mail server hung up first.")


def _deliver(letter: Letter, post: Post) -> bool:
    if letter.user and not letter.user.is_active:
        _note(letter, state=Letter.State.CLOSED, next_try_at=None)
        return False
    if not is_address(letter.address):
        _note(letter, state=Letter.State.FAILED, next_try_at=None, last_error=NO_ADDRESS)
        return False
    try:
        post.give(message_of(letter))
    except (OSError, ValueError) as error:
        _refused(letter, error)
        return False
    # Even if its recipient declined it in this very moment: it is sent.
    sent = {"state": Letter.State.SENT, "sent_at": timezone.now(), "next_try_at": None, "last_error": ""}
    Letter.objects.filter(pk=letter.pk).update(**sent, **kept_of(letter))
    return True


def message_of(letter: Letter) -> EmailMultiAlternatives:
    kind = KINDS.get(letter.name)
    headers = {
        "Message-ID": message_id(letter),
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
    }
    if kind and kind.may_stop:  # RFC 8058
        subscription = Subscription(kind, letter.user, "" if letter.user else letter.address.lower())
        headers["List-Unsubscribe"] = f"<{stop_url(subscription)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    to = formataddr((letter.display_name, letter.address))
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[to], headers=headers)
    message.attach_alternative(letter.html, "text/html")
    return message


def message_id(letter: Letter) -> str:
    """Always the same for the same letter, so that one sent twice by an accident can be recognised."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    return f"<letter-{letter.pk}-{int(letter.created_at.timestamp())}@{host}>"


def _refused(letter: Letter, error: Exception) -> None:
    """What the server said of this letter: for good, or for the time being."""
    now = timezone.now()
    if _is_final(error) or now - letter.created_at > GIVE_UP:
        _note(letter, state=Letter.State.FAILED, next_try_at=None, last_error=_said(error))
    else:
        pause = pause_after(letter.attempts, LONGEST_PAUSE_OF_LETTER)
        _note(letter, next_try_at=now + pause, last_error=_said(error))


def _delay_all(letter: Letter, said: str) -> None:
    """Nothing is due before the server had a pause."""
    logger.warning("The mail server cannot be reached; letters wait: %s", said)
    until = timezone.now() + pause_after(letter.attempts, LONGEST_PAUSE_OF_SERVER)
    _note(letter, next_try_at=until, last_error=said)
    Letter.objects.due().order_by().update(next_try_at=until)
    MailServerTrouble.objects.update_or_create(pk=1, defaults={"said": said[:LONGEST_ERROR]})


def _note(letter: Letter, **values) -> None:
    """Only where it is still in our hand."""
    if "last_error" in values:
        values["last_error"] = values["last_error"][:LONGEST_ERROR]
    Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING, attempts=letter.attempts).update(**values)


def pause_after(attempts: int, longest: timedelta) -> timedelta:
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), longest)


def _codes(error: Exception) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _said in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


def _is_final(error: Exception) -> bool:
    """Codes from 500 on will not change (RFC 5321, 4.2.1); nor will a message that cannot be written."""
    codes = _codes(error)
    return isinstance(error, ValueError) or (bool(codes) and all(code >= 500 for code in codes))


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = error.recipients.values()
    elif isinstance(error, smtplib.SMTPResponseException):
        said = [(error.smtp_code, error.smtp_error)]
    else:
        return f"{type(error).__name__}: {error}".rstrip(": ")
    texts = (text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text) for _code, text in said)
    return "; ".join(f"{code} {text}" for (code, _text), text in zip(said, texts, strict=True))


@duty(every=86_400)
def letters_forget() -> int:
    """Whom one wrote to is not kept for ever. What waits is not touched, however long it waits."""
    old = Letter.objects.filter(created_at__lt=timezone.now() - KEEP).exclude(state__in=Letter.TO_COME)
    gathered, _each = old.exclude(digest=None).delete()
    others, _each = old.filter(gathered=None).delete()
    return gathered + others
