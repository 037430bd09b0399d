"""The child program: one job on the command line, the file on standard input, lines out."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import BinaryIO

from repository.files.extraction import captions, document, media_types, pdf, plain, presentation
from repository.files.extraction.confinement import confine
from repository.files.extraction.faults import Reason, Unreadable
from repository.files.extraction.wire import End, Engine, Item, Job, Page, Picture, Task, encode

_PAUSE_AT = 0.5  # of the time allowed: the next page may be slow


def main(job_text: str) -> None:
    """Do the job and write the answer, of which `End` is the last line, whatever the file does."""
    job = Job.from_json(job_text)
    confine(memory_bytes=job.memory_bytes, cpu_seconds=job.cpu_seconds, wall_seconds=job.wall_seconds)
    with open(0, "rb", closefd=False) as file:
        _say(_done(job, file))


def _done(job: Job, file: BinaryIO) -> End:
    try:
        return _WORK[job.task](job, file)
    except Unreadable as fault:
        return End(fault.reason)
    except MemoryError:
        return End(Reason.TOO_LARGE_UNPACKED)
    except Exception:  # the libraries raise anything at all over a broken file
        return End(Reason.DAMAGED)


def _read_text(job: Job, file: BinaryIO) -> End:
    started = time.monotonic()
    can_go_on_elsewhere = job.media_type in media_types.WITH_RANDOM_ACCESS
    for item in _text_of(job, file):
        if isinstance(item, Page) and item.number < job.first:
            continue
        _say(item)
        if isinstance(item, Page) and can_go_on_elsewhere and _is_time_to_pause(job, started):
            return End(paused=True)
    return End()


def _is_time_to_pause(job: Job, started: float) -> bool:
    return (
        time.process_time() > job.cpu_seconds * _PAUSE_AT or time.monotonic() - started > job.wall_seconds * _PAUSE_AT
    )


def _text_of(job: Job, file: BinaryIO) -> Iterator[Item]:
    if job.media_type == media_types.PDF:
        reader = pdf.read_with_pypdf if job.engine == Engine.PYPDF else pdf.read
        return reader(file, job.first)
    if job.media_type in media_types.PRESENTATIONS:
        return presentation.read(file, job.first)
    if job.media_type in media_types.DOCUMENTS:
        return document.read(file)
    if job.media_type == media_types.VTT:
        return captions.read(file)
    if job.media_type in media_types.PLAIN_TEXTS:
        return plain.read(file)
    raise Unreadable(Reason.UNSUPPORTED_TYPE)


def _tell(job: Job, file: BinaryIO) -> End:
    """Each claim is sent as soon as it is read, so that what breaks the next reader costs only what that would say."""
    if job.media_type == media_types.PDF:
        claims = pdf.properties(file)
    elif job.media_type in media_types.PRESENTATIONS:
        claims = presentation.properties(file)
    elif job.media_type in media_types.DOCUMENTS:
        claims = document.properties(file)
    else:
        raise Unreadable(Reason.UNSUPPORTED_TYPE)
    for claim in claims:
        _say(claim)
    return End()


def _draw(job: Job, file: BinaryIO) -> End:
    from repository.files.extraction import pictures  # Pillow: text jobs start faster without it

    if job.media_type == media_types.PDF:
        image = pdf.picture(file, job.number, job.width)
    elif job.task == Task.COVER and job.media_type in media_types.PICTURES:
        image = pictures.thumbnail(file, job.width)
    elif job.task == Task.COVER and job.media_type in media_types.PRESENTATIONS | media_types.DOCUMENTS:
        image = pictures.embedded_thumbnail(file, job.width)
    else:
        raise Unreadable(Reason.UNSUPPORTED_TYPE)
    _say(Picture(pictures.as_webp(image)))
    return End()


_WORK = {Task.TEXT: _read_text, Task.PROPERTIES: _tell, Task.PAGE_PICTURE: _draw, Task.COVER: _draw}


def _say(item: Item) -> None:
    sys.stdout.buffer.write(encode(item))
    sys.stdout.buffer.flush()
