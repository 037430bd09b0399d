"""Slides as pages of a PDF, by LibreOffice where it is installed.

It is optional equipment, and a large program to set before a file that nobody vouches for. So it runs as the readers
do, in a child process with limits and without network, with an empty folder for a home, macros and links off, and is
killed with all it started when its time is up.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from repository.files.extraction import __file__ as _package_file
from repository.files.extraction.faults import Reason, Unreadable
from repository.files.sandbox import Source, on_disk

_BOUNDED = Path(_package_file).with_name("bounded.py")
_PROGRAMS = ("soffice", "libreoffice")
_HIDDEN_SLIDES = {"ExportHiddenSlides": {"type": "boolean", "value": "true"}}  # they have a text and a number here, too
_FILTER = f"pdf:impress_pdf_Export:{json.dumps(_HIDDEN_SLIDES, separators=(',', ':'))}"
_SECURITY = {
    "DisableMacrosExecution": "true",
    "MacroSecurityLevel": "3",
    "DisableActiveContent": "true",
    "BlockUntrustedRefererLinks": "true",
}


@dataclass(frozen=True)
class OfficeLimits:
    """What one conversion may cost. LibreOffice maps far more memory than it uses."""

    memory_bytes: int = 4 << 30
    cpu_seconds: int = 90
    wall_seconds: int = 120
    written_bytes: int = 256 << 20


LIMITS = OfficeLimits()


def office_program() -> str | None:
    """Where LibreOffice is, or None where slides are shown as text."""
    return next((path for path in map(shutil.which, _PROGRAMS) if path), None)


@contextlib.contextmanager
def slides_as_pdf(source: Source, *, suffix: str = ".pptx", limits: OfficeLimits = LIMITS) -> Iterator[Path]:
    """The presentation as a PDF with one page for each slide, hidden ones too, which is gone afterwards.

    Raises Unreadable: `timeout`; `damaged` when LibreOffice gave nothing back; `unsupported_type` when there is none.
    """
    program = office_program()
    if program is None:
        raise Unreadable(Reason.UNSUPPORTED_TYPE)
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with on_disk(source) as file, (folder / f"slides{suffix}").open("wb") as copy:
            file.seek(0)
            shutil.copyfileobj(file, copy)
        _write_profile(folder / "profile")
        if not _finishes(_command(program, folder, copy.name, limits), folder, limits.wall_seconds):
            raise Unreadable(Reason.TIMEOUT)
        made = folder / "slides.pdf"
        if not made.is_file():
            raise Unreadable(Reason.DAMAGED)
        yield made


def _command(program: str, folder: Path, presentation: str, limits: OfficeLimits) -> list[str]:
    within = [sys.executable, "-I", "-B", str(_BOUNDED), json.dumps(asdict(limits))]
    options = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return [*within, program, profile, *options, "--convert-to", _FILTER, "--outdir", str(folder), presentation]


def _finishes(command: list[str], folder: Path, seconds: int) -> bool:
    """Runs it to its end, or to the end of its time, and leaves no process behind."""
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"},
        start_new_session=True,
    ) as child:
        try:
            status = child.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
    return status not in (-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL)


def _write_profile(profile: Path) -> None:
    """A profile of its own: no setting of another run, and none of the machine's user, is in force."""
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for name, value in _SECURITY.items()
    )
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>"
    )
