"""The output and all that a revision of it holds: titles, abstracts, contributions with affiliations, identifiers."""

from __future__ import annotations

import logging
from datetime import datetime, time

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)
from wagtail.search import index

from repository.languages import LanguageField, Translation, validate_language
from repository.outputs.choices import Access, Audience, Kind, Level, Resource, Role, State
from repository.outputs.codes import SHAPE, new_code
from repository.outputs.dates import PartialDate, PartialDateField
from repository.outputs.hindrances import PublicationHindered, publication_hindrances
from repository.outputs.identifiers import UNIQUE_SCHEMES, Scheme, identifier_url, normalise_identifier
from repository.outputs.indexes import BeginningIndex
from repository.outputs.licences import Licence
from repository.outputs.querysets import OutputQuerySet
from repository.outputs.versions import Standing, version_follow
from repository.partners.models import Partner
from repository.people.models import OrcidField
from repository.signals import announce_outputs

logger = logging.getLogger(__name__)


def validate_languages(value: list[str]) -> None:
    for tag in value:
        validate_language(tag)


# What a revision must not bring back: these belong to the work, not to a version of its text.
ROW_ONLY = (
    "code",
    "owner_id",
    "created_at",
    "withdrawn_at",
    "withdrawal_reason",
    "deleted_at",
    "files_numbered",
    "version_note",
)

# What no chain of works may do, and how to tell people.
CIRCLES = {
    "part_of": _("A work cannot be part of itself, nor of one of its own parts."),
    "replaces": _("A work cannot be a newer version of itself, nor of one of its own successors."),
    "translation_of": _("A work cannot be a translation of itself, nor of one of its own translations."),
}


def without_deleted_partners(content: dict) -> dict:
    """A revision's content whose affiliations name only partners that exist. Nothing keeps a partner from being deleted
    while only a draft names it, and Wagtail cannot read a revision that points at what is protected and gone."""
    affiliations = [row for contribution in content["contributions"] for row in contribution["affiliations"]]
    named = {row["partner"] for row in affiliations if row["partner"]}
    gone = named - set(Partner.objects.filter(pk__in=named).values_list("pk", flat=True)) if named else set()
    for row in affiliations:
        if row["partner"] in gone:
            row |= {"partner": None, "institution": row["institution"] or str(_("a partner that is no longer listed"))}
    return content


class Output(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """One joint work.

    The row and its children are what readers see once ``live``; a revision holds the whole work, so that changes wait
    for approval without touching the row.
    """

    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="outputs", verbose_name=_("depositor"), editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ARTICLE)
    title = models.CharField(_("title"), max_length=500)
    language = LanguageField(_("language of the title"), default="en")
    languages = models.JSONField(_("languages of the text"), default=list, blank=True, validators=[validate_languages])
    issued = PartialDateField(
        _("date of publication"), blank=True, help_text=_("A year, a month or a day: 2026, 2026-03 or 2026-03-09.")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, editable=False)
    publisher = models.CharField(_("publisher"), max_length=255, blank=True)
    place = models.CharField(_("place of publication"), max_length=100, blank=True)
    edition = models.CharField(_("edition"), max_length=100, blank=True)
    container_title = models.CharField(_("journal, book or proceedings"), max_length=500, blank=True)
    volume = models.CharField(_("volume"), max_length=30, blank=True)
    issue = models.CharField(_("issue"), max_length=30, blank=True)
    pages = models.CharField(
        _("pages"), max_length=40, blank=True, help_text=_("Such as 112–118, or an article number.")
    )
    keywords = models.JSONField(_("keywords"), default=list, blank=True)
    subjects = ParentalManyToManyField(
        "repository.Subject", blank=True, related_name="outputs", verbose_name=_("subjects")
    )
    tagged_partners = ParentalManyToManyField(
        "repository.Partner",
        blank=True,
        related_name="tagged_outputs",
        verbose_name=_("further partners"),
        help_text=_("Partners named in affiliations are tagged by themselves."),
    )
    agreements = ParentalManyToManyField(
        "repository.Agreement", blank=True, related_name="outputs", verbose_name=_("agreements")
    )
    activities = ParentalManyToManyField(
        "repository.Activity", blank=True, related_name="outputs", verbose_name=_("activities")
    )
    part_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    replaces = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("newer version of"),
        help_text=_("The earlier version or edition that this one takes the place of."),
    )
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translation of"),
        help_text=_("The work that this is an edition of in another language."),
    )

    course = models.ForeignKey(
        "repository.Course", models.SET_NULL, null=True, blank=True, related_name="outputs", verbose_name=_("course")
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True)
    audience = models.CharField(_("audience"), max_length=20, choices=Audience, blank=True)
    study_year = models.PositiveSmallIntegerField(
        _("year of study"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    resource = models.CharField(_("kind of resource"), max_length=20, choices=Resource, blank=True)
    duration = models.PositiveIntegerField(_("duration in minutes"), null=True, blank=True)

    licence = models.CharField(_("licence"), max_length=30, choices=Licence, blank=True)
    access = models.CharField(_("who may see the record"), max_length=20, choices=Access, default=Access.PUBLIC)
    chosen_partners = ParentalManyToManyField(
        "repository.Partner", blank=True, related_name="+", verbose_name=_("chosen partners")
    )
    hidden_until = models.DateField(
        _("record hidden until"),
        null=True,
        blank=True,
        help_text=_("Until this day only its depositor, co-owners and editors know of the work. It appears by itself."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField(_("reason of withdrawal"), blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    files_numbered = models.PositiveSmallIntegerField(default=0, editable=False)
    version_note = models.TextField(_("what changed and why"), max_length=2000, blank=True, editable=False)

    workflow_states = GenericRelation(
        WorkflowState, "object_id", "base_content_type", related_query_name="output", for_concrete_model=False
    )
    _revisions = GenericRelation(Revision, "object_id", "base_content_type", related_query_name="output")

    objects = OutputQuerySet.as_manager()

    search_auto_update = False  # see admin_indexes
    search_fields = [
        index.AutocompleteField("title"),
        index.SearchField("title"),
        index.SearchField("code"),
        index.FilterField("kind"),
        index.FilterField("live"),
        index.FilterField("year"),
    ]

    class Meta:
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["live", "withdrawn_at", "deleted_at", "-first_published_at"], name="output_public"),
            models.Index(fields=["kind", "year"], name="output_kind_year"),
            models.Index(fields=["owner", "-created_at"], name="output_owner"),
            models.Index(
                fields=["-hidden_until"], condition=models.Q(hidden_until__isnull=False), name="output_hidden"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(part_of=None) | ~models.Q(part_of=models.F("pk")), name="output_not_part_of_itself"
            ),
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(replaces=models.F("pk")),
                name="output_not_its_own_version",
            ),
            models.CheckConstraint(
                condition=models.Q(translation_of=None) | ~models.Q(translation_of=models.F("pk")),
                name="output_not_its_own_translation",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawal_reason=""),
                name="output_withdrawn_with_reason",
            ),
            models.CheckConstraint(condition=models.Q(code__regex=SHAPE), name="output_code_fits_an_address"),
        ]
        permissions = [
            ("deposit_output", _("Can deposit joint works on the site")),
            ("review_output", _("Can review deposits")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self):
        return self._revisions

    def get_absolute_url(self) -> str:
        return reverse("works:landing", args=[self.code])

    def save(self, *args, **kwargs):
        """Saves the work whole or not at all, and announces it in the same transaction."""
        from wagtail.signal_handlers import disable_reference_index_auto_update  # needs all models loaded

        self.year = PartialDate.parse(self.issued).year if self.issued else None
        with transaction.atomic(), disable_reference_index_auto_update():
            super().save(*args, **kwargs)
            announce_outputs([self.pk])

    def publish(self, revision, **kwargs):
        """Publishes upon the row as it stands, held until the end: whoever withdraws the work at this moment comes
        before or after, and is not undone by what was read of the row earlier. Other files make a new version.

        (On SQLite a transaction that may write is alone from its beginning, so nothing needs to be held.)

        Every way of publishing comes through here, so what others have to say is asked here. Raises
        PublicationHindered; a date of publication that comes while something hinders passes without publishing, so
        that the works of the same run that nothing hinders are not kept waiting.
        """
        with transaction.atomic():
            row = Output.objects.select_for_update().get(pk=self.pk)
            before = Standing.of(row)
            revision.content_object = row
            if problems := publication_hindrances(revision.as_object()):
                if revision.approved_go_live_at:
                    logger.warning("%s is not published at its time: %s", row.code, problems[0].sentence)
                    return None
                raise PublicationHindered(problems)
            published = super(Output, row).publish(revision, **kwargs)
            after, user = Output.objects.get(pk=self.pk), kwargs.get("user")
            version_follow(before=before, output=after, revision=revision, user=user)
            return published

    def delete(self, *args, **kwargs):
        """A work that readers have seen is never taken out of the database: see ``services.output_delete``."""
        if self.first_published_at:
            raise models.ProtectedError(_("A published work cannot be removed, only marked as deleted."), {self})
        return super().delete(*args, **kwargs)

    def clean(self):
        super().clean()
        for field, sentence in CIRCLES.items():
            if self.in_circle(field):
                raise ValidationError({field: ValidationError(sentence, "circle")})

    def in_circle(self, field: str) -> bool:
        """Does following one of ``CIRCLES`` from here lead back here? A draft is compared with the rows."""
        seen, step = {self.pk}, getattr(self, field) if self.pk else None
        while step is not None:
            if step.pk in seen:
                return True
            seen.add(step.pk)
            step = getattr(step, field)
        return False

    def with_content_json(self, content):
        """A revision's content as an object; what is the row's alone stays the row's, so that publishing an earlier
        revision can neither undo a withdrawal nor change hands."""
        version = super().with_content_json(without_deleted_partners(content))
        for name in ROW_ONLY:
            setattr(version, name, getattr(self, name))
        return version

    @property
    def text_language(self) -> str:
        """The language that the work is read in: the first of its text, or else that of its title."""
        return next(iter(self.languages), self.language)

    @property
    def issued_date(self) -> PartialDate | None:
        return PartialDate.parse(self.issued) if self.issued else None

    @property
    def partners(self) -> list:
        """The institutions behind the work, those of affiliations first, each once, home left in its place."""
        named = [
            affiliation.partner
            for contribution in self.contributions.all()
            for affiliation in contribution.affiliations.all()
            if affiliation.partner_id
        ]
        return list({partner.pk: partner for partner in [*named, *self.tagged_partners.all()]}.values())

    @property
    def state(self) -> str:
        """Where the work stands, from its own row and its latest workflow."""
        if self.deleted_at:
            return State.DELETED
        if self.withdrawn_at:
            return State.WITHDRAWN
        workflow = self.current_workflow_state
        if workflow:
            return State.RETURNED if workflow.status == WorkflowState.STATUS_NEEDS_CHANGES else State.IN_REVIEW
        return State.PUBLISHED if self.live else State.DRAFT

    @property
    def owner_ids(self) -> set[int]:
        """The depositor and those who own the work with them."""
        return {self.owner_id, *(row.user_id for row in self.co_owners.all())} if self.pk else {self.owner_id}

    @property
    def appeared_at(self) -> datetime | None:
        """Since when readers have known, or will know, of the published work: a hidden record appears later."""
        if not self.hidden_until or not self.first_published_at:
            return self.first_published_at
        return max(self.first_published_at, timezone.make_aware(datetime.combine(self.hidden_until, time.min)))

    @property
    def version_number(self) -> int | None:
        """Which version this is, where there are several. Of an earlier one see ``reading.versions``."""
        recorded = self.versions.all() if self.pk else ()
        shown = getattr(self, "earlier_version", None) or next(iter(recorded), None)
        return shown.number if shown else None

    def get_preview_template(self, request, mode_name):
        return "repository/landing.html"


class CoOwner(models.Model):
    """Somebody beside the depositor who edits the work, reads it whatever its access, and is written to about it."""

    output = models.ForeignKey(Output, models.CASCADE, related_name="co_owners")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="co_owned", verbose_name=_("account")
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["output", "user"], name="co_owner_once_per_output")]

    def __str__(self) -> str:
        return f"{self.output_id}/{self.user_id}"


class OwnershipOffer(models.Model):
    """The depositor would hand the work over; it changes hands when the other accepts."""

    output = models.OneToOneField(Output, models.CASCADE, related_name="ownership_offer")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="offered_outputs")
    offered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.output_id}/{self.user_id}"


class OutputVersion(models.Model):
    """One set of files that a work was published with. Files of a version never change; words about it may be put
    right, which is a revision and no version.

    A work that has one version has no row here. ``content`` is the work as it stood when the next version took its
    place; None for the one that stands now.
    """

    output = models.ForeignKey(Output, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(_("published"))
    note = models.TextField(_("what changed and why"), blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    content = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["output", "number"], name="version_number_once_per_output"),
            models.UniqueConstraint(
                fields=["output"], condition=models.Q(content__isnull=True), name="one_current_version_per_output"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.output_id}/v{self.number}"

    def get_absolute_url(self) -> str:
        """Of an earlier version: an address of its own. The one that stands now is the work's."""
        if self.content is None:
            return self.output.get_absolute_url()
        return reverse("works:version", args=[self.output.code, self.number])


class OutputTitle(Translation):
    """The title in one more language."""

    output = ParentalKey(Output, on_delete=models.CASCADE, related_name="titles")

    class Meta(Translation.Meta):
        constraints = [models.UniqueConstraint(fields=["output", "language"], name="output_title_once_per_language")]


class OutputAbstract(models.Model):
    output = ParentalKey(Output, on_delete=models.CASCADE, related_name="abstracts")
    language = LanguageField(_("language"))
    text = models.TextField(_("abstract"), max_length=20_000)

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["output", "language"], name="output_abstract_once_per_language")]

    def __str__(self) -> str:
        return self.text[:80]


class Contribution(Orderable, ClusterableModel):
    """One person's part, with the name as it stands on the work, whatever the person is called today."""

    output = ParentalKey(Output, on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(
        "repository.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("person"),
    )
    family_name = models.CharField(_("family name, or name of a group"), max_length=150)
    given_name = models.CharField(_("given name"), max_length=150, blank=True)
    orcid = OrcidField(_("ORCID iD"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.AUTHOR)
    # Names this contributor of this work whatever the spelling, from one revision to the next; given when something
    # beside the work has to find the contributor again.
    key = models.CharField(max_length=12, blank=True, default="")

    class Meta(Orderable.Meta):
        indexes = [
            models.Index(fields=["output", "sort_order"], name="contribution_order"),
            BeginningIndex(fields=["family_name"], name="contribution_family_name"),
            BeginningIndex(fields=["given_name"], name="contribution_given_name"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Affiliation(Orderable):
    """The institution that stood behind a contribution: a partner, or by name when it is none of ours."""

    contribution = ParentalKey(Contribution, on_delete=models.CASCADE, related_name="affiliations")
    partner = models.ForeignKey(
        "repository.Partner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="affiliations",
        verbose_name=_("partner"),
    )
    institution = models.CharField(_("institution, if not a partner"), max_length=255, blank=True)
    department = models.CharField(_("department as published"), max_length=255, blank=True)

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(partner__isnull=False) | ~models.Q(institution=""),
                name="affiliation_names_an_institution",
                violation_error_message=_("Choose a partner or write the institution's name."),
            )
        ]

    def __str__(self) -> str:
        name = str(self.partner) if self.partner_id else self.institution
        return f"{self.department}, {name}" if self.department else name


class Identifier(Orderable):
    output = ParentalKey(Output, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=10, choices=Scheme)
    value = models.CharField(_("value"), max_length=300)

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["output", "scheme", "value"], name="identifier_once_per_output"),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=models.Q(scheme__in=UNIQUE_SCHEMES),
                name="identifier_names_one_output",
                violation_error_message=_("Another work here already has this identifier."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    def clean(self):
        super().clean()
        if self.scheme and self.value:
            try:
                self.value = normalise_identifier(self.scheme, self.value)
            except ValidationError as error:
                raise ValidationError({"value": error}) from None

    @property
    def url(self) -> str:
        return identifier_url(self.scheme, self.value)
