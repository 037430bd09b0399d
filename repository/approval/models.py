"""Whose word on a joint work is asked for, and what they said: co-authors by a link, partners by their contacts.

None of this is in the work's revisions: an address must not travel with them, and an answer stands for what was shown
when it was given, which it therefore keeps (``substance``).
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from repository.approval.substance import sentence_of
from repository.partners.models import Word


def new_key() -> str:
    return get_random_string(12)


def new_nonce() -> str:
    return get_random_string(22)


class PartnerContact(models.Model):
    """An account of the partner that speaks for it about joint works."""

    partner = ParentalKey("repository.Partner", on_delete=models.CASCADE, related_name="contacts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_of", verbose_name=_("account")
    )

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact people")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "user"],
                name="contact_once_per_partner",
                violation_error_message=_("This account is a contact person already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    def clean(self):
        super().clean()
        if self.user_id and self.partner_id and self.user.institution_id != self.partner_id:
            raise ValidationError(
                {"user": _("A contact person's account belongs to the partner: set its institution first.")}
            )


class ContributorAddress(models.Model):
    """Where a contributor of one work can be written to. Never shown to readers, exported or indexed.

    A row of its own, beside the work: what is a field of a contribution goes into every revision, and from there into
    comparisons, copies and back-ups of the history, where nobody could take it out again.
    """

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="contributor_addresses")
    contributor = models.CharField(max_length=12)
    address = models.EmailField(_("e-mail address"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["output", "contributor"], name="address_once_per_contributor"),
            models.CheckConstraint(condition=~Q(contributor="") & ~Q(address=""), name="address_of_a_contributor"),
        ]

    def __str__(self) -> str:
        return f"{self.output_id}/{self.contributor}"


class AskedQuerySet(models.QuerySet):
    def current(self):
        """What stands now: a later question to the same takes the place of the earlier one."""
        return self.filter(closed_at=None)


class Asked(models.Model):
    """A question about one work and its answer. ``substance``: what of the work was shown (see ``substance.py``);
    ``changed``: what was different from the last time the same were asked (there, too)."""

    substance = models.JSONField(default=dict, blank=True)
    changed = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=4000)
    closed_at = models.DateTimeField(null=True, blank=True)
    overruled_at = models.DateTimeField(_("overruled"), null=True, blank=True)
    overruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    overruling = models.TextField(_("why it was overruled"), blank=True, max_length=4000)

    objects = AskedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_overruled(self) -> bool:
        return self.overruled_at is not None

    @property
    def changes_in_words(self) -> list[str]:
        return [sentence_of(change) for change in self.changed]


OVERRULED_WITH_REASON = Q(overruled_at=None, overruling="") | Q(overruled_at__isnull=False) & ~Q(overruling="")


class Confirmation(Asked):
    """A contributor is asked, by a link that is theirs alone, whether the work may be published with their name."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        CONFIRMED = "confirmed", _("confirmed")
        CORRECTED = "corrected", _("confirmed with a correction")
        OBJECTED = "objected", _("objected")
        REVOKED = "revoked", _("link revoked")

    class Decision(models.TextChoices):
        TAKEN = "taken", _("correction taken")
        DECLINED = "declined", _("correction declined")

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="confirmations")
    contributor = models.CharField(max_length=12)
    name = models.CharField(_("name"), max_length=310)
    address = models.EmailField(_("e-mail address"))
    language = models.CharField(max_length=5, default="en")
    nonce = models.CharField(max_length=22, unique=True, default=new_nonce, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    proposal = models.JSONField(_("correction"), default=dict, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("co-author's confirmation")
        verbose_name_plural = _("co-authors' confirmations")
        constraints = [
            models.UniqueConstraint(
                fields=["output", "contributor"], condition=Q(closed_at=None), name="one_question_per_contributor"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "revoked"), answered_at=None)
                | Q(state__in=("confirmed", "corrected", "objected"), answered_at__isnull=False),
                name="confirmation_answered_when_it_says_so",
            ),
            models.CheckConstraint(condition=~Q(state="objected") | ~Q(reason=""), name="objection_has_a_reason"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="link_ends_after_it_begins"),
            models.CheckConstraint(condition=OVERRULED_WITH_REASON, name="confirmation_overruled_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.standing_label}"

    @property
    def is_expired(self) -> bool:
        return self.state == self.State.ASKED and self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether the link still takes an answer."""
        return self.state == self.State.ASKED and self.closed_at is None and not self.is_expired

    @property
    def standing(self) -> str:
        return "expired" if self.is_expired else self.state

    @property
    def standing_label(self) -> str:
        return _("link expired") if self.is_expired else self.get_state_display()

    @property
    def awaits_decision(self) -> bool:
        return self.state == self.State.CORRECTED and not self.decision

    @property
    def hinders(self) -> bool:
        return self.state == self.State.OBJECTED and not self.is_overruled


class ApprovalQuerySet(AskedQuerySet):
    def of_contact(self, user):
        """What this person may answer: as a contact of the partner asked, as long as the account belongs to it."""
        return self.current().filter(partner__contacts__user=user, partner=user.institution_id)


class Approval(Asked):
    """A partner is asked for its word on a joint work. Silence is judged when it is asked about, by comparing dates."""

    class State(models.TextChoices):
        OPEN = "open", _("awaiting a word")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="approvals")
    partner = models.ForeignKey("repository.Partner", models.CASCADE, related_name="approvals")
    word = models.CharField(_("word before publication"), max_length=10, choices=Word)
    consent_at = models.DateTimeField(_("silence is consent from"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("partner's approval")
        verbose_name_plural = _("partners' approvals")
        constraints = [
            models.UniqueConstraint(
                fields=["output", "partner"], condition=Q(closed_at=None), name="one_question_per_partner"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | ~Q(state="open") & Q(answered_at__isnull=False),
                name="approval_answered_when_it_says_so",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="refusal_has_a_reason"),
            models.CheckConstraint(
                condition=Q(word="asked", consent_at__isnull=False) | ~Q(word="asked") & Q(consent_at=None),
                name="silence_counts_where_asked",
            ),
            models.CheckConstraint(condition=OVERRULED_WITH_REASON, name="approval_overruled_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.standing_label}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN and self.closed_at is None

    @property
    def consents_by_silence(self) -> bool:
        return self.is_open and self.consent_at is not None and self.consent_at <= timezone.now()

    @property
    def standing(self) -> str:
        if self.consents_by_silence:
            return "silent"
        return "informed" if self.is_open and self.word == Word.INFORMED else self.state

    @property
    def standing_label(self) -> str:
        return {"silent": _("consent by silence"), "informed": _("informed")}.get(
            self.standing, self.get_state_display()
        )

    @property
    def hinders(self) -> bool:
        """Whether, of itself, it stands in the way: a refusal always, silence where the word is awaited."""
        if self.is_overruled or self.state == self.State.APPROVED:
            return False
        return self.state == self.State.DECLINED or self.standing == self.State.OPEN
