"""The limits that a child lays on itself before it looks at the file."""

from __future__ import annotations

import contextlib
import ctypes
import resource
import signal

_MAX_OPEN_FILES = 64
_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000


def confine(*, memory_bytes: int, cpu_seconds: int, wall_seconds: int) -> None:
    """Give up memory, time, new files, new processes and the network, for good.

    What a system does not offer is passed over (macOS has no limit of address space, an
    unprivileged container no namespaces): the parent still ends the child when its time is up.
    """
    bound(memory_bytes=memory_bytes, cpu_seconds=cpu_seconds, wall_seconds=wall_seconds, written_bytes=0)
    _limit(resource.RLIMIT_NOFILE, _MAX_OPEN_FILES)
    _limit(resource.RLIMIT_NPROC, 0)


def bound(*, memory_bytes: int, cpu_seconds: int, wall_seconds: int, written_bytes: int) -> None:
    """Give up memory, time, large files and the network, but neither files nor processes of its own.

    What is bound so may become another program (`exec`): all of it stays in force, the alarm too.
    """
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, written_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    _leave_network()
    signal.alarm(wall_seconds)  # ends the child even when its parent has died


def _limit(kind: int, value: int) -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, value))


def _leave_network() -> None:
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare and unshare(_CLONE_NEWNET):
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
