"""What readers keep of their searches: the search itself, which may send them mail, and files made of what it finds."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_QUERY = 2000  # what an index of PostgreSQL holds
LONGEST_NAME = 200


class Frequency(models.TextChoices):
    """How often a reader wants to be told what is new."""

    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    NEVER = "never", _("never")


class SavedSearchQuerySet(models.QuerySet):
    def kept(self) -> SavedSearchQuerySet:
        return self.filter(deleted_at=None)

    def due(self) -> SavedSearchQuerySet:
        """Those whose reader, who can still sign in and has an address, is to be written to now."""
        return self.filter(next_run_at__lte=timezone.now(), user__is_active=True).exclude(user__email="")


class SavedSearch(models.Model):
    """A search that a reader gave a name.

    ``query`` is its address after the question mark, as ``finding.query_string`` writes it. ``active_since`` is when
    its mails were last switched on: nothing older is new. ``seen`` are the keys of hits that are not new any more: all
    that it found (``seen_all``), or, where it finds too many to be noted, what was told lately. ``checked_at`` is when
    it was last looked through to the end, and what was new was in the post.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    frequency = models.CharField(_("mail about new works"), max_length=10, choices=Frequency, default=Frequency.WEEKLY)
    paused = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    active_since = models.DateTimeField(default=timezone.now)
    next_run_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    seen_packed = models.BinaryField(blank=True, default=b"")
    seen_all = models.BooleanField(default=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        default_permissions = ()
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["next_run_at"], name="saved_search_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "query"],
                condition=Q(deleted_at=None),
                name="saved_search_once",
                violation_error_message=_("You have saved this search already."),
            ),
            models.CheckConstraint(
                condition=Q(next_run_at=None) | Q(paused=False, deleted_at=None) & ~Q(frequency=Frequency.NEVER),
                name="saved_search_mails_only_when_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        address = reverse("search:results")
        return f"{address}?{self.query}" if self.query else address

    @property
    def sends(self) -> bool:
        """Does it write to its reader, as far as that depends on it?"""
        return self.frequency != Frequency.NEVER and not self.paused and not self.deleted_at

    @property
    def seen(self) -> frozenset[str]:
        packed = bytes(self.seen_packed)
        return frozenset(zlib.decompress(packed).decode().split()) if packed else frozenset()

    @seen.setter
    def seen(self, keys: Iterable[str]) -> None:
        """Keys of a repository repeat each other, so ten thousand of them fit into some twenty kilobytes."""
        self.seen_packed = zlib.compress("\n".join(sorted(keys)).encode())


class Export(models.Model):
    """A file with all that a search finds, made by the worker for one reader and kept for a day."""

    class Format(models.TextChoices):
        BIBTEX = "bibtex", "BibTeX"
        RIS = "ris", "RIS"
        CSV = "csv", "CSV"

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    UNFINISHED = (State.WAITING, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    query = models.TextField(blank=True)
    format = models.CharField(max_length=10, choices=Format)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(null=True, blank=True)
    written = models.PositiveIntegerField(default=0)
    is_cut = models.BooleanField(default=False)
    content = models.FileField(upload_to="exports/", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        default_permissions = ()
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=("waiting", "running")),
                name="one_export_at_a_time",
                violation_error_message=_(
                    "One of your exports is still being made. Wait for it, or cancel it, before you begin another."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("search:export_progress", args=[self.pk])

    @property
    def percent(self) -> int:
        return 100 * self.written // self.total if self.total else 0

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED
