"""How the time of an event is written."""

from django import template

from home.models import EventPage

register = template.Library()


@register.filter
def starts_iso(event: EventPage) -> str:
    """For `<time datetime>`: a day, or a day and time with the place's offset."""
    if event.is_whole_days:
        return event.start_date.isoformat()
    return event.in_its_zone(event.starts_at).isoformat(timespec="minutes")


@register.filter
def ends_iso(event: EventPage) -> str:
    if event.end_time is None:
        return event.last_day.isoformat()
    return event.in_its_zone(event.ends_at).isoformat(timespec="minutes")


@register.filter
def zone_name(event: EventPage) -> str:
    """“Minsk time, UTC+03:00”: the offset as it is on that day."""
    moment = event.in_its_zone(event.starts_at)
    city = event.time_zone.rsplit("/", 1)[-1].replace("_", " ")
    return event.time_zone if city == "UTC" else f"{city}, UTC{moment.isoformat()[-6:]}"
