"""“I am this author”: what an account says of a contributor of a published work, and what editors made of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from repository.outputs.choices import Role
from repository.outputs.models import Contribution


class Claim(models.Model):
    """Names the contributor as the work did at that moment, for rows and keys of contributors may change with a
    publication; ``contributor`` is the key that the confirmed one was given, in the row and in drafts alike.

    ``former_person``: whom the contributor named before. ``gave_account``: confirming it tied the account to a person.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits for an editor")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")
        TAKEN_BACK = "taken-back", _("taken back")
        UNDONE = "undone", _("confirmed, and undone")

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="claims")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims", verbose_name=_("who says so")
    )
    family_name = models.CharField(max_length=150)
    given_name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    words = models.TextField(_("in their words"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("said"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    contributor = models.CharField(max_length=12, blank=True)
    former_person = models.ForeignKey("repository.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    gave_account = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["state", "created_at"], name="claim_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["output", "user", "family_name", "given_name", "role"],
                condition=Q(state="open"),
                name="claim_open_once_per_account",
            ),
            models.UniqueConstraint(
                fields=["output", "contributor"], condition=Q(state="confirmed"), name="claim_confirmed_for_one_account"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(contributor=""), name="claim_confirmed_names_its_contributor"
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="claim_declined_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.user}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    def entry_among(self, entries: Iterable[Contribution]) -> Contribution | None:
        """The contributor that is meant, where it is plain: not where two have the same name and role, or none has."""
        meant = [entry for entry in entries if described(entry) == described(self)]
        return meant[0] if len(meant) == 1 else None


def claims_open(user) -> dict[tuple, Claim]:
    """What an account has said and nobody has decided, by the work and whom it names there: see ``named``."""
    return {named(one): one for one in user.claims.filter(state=Claim.State.OPEN)}


def named(one: Contribution | Claim) -> tuple:
    return one.output_id, *described(one)


def described(one: Contribution | Claim) -> tuple[str, str, str]:
    return one.family_name, one.given_name, one.role
