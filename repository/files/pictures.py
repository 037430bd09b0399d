"""Pictures of pages, drawn on first use in the limited child process and kept in storage beside the files.

Most take a fraction of a second, so a reader's request draws them. One that takes longer, or comes while others are
drawn, is handed to the worker, and what cannot be drawn is remembered: no page may hold up the site, and none twice.
Who may see a picture is decided by who serves it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django_tasks import task

from repository.files.derived import derived_keep, derived_place
from repository.files.extraction.faults import Reason, Unreadable
from repository.files.extraction.media_types import PDF
from repository.files.models import SlowPicture, StoredFile, source_of
from repository.files.sandbox import DEFAULT_LIMITS, Limits, Source, render_cover, render_page
from repository.files.slides import slides_place, slides_request_again

COVER_WIDTH = 320
PAGE_WIDTH = 1200
WIDTHS = (COVER_WIDTH, PAGE_WIDTH)

# What one picture may cost a request, and how many are drawn at once in one process of the site.
IN_A_REQUEST = Limits(cpu_seconds=3, wall_seconds=6)
AT_ONCE = threading.BoundedSemaphore(2)
PATIENCE = 2  # seconds to wait for one's turn


class BeingDrawn(Exception):
    """The worker has the picture in hand: ask again in a few seconds."""


def page_picture(stored_file: StoredFile, number: int, width: int) -> File | None:
    """A WebP picture of page ``number`` (from 1), ``width`` pixels wide (one of WIDTHS), or None when there is none.

    Raises BeingDrawn while the worker draws it.
    """
    if width not in WIDTHS:
        raise ValueError(f"Pictures are {WIDTHS} pixels wide, not {width}.")
    return _picture(stored_file, f"{number}-{width}")


def cover_picture(stored_file: StoredFile) -> File | None:
    """A small WebP picture of what the file looks like, COVER_WIDTH pixels wide, or None when there is none.

    Raises BeingDrawn while the worker draws it.
    """
    return _picture(stored_file, f"cover-{COVER_WIDTH}")


def _picture(stored_file: StoredFile, name: str) -> File | None:
    place = _place(stored_file, name)
    if default_storage.exists(place):
        return default_storage.open(place)
    if slow := stored_file.slow_pictures.filter(name=name).first():
        if slow.state == SlowPicture.State.LOST:
            return None
        raise BeingDrawn
    return _drawn_at_once(stored_file, name)


def _drawn_at_once(stored_file: StoredFile, name: str) -> File | None:
    """The picture, drawn and kept; where that takes too long the worker goes on, where it is in vain that is noted."""
    try:
        with _turn():
            drawn = _draw(stored_file, name, IN_A_REQUEST)
    except Unreadable as fault:
        if fault.reason == Reason.TIMEOUT:
            picture_hand_over(stored_file=stored_file, name=name)
            raise BeingDrawn from None
        SlowPicture.objects.get_or_create(
            stored_file=stored_file, name=name, defaults={"state": SlowPicture.State.LOST, "reason": fault.reason}
        )
        return None
    return default_storage.open(derived_keep(_place(stored_file, name), drawn))


def picture_hand_over(*, stored_file: StoredFile, name: str) -> SlowPicture:
    """Leaves a picture to the worker, once."""
    with transaction.atomic():
        slow, is_new = SlowPicture.objects.get_or_create(stored_file=stored_file, name=name)
        if is_new:
            draw_picture.enqueue(stored_file_id=stored_file.pk, name=name)
    return slow


@task()
def draw_picture(*, stored_file_id: int, name: str) -> None:
    """Can die anywhere: the note that it is slow goes when the picture is in storage."""
    stored_file = StoredFile.objects.get(pk=stored_file_id)
    noted = SlowPicture.objects.filter(stored_file=stored_file, name=name)
    try:
        drawn = _draw(stored_file, name, DEFAULT_LIMITS)
    except Unreadable as fault:
        noted.update(state=SlowPicture.State.LOST, reason=fault.reason)
        return
    derived_keep(_place(stored_file, name), drawn)
    noted.delete()


@contextmanager
def _turn() -> Iterator[None]:
    """Raises Unreadable when too many are being drawn just now."""
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise Unreadable(Reason.TIMEOUT)
    try:
        yield
    finally:
        AT_ONCE.release()


def _draw(stored_file: StoredFile, name: str, limits: Limits) -> bytes:
    what, width = name.split("-")
    with _drawable(stored_file) as (source, media_type):
        if what == "cover":
            return render_cover(source, media_type, width=int(width), limits=limits)
        return render_page(source, media_type, number=int(what), width=int(width), limits=limits)


@contextmanager
def _drawable(stored_file: StoredFile) -> Iterator[tuple[Source, str]]:
    """What is drawn, with its media type: the file itself, or its slides as LibreOffice made them."""
    if stored_file.slides == StoredFile.Slides.DRAWN:
        slides = slides_place(stored_file)
        if not default_storage.exists(slides):
            slides_request_again(stored_file=stored_file)
            raise Unreadable(Reason.UNSUPPORTED_TYPE)  # remembered until the slides are there
        with source_of(default_storage, slides) as source:
            yield source, PDF
    else:
        with stored_file.source() as source:
            yield source, stored_file.media_type


def _place(stored_file: StoredFile, name: str) -> str:
    return derived_place(stored_file, f"{name}.webp")
