"""The folder of downloads, which lives outside the clone and may be used by several processes at once."""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from .errors import Unavailable


def cache_folder() -> Path:
    """Where downloads are kept: `$CONJOINT_CACHE`, else `conjoint` in the user's cache folder."""
    if chosen := os.environ.get("CONJOINT_CACHE"):
        folder = Path(chosen).expanduser().absolute()
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "conjoint"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold a lock between processes; the system lets go of it however the holder ends."""
    with (cache_folder() / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def installed_once(name: str, install: Callable[[Path], None]) -> Path:
    """Return the cached folder `name`, having `install` fill it when it is not there yet.

    `install` works in a neighbouring folder that is renamed once it is whole: nobody ever sees half of
    it, and what a broken attempt had already fetched is still there for the next one.
    """
    target = cache_folder() / name
    with locked(name):
        if not target.exists():
            unfinished = cache_folder() / f"{name}.unfinished"
            unfinished.mkdir(exist_ok=True)
            install(unfinished)
            unfinished.rename(target)
    return target


def require_sha256(path: Path, expected: str) -> None:
    """Refuse, and remove, a download whose bytes are not the pinned ones.

    Raises:
        Unavailable: the SHA-256 differs.
    """
    with path.open("rb") as handle:
        actual = hashlib.file_digest(handle, "sha256").hexdigest()
    if actual != expected:
        path.unlink()
        raise Unavailable(f"the download {path.name} has SHA-256 {actual}, expected {expected}")


def required_program(name: str, hint: str) -> str:
    """Find a program on the PATH.

    Raises:
        Unavailable: it is not installed; `hint` says what to do.
    """
    if found := shutil.which(name):
        return found
    raise Unavailable(f"the program {name} is not installed; {hint}")
