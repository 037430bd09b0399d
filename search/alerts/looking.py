"""What is new to a saved search.

New is a hit that the search did not have when it was last looked through: published since, opened to this reader,
filed under the subject, hidden until its day came, or grown by a page that answers. So the keys of all hits are kept
as *seen*; a hit that goes and comes back is not new again. A search that finds more than ``MOST_NOTED`` is judged by
dates instead: new is what first appeared since the last look, and a day before it, for the index follows a little
later than the catalogue; the works told in that time are kept so that none is told twice.

A look changes nothing by itself. It is noted (``look_note``) only when what is new has been handed to the mail
server, so whatever goes wrong before, the next look finds it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from repository.access.selectors import visible_outputs
from search.answering.finding import answering, keys_found, keys_published_since, state_of, visible_keys
from search.engines.protocol import EngineUnavailable
from search.kept import SavedSearch

MOST_NOTED = 10_000
MOST_LATELY = 1000  # works published since the last look that are asked for one by one
OVERLAP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Look:
    """``new``: keys that the reader may see, in the order of the search. ``seen``: to be noted with them."""

    at: datetime
    new: Sequence[str]
    seen: frozenset[str]
    seen_all: bool


def look_at(search: SavedSearch, *, most_noted: int = MOST_NOTED) -> Look:
    """What the reader of the search would see that is new, now. Raises EngineUnavailable."""
    now, state, before = timezone.now(), state_of(search.query), search.seen
    found = keys_found(search.user, state, limit=most_noted)
    if found.is_cut:
        lately = visible_outputs(search.user).appeared_after(_since(search)).newest_first()
        candidates = answering(search.user, state, lately[:MOST_LATELY])
        return Look(now, [key for key in candidates if key not in before], frozenset(candidates), False)
    unseen = visible_keys(search.user, [key for key in found.keys if key not in before])
    new = unseen if search.seen_all else keys_published_since(unseen, _since(search))
    return Look(now, new, _remembered(before, unseen, found.keys), True)


def _since(search: SavedSearch) -> datetime:
    return max(search.active_since, search.checked_at - OVERLAP) if search.checked_at else search.active_since


def _remembered(before: frozenset[str], unseen: Sequence[str], found: Sequence[str]) -> frozenset[str]:
    """With what was found once and is gone, for it may come back; until that is more than what is there."""
    seen = before.union(unseen)
    return seen if len(seen) <= 2 * MOST_NOTED else seen.intersection(found)


def look_note(*, search: SavedSearch, look: Look) -> None:
    """Nothing of this look is new any more. What the reader changed meanwhile stays as they want it."""
    search.seen = look.seen
    SavedSearch.objects.filter(pk=search.pk, active_since=search.active_since).update(
        seen_packed=search.seen_packed, seen_all=look.seen_all, checked_at=look.at, failures=0
    )


@task()
def look_first(*, search_id: int) -> None:
    """Notes what is there when a search is saved. What has been published since then stays new.

    While the engine is down nothing is noted; the first mail then goes by dates.
    """
    search = SavedSearch.objects.kept().select_related("user__institution").filter(pk=search_id).first()
    if search is None or search.checked_at:
        return
    try:
        look = look_at(search)
    except EngineUnavailable:
        return
    look_note(search=search, look=Look(look.at, (), look.seen.difference(look.new), look.seen_all))
