"""Conferences, seminars and other events, at the time of the place where they happen."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from home.models.stories import Story, StoryWork

PAST_EVENTS_PER_PAGE = 12


def time_zones() -> list[tuple[str, str]]:
    """The places of the IANA time zone database that people would name: Europe/Minsk, but not Etc/GMT+3."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if _is_place(name)]


def _is_place(name: str) -> bool:
    return name == "UTC" or ("/" in name and not name.startswith(("Etc/", "SystemV/", "posix", "right")))


def site_time_zone() -> str:
    return settings.TIME_ZONE


class EventQuerySet(PageQuerySet):
    def published(self) -> EventQuerySet:
        """What everybody may read: live, and neither for a group, nor for those signed in, nor behind a password."""
        return self.live().public()

    def upcoming(self) -> EventQuerySet:
        """Those that have not ended, the next one first; compared now, so that nothing has to run when one ends."""
        return self.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def past(self) -> EventQuerySet:
        return self.filter(ends_at__lte=timezone.now()).order_by("-starts_at", "-pk")

    def for_listing(self) -> EventQuerySet:
        return self.select_related("picture").prefetch_related("picture__renditions")


class EventIndexPage(Page):
    lead = models.TextField(_("in short"), max_length=600, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.EventPage"]
    max_count = 1
    template = "home/event_index.html"

    class Meta:
        verbose_name = _("event list")

    def get_context(self, request, *args, **kwargs):
        events = EventPage.objects.published().child_of(self).for_listing()
        past = Paginator(events.past(), PAST_EVENTS_PER_PAGE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"upcoming": events.upcoming(), "past": past}


class EventPage(Story):
    """Editors give dates and times as the clock of the place shows them; ``starts_at`` and ``ends_at`` are the moments
    that follow from them, kept so that the database can tell upcoming from past.

    Without times it lasts whole days. Without an end it ends with its first day.
    """

    start_date = models.DateField(_("first day"))
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end_date = models.DateField(_("last day"), null=True, blank=True, help_text=_("If it is not the first."))
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        choices=time_zones,
        default=site_time_zone,
        help_text=_("Of the place: the times above are what a clock there shows."),
    )
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False, db_index=True)
    place = models.CharField(_("place"), max_length=255, blank=True, help_text=_("Building, street, city."))
    online_url = models.URLField(_("address online"), blank=True)
    activity = models.ForeignKey(
        "repository.Activity",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("activity"),
        help_text=_("The joint activity in the catalogue that this event belongs to."),
    )

    objects = PageManager.from_queryset(EventQuerySet)()

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("start_time")]),
                FieldRowPanel([FieldPanel("end_date"), FieldPanel("end_time")]),
                FieldPanel("time_zone"),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("online_url")], heading=_("Where")),
        FieldPanel("lead"),
        *Story.about_panels,
        FieldPanel("activity"),
    ]
    parent_page_types = ["home.EventIndexPage"]
    template = "home/event.html"

    class Meta:
        verbose_name = _("event page")
        verbose_name_plural = _("event pages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")), name="event_ends_after_it_starts"
            )
        ]

    @property
    def story_date(self) -> date:
        return self.start_date

    @property
    def last_day(self) -> date:
        return self.end_date or self.start_date

    @property
    def is_past(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_whole_days(self) -> bool:
        return self.start_time is None

    def in_its_zone(self, moment: datetime) -> datetime:
        """The moment as a clock at the place shows it."""
        return moment.astimezone(ZoneInfo(self.time_zone))

    def clean(self):
        super().clean()
        if self.end_time and not self.start_time:
            raise ValidationError({"start_time": _("Say when it begins, or leave out when it ends.")})
        if self._is_dated() and self._end() < self._start():
            field = "end_date" if self.end_date else "end_time"
            raise ValidationError({field: _("An event cannot end before it begins.")})

    def save(self, *args, **kwargs):
        """The moments follow the dates, in drafts too."""
        if self._is_dated():
            self.starts_at, self.ends_at = self._start(), self._end()
        super().save(*args, **kwargs)

    def _is_dated(self) -> bool:
        return self.start_date is not None and self.time_zone in available_timezones()

    def _moment(self, day: date, clock: time | None) -> datetime:
        return datetime.combine(day, clock or time.min, ZoneInfo(self.time_zone))

    def _start(self) -> datetime:
        return self._moment(self.start_date, self.start_time)

    def _end(self) -> datetime:
        if self.end_time:
            return self._moment(self.last_day, self.end_time)
        return self._moment(self.last_day + timedelta(days=1), None)


class EventWork(StoryWork):
    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="works")

    class Meta(StoryWork.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "work"], name="event_names_a_work_once")]
