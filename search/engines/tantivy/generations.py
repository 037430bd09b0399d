"""Where the indices lie on disk, and how one generation takes the place of another at once.

``current`` names the serving generation and is replaced by a rename, which is atomic; ``generations/<name>/`` holds its
two indices and the hash of the mapping that built them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from ..protocol import EngineUnavailable, Index
from .schema import mapping_hash, register_tokenizers, schema


class Generations:
    """The directory of an engine."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.pointer = directory / "current"

    def current(self) -> Path | None:
        """The serving generation; None before the first."""
        try:
            return self.directory / "generations" / self.pointer.read_text()
        except FileNotFoundError:
            return None

    def create(self) -> Path:
        """A new, empty generation that does not serve yet."""
        path = self.directory / "generations" / uuid.uuid4().hex
        for index in Index:
            (path / index).mkdir(parents=True)
            tantivy.Index(schema(index), path=str(path / index), reuse=False)
        (path / "mapping").write_text(mapping_hash())
        return path

    def publish(self, path: Path) -> None:
        """Serve ``path`` from now on. Durable on return."""
        draft = self.directory / f"current.{uuid.uuid4().hex}"
        with draft.open("w") as file:
            file.write(path.name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.pointer)
        folder = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def remove_others(self) -> None:
        """Remove every generation that does not serve: replaced ones, and remnants of killed rebuilds."""
        serving = self.current()
        for path in (self.directory / "generations").glob("*"):
            if path != serving:
                shutil.rmtree(path, ignore_errors=True)
        for draft in self.directory.glob("current.*"):
            draft.unlink(missing_ok=True)

    @contextmanager
    def locked(self, name: str, *, wait: bool = True) -> Iterator[None]:
        """One process and thread at a time. The operating system frees the lock of a killed one."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / f"{name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise EngineUnavailable(f"Another process holds the {name} lock of the search index.") from None
            yield


def open_index(generation: Path, index: Index) -> tantivy.Index:
    """Open one index of a generation afresh, as it is on disk now."""
    return register_tokenizers(tantivy.Index.open(str(generation / index)))
