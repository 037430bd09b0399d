"""What is left of deleted works when a deletion can no longer be taken back: the record of their files, not the bytes.

Decided in the database first, bytes after: a process that dies in between leaves bytes without a row, which
``integrity.sweep_strays`` removes. Run again, it finds nothing more to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from jobs.duties import duty
from repository.files.derived import derived_forget
from repository.files.integrity import QUARANTINE
from repository.files.models import FileProperties, FormerFile, OutputFile, StoredFile
from repository.outputs.models import Output
from repository.outputs.services import UNDO_PERIOD

# A deletion that is being taken back at the last moment is never overtaken.
GRACE = timedelta(hours=1)


@duty(every=86_400)
def deleted_bytes_go() -> list[str]:
    """Removes the bytes of files that only works have which were deleted over 30 days ago; returns their digests."""
    gone = Output.objects.filter(deleted_at__lt=timezone.now() - UNDO_PERIOD - GRACE)
    held: dict[int, set[int]] = {}  # stored file → the deleted works that had it
    for output_pk, stored_pk in _held_by(gone):
        held.setdefault(stored_pk, set()).add(output_pk)
    waiting = StoredFile.objects.filter(pk__in=held, removed_at=None)
    if not waiting.exists():
        return []
    wanted = _wanted_elsewhere(gone)
    return [row.sha256 for row in waiting if row.pk not in wanted and _remove(row, held[row.pk], gone)]


def _held_by(outputs) -> Iterator[tuple[int, int]]:
    """(work, stored file): in rows, in earlier versions, and in drafts that never became a row."""
    for model in (OutputFile, FormerFile):
        yield from model.objects.filter(output__in=outputs).values_list("output_id", "stored_file_id")
    keys = {str(pk) for pk in outputs.values_list("pk", flat=True)}
    if keys:
        yield from _in_revisions(Q(object_id__in=keys))


def _wanted_elsewhere(gone) -> set[int]:
    """Stored files that any other work has, had in an earlier version, or names in any of its revisions."""
    wanted = set()
    for model in (OutputFile, FormerFile):
        wanted.update(model.objects.exclude(output__in=gone).values_list("stored_file_id", flat=True))
    keys = {str(pk) for pk in gone.values_list("pk", flat=True)}
    wanted.update(stored_pk for _output, stored_pk in _in_revisions(~Q(object_id__in=keys)))
    return wanted


def _in_revisions(condition: Q) -> Iterator[tuple[int, int]]:
    revisions = Revision.objects.filter(condition, base_content_type__model="output")
    for key, files in revisions.values_list("object_id", "content__files").iterator():
        yield from ((int(key), file["stored_file"]) for file in files or ())


def _remove(row: StoredFile, output_pks: set[int], gone) -> bool:
    """The row says what there was and since when it is gone; the history of each work says so too."""
    now = timezone.now()
    with transaction.atomic():
        mine = StoredFile.objects.filter(pk=row.pk, removed_at=None)
        unclaimed = mine.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - QUARANTINE))
        if not unclaimed.update(removed_at=now, content=""):
            return False
        row.pages.all().delete()
        FileProperties.objects.filter(stored_file=row).delete()
        for output in Output.objects.filter(pk__in=output_pks):
            log(instance=output, action="conjoint.bytes_removed", data=_record(row, output))
        name = row.content.name
        transaction.on_commit(lambda: (default_storage.delete(name), derived_forget(row)))
    return True


def _record(row: StoredFile, output: Output) -> dict:
    """What it was, and why it is gone: the reason that was given for the deletion."""
    places = [*output.files.filter(stored_file=row), *output.former_files.filter(stored_file=row)]
    deleted = ModelLogEntry.objects.for_instance(output).filter(action="conjoint.delete").order_by("-timestamp").first()
    return {
        "sha256": row.sha256,
        "size": row.size,
        "names": [place.name for place in places],
        "reason": deleted.data.get("reason", "") if deleted else "",
    }
