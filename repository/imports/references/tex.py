"""TeX in the fields of a BibTeX file → the characters that it prints."""

from __future__ import annotations

import logging
import re

from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.macrospec import MacroSpec

# Decoding takes some five microseconds a character, so a hostile file of ten megabytes would take a minute.
LONGEST_TEX = 30_000
MOST_TEX = 1_000_000

# What it ignores in broken TeX is nobody's concern.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)

COMMANDS = re.compile(r"[\\$]")
SINGLE_DOLLARS = re.compile(r"(?<!\\)\$")
# In a field of BibTeX these mean themselves: an address, “100%”, “R&D”.
BARE = re.compile(r"(?<!\\)([%&#])")
SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("?`", "¿"), ("!`", "¡"))

# What the library does not know, or knows as another character than our own files mean.
PRINTED = {
    "textasciicircum": "^",
    "textasciitilde": "~",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textbackslash": "\\",
    "cyr": "",
}


def _context():
    context = get_default_latex_context_db()
    context.add_context_category(
        "references",
        prepend=True,
        macros=[
            *(MacroTextSpec(name, text) for name, text in PRINTED.items()),
            MacroTextSpec("href", "%(2)s"),
            MacroTextSpec("url", "%(1)s"),
        ],
    )
    return context


def _walker_context():
    from pylatexenc.latexwalker import get_default_latex_context_db as default

    context = default()
    context.add_context_category(
        "references", prepend=True, macros=[MacroSpec("href", "{{"), MacroSpec("url", "{"), MacroSpec("cyr", "")]
    )
    return context


class TexReader:
    """Decodes the fields of one file, as much TeX as a file of references can sensibly hold; beyond it commands stay
    as they are written."""

    def __init__(self) -> None:
        self._left = MOST_TEX
        self._printer = LatexNodes2Text(
            latex_context=_context(), math_mode="text", keep_comments=True, strict_latex_spaces=True
        )
        self._walker_context = _walker_context()

    def text(self, written: str) -> str:
        if not COMMANDS.search(written):
            return _without_commands(written)
        if len(written) > min(LONGEST_TEX, self._left):
            return _without_commands(written)
        self._left -= len(written)
        try:
            return self._printed(written)
        except Exception:  # whatever the library makes of broken TeX, the words are kept
            return _without_commands(written)

    def _printed(self, written: str) -> str:
        if len(SINGLE_DOLLARS.findall(written)) % 2:
            written = SINGLE_DOLLARS.sub(r"\\$", written)
        written = BARE.sub(r"\\\1", written)
        return self._printer.latex_to_text(written, latex_context=self._walker_context, tolerant_parsing=True).replace(
            "\u00a0", " "
        )


def _without_commands(written: str) -> str:
    for sign, printed in SIGNS:
        written = written.replace(sign, printed)
    return re.sub(r"[{}]", "", written.replace("~", " "))
