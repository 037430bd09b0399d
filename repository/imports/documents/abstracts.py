"""Abstracts and keywords, by the words that stand before them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from repository.imports.documents.evidence import ABSTRACT, KEYWORDS, LABELS, Block, Evidence, is_in_capitals

MAX_ABSTRACT = 6000
MIN_ABSTRACT = 40
_ABSTRACT = re.compile(rf"(?:{ABSTRACT})(?![^\W\d_])\s*[.:—–-]?\s*", re.IGNORECASE)
_KEYWORDS = re.compile(rf"(?:{KEYWORDS})\s*[.:—–-]?\s*", re.IGNORECASE)
# Parts of an abstract that look like headings of an article.
_PARTS = re.compile(r"(?:background|introduction|введение)\s*[.:]", re.IGNORECASE)
_HEADING = re.compile(r"(?:\d\.?\s+)?(?:introduction|введение|уводзіны|background)\s*$", re.IGNORECASE)


def abstracts_in(evidence: Evidence) -> list[str]:
    """In the order of the pages, each without its label."""
    found = []
    for place, block in enumerate(evidence.blocks):
        if (label := _ABSTRACT.match(block.text)) and _is_label(block.text, label):
            text = _abstract(block.text[label.end() :], evidence.blocks[place + 1 :])
            if MIN_ABSTRACT <= len(text) <= MAX_ABSTRACT:
                found.append(text)
    return found


_IMPRINT = re.compile(r"\s/\s.{4,300}\s[–—-]\s", re.DOTALL)
_AFTER_IMPRINT = 8


def annotation_in_imprint(evidence: Evidence) -> str:
    """On the back of a title page, the paragraphs between the library's card and the numbers at the foot."""
    place = next((n for n, block in enumerate(evidence.blocks) if _IMPRINT.search(block.text)), None)
    if place is None or evidence.blocks[place].page > 4:
        return ""
    parts: list[str] = []
    for block in evidence.blocks[place + 1 : place + _AFTER_IMPRINT]:
        is_text = len(block.text) >= MIN_ABSTRACT and not LABELS.match(block.text) and "ISBN" not in block.text
        if block.page != evidence.blocks[place].page or (parts and not is_text):
            break
        parts += [block.text] if is_text else []
    return "\n".join(parts)


def _is_label(text: str, label: re.Match[str]) -> bool:
    """“Abstract. Heart failure …”, and not “Abstract painting” or “Summary of results”."""
    word = label[0].rstrip()
    return label.end() == len(text) or word[-1] in ".:—–-" or (word.isupper() and not is_in_capitals(text))


def _abstract(beginning: str, following: Sequence[Block]) -> str:
    parts = [beginning] if beginning else []
    size = 0.0
    for block in following:
        is_end = LABELS.match(block.text) and not _PARTS.match(block.text)
        is_other = size and abs(block.size - size) > 0.06 * size
        if is_end or is_other or _HEADING.fullmatch(block.text) or (parts and not size and beginning):
            break
        size = block.size
        parts.append(block.text)
        if sum(map(len, parts)) > MAX_ABSTRACT:
            break
    return "\n".join(parts)


def keywords_in(evidence: Evidence) -> list[tuple[str, ...]]:
    """Each list that is labelled so, in the order of the pages."""
    found = []
    for place, block in enumerate(evidence.blocks):
        if label := _KEYWORDS.match(block.text):
            found.append(_keywords(block, label, evidence.blocks[place + 1 : place + 2]))
    return [words for words in found if words]


def _keywords(block: Block, label: re.Match[str], following: Sequence[Block]) -> tuple[str, ...]:
    rest = block.text[label.end() :]
    if block.lines and _KEYWORDS.fullmatch(block.lines[0].text) and len(block.lines) > 1:
        return keywords_of("\n".join(line.text for line in block.lines[1:]))
    if not rest and following and not LABELS.match(following[0].text):
        rest = "\n".join(line.text for line in following[0].lines)
    return keywords_of(rest)


def keywords_of(text: str) -> tuple[str, ...]:
    """A list of keywords, in whatever way it is written; none of what is no such list."""
    divided = re.split(r"\s*[;•·|]\s*", text) if re.search(r"[;•·|]", text) else re.split(r"\s*[,\n]\s*", text)
    words = [" ".join(word.split()).strip(" .;,") for word in divided]
    words = [word for word in words if word]
    is_list = 1 <= len(words) <= 30 and all(len(word) <= 90 for word in words)
    return tuple(dict.fromkeys(words)) if is_list else ()
