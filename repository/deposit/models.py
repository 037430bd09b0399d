"""What a deposit needs to remember beside the work itself."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


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
