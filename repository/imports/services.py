"""Moving in with a catalogue: lines of records in, published outputs and a list of faults out.

A line is imported whole or not at all. Lines are taken in batches of one short transaction each, so that the site stays
usable meanwhile. A line that is here already is passed over, so an interrupted import is simply started again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.base import File as DjangoFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from repository.files.models import StoredFile
from repository.files.services import stored_file_create
from repository.imports.records import OTHER_WORKS, Reading, Vocabularies
from repository.interop.record import File, Problem, Record, RecordError, record_of_json
from repository.outputs.codes import ALPHABET, LENGTH
from repository.outputs.models import Output
from repository.people.models import User
from repository.signals import one_announcement

BATCH = 50


@dataclass(slots=True)
class Progress:
    """Where an import stands. ``faults``: line number (from 1) and what is wrong with it, since the last report."""

    read: int = 0
    imported: int = 0
    present: int = 0
    faulty: int = 0
    faults: list[tuple[int, Problem]] = field(default_factory=list)


class Faulty(Exception):
    """A line that cannot be imported; nothing of it was kept."""

    def __init__(self, *problems: Problem):
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    code: str
    record: Record


def outputs_import(*, lines: Iterable[bytes], owner: User, files: Path | None = None) -> Iterator[Progress]:
    """Imports JSON Lines of records; yields how far it has come after each batch.

    Lines that point at a work (``records.OTHER_WORKS``) further down wait for it and are tried again at the end.

    Args:
        lines: UTF-8, one record each (see ``interop.record``); blank lines are passed over.
        owner: who is entered as the depositor.
        files: the folder in which the records' files lie, by SHA-256 or by name.
    """
    run = _Import(owner, files)
    for batch in _batches(lines):
        yield run.take(batch)
    while run.waiting:
        waiting, run.waiting = run.waiting, []
        yield run.resume(waiting, last=False)
        if len(run.waiting) == len(waiting):
            yield run.resume(run.waiting, last=True)
            return


def _batches(lines: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    batch = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            batch.append((number, line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def derived_code(line: bytes) -> str:
    """The code of a record that brings none: from the line itself, so that a second run knows it again."""
    digest = int.from_bytes(hashlib.sha256(line.strip()).digest())
    return "".join(ALPHABET[digest >> 5 * place & 31] for place in range(LENGTH))


class _Import:
    def __init__(self, owner: User, files: Path | None):
        self.owner = owner
        self.files = files.resolve() if files else None
        self.known = Vocabularies()
        self.waiting: list[Line] = []
        self.progress = Progress()

    def take(self, batch: list[tuple[int, bytes]]) -> Progress:
        self._begin(read=len(batch))
        parsed = []
        for number, text in batch:
            try:
                record = record_of_json(text)
            except RecordError as error:
                self._fault(number, error.problems)
            else:
                parsed.append(Line(number, record.code or derived_code(text), record))
        self._import(parsed, last=False)
        return self.progress

    def resume(self, lines: list[Line], *, last: bool) -> Progress:
        self._begin(read=0)
        for start in range(0, len(lines), BATCH):
            self._import(lines[start : start + BATCH], last=last)
        return self.progress

    def _begin(self, *, read: int) -> None:
        self.progress.read += read
        self.progress.faults = []

    def _fault(self, number: int, problems: Iterable[Problem]) -> None:
        self.progress.faulty += 1
        self.progress.faults += [(number, problem) for problem in problems]

    def _import(self, lines: list[Line], *, last: bool) -> None:
        """Bytes first, outside the transaction, for copying them may take long; then the rows of all lines at once."""
        codes = {line.code for line in lines}
        present = dict(Output.objects.filter(code__in=codes).values_list("code", "title"))
        ready = [line for line in lines if not self._is_present(line, present)]
        read = [reading for line in ready if (reading := self._read(line, last=last))]
        with transaction.atomic(), one_announcement():
            for line, reading in read:
                self._save(line, reading)

    def _is_present(self, line: Line, present: dict[str, str]) -> bool:
        if line.code not in present:
            return False
        if present[line.code] == line.record.title:
            self.progress.present += 1
        else:
            sentence = _("Another work, “%(title)s”, already has this code.") % {"title": present[line.code]}
            self._fault(line.number, [Problem("code", sentence)])
        return True

    def _read(self, line: Line, *, last: bool) -> tuple[Line, Reading] | None:
        reading = Reading(line.record, self.known, self.owner)
        reading.output.code = line.code
        try:
            if not self._connect(line, reading, last=last):
                self.waiting.append(line)
                return None
            if problems := reading.check():
                raise Faulty(*problems)
            for place, file in enumerate(line.record.files):
                reading.output.files.all()[place].stored_file = self._stored(place + 1, file)
        except Faulty as fault:
            self._fault(line.number, fault.problems)
            return None
        return line, reading

    def _connect(self, line: Line, reading: Reading, *, last: bool) -> bool:
        """Ties the output to the works it points at; False when one of them may still come."""
        for name in sorted(OTHER_WORKS):
            code = getattr(line.record, name)
            target = Output.objects.filter(code=code).first() if code else None
            if code and target is None and not last:
                return False
            if code and target is None:
                sentence = _("No work here has the code “%(code)s”.") % {"code": code}
                raise Faulty(Problem(name, sentence))
            setattr(reading.output, name, target)
        return True

    def _stored(self, place: int, file: File) -> StoredFile:
        """The bytes of a file: those already here under its digest, else those in the folder.

        Raises Faulty when they are nowhere, or are not what the record says.
        """
        known = StoredFile.objects.filter(sha256=file.sha256).first() if file.sha256 else None
        if known:
            return known
        path = self._path(file)
        if path is None:
            raise Faulty(Problem(f"files.{place}.name", _("The file is not in the folder of files.")))
        with path.open("rb") as opened:
            stored = stored_file_create(file=DjangoFile(opened, name=file.name))
        if file.sha256 and stored.sha256 != file.sha256:
            raise Faulty(
                Problem(f"files.{place}.sha256", _("The file's bytes are not those that the record describes."))
            )
        return stored

    def _path(self, file: File) -> Path | None:
        """Where the bytes lie in the folder; never outside it, whatever a record says."""
        for name in (file.sha256, file.name):
            path = self.files / name if self.files and name else None
            if path and path.is_file() and path.resolve().is_relative_to(self.files):
                return path
        return None

    def _save(self, line: Line, reading: Reading) -> None:
        """In a savepoint of its own: what the database refuses takes nothing else with it."""
        output = reading.output
        output.live = True
        output.first_published_at = output.first_published_at or timezone.now()
        output.last_published_at = output.last_published_at or output.first_published_at
        try:
            with transaction.atomic():
                output.save()
                log(instance=output, action="conjoint.import", user=self.owner)
        except IntegrityError:
            sentence = _("Another work here already has this code or one of these identifiers.")
            self._fault(line.number, [Problem("identifiers", sentence)])
        else:
            self.progress.imported += 1
