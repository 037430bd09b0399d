"""Requests of readers for a copy of a file that is closed to them, and what was said about each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from repository.files.models import Place
from repository.outputs.models import Output


class CopyRequest(models.Model):
    """``number`` is the file's address in the work. An approved request opens that one file, ``uses_left`` times until
    ``expires_at``, to whoever has the link of the letter."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ASKED_BACK = "asked-back", _("asked back")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        REVOKED = "revoked", _("taken back")

    UNDECIDED = (State.OPEN, State.ASKED_BACK)

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="copy_requests")
    number = models.PositiveSmallIntegerField()
    file_name = models.CharField(_("file name"), max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="copy_requests"
    )
    name = models.CharField(_("name"), max_length=150)
    address = models.EmailField(_("e-mail address"))
    language = models.CharField(max_length=12, blank=True)
    origin = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    expires_at = models.DateTimeField(_("link ends"), null=True, blank=True)
    uses_left = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("request for a copy")
        verbose_name_plural = _("requests for copies")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["output", "number", "address"],
                condition=models.Q(state__in=("open", "asked-back")),
                name="copy_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(expires_at__isnull=False),
                name="copy_link_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.name}"

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def is_undecided(self) -> bool:
        return self.state in self.UNDECIDED

    @property
    def file(self) -> Place | None:
        """The file asked for, where the published work or an earlier version still has it."""
        return place_of(self.output, self.number)


class CopyMessage(models.Model):
    """A line of the thread. ``state`` is what it made of the request; blank where it is only words."""

    request = models.ForeignKey(CopyRequest, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    from_reader = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=CopyRequest.State, blank=True)
    text = models.TextField(blank=True, max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:80]


def place_of(output: Output, number: int) -> Place | None:
    current = output.files.select_related("stored_file").filter(number=number).first()
    return current or output.former_files.select_related("stored_file").filter(number=number).first()
