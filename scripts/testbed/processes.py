"""Processes that are started apart from us and found again to be stopped."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import Unavailable

# What a service must never inherit from the shell that happens to start it.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ")
UNPRIVILEGED_USER = "nobody"
SECONDS_TO_STOP = 20.0


@dataclass(frozen=True)
class Process:
    """A process, told apart from a later one with the same number by the moment it was born."""

    pid: int
    born: str

    @classmethod
    def of(cls, pid: int) -> "Process":
        """Describe a process that runs now."""
        return cls(pid=pid, born=_stat(pid)["born"])

    def is_alive(self) -> bool:
        """Whether it still runs: a zombie, or a stranger under its number, does not count."""
        stat = _stat(self.pid)
        return stat["born"] == self.born and stat["state"] not in {"Z", "X", ""}

    def stop(self, gentle: signal.Signals = signal.SIGTERM) -> None:
        """End its whole process group: gently at first, then by force."""
        for number, patience in ((gentle, SECONDS_TO_STOP), (signal.SIGKILL, 5.0)):
            if not self.is_alive():
                return
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)
            wait_until(lambda: not self.is_alive(), patience)


def _stat(pid: int) -> dict[str, str]:
    """Read state and start time, fields 3 and 22 of proc(5) `stat`; empty when there is no such process."""
    try:
        # The name in brackets may itself hold spaces and brackets.
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return {"state": "", "born": ""}
    return {"state": fields[0], "born": fields[19]}


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again; says whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def free_port() -> int:
    """A TCP port of the loopback interface that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unprivileged_user() -> str | None:
    """The user to start servers as that refuse to run as root; None when we are not root ourselves."""
    return UNPRIVILEGED_USER if os.geteuid() == 0 else None


def is_open_to_all(path: Path) -> bool:
    """Whether any user of the machine may enter this folder: root's home usually bars the way."""
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.resolve().parents))


def throwaway_folder(name: str) -> Path:
    """A new folder for a server's data, owned by the user who runs the server."""
    base = Path(tempfile.gettempdir())
    base = base if is_open_to_all(base) else Path("/var/tmp")  # noqa: S108 (only the parent; made by mkdtemp)
    folder = Path(tempfile.mkdtemp(prefix=f"conjoint-{name}-", dir=base))
    if user := unprivileged_user():
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
    return folder


def give_to_unprivileged_user(folder: Path) -> None:
    """Hand over everything in a folder, when root prepared it for a server that runs as another."""
    if user := unprivileged_user():
        owner = pwd.getpwnam(user)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def server_environment(**extra: str) -> dict[str, str]:
    """The few variables a server is started with."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | extra


def start_server(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], unprivileged: bool = True
) -> Process:
    """Start a server in a session of its own, its output in `folder/output.log`.

    When we are root it runs as another user, unless it does not mind root (`unprivileged=False`).
    """
    user = unprivileged_user() if unprivileged else None
    with (folder / "output.log").open("wb") as log:
        # The arguments are the services' own; nothing typed by a user gets here.
        child = subprocess.Popen(  # noqa: S603
            list(command),
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **identity(user),
        )
    return Process.of(child.pid)


def identity(user: str | None) -> dict:
    """Options that start a process as another user; none when it stays who we are."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def last_words(folder: Path) -> str:
    """The last line a server wrote: usually why it ended."""
    log = folder / "output.log"
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "it wrote nothing")


def run_tool(command: Sequence[str], *, failure: str, **options) -> str:
    """Run a program to its end and return what it wrote.

    Raises:
        Unavailable: it failed; `failure` says what was being tried, followed by the last line written.
    """
    done = subprocess.run(  # noqa: S603
        list(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **({"stdin": subprocess.DEVNULL} if "input" not in options else {}),
        **options,
    )
    if done.returncode:
        closing = " ".join(done.stdout.strip().splitlines()[-1:])
        raise Unavailable(f"{failure} (exit {done.returncode}): {closing}")
    return done.stdout
