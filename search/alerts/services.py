"""What a reader does with saved searches. Whatever cannot be done is said in a ValidationError's sentence."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from jobs.duties import duty
from repository.people.models import User
from search.alerts.looking import look_first
from search.alerts.schedule import next_run
from search.answering.finding import described, query_string
from search.asking.state import SearchState
from search.kept import LONGEST_NAME, LONGEST_QUERY, Frequency, SavedSearch

MOST_SAVED = 50  # by one reader
UNDO = timedelta(days=1)


def name_for(user: User, state: SearchState) -> str:
    """What a search is called as long as its reader has no better name."""
    return Truncator(described(user, state) or _("All works")).chars(LONGEST_NAME)


def search_save(*, user: User, state: SearchState, name: str, frequency: str) -> SavedSearch:
    """Keeps a search, and has the worker note what is not new any more."""
    query = query_string(state)
    if len(query) > LONGEST_QUERY:
        raise ValidationError(_("This search is too long to be saved. Take off some words or filters."))
    with transaction.atomic():
        _require_room(user)
        search = SavedSearch(user=user, query=query, name=name.strip() or name_for(user, state), frequency=frequency)
        _activate(search)
        _save(search)
    return search


def search_change(*, search: SavedSearch, name: str, frequency: str) -> SavedSearch:
    """A new name, another frequency. Whoever begins to be told is told of what is new from now on."""
    with transaction.atomic():
        was_sending = search.sends
        search.name, search.frequency = name.strip() or search.name, frequency
        if was_sending or not search.sends:
            search.next_run_at = _following(search)
        else:
            _activate(search)
        _save(search)
    return search


def search_pause(*, search: SavedSearch) -> SavedSearch:
    with transaction.atomic():
        search.paused = True
        search.next_run_at = None
        _save(search)
    return search


def search_resume(*, search: SavedSearch) -> SavedSearch:
    """What appeared during the pause is not told afterwards: it would be everything at once."""
    with transaction.atomic():
        search.paused = False
        _activate(search)
        _save(search)
    return search


def search_delete(*, search: SavedSearch) -> SavedSearch:
    """It can be taken back for a day."""
    with transaction.atomic():
        search.deleted_at, search.next_run_at = timezone.now(), None
        _save(search)
    return search


def search_restore(*, search: SavedSearch) -> SavedSearch:
    with transaction.atomic():
        _require_room(search.user)
        search.deleted_at = None
        search.next_run_at = _following(search)
        _save(search)
    return search


def mails_stop(*, user: User, search: SavedSearch | None = None) -> int:
    """Pauses one search of the reader, or all; returns how many. The searches themselves stay."""
    searches = SavedSearch.objects.filter(user=user, paused=False).exclude(frequency=Frequency.NEVER)
    if search:
        searches = searches.filter(pk=search.pk)
    return searches.update(paused=True, next_run_at=None)


@duty(every=3600)
def deleted_searches_end() -> None:
    """Those that nobody took back."""
    SavedSearch.objects.filter(deleted_at__lt=timezone.now() - UNDO).delete()


def _require_room(user: User) -> None:
    """Counted with the reader's row locked, or two windows could save one too many."""
    User.objects.select_for_update().get(pk=user.pk)
    if SavedSearch.objects.kept().filter(user=user).count() >= MOST_SAVED:
        raise ValidationError(
            _("You have saved %(most)d searches, which is all there is room for. Delete one to save another.")
            % {"most": MOST_SAVED}
        )


def _activate(search: SavedSearch) -> None:
    """Mails begin, or begin again: nothing from before counts as new."""
    search.active_since, search.failures = timezone.now(), 0
    search.checked_at, search.seen, search.seen_all = None, (), False
    search.next_run_at = _following(search)


def _following(search: SavedSearch) -> datetime | None:
    return next_run(search.frequency, timezone.now()) if search.sends else None


def _save(search: SavedSearch) -> None:
    search.full_clean()
    search.save()
    if search.sends and search.checked_at is None:
        look_first.enqueue(search_id=search.pk)
