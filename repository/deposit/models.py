"""What a deposit needs to remember beside the work itself."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from repository.outputs.codes import new_code
from repository.outputs.identifiers import Scheme


class Step(models.TextChoices):
    """The pages of a deposit, in their order."""

    FILES = "files", _("Files")
    DESCRIBE = "describe", _("Describe")
    PEOPLE = "people", _("People and partners")
    ACCESS = "access", _("Access and licence")
    REVIEW = "review", _("Review and submit")

    @property
    def following(self) -> Step:
        steps = list(Step)
        return steps[min(steps.index(self) + 1, len(steps) - 1)]


class StepInput(models.Model):
    """What somebody typed on a step, as typed, as long as the draft cannot hold all of it.

    A draft holds only what is valid; a date such as “soon” or half a contributor waits here, so that it is neither lost
    nor rewritten when its author leaves and comes back. ``data`` maps each input's name to its values; ``checked`` says
    whether the author asked to save it and so has been told what is wrong.
    """

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="step_inputs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    step = models.CharField(max_length=10, choices=Step)
    data = models.JSONField()
    checked = models.BooleanField(default=False)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["output", "user", "step"], name="one_input_per_step_and_user")]

    def __str__(self) -> str:
        return f"{self.output_id}/{self.step}"


def as_sent(typed: StepInput) -> QueryDict:
    """What was typed, in the form in which a browser sent it."""
    data = QueryDict(mutable=True)
    for name, values in typed.data.items():
        data.setlist(name, values)
    return data


class Upload(models.Model):
    """A file that comes in pieces, as far as it has come; its bytes are a partial on the local disk.

    ``offset`` is what we have promised to keep: the next byte that we ask for. The last piece is promised together with
    the file's place in the work, whose ``number`` is then set, so whoever reads that all of it is there can rely on it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    fingerprint = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(offset__lte=models.F("length")), name="upload_within_its_length"),
            models.CheckConstraint(
                condition=models.Q(number__isnull=False, offset=models.F("length"))
                | models.Q(number__isnull=True, offset__lt=models.F("length")),
                name="upload_is_whole_when_it_has_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.output_id}/{self.pk}"

    @property
    def is_finished(self) -> bool:
        return self.number is not None


class UploadPiece(models.Model):
    """A stretch of an upload, with the digest that was taken while it came in."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="pieces")
    start = models.PositiveBigIntegerField()
    end = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "start"], name="one_piece_at_each_place"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="a_piece_holds_something"),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.start}-{self.end}"


class Proposal(models.Model):
    """What one source said of a draft, kept as it was said.

    ``record`` is the part of a neutral record that the source knew. ``answers`` maps the name of a field (see
    ``described``) to what became of it: ``{"answer": "taken", "before": …}`` once it stands in the draft, with what
    stood there before; ``{"answer": "declined"}`` when the depositor keeps their own. A field without an answer is
    proposed where it differs. A source that is still to speak is there already, so that nothing has to be given twice.
    """

    class State(models.TextChoices):
        AWAITED = "awaited", _("being read")
        GIVEN = "given", _("read")
        SILENT = "silent", _("says nothing of this work")
        UNREACHED = "unreached", _("not reached yet")

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="proposals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State)
    source_kind = models.CharField(max_length=30)
    source_label = models.CharField(max_length=300)
    scheme = models.CharField(max_length=10, choices=Scheme, blank=True)
    value = models.CharField(max_length=300, blank=True)
    stored_file = models.ForeignKey("repository.StoredFile", models.CASCADE, null=True, blank=True, related_name="+")
    trouble = models.CharField(max_length=500, blank=True)
    record = models.JSONField(default=dict, blank=True)
    answers = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["output", "scheme", "value"], condition=~models.Q(value=""), name="proposal_asks_once"
            ),
            models.UniqueConstraint(fields=["output", "stored_file"], name="proposal_reads_a_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.output_id}: {self.source_label}"


class KnownDifference(models.Model):
    """Somebody looked at another work that looks like this one and said that it is something else."""

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="known_differences")
    other = models.ForeignKey("repository.Output", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["output", "other"], name="difference_is_known_once")]

    def __str__(self) -> str:
        return f"{self.output_id} ≠ {self.other_id}"


class ReferenceList(models.Model):
    """References that came together, from the table that asks which of them become drafts to the drafts they became."""

    class State(models.TextChoices):
        ASKING = "asking", _("registers are being asked")
        CHOOSING = "choosing", _("waiting for your choice")
        MAKING = "making", _("drafts are being made")
        MADE = "made", _("drafts made")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reference_lists")
    created_at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=State, default=State.CHOOSING)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class Reference(models.Model):
    """One entry of a list of references: what it says or why it says nothing, and the draft it became."""

    reference_list = models.ForeignKey(ReferenceList, models.CASCADE, related_name="references")
    number = models.PositiveIntegerField()
    source_kind = models.CharField(max_length=30)
    source_label = models.CharField(max_length=300)
    record = models.JSONField(default=dict, blank=True)
    faults = models.JSONField(default=list, blank=True)
    # Of an entry that is an identifier: what became of asking its register. Empty where the entry brought its record.
    asked = models.CharField(max_length=10, choices=Proposal.State, blank=True, default="")
    likenesses = models.JSONField(default=list, blank=True)
    chosen = models.BooleanField(default=False)
    code = models.CharField(max_length=8, unique=True, default=new_code)
    output = models.ForeignKey("repository.Output", models.SET_NULL, null=True, blank=True, related_name="+")
    made = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["reference_list", "number"], name="reference_number_once_per_list")
        ]

    def __str__(self) -> str:
        return self.source_label

    @property
    def is_described(self) -> bool:
        """Whether the entry is more than an identifier of which no register has said anything."""
        return self.asked in ("", Proposal.State.GIVEN)
