"""When mail about saved searches is due: early in the morning, so that all of a reader's searches share one mail."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from search.kept import Frequency

MORNING = time(6)  # by the site's own clock
MONDAY = 0
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=6)


def next_run(frequency: str, after: datetime) -> datetime | None:
    """The next morning, or the morning of the next Monday, that is later than ``after``; None for never."""
    if frequency == Frequency.NEVER:
        return None
    here = timezone.localtime(after)
    day = here.date() + timedelta(days=here.time() >= MORNING)
    if frequency == Frequency.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return timezone.make_aware(datetime.combine(day, MORNING))


def pause_after(failures: int) -> timedelta:
    """How long to wait after so many attempts in a row that came to nothing; at least one."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 10))
