"""Fixity and orphans: every row has its bytes, unchanged; bytes without a row are removed once they are old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from jobs.duties import duty
from repository.files.derived import ROOT as DERIVED
from repository.files.derived import digest_in
from repository.files.models import StoredFile
from repository.files.services import digest_of

ROOT = "files"
# Longer than any upload takes: younger bytes may belong to a deposit whose row is about to be written.
QUARANTINE = timedelta(hours=24)


@dataclass(slots=True)
class Findings:
    checked: int = 0
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def check_fixity() -> Iterator[Findings]:
    """Reads every stored file and compares its digest with the row; yields the running findings after each."""
    findings = Findings()
    for row in StoredFile.objects.filter(removed_at=None).order_by("pk").iterator():
        findings.checked += 1
        if not row.content.storage.exists(row.content.name):
            findings.missing.append(row.sha256)
        else:
            with row.content.open() as file:
                if digest_of(file) != row.sha256:
                    findings.changed.append(row.sha256)
        yield findings


def stored_names(folder: str = ROOT) -> Iterator[str]:
    """Every name in storage below ``folder``."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored; an object store has no folders to miss
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from stored_names(f"{folder}/{name}")


def _is_derived(name: str) -> bool:
    """Was it made of a file that we have?"""
    return StoredFile.objects.filter(sha256=digest_in(name), removed_at=None).exists()


@duty(every=86_400)
def sweep_strays() -> list[str]:
    """Removes bytes that never got a row, because a process died between the two, and pictures of files that are gone;
    returns their names."""
    horizon = timezone.now() - QUARANTINE
    without_row = [name for name in stored_names() if not StoredFile.objects.filter(content=name).exists()]
    of_nothing = [name for name in stored_names(DERIVED) if not _is_derived(name)]
    strays = [name for name in without_row + of_nothing if default_storage.get_modified_time(name) < horizon]
    for name in strays:
        default_storage.delete(name)
    return strays
