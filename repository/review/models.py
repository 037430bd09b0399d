"""What is said about a deposit, by whom it is reviewed, and how far each has read. The review itself is Wagtail's
workflow; nothing here decides where a work stands."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Comment(models.Model):
    """One contribution to the thread of a deposit. It can be edited, with the earlier wording kept in ``earlier``
    (a list of ``{"text", "at"}``), and never deleted: others have answered it."""

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    text = models.TextField(_("comment"), max_length=10_000)
    field = models.CharField(_("about"), max_length=30, blank=True)
    asks_change = models.BooleanField(_("asks for a change"), default=False)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    earlier = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["output", "created_at"], name="comment_of_output")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(asks_change=True), name="only_a_requested_change_is_resolved"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_open(self) -> bool:
        return self.asks_change and self.resolved_at is None


class ThreadVisit(models.Model):
    """Up to when somebody has read a thread, as they said themselves."""

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="thread_visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["output", "user"], name="one_visit_per_thread_and_user")]

    def __str__(self) -> str:
        return f"{self.output_id}/{self.user_id}"


class Reviewer(models.Model):
    """An editor who has taken on, or was given, the review of a work."""

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviews")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["output", "user"], name="reviewer_once_per_output")]

    def __str__(self) -> str:
        return str(self.user)
