"""The worker's daily duty: whoever was asked and has not answered is reminded. What silence means is judged elsewhere,
by comparing dates, so nothing depends on this having run."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import WorkflowState

from jobs.duties import duty
from repository.approval import notices
from repository.approval.models import Approval, Confirmation
from repository.outputs.models import Output
from repository.partners.models import Word

DAILY = 24 * 60 * 60
COAUTHOR_AFTER = timedelta(days=7)
REQUIRED_EVERY = timedelta(days=7)


@duty(every=DAILY)
def reminders_send() -> int:
    """Returns how many were reminded. The date goes with the letter in one transaction, so dying anywhere and being
    run again reminds everybody once."""
    now = timezone.now()
    return sum(_remind(one, now) for one in [*_late_coauthors(now), *_late_partners(now)])


def _in_review():
    return Output.objects.with_review(WorkflowState.STATUS_IN_PROGRESS).values("pk")


def _late_coauthors(now: datetime) -> list[Confirmation]:
    """Once, after a week."""
    late = Confirmation.objects.current().filter(
        state=Confirmation.State.ASKED, reminded_at=None, asked_at__lte=now - COAUTHOR_AFTER, expires_at__gt=now
    )
    return list(late.filter(output__in=_in_review()).order_by("pk"))


def _late_partners(now: datetime) -> list[Approval]:
    """Where the word is required every week, where silence is consent at half the time and the day before."""
    silent = Approval.objects.current().filter(state=Approval.State.OPEN, output__in=_in_review())
    silent = silent.filter(Q(word=Word.REQUIRED) | Q(word=Word.ASKED, consent_at__gt=now)).order_by("pk")
    return [one for one in silent if _is_due(one, now)]


def _is_due(approval: Approval, now: datetime) -> bool:
    last = approval.reminded_at or approval.asked_at
    if approval.word == Word.REQUIRED:
        return last + REQUIRED_EVERY <= now
    begun = approval.consent_at - (approval.consent_at - approval.asked_at) / 2
    return any(last < moment <= now for moment in (begun, approval.consent_at - timedelta(days=1)))


@transaction.atomic
def _remind(asked: Confirmation | Approval, now: datetime) -> bool:
    """Decides under the lock: an answer, or another worker, may have been quicker."""
    held = type(asked).objects.select_for_update(of=("self",)).select_related("output").get(pk=asked.pk)
    if not held.is_open or held.reminded_at != asked.reminded_at:
        return False
    held.reminded_at = now
    held.save(update_fields=["reminded_at"])
    if isinstance(held, Confirmation):
        notices.coauthor_reminded(held)
    else:
        notices.partner_reminded(held)
    return True
