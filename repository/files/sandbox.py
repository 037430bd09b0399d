"""The parent side of reading untrusted files: children with limits, and what they said.

A file may abort its reader, never end, or unpack to a gigabyte. So each is read in a child process
(`repository.files.extraction`) that may die: whatever page killed it is marked as lost, and another
child goes on behind it. Nothing here raises for what is in a file.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from repository.files.extraction import __file__ as _package_file
from repository.files.extraction import media_types
from repository.files.extraction.faults import Reason, Unreadable
from repository.files.extraction.properties import NOTHING_SAID, Properties
from repository.files.extraction.wire import (
    End,
    Engine,
    Item,
    Job,
    MalformedLine,
    Outline,
    Page,
    Picture,
    Task,
    decode,
)

Source = str | os.PathLike[str] | BinaryIO

_PROGRAM = Path(_package_file).with_name("__main__.py")
_ENOUGH_CHARACTERS = 20
PROPERTIES_OUTPUT_BYTES = 2 << 20
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost. The first four hold for each child, the others for a file.

    `lost_pages`: how many children may die over one page each before the rest is given up.
    """

    memory_bytes: int = 768 << 20
    cpu_seconds: int = 15
    wall_seconds: int = 20
    output_bytes: int = 48 << 20
    total_seconds: int = 300
    total_characters: int = 48 << 20
    total_pages: int = 50_000
    lost_pages: int = 5


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class ExtractedPage:
    """One page, slide, section or caption (`StoredFile.unit`); an empty text where it was lost."""

    number: int
    label: str
    text: str
    notes: str
    start_ms: int | None
    end_ms: int | None


@dataclass(frozen=True)
class Extraction:
    """What came out of a file. `status` is ``done``, ``partial`` or ``unreadable``.

    `reason` is empty when all is well, else a key of `repository.files.reasons.SENTENCES`.
    `pages` also holds pages without text (a scan's, a lost one's), since they may have a picture;
    `page_count` may be larger where the rest was given up, and is None where it is not known. `properties` are what the
    file says of itself, nothing where that could not be read.
    """

    status: str
    reason: str
    unit: str
    page_count: int | None
    pages: list[ExtractedPage]
    properties: Properties = NOTHING_SAID


def extract_text(source: Source, media_type: str, limits: Limits = DEFAULT_LIMITS) -> Extraction:
    """Return the text of a file page by page.

    Args:
        source: path of the file, or a binary file that can be read from its start.
        media_type: as `sniffing.sniff_media_type` tells it.
    """
    if media_type == media_types.EMPTY:
        return _Reading(limits, reason=Reason.EMPTY).extraction()
    if media_type not in media_types.WITH_TEXT:
        return _Reading(limits, reason=Reason.UNSUPPORTED_TYPE).extraction()
    with on_disk(source) as file:
        if not os.fstat(file.fileno()).st_size:
            return _Reading(limits, reason=Reason.EMPTY).extraction()
        job = Job(Task.TEXT, media_type, limits.memory_bytes, limits.cpu_seconds, limits.wall_seconds)
        reading = _read(job, file, limits)
        if media_type == media_types.PDF and reading.needs_another_reader():
            reading = reading.better_of(_read(replace(job, engine=Engine.PYPDF), file, limits))
        properties = NOTHING_SAID if reading.is_hopeless() else _properties(job, file, limits)
        return replace(reading.extraction(), properties=properties)


def _properties(job: Job, file: BinaryIO, limits: Limits) -> Properties:
    """Ask a child of its own, so that whatever this does to a reader costs nothing of the text."""
    if job.media_type not in media_types.WITH_PROPERTIES:
        return NOTHING_SAID
    tighter = replace(limits, output_bytes=min(limits.output_bytes, PROPERTIES_OUTPUT_BYTES))
    said = _run(replace(job, task=Task.PROPERTIES), file, tighter)
    found = NOTHING_SAID
    for item in said.items:
        if isinstance(item, Properties):
            found = item.joined_to(found)  # XMP comes last and is written with more care
    return found


def render_page(source: Source, media_type: str, *, number: int, width: int, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return page `number` (from 1) as WebP, `width` pixels wide; raises Unreadable where there is no picture."""
    if media_type not in media_types.WITH_PAGE_PICTURES:
        raise Unreadable(Reason.UNSUPPORTED_TYPE)
    return _drawn(Task.PAGE_PICTURE, source, media_type, number, width, limits)


def render_cover(source: Source, media_type: str, *, width: int, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return a WebP picture of what a file looks like; raises Unreadable where there is none.

    That is a PDF's first page, a picture itself made small, or the preview that an Office program
    left in its file.
    """
    if media_type not in media_types.WITH_COVER:
        raise Unreadable(Reason.UNSUPPORTED_TYPE)
    return _drawn(Task.COVER, source, media_type, 1, width, limits)


def _drawn(task: Task, source: Source, media_type: str, number: int, width: int, limits: Limits) -> bytes:
    job = Job(
        task,
        media_type,
        limits.memory_bytes,
        limits.cpu_seconds,
        limits.wall_seconds,
        number=number,
        width=width,
    )
    with on_disk(source) as file:
        said = _run(job, file, limits)
    for item in said.items:
        if isinstance(item, Picture):
            return item.data
    raise Unreadable(said.end.reason or Reason.DAMAGED)


@contextlib.contextmanager
def on_disk(source: Source) -> Iterator[BinaryIO]:
    """Open `source`; what is not a file on this disk (an object store's) is copied to one."""
    if isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as copy:
        source.seek(0)
        shutil.copyfileobj(source, copy)
        copy.flush()
        yield copy


@dataclass
class _Said:
    """What one child said, and its last word; `died`: the parent had to say that for it."""

    items: list[Item]
    end: End
    died: bool = False


def _run(job: Job, file: BinaryIO, limits: Limits) -> _Said:
    """Run one child to its end, in an empty folder, without environment, as a group of its own."""
    file.seek(0)
    with (
        tempfile.TemporaryDirectory(prefix="reading-") as folder,
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-B", _PROGRAM, job.to_json()],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={},
            start_new_session=True,
        ) as child,
    ):
        try:
            output, fault = _output(child, limits)
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
    return _understood(output, fault)


def _output(child: subprocess.Popen[bytes], limits: Limits) -> tuple[bytes, Reason]:
    """Return what `child` wrote, and why it fell silent if it did not say so itself."""
    deadline = time.monotonic() + limits.wall_seconds
    output = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while selector.select(max(0, deadline - time.monotonic())):
            chunk = os.read(child.stdout.fileno(), _CHUNK)
            if not chunk:
                return bytes(output), _cause_of_death(child, deadline)
            output += chunk
            if len(output) > limits.output_bytes:
                return bytes(output), Reason.TOO_LONG
    return bytes(output), Reason.TIMEOUT


def _cause_of_death(child: subprocess.Popen[bytes], deadline: float) -> Reason:
    try:
        status = child.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return Reason.TIMEOUT
    out_of_time = (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL)
    return Reason.TIMEOUT if status in out_of_time else Reason.DAMAGED


def _understood(output: bytes, fault: Reason) -> _Said:
    items: list[Item] = []
    for line in output.splitlines():
        try:
            item = decode(line)
        except MalformedLine:
            break
        if isinstance(item, End):
            return _Said(items, item)
        items.append(item)
    return _Said(items, End(fault), died=True)


def _read(job: Job, file: BinaryIO, limits: Limits) -> _Reading:
    """Send children, one behind the other, until the file is read or a limit is met."""
    reading = _Reading(limits)
    deadline = time.monotonic() + limits.total_seconds
    while not reading.ended:
        reading.take(_run(replace(job, first=reading.next_page), file, limits))
        if not reading.ended and time.monotonic() > deadline:
            reading.stop(Reason.TIMEOUT)
    return reading


@dataclass
class _Reading:
    """What is known of a file after some children: a state machine, fed with `_Said`."""

    limits: Limits
    reason: Reason | None = None
    outline: Outline | None = None
    pages: list[Page] = field(default_factory=list)
    characters: int = 0
    deaths: int = 0
    ended: bool = False

    @property
    def next_page(self) -> int:
        return len(self.pages) + 1

    @property
    def fault(self) -> Reason | None:
        """Why not all of it was read: the file's own fault, else that of the first lost page."""
        return self.reason or next((page.lost for page in self.pages if page.lost), None)

    def take(self, said: _Said) -> None:
        """Take over what one child said; afterwards the reading has advanced or ended."""
        before = self.next_page
        for item in said.items:
            self._take_item(item)
        if said.died:
            self._survive(said.end.reason)
        elif said.end.reason:
            self.stop(said.end.reason)
        elif not said.end.paused or self.next_page == before:
            self.ended = True

    def stop(self, reason: Reason) -> None:
        """Give up what has not been read yet."""
        self.reason = self.reason or reason
        self.ended = True

    def needs_another_reader(self) -> bool:
        return self.characters < _ENOUGH_CHARACTERS and self.reason != Reason.ENCRYPTED

    def is_hopeless(self) -> bool:
        """Whether nothing can be asked of the file: another child would only meet the same end."""
        return not self.pages and self.reason is not None

    def better_of(self, other: _Reading) -> _Reading:
        """Return the reading that got more; a file that unpacks too far is called that in any case."""
        if other.characters > self.characters or (other.outline and not self.outline):
            return other
        if other.fault == Reason.TOO_LARGE_UNPACKED:
            self.reason = other.fault
        return self

    def extraction(self) -> Extraction:
        if self.pages and all(page.lost for page in self.pages):
            # Not one page was there: the file's own count of them may be a lie, and a huge one.
            return Extraction("unreadable", self.fault, self.outline.unit, None, [])
        return Extraction(
            status=self._status(),
            reason=self.fault or ("" if self.characters else self._why_no_text()),
            unit=self.outline.unit if self.outline else "",
            page_count=self._page_count(),
            pages=[
                ExtractedPage(page.number, page.label, page.text, page.notes, page.start_ms, page.end_ms)
                for page in self.pages
            ],
        )

    def _take_item(self, item: Item) -> None:
        if isinstance(item, Outline):
            self.outline = self.outline or item
        elif isinstance(item, Page) and item.number == self.next_page and not self.ended:
            self.pages.append(item)
            self.characters += len(item.text) + len(item.notes)
            if self.characters > self.limits.total_characters or len(self.pages) >= self.limits.total_pages:
                self.stop(Reason.TOO_LONG)

    def _survive(self, reason: Reason) -> None:
        """Go on behind the page that killed a child, if one can begin there and it is worth it."""
        self.deaths += 1
        count = self.outline.page_count if self.outline else None
        if count is None or reason == Reason.TOO_LONG or self.deaths > self.limits.lost_pages:
            self.stop(reason)
            return
        if self.next_page <= count:
            self.pages.append(Page(self.next_page, lost=reason))
        self.ended = self.next_page > count

    def _status(self) -> str:
        if not self.characters:
            return "unreadable"
        return "partial" if self.fault else "done"

    def _why_no_text(self) -> Reason:
        return Reason.NO_TEXT_LAYER if self.outline and self.outline.page_count else Reason.EMPTY

    def _page_count(self) -> int | None:
        if self.outline and self.outline.page_count is not None:
            return self.outline.page_count
        return len(self.pages) or None
