"""What the formats have in common: text on one line, page ranges, and who counts as author or editor of a work."""

from __future__ import annotations

import re
import unicodedata

from repository.interop.record import Contributor, Record

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# "45–52", "45-52", "S45 - S52": a hyphen or dash between two numbers that may carry letters.
PAGE_RANGE = re.compile(r"(\w+)\s*[-‐‑–—]{1,2}\s*(\w+)")


def one_line(text: str) -> str:
    """The text without control characters and with single spaces, so that it cannot break a format of lines."""
    spaced = " ".join(text.split())
    return "".join(character for character in spaced if unicodedata.category(character) != "Cc")


def page_range(pages: str) -> tuple[str, str]:
    """First and last page; the last is empty for a single page, an article number, or several ranges."""
    match = PAGE_RANGE.fullmatch(pages.strip())
    return match.groups() if match else (one_line(pages), "")


def month_and_day(issued: str) -> tuple[int, int]:
    """The month and the day of a partial date; zero where it does not say."""
    _year, *rest = [int(part) if part.isdecimal() else 0 for part in issued.split("-")]
    month, day = ([*rest, 0, 0])[:2]
    return (month, day) if 1 <= month <= 12 else (0, 0)


def authors(record: Record) -> tuple[Contributor, ...]:
    """Who made the work: authors, or the lecturers of a lecture."""
    return record.contributors_as("author", "lecturer")


def editors(record: Record) -> tuple[Contributor, ...]:
    """Who brought others' texts together."""
    return record.contributors_as("editor", "compiler")


def title_of_part(record: Record) -> bool:
    """Whether the title names a part of something bigger that has a title of its own."""
    return bool(record.host_title) and record.kind in {"article", "chapter"}
