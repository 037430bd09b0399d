"""Where sentences end, by a few rules for the languages of our texts.

A full stop ends no sentence after an abbreviation, an initial or an ordinal, nor before a lower-case letter. The signs
of Chinese, Japanese, Hindi, Arabic, Armenian and Khmer mean nothing else and need no space after them.
"""

from __future__ import annotations

import re

_ABBREVIATIONS = """al approx art cf ch dept dr ed eds eq est etc ex fig figs inc jr max min mr mrs ms nos nr p pp prof
    ref refs resp sec sp spp sr st tab univ viz vol vols vs
    т е д п к др пр рис табл стр см ср г гг в вв им проф акад доц канд мед наук ст гл млн млрд тыс руб ул напр обл
    мал гл пам дац
    abb abs anm bd bzw ca ebd evtl ggf hrsg inkl lat nr s sog std str tel usw vgl z zb
    ecc dott sig ing pag
    av cf env éd m mm mme
    núm pág sr sra dra
    dl dna lit cap
    bkz örn doç sf yy vb"""
_SHORTENED = frozenset(_ABBREVIATIONS.split())
_SIGNS = "。！？｡।॥؟۔։።។"
_END = re.compile(
    rf"(?P<sign>[{_SIGNS}])[”’」』）)\]»\"']*\s*"
    r"|(?P<stop>[.!?…]+)[”’»)\]\"']*\s+"
    r"|\n\s*\n\s*"
    r"|\n\s*(?=[•▪◦‣–—*]\s|\d{1,2}[.)]\s)"
)
_LAST_WORD = re.compile(r"(\w+)$")
_LOOK_BACK = 24  # characters; longer words are no abbreviations


def sentence_starts(text: str, start: int, end: int) -> list[int]:
    """The places between ``start`` and ``end`` where a sentence begins, in order; the text's own beginning is one."""
    begun = [0] if start <= 0 else []
    for match in _END.finditer(text, max(0, start), end):
        if match.end() < len(text) and (match["stop"] is None or _ends(text, match)):
            begun.append(match.end())
    return begun


def _ends(text: str, match: re.Match[str]) -> bool:
    if text[match.end()].islower():
        return False
    if match["stop"] != ".":
        return True
    word = _LAST_WORD.search(text, max(0, match.start() - _LOOK_BACK), match.start())
    return word is None or not _is_shortened(word[1])


def _is_shortened(word: str) -> bool:
    """An initial, an ordinal of one or two digits, or an abbreviation."""
    if len(word) == 1 or (word.isdigit() and len(word) == 2):
        return True
    return word.lower() in _SHORTENED
