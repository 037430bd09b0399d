"""Where in a file something stands, in the reader's words: “page 37”, “slide 12”, “12:40”."""

from __future__ import annotations

from django.utils.translation import gettext as _

from repository.files.models import PageText, StoredFile

Unit = StoredFile.Unit


def place_label(page: PageText, unit: str) -> str:
    """``unit`` is what the file's text is counted in; a caption is named by its time."""
    if page.start_ms is not None:
        return clock(page.start_ms)
    if unit == Unit.SLIDE:
        return _("slide %(number)s") % {"number": page.number}
    if unit == Unit.SECTION:
        return _("section %(number)s") % {"number": page.number}
    return _("page %(number)s") % {"number": page.label or page.number}


def clock(milliseconds: int) -> str:
    """``12:40``, or ``1:02:40`` from an hour on."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
