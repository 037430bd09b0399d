"""The calendar file of an event, as a whole and for whom."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.factories import EventPageFactory, UserFactory

pytestmark = pytest.mark.django_db
STAMP = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("UTC"))
IDENTITY = "1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


def calendar_of(client, event):
    return client.get(reverse("home:event_ics", args=[event.pk]))


def test_an_event_with_times_is_given_at_its_place(client):
    event = EventPageFactory(
        title="Symposium; heart, lungs\\liver",
        slug="symposium",
        start_date=date(2126, 6, 1),
        start_time=time(10),
        end_time=time(17, 30),
        time_zone="Europe/Rome",
        place="Via Roma 2, Padua",
        online_url="https://meet.example.org/room",
        lead="Open to all.\nCome.",
        last_published_at=STAMP,
        translation_key=IDENTITY,
    )
    response = calendar_of(client, event)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="symposium.ics"'
    assert response.content.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Conjoint//Conjoint//EN",
        "METHOD:PUBLISH",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Rome",
        "COMMENT:This timezone only works from 2126-01-01 to 2127-01-01.",
        "BEGIN:STANDARD",
        "DTSTART:21260101T000000",
        "TZNAME:CET",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:21260331T030000",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:21261027T030000",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:Symposium\\; heart\\, lungs\\\\liver",
        "DTSTART;TZID=Europe/Rome:21260601T100000",
        "DTEND;TZID=Europe/Rome:21260601T173000",
        "DTSTAMP:20260301T120000Z",
        f"UID:{IDENTITY}@testserver",
        "DESCRIPTION:Open to all.\\nCome.\\n\\nhttps://meet.example.org/room\\n\\nhttp:/",
        " /testserver/events/symposium/",
        "LOCATION:Via Roma 2\\, Padua",
        "URL:http://testserver/events/symposium/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_whole_days_end_before_the_day_after_the_last(client):
    event = EventPageFactory(start_date=date(2126, 6, 1), end_date=date(2126, 6, 3))
    [found] = icalendar.Calendar.from_ical(calendar_of(client, event).content).events
    assert (date(2126, 6, 1), date(2126, 6, 4)) == (found.DTSTART, found.DTEND)


def test_a_title_cannot_smuggle_in_lines(client):
    event = EventPageFactory(place="Minsk\r\nBEGIN:VALARM")
    assert "\r\nBEGIN:VALARM" not in calendar_of(client, event).content.decode()


def test_a_draft_has_no_calendar_file(client):
    assert calendar_of(client, EventPageFactory(live=False)).status_code == 404


def test_a_restricted_event_is_given_to_those_who_may_read_its_page(client):
    event = EventPageFactory()
    restriction = PageViewRestriction.objects.create(page=event, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(name="editors"))
    assert calendar_of(client, event).status_code == 404
    client.force_login(UserFactory())
    assert calendar_of(client, event).status_code == 404
    client.force_login(UserFactory(groups=["editors"]))
    assert calendar_of(client, event).status_code == 200
