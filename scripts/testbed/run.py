"""Run one command beside its services, and leave no process behind however it ends.

Two processes share the work. `run` starts the services, then the command. `watch` waits at the far end of a
pipe that only `run` holds open: when `run` is gone, by its own end or by `kill -9`, it stops whatever is left.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .processes import wait_until
from .provision import combined, provide, say
from .registry import Registry
from .service import Service

# Every process below the command inherits this, so that what it left running is found again.
MARK = "CONJOINT_SERVICES_RUN"
SECONDS_TO_END = 15.0


def run(services: Iterable[Service], command: Sequence[str], *, required: bool) -> int:
    """Run a command with the services' variables set; returns its exit code.

    With `required`, a service that cannot be had and is not optional is a failure (exit code 3), and the command is
    not run.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    # A shell script that started us in the background had us, and so the command, ignore this one.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    identifier = uuid.uuid4().hex
    with _watched(identifier) as folder:
        services = list(services)
        provisions = provide(services, _registry(folder))
        optional = {service.name for service in services if service.is_optional}
        if required and any(provision.reason and provision.name not in optional for provision in provisions):
            return 3
        # What a killed process could not tidy up goes with the run's folder.
        temporary = folder / "temporary"
        temporary.mkdir()
        own = {MARK: identifier, "TMPDIR": str(temporary)}
        return _run_command(command, os.environ | combined(provisions) | own)


def _registry(folder: Path) -> Registry:
    return Registry(folder / "services")


def _leave(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


@contextlib.contextmanager
def _watched(identifier: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="conjoint-run-"))
    # Servers that the command starts as another user have to get at their files below.
    folder.chmod(0o755)
    # The program is this very script, and the arguments are our own.
    watcher = subprocess.Popen(  # noqa: S603
        [sys.executable, sys.argv[0], "watch", identifier, str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield folder
    finally:
        # From here on nothing may interrupt us: the watcher cleans up, and we only wait for it.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        watcher.stdin.close()
        watcher.wait()


def _run_command(command: Sequence[str], environment: dict[str, str]) -> int:
    parent = os.getppid()
    try:
        # Running what the caller typed is what this is for.
        child = subprocess.Popen(list(command), env=environment)  # noqa: S603
    except OSError as error:
        say(f"{command[0]} could not be run: {error.strerror}")
        return 127
    with contextlib.suppress(KeyboardInterrupt):
        # Whoever started us may be killed without telling us: then this goes on for nobody.
        wait_until(lambda: child.poll() is not None or os.getppid() != parent, float("inf"))
        return _shell_exit_code(child.poll()) if child.poll() is not None else 128 + signal.SIGHUP
    # The terminal sent Ctrl-C to the command too: let it close its own things and say its last words.
    wait_until(lambda: child.poll() is not None, SECONDS_TO_END)
    return 128 + signal.SIGINT


def _shell_exit_code(code: int) -> int:
    return 128 - code if code < 0 else code


def watch(identifier: str, folder: Path) -> int:
    """Wait until `run` is gone, then stop what it left behind."""
    sys.stdin.buffer.read()
    _stop_marked(identifier)
    _registry(folder).stop_all()
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def _stop_marked(identifier: str) -> None:
    for number, patience in ((signal.SIGTERM, SECONDS_TO_END), (signal.SIGKILL, 5.0)):
        for pid in _marked(identifier):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if wait_until(lambda: not _marked(identifier), patience):
            return


def _marked(identifier: str) -> list[int]:
    """Find the processes that were started under one run, wherever they have gone since (proc(5) `environ`)."""
    mark = f"{MARK}={identifier}".encode()
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environment.read_bytes():
                found.append(int(environment.parent.name))
    return found
