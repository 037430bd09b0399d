"""The mail about saved searches: one for each reader, with what is new to each of the searches that are due.

The worker's duty hands each reader who is due to a job, in the transaction that moves their searches to the next
date; a job that dies is taken up again. It asks as the reader, at the moment of sending. What was told is noted after
the mail server has taken the mail, so nothing is lost: a reader gets a mail twice only when the process dies in
between, and then with the same Message-ID. When engine or mail server do not answer, the searches are due again after
a pause that grows.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy, ngettext
from django_tasks import task

from jobs.duties import duty
from repository.interop.describe import absolute_url
from repository.letters.kinds import WORDED_ELSEWHERE
from repository.letters.services import Recipient, language_for, letter_note
from repository.people.models import User
from search.alerts.looking import Look, look_at, look_note
from search.alerts.schedule import next_run, pause_after
from search.alerts.tokens import token_of
from search.answering.finding import Entry, entries_of
from search.engines.protocol import EngineUnavailable, Sort
from search.kept import SavedSearch

logger = logging.getLogger(__name__)

SEARCHES = "searches"
WORDED_ELSEWHERE[SEARCHES] = gettext_lazy("What is new in saved searches")
MOST_READERS = 500  # in one run of the duty
MOST_SHOWN = 10  # new results of one search


@dataclass(frozen=True, slots=True)
class Section:
    """What a mail says of one search."""

    search: SavedSearch
    look: Look
    entries: Sequence[Entry]

    @property
    def count(self) -> int:
        return len(self.look.new)

    @property
    def more(self) -> int:
        return self.count - len(self.entries)

    @property
    def url(self) -> str:
        """All that the search finds, newest first."""
        address = absolute_url(self.search.get_absolute_url())
        return f"{address}{'&' if self.search.query else '?'}sort={Sort.NEWEST}"

    @property
    def stop_url(self) -> str:
        return unsubscribe_url(self.search.user, self.search)


@duty(every=300)
def digests_begin() -> int:
    """Hands every reader who is due to a job; returns how many there were."""
    due = SavedSearch.objects.due().order_by("user").values_list("user", flat=True).distinct()
    return sum(_begin(user_pk) for user_pk in due[:MOST_READERS])


def _begin(user_pk: int) -> bool:
    """Decides under the lock: another worker may have been quicker."""
    with transaction.atomic():
        searches = list(SavedSearch.objects.due().filter(user=user_pk).select_for_update(of=("self",)))
        for search in searches:
            search.next_run_at = next_run(search.frequency, timezone.now())
            search.save(update_fields=["next_run_at"])
        if searches:
            send_digest.enqueue(user_id=user_pk, search_ids=[search.pk for search in searches])
    return bool(searches)


@task()
def send_digest(*, user_id: int, search_ids: list[int]) -> None:
    """One mail to one reader, if there is anything to tell; else only a note that these searches were looked at.

    What the reader has paused or deleted since has no date any more, and is left out.
    """
    user = User.objects.select_related("institution").filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return
    searches = SavedSearch.objects.filter(user=user, pk__in=search_ids, next_run_at__isnull=False)
    with translation.override(settings.LANGUAGE_CODE):
        try:
            sections = [section_of(user, search) for search in searches]
            if told := [section for section in sections if section.entries]:
                _send(user, told)
        except (EngineUnavailable, OSError) as error:  # of which those of mail servers are a kind
            _postpone(searches, error)
            return
    for section in sections:
        look_note(search=section.search, look=section.look)


def _send(user: User, sections: Sequence[Section]) -> None:
    """In the language of the reader's letters. Sent from here and not through their queue, where it might wait while a
    work is closed that it names; but noted there, where one sees what was sent to whom."""
    recipient = Recipient.of(user)
    with translation.override(language_for(recipient)):
        mail = digest(user, sections)
    mail.send()
    letter_note(name=SEARCHES, recipient=recipient, subject=mail.subject, key=mail.extra_headers["Message-ID"])


def section_of(user: User, search: SavedSearch) -> Section:
    """What there is to tell ``user`` of a search of theirs, now. Raises EngineUnavailable."""
    search.user = user
    look = look_at(search)
    return Section(search, look, entries_of(user, look.new[:MOST_SHOWN]))


def _postpone(searches: Sequence[SavedSearch], error: Exception) -> None:
    logger.warning("A mail about saved searches is put off: %r", error)
    for search in searches:
        failures = min(search.failures + 1, 1000)
        soon = timezone.now() + pause_after(failures)
        still = SavedSearch.objects.filter(pk=search.pk, next_run_at=search.next_run_at)
        still.update(failures=failures, next_run_at=min(soon, search.next_run_at))


def unsubscribe_url(user: User, search: SavedSearch | None = None) -> str:
    return absolute_url(reverse("search:unsubscribe", args=[token_of(user, search)]))


def digest(user: User, sections: Sequence[Section]) -> EmailMultiAlternatives:
    """The mail, with the headers that let mail programs stop it by one click (RFC 8058)."""
    total = sum(section.count for section in sections)
    stop_url = unsubscribe_url(user, sections[0].search if len(sections) == 1 else None)
    subject = ngettext("%(count)d new result in your searches", "%(count)d new results in your searches", total)
    context = {
        "title": subject % {"count": total},
        "sections": sections,
        "stop_all_url": unsubscribe_url(user),
        "searches_url": absolute_url(reverse("search:saved")),
        "recipient": user,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    headers = {
        "Message-ID": _message_id(user, sections),
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    text = render_to_string("search/alerts/mail/digest.txt", context)
    mail = EmailMultiAlternatives(context["title"], text, to=[user.email], headers=headers)
    mail.attach_alternative(render_to_string("search/alerts/mail/digest.html", context), "text/html")
    return mail


def _message_id(user: User, sections: Sequence[Section]) -> str:
    """The same for the same news, so that a mail sent twice by an accident can be recognised as one."""
    said = hashlib.sha256("\n".join(_told(user, sections)).encode()).hexdigest()[:32]
    return f"<searches-{said}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}>"


def _told(user: User, sections: Sequence[Section]) -> Iterator[str]:
    yield f"{user.pk}"
    for section in sections:
        yield f"{section.search.pk} {section.search.checked_at} {' '.join(section.look.new)}"
