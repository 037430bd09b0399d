"""Bytes on their way: what has come of a large file so far, on the local disk, until all of it is there."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.core.files.base import File

BLOCK = 256 * 1024  # the most of a file that is in memory at once


class PartialBusy(Exception):
    """Another request is writing to it at this moment."""


class PartialChanged(Exception):
    """What is on the disk is not what arrived."""


class Readable(Protocol):
    def read(self, size: int) -> bytes: ...


@dataclass(slots=True)
class Piece:
    """A stretch of a file as it came in, in an unnamed file that is gone with the process that made it."""

    file: BinaryIO
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a piece lies in the whole, and its digest in lower-case hexadecimal."""

    start: int
    end: int
    sha256: str


def folder() -> Path:
    path = Path(settings.UPLOAD_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@contextmanager
def piece_received(source: Readable, *, most: int) -> Iterator[Piece]:
    """What can be read of ``source``, at most so many bytes; fewer when it ends or breaks off before."""
    with tempfile.TemporaryFile(dir=folder()) as file:
        digest, size = hashlib.sha256(), 0
        while size < most and (block := _read(source, min(BLOCK, most - size))):
            digest.update(block)
            file.write(block)
            size += len(block)
        file.seek(0)
        yield Piece(file, size, digest.digest())


def _read(source: Readable, size: int) -> bytes:
    try:
        return source.read(size)
    except OSError:  # the line is dead; what came before is as good as ever
        return b""


class Partial:
    """The file that grows. ``name`` is nobody's choice but ours."""

    def __init__(self, name: str):
        self.path = folder() / name

    @property
    def size(self) -> int:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone among all threads and processes of this machine; a process that dies lets go.

        Raises PartialBusy instead of waiting: the other may be storing two gigabytes.
        """
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise PartialBusy from None
        try:
            yield
        finally:
            os.close(handle)

    def append(self, piece: Piece, *, at: int) -> None:
        """Writes the piece over whatever lies behind ``at``; it is on the disk when this returns."""
        with self.path.open("r+b") as file:
            file.truncate(at)
            file.seek(at)
            shutil.copyfileobj(piece.file, file, BLOCK)
            file.flush()
            os.fsync(file.fileno())

    def digest(self, stretches: Iterable[Stretch]) -> str:
        """The SHA-256 of the whole, with each piece compared once more with the digest that it arrived with."""
        whole = hashlib.sha256()
        with self.path.open("rb") as file:
            for stretch in stretches:
                part, left = hashlib.sha256(), stretch.end - stretch.start
                while left and (block := file.read(min(BLOCK, left))):
                    part.update(block)
                    whole.update(block)
                    left -= len(block)
                if left or part.hexdigest() != stretch.sha256:
                    raise PartialChanged
        return whole.hexdigest()

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


class ArrivedFile(File):
    """A partial that is whole. Storage copies it: it stays where it is until the work has it, whatever dies before."""

    def __init__(self, partial: Partial, *, name: str, sha256: str):
        super().__init__(partial.path.open("rb"), name=name)
        self.sha256 = sha256


def partials_sweep(*, known: set[str], older_than: float) -> list[str]:
    """Removes partials that belong to no upload any more, once they are so many seconds old; returns their names."""
    horizon = time.time() - older_than
    strays = [path for path in folder().iterdir() if path.name not in known and _modified(path) < horizon]
    for path in strays:
        path.unlink(missing_ok=True)
    return [path.name for path in strays]


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()
