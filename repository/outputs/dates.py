"""Dates as publications carry them: a year, a year and month, or a full day (EDTF level 0)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _

PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, value: str) -> PartialDate:
        """Reads ``2026``, ``2026-03`` or ``2026-03-09``; raises ValidationError for anything else, or no such day."""
        match = PATTERN.fullmatch(value.strip())
        try:
            parts = [int(part) for part in match.groups() if part] if match else []
            date(*(parts + [1, 1])[:3])
        except (ValueError, TypeError):
            parts = []
        if not parts:
            raise ValidationError(
                _("“%(value)s” is not a date. Use 2026, 2026-03 or 2026-03-09."), "partial_date", {"value": value}
            )
        return cls(*parts)

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @property
    def first_day(self) -> date:
        """What it sorts as: the first day it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def display(self) -> str:
        """As the reader's language writes it, never more exact than what is known."""
        if self.day:
            return formats.date_format(self.first_day, "DATE_FORMAT")
        return formats.date_format(self.first_day, "YEAR_MONTH_FORMAT") if self.month else str(self.year)


def validate_partial_date(value: str) -> None:
    PartialDate.parse(value)


class PartialDateField(models.CharField):
    """Stored as its ISO 8601 text, which sorts as the dates do."""

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 10)
        super().__init__(*args, **kwargs)
