"""Letters, the administrators' own wordings of them, and what recipients decided about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from repository.letters.languages import LetterLanguage


class LetterQuerySet(models.QuerySet):
    def due(self) -> LetterQuerySet:
        """Those that the mail server is to be given now, the oldest first."""
        return self.filter(state=Letter.State.WAITING, next_try_at__lte=timezone.now()).order_by("next_try_at", "pk")

    def gathered(self) -> LetterQuerySet:
        """Those that wait to come with others in one letter."""
        return self.filter(state=Letter.State.GATHERED)

    def failed(self) -> LetterQuerySet:
        return self.filter(state=Letter.State.FAILED)


class Letter(models.Model):
    """One letter to one address, as it was, or will be, sent.

    ``name`` is that of its kind. ``key`` names its cause: the same cause writes to the same address once. ``link`` is
    where its main link leads, kept for the letter that gathers it (``digest``). ``next_try_at`` is when it is given to
    the mail server, or gathered; while a worker has it in hand, when another may take it up.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        GATHERED = "gathered", _("waiting for others to come along")
        SENT = "sent", _("sent")
        IN_DIGEST = "in-digest", _("part of a gathered letter")
        FAILED = "failed", _("failed")
        UNWANTED = "unwanted", _("not sent: not wanted")
        CLOSED = "closed", _("not sent: account closed")

    TO_COME = (State.WAITING, State.GATHERED)

    name = models.CharField(_("letter"), max_length=60)
    key = models.CharField(_("cause"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=254, blank=True)
    display_name = models.CharField(_("recipient"), max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("account"),
    )
    output = models.ForeignKey(
        "repository.Output", models.SET_NULL, null=True, blank=True, related_name="letters", verbose_name=_("work")
    )
    language = models.CharField(_("language"), max_length=12, choices=LetterLanguage)
    subject = models.CharField(_("subject"), max_length=400)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    link = models.CharField(max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    next_try_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    digest = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="gathered")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("retry_letter", _("Can have failed letters sent again"))]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="letter_due"),
            models.Index(fields=["user", "name", "created_at"], name="letter_of_user"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key", "address"], condition=~Q(key=""), name="letter_once_for_a_cause"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "gathered"), next_try_at__isnull=False)
                | (~Q(state__in=("waiting", "gathered")) & Q(next_try_at=None)),
                name="letter_to_come_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="letter_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="in-digest", digest__isnull=False) | (~Q(state="in-digest") & Q(digest=None)),
                name="letter_in_digest_has_one",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class LetterWording(models.Model):
    """An administrator's own text of a letter in one language. Rows are only added: the newest counts, the others are
    its history. ``is_default`` says that the text of the programme counts again. ``number`` counts from 1 for each
    letter and language, so two people cannot both follow the same one.
    """

    name = models.CharField(_("letter"), max_length=60)
    language = models.CharField(_("language"), max_length=12, choices=LetterLanguage)
    number = models.PositiveIntegerField()
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    is_default = models.BooleanField(default=False)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by")
    )

    class Meta:
        verbose_name = _("wording of a letter")
        verbose_name_plural = _("wordings of letters")
        ordering = ["-number"]
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(fields=["name", "language", "number"], name="letter_wording_follows_one"),
            models.CheckConstraint(
                condition=Q(is_default=True, subject="", body="")
                | (Q(is_default=False) & ~Q(subject="") & ~Q(body="")),
                name="letter_wording_says_something",
                violation_error_message=_("A letter needs a subject and a text."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class LetterSettings(models.Model):
    """The language in which somebody wants to be written to."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="letter_settings"
    )
    language = models.CharField(_("language of letters"), max_length=12, choices=LetterLanguage)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.language


class LetterChoice(models.Model):
    """How one kind of letters comes to somebody with an account, or to an address without one."""

    class Delivery(models.TextChoices):
        AT_ONCE = "at-once", _("at once")
        DAILY = "daily", _("one letter a day")
        NEVER = "never", _("not at all")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="letter_choices"
    )
    address = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=60)
    delivery = models.CharField(max_length=10, choices=Delivery)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | (Q(user=None) & ~Q(address="")),
                name="letter_choice_of_one",
            ),
            models.UniqueConstraint(
                fields=["user", "name"], condition=Q(user__isnull=False), name="letter_choice_once_for_a_user"
            ),
            models.UniqueConstraint(
                fields=["address", "name"], condition=~Q(address=""), name="letter_choice_once_for_an_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.delivery}"


class MailServerTrouble(models.Model):
    """There is one row as long as no letter can be given to the mail server, whatever the letter."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    since = models.DateTimeField(default=timezone.now)
    said = models.TextField()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="mail_server_trouble_is_one")]

    def __str__(self) -> str:
        return self.said
