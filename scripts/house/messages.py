"""Translations that are whole: nothing guessed, every placeholder of the original there, every plural form given."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")


def placeholders(text: str) -> set[str]:
    """The names and positions that Python fills in."""
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def faults(entry: polib.POEntry) -> Iterator[str]:
    """Yield what is wrong with one message; one that is not translated yet is not wrong."""
    if entry.fuzzy:
        yield "the translation is only a guess (fuzzy)"
    forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
    if any(forms) and not all(forms):
        yield "some plural forms are missing"
    wanted, allowed = placeholders(entry.msgid), placeholders(entry.msgid) | placeholders(entry.msgid_plural)
    for form in filter(None, forms):
        given = placeholders(form)
        # A form for one thing may leave out the number itself: “one file”.
        if not given <= allowed or (not entry.msgid_plural and given != wanted):
            yield f"the placeholders {sorted(given)} are not those of the original, {sorted(allowed)}"


def problems(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield a sentence for every faulty translation."""
    for path in files:
        if path.suffix == ".po":
            entries = polib.pofile(str(path))
            for entry in entries:
                for fault in faults(entry) if not entry.obsolete else ():
                    yield f"{path.relative_to(root)}:{entry.linenum}: {fault}"
            if said(entries) != compiled(path.with_suffix(".mo")):
                yield f"{path.relative_to(root)}: not what the .mo beside it says; run manage.py compilemessages"


def said(entries: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], str | dict[int, str]]:
    """What counts of a catalogue."""
    words = {(entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr for entry in entries}
    return {message: translation for message, translation in words.items() if translation}


def compiled(path: Path) -> dict[tuple[str | None, str], str | dict[int, str]]:
    return said(polib.mofile(str(path))) if path.is_file() else {}
