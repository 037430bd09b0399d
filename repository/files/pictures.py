"""Pictures of pages, drawn on first use in the limited child process and kept in storage beside the files.

They are derived: they may be deleted at any time and are drawn again. Who may see them is decided by who serves them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from repository.files.models import StoredFile
from repository.files.sandbox import render_cover, render_page

COVER_WIDTH = 320
PAGE_WIDTH = 1200
WIDTHS = (COVER_WIDTH, PAGE_WIDTH)


def page_picture(stored_file: StoredFile, number: int, width: int) -> File | None:
    """A WebP picture of page ``number`` (from 1), ``width`` pixels wide (one of WIDTHS), or None when there is none."""
    if width not in WIDTHS:
        raise ValueError(f"Pictures are {WIDTHS} pixels wide, not {width}.")
    return _kept(stored_file, f"{number}-{width}", partial(render_page, number=number, width=width))


def cover_picture(stored_file: StoredFile) -> File | None:
    """A small WebP picture of what the file looks like, COVER_WIDTH pixels wide, or None when there is none."""
    return _kept(stored_file, f"cover-{COVER_WIDTH}", partial(render_cover, width=COVER_WIDTH))


def _kept(stored_file: StoredFile, name: str, draw: Callable[..., bytes | None]) -> File | None:
    """The picture of that name from storage; drawn and put there when it is not."""
    place = f"pictures/{stored_file.sha256[:2]}/{stored_file.sha256}/{name}.webp"
    if not default_storage.exists(place):
        with stored_file.source() as source:
            drawn = draw(source, stored_file.media_type)
        if drawn is None:
            return None
        # Two readers may draw the same page at once: whichever place storage gives, this reader gets the picture.
        place = default_storage.save(place, ContentFile(drawn))
    return default_storage.open(place)
