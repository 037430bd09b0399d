"""What a deposit needs to remember beside the work itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
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
