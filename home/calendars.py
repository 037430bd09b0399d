"""An event as a calendar file (iCalendar, RFC 5545), with the definition of its time zone inside it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from icalendar import Calendar, Event

from home.models import EventPage


def event_calendar(event: EventPage, address: str, site_name: str) -> bytes:
    """One calendar with one event. ``address`` is the whole address of its page, and with it the event's identity.

    An event of whole days has dates, the last one exclusive, as the standard wants it; one with times has them at its
    place, so that a calendar elsewhere moves them.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{site_name}//Conjoint//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(event, address))
    # The rules of the years it touches are enough; those since 1970 would be most of the file.
    calendar.add_missing_timezones(date(event.start_date.year, 1, 1), date(event.last_day.year + 1, 1, 1))
    return calendar.to_ical()


def _event(page: EventPage, address: str) -> Event:
    event = Event()
    event.add("uid", f"{page.translation_key}@{address.split('/')[2]}")
    event.add("dtstamp", page.last_published_at or timezone.now())
    _add_times(event, page)
    event.add("summary", page.title)
    event.add("description", "\n\n".join(part for part in (page.lead, page.online_url, address) if part))
    event.add("url", address)
    if page.place or page.online_url:
        event.add("location", page.place or page.online_url)
    return event


def _add_times(event: Event, page: EventPage) -> None:
    if page.is_whole_days:
        event.add("dtstart", page.start_date)
        event.add("dtend", page.last_day + timedelta(days=1))
        return
    event.add("dtstart", page.in_its_zone(page.starts_at))
    if page.end_time:
        event.add("dtend", page.in_its_zone(page.ends_at))
    elif page.end_date:
        event.add("dtend", page.end_date + timedelta(days=1))
