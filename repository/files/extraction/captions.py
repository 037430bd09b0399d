"""WebVTT (https://www.w3.org/TR/webvtt1/): timed captions, merged into passages one can read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import BinaryIO

from repository.files.extraction.cleaning import clean_text
from repository.files.extraction.faults import Reason, Unreadable
from repository.files.extraction.plain import MAX_BYTES, decoded
from repository.files.extraction.wire import Outline, Page, Unit

PASSAGE_MS = 15_000
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "\uff01", "\uff1f", "؟", "۔", "։", "।")
_TIMING = re.compile(
    r"[ \t]*(?:(\d{2,5}):)?([0-5]\d):([0-5]\d)\.(\d{3})[ \t]*-->"
    r"[ \t]*(?:(\d{2,5}):)?([0-5]\d):([0-5]\d)\.(\d{3})(?:[ \t]|$)",
    re.ASCII,
)
_MARKUP = re.compile(r"<[^>\n]*>?")


@dataclass(frozen=True)
class Cue:
    """One caption; times in milliseconds."""

    start_ms: int
    end_ms: int
    text: str


def read(file: BinaryIO) -> Iterator[Outline | Page]:
    """Yield passages of up to 15 seconds; a file without one good cue is damaged."""
    yield Outline(Unit.CAPTION)
    data = file.read(MAX_BYTES + 1)
    cues = list(parsed(decoded(data[:MAX_BYTES])))
    if not cues:
        raise Unreadable(Reason.DAMAGED)
    for number, passage in enumerate(merged(sorted(cues, key=lambda cue: cue.start_ms)), start=1):
        yield Page(number, passage.text, start_ms=passage.start_ms, end_ms=passage.end_ms)
    if len(data) > MAX_BYTES:
        raise Unreadable(Reason.TOO_LONG)


def parsed(text: str) -> Iterator[Cue]:
    """Yield the cues in `text`, without markup; what is malformed or empty is passed over."""
    if not text.startswith("WEBVTT"):
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for block in _blocks(lines):
        cue = _cue(block)
        if cue and cue.text and cue.end_ms > cue.start_ms:
            yield cue


def merged(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Yield passages: cues run together up to the end of a sentence or 15 seconds."""
    passage: Cue | None = None
    for cue in cues:
        if passage and _belongs(cue, passage):
            passage = Cue(passage.start_ms, max(passage.end_ms, cue.end_ms), _run_on(passage.text, cue.text))
            continue
        if passage:
            yield passage
        passage = cue
    if passage:
        yield passage


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        if line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _cue(block: list[str]) -> Cue | None:
    """Return the cue of a block: an optional identifier, the timing line, the text."""
    for index, line in enumerate(block[:2]):
        if timing := _TIMING.match(line):
            text = clean_text(unescape(_MARKUP.sub("", "\n".join(block[index + 1 :]))))
            return Cue(_milliseconds(*timing.groups()[:4]), _milliseconds(*timing.groups()[4:]), text)
    return None


def _milliseconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> int:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(thousandths)


def _belongs(cue: Cue, passage: Cue) -> bool:
    return (
        not passage.text.endswith(_SENTENCE_ENDS)
        and cue.end_ms - passage.start_ms <= PASSAGE_MS
        and cue.start_ms - passage.end_ms < PASSAGE_MS
    )


def _run_on(text: str, addition: str) -> str:
    """Join two captions; roll-up captions repeat the last line, which is said only once."""
    last = text.rsplit("\n", 1)[-1]
    addition = addition.removeprefix(last).lstrip() if addition.startswith(last + "\n") else addition
    return text if addition == last else f"{text}\n{addition}"
