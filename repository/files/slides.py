"""Slides as their authors see them: a PDF of the presentation, made by LibreOffice in the worker, never in a request.

Without LibreOffice, or where it fails, the page view lays the text of a slide out as a slide.
"""

from __future__ import annotations

from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from repository.files.derived import derived_forget, derived_keep, derived_place
from repository.files.extraction.faults import Reason, Unreadable
from repository.files.extraction.media_types import PDF, PRESENTATIONS
from repository.files.models import StoredFile
from repository.files.office import office_program, slides_as_pdf
from repository.files.sandbox import extract_text

# Whatever kept our own reader from the slides is not set before a larger program.
NOT_TO_BE_TRIED = {Reason.DAMAGED, Reason.EMPTY, Reason.ENCRYPTED, Reason.TOO_LARGE_UNPACKED, Reason.UNSAFE}


def slides_place(stored_file: StoredFile) -> str:
    return derived_place(stored_file, "slides.pdf")


def without_slides() -> QuerySet[StoredFile]:
    """Presentations that were read while LibreOffice was not there to draw them."""
    read = StoredFile.objects.filter(media_type__in=PRESENTATIONS, slides="", unit_count__gt=0)
    return read.exclude(reading_reason__in=NOT_TO_BE_TRIED)


def slides_request(*, stored_file: StoredFile) -> StoredFile:
    """Has the worker draw the slides of a file that was read, where it has slides and LibreOffice is installed."""
    wanted = office_program() is not None and without_slides().filter(pk=stored_file.pk).exists()
    if wanted:
        with transaction.atomic():
            _note(stored_file, StoredFile.Slides.WAITING)
            draw_slides.enqueue(stored_file_id=stored_file.pk)
    return stored_file


def slides_request_again(*, stored_file: StoredFile) -> StoredFile:
    """For slides that were drawn and are gone, as all that is derived may be: after a restored backup, for example."""
    _note(stored_file, "")
    return slides_request(stored_file=stored_file)


@task()
def draw_slides(*, stored_file_id: int) -> None:
    """Can die anywhere: the row says “drawn” only when the PDF is in storage."""
    stored_file = StoredFile.objects.get(pk=stored_file_id)
    try:
        with stored_file.source() as source, slides_as_pdf(source) as made:
            _keep(stored_file, made)
    except Unreadable as fault:
        _note(stored_file, StoredFile.Slides.FAILED, fault.reason)


def _keep(stored_file: StoredFile, made: Path) -> None:
    """Takes the PDF over. Raises Unreadable when it has not one page for each slide: it would show wrong ones."""
    if extract_text(made, PDF).page_count != stored_file.unit_count:
        raise Unreadable(Reason.DAMAGED)
    derived_forget(stored_file)  # a cover of before, and the slides of an earlier try
    with made.open("rb") as content:
        derived_keep(slides_place(stored_file), File(content))
    _note(stored_file, StoredFile.Slides.DRAWN)


def _note(stored_file: StoredFile, state: str, reason: str = "") -> None:
    stored_file.slides, stored_file.slides_reason = state, reason
    stored_file.save(update_fields=["slides", "slides_reason"])
