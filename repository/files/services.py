"""How bytes come to stay: hashed, typed by content, stored once, and queued to be read."""

from __future__ import annotations

import hashlib

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from repository.files.derived import derived_forget
from repository.files.jobs import read_stored_file
from repository.files.models import StoredFile, stored_path
from repository.files.sniffing import sniff_media_type


def digest_of(file: File) -> str:
    """The SHA-256 of a file, in lower-case hexadecimal; taken in passing when the file was uploaded to us."""
    if known := getattr(file, "sha256", None):
        return known
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def stored_file_create(*, file: File) -> StoredFile:
    """The row for these bytes: a new one, or the one that has held them since earlier.

    The bytes are in storage before the row exists; should the process die in between, they are bytes without a row,
    which ``integrity.sweep_strays`` removes once they are old. The job that reads the text is queued in the transaction
    of the row, so neither exists without the other.
    """
    sha256 = digest_of(file)
    return _claimed(sha256) or _stored(file, sha256)


def _claimed(sha256: str) -> StoredFile | None:
    """The row that has these bytes, kept from now on for a day at least: see ``removal``."""
    known = StoredFile.objects.filter(sha256=sha256, removed_at=None)
    return known.get() if known.update(claimed_at=timezone.now()) else None


def _stored(file: File, sha256: str) -> StoredFile:
    """A new row, or the one whose bytes were removed long ago and come in again."""
    removed = StoredFile.objects.filter(sha256=sha256, removed_at__isnull=False).first()
    row = removed or StoredFile(sha256=sha256)
    row.size, row.media_type = file.size, sniff_media_type(file, name=file.name)
    row.claimed_at, row.removed_at = timezone.now(), None
    row.reading, row.reading_reason = StoredFile.Reading.WAITING, ""
    file.seek(0)
    row.content.name = default_storage.save(stored_path(row, ""), file)
    try:
        with transaction.atomic():
            row.clean_fields()  # whether it is unique, the database decides: another may be storing it now
            row.save()
            read_stored_file.enqueue(stored_file_id=row.pk)
    except IntegrityError:  # somebody stored the same bytes at the same moment
        default_storage.delete(row.content.name)
        return StoredFile.objects.get(sha256=sha256)
    return row


def stored_file_read_again(*, stored_file: StoredFile) -> StoredFile:
    """An editor's wish to have the text extracted once more, after a better reader or a passing fault.

    Its pictures are made anew too, those that could not be drawn among them.
    """
    with transaction.atomic():
        stored_file.reading = StoredFile.Reading.WAITING
        stored_file.reading_reason = stored_file.slides = stored_file.slides_reason = ""
        stored_file.save(update_fields=["reading", "reading_reason", "slides", "slides_reason"])
        derived_forget(stored_file)
        read_stored_file.enqueue(stored_file_id=stored_file.pk)
    return stored_file
