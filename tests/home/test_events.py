"""The time of events: at the clock of the place, and as moments."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from home.models import EventPage
from home.models.events import time_zones
from home.selectors import upcoming_events
from tests.factories import EventPageFactory

ZONES = [name for name, _label in time_zones()]


@pytest.mark.django_db
def test_moments_follow_the_clock_of_the_place():
    event = EventPageFactory(
        start_date=date(2026, 7, 1), start_time=time(10), end_time=time(12, 30), time_zone="Asia/Tokyo"
    )
    event.refresh_from_db()
    assert event.starts_at == datetime(2026, 7, 1, 1, tzinfo=UTC)
    assert event.ends_at == datetime(2026, 7, 1, 3, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_moments_change_with_the_time_zone():
    event = EventPageFactory(start_date=date(2026, 7, 1), start_time=time(10))
    event.time_zone = "America/New_York"
    event.save()
    assert event.starts_at == datetime(2026, 7, 1, 14, tzinfo=UTC)


@pytest.mark.django_db
def test_whole_days_last_until_midnight_of_the_place():
    event = EventPageFactory(start_date=date(2026, 7, 1), end_date=date(2026, 7, 3), time_zone="Europe/Rome")
    assert event.starts_at == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert event.ends_at == datetime(2026, 7, 3, 22, tzinfo=UTC)


@given(
    zone=st.sampled_from(ZONES),
    first=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    days=st.none() | st.integers(0, 30),
    begins=st.none() | st.times(),
)
def test_an_event_without_an_end_time_never_ends_before_it_begins(zone, first, days, begins):
    last = None if days is None else date.fromordinal(first.toordinal() + days)
    event = EventPage(start_date=first, start_time=begins, end_date=last, time_zone=zone)
    assert event._end() >= event._start()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"end_date": date(2126, 4, 1)}, "end_date"),
        ({"start_time": time(12), "end_time": time(11)}, "end_time"),
        ({"end_time": time(11)}, "start_time"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_impossible_times_are_explained_at_their_field(wrong, field):
    with pytest.raises(ValidationError) as error:
        EventPageFactory(**wrong)
    assert field in error.value.message_dict


@pytest.mark.django_db
def test_the_database_refuses_an_event_that_ends_before_it_begins():
    event = EventPageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        EventPage.objects.filter(pk=event.pk).update(ends_at=datetime(1990, 1, 1, tzinfo=UTC))


@pytest.mark.django_db
def test_upcoming_and_past_meet_at_the_end_of_an_event():
    past = EventPageFactory(start_date=date(2020, 1, 1))
    later, sooner = EventPageFactory(start_date=date(2130, 1, 1)), EventPageFactory(start_date=date(2129, 1, 1))
    running = EventPageFactory(start_date=date(2020, 1, 1), end_date=date(2128, 1, 1))
    assert list(upcoming_events(9)) == [running, sooner, later]
    assert list(EventPage.objects.past()) == [past]
    assert past.is_past and not running.is_past


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("times", "words"),
    [
        ({}, "April 20, 2126"),
        ({"end_date": date(2126, 4, 22)}, "April 20, 2126 – April 22, 2126"),
        ({"start_time": time(10), "end_time": time(12)}, "April 20, 2126, 10:00–12:00 (Minsk, UTC+03:00)"),
        (
            {"start_time": time(10), "end_date": date(2126, 4, 21), "end_time": time(12), "time_zone": "UTC"},
            "April 20, 2126, 10:00 – April 21, 2126, 12:00 (UTC)",
        ),
    ],
)
def test_the_time_of_an_event_in_words(times, words):
    assert strip_tags(render_to_string("home/when.html", {"event": EventPageFactory(**times)})).strip() == words


def test_time_zones_are_places():
    assert {"Europe/Minsk", "Asia/Tashkent", "UTC"} <= set(ZONES)
    assert not [zone for zone in ZONES if zone.startswith("Etc/") or zone == "EST"]
