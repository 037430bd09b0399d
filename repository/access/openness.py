"""What the mark of a work says: who may open what it holds, not only who may see its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from repository.access.policies import is_embargoed, is_hidden
from repository.outputs.choices import Access
from repository.outputs.models import Output


@dataclass(frozen=True, slots=True)
class Openness:
    """``opens_on``: the first day on which any file opens, as long as all of them wait. ``hidden_until``: when the
    record itself appears, as long as only its owners and editors know of it."""

    access: Access
    opens_on: date | None
    hidden_until: date | None = None

    @property
    def is_said(self) -> bool:
        """Nobody is told that it is open to everyone while a day has to come first."""
        return self.access != Access.PUBLIC or not (self.opens_on or self.hidden_until)

    def get_access_display(self) -> str:
        return str(self.access.label)


def openness_of(output: Output, today: date | None = None) -> Openness:
    """By the widest of its files, yet never wider than its record; a work without files by its record alone."""
    today = today or timezone.localdate()
    files = list(output.files.all())
    ready = [file for file in files if not is_embargoed(file, today)]
    widths = list(Access)
    record = widths.index(Access(output.access))
    widest = min((widths.index(Access(file.access)) for file in ready or files), default=record)
    opens_on = min((file.embargo_until for file in files), default=None) if not ready else None
    return Openness(widths[max(record, widest)], opens_on, output.hidden_until if is_hidden(output, today) else None)
