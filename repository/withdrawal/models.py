"""What owners ask of editors once readers know a work: that it be taken out of view."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WithdrawalRequest(models.Model):
    """``answer`` is what was decided in words: for a work that was withdrawn what readers find in its place, else the
    editor's sentence to its owners. Without ``decided_by`` the work left view in another way, and the request with it.
    """

    class Why(models.TextChoices):
        ERROR = "error", _("an error in the work")
        RIGHTS = "rights", _("rights of others")
        DUPLICATE = "duplicate", _("it is here twice")
        REPLACED = "replaced", _("another work takes its place")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        OPEN = "open", _("waits for an editor")
        GRANTED = "granted", _("granted")
        DECLINED = "declined", _("declined")
        TAKEN_BACK = "taken-back", _("taken back")

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="withdrawal_requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who asks")
    )
    why = models.CharField(_("why"), max_length=12, choices=Why)
    reason = models.TextField(_("reason"), max_length=2000)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("request for withdrawal")
        verbose_name_plural = _("requests for withdrawal")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["output"], condition=Q(state="open"), name="withdrawal_asked_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="withdrawal_decided_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="withdrawal_declined_with_a_sentence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.output_id}: {self.get_why_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
