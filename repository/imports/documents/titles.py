"""The title: the largest letters near the top of the first page, unless a property says it and the page agrees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from repository.imports.documents.evidence import LABELS, Block, Evidence, is_in_capitals, normal
from repository.imports.documents.meaningless import told_title
from repository.imports.documents.people import are_surely_people

MAX_TITLE = 500
_LARGER = 1.12  # than running text
_NEARLY = 0.8  # of the largest: what a journal's banner may exceed its article's title by
_NEVER = re.compile(
    r"(?:arxiv:|\W*\d[\d\s.,–-]*$|.*@|.*\bhttps?:|.*\bwww\.|контент|contents\s+lists|journal\s+homepage|open\s+access|"
    r"(?:original|research|review|short|regular|full)\s+(?:article|paper|research|communication)s?$|article$|research$|"
    r"(?:оригинальн\w+|научн\w+|обзорн\w+)\s+(?:исследовани\w+|стать\w+|публикаци\w+|обзор\w*)$|на\s+правах\s+рукописи|"
    r"(?:утвержд\w+|рекомендован\w*|допущен\w*)\b|(?:для|по)\s+(?:студент\w+|специальности)\b)",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"(?:министерство|учреждение|.*\bуниверситет(?:а)?$|.*\bкафедра\b|\d-я\s+кафедра|.*\bакадемия\s+наук$|институт\b|"
    r"ministry|department\s+of|faculty\s+of|institute\s+of|university\s+of|.*\buniversity$|міністэрства|.*ўніверсітэт$)",
    re.IGNORECASE,
)
KIND_OF_BOOK = re.compile(
    r"(?:учебно-методическое\s+пособие|учебное\s+пособие|методические\s+(?:рекомендации|указания)|учебник|монография|"
    r"практикум|курс\s+лекций|конспект\s+лекций|автореферат|диссертация|дисертация|лекция\b|"
    r"(?:a\s+)?(?:text)?book|(?:a\s+)?manual|monograph|(?:second|third|\d\w*)\s+edition)\b",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    r"\b(?:journal|annals|archives|bulletin|acta|transactions|вестник|журнал|известия|весці|веснік)\b", re.IGNORECASE
)
_TRAILING_MARKS = re.compile(r"[\s*†‡⁰¹²³⁴⁵⁶⁷⁸⁹]+$")


@dataclass(frozen=True)
class Title:
    """`block`: where it is printed, None where only a property holds it."""

    text: str
    block: Block | None = None


def title_of(evidence: Evidence) -> Title | None:
    told = [told_title(one, evidence.name) for one in evidence.properties.said.get("title", ())]
    told = [title for title in told if title and not KIND_OF_BOOK.fullmatch(title)]
    block = title_block(evidence, [block for block in evidence.blocks if block.page <= 2])
    printed = as_title(block.text, evidence) if block else ""
    for title in told:
        if len(title.split()) > 1 and _is_printed(title, evidence) and not normal(printed).startswith(normal(title)):
            return Title(title, _block_of(title, evidence) or block)
    if block and len(printed.split()) == 1 and any(len(one.split()) > 2 for one in told):
        return Title(next(one for one in told if len(one.split()) > 2), block)  # a first slide that says “Welcome”
    if block:
        return Title(next((one for one in told if normal(one) == normal(printed)), printed), block)
    return next((Title(title) for title in told if len(title.split()) > 1), None)


def title_block(evidence: Evidence, blocks: Sequence[Block]) -> Block | None:
    """The block among these that is set as a title."""
    named = [block for block in blocks if block.role == "title" and _may_be(block)]
    if named:
        return named[0]
    candidates = [block for block in blocks if _may_be(block)]
    if not any(block.size for block in candidates):
        return None
    first_page = [block for block in candidates if block.page == min(one.page for one in candidates)]
    return _by_size(evidence, first_page) or _by_size(evidence, candidates) or _by_weight(first_page)


def _by_size(evidence: Evidence, candidates: Sequence[Block]) -> Block | None:
    large = [block for block in candidates if block.size >= _LARGER * evidence.body_size and _has_words(block)]
    if not large:
        return None
    size = max(block.size for block in large)
    nearly = [block for block in large if block.size >= _NEARLY * size]
    articles = [block for block in nearly if not _is_journal(block)]
    return max(articles or nearly, key=lambda block: block.size)


def _by_weight(candidates: Sequence[Block]) -> Block | None:
    """Where all is set in one size, what is in capitals or bold and stands before the text."""
    upper = [block for block in candidates if block.top < 0.6 and len(block.text.split()) > 2]
    for is_marked in (lambda block: block.is_in_capitals, lambda block: block.is_bold):
        if marked := [block for block in upper if is_marked(block)]:
            return marked[0]
    return None


def _may_be(block: Block) -> bool:
    text = block.text
    if not 4 <= len(text) <= MAX_TITLE or sum(map(str.isalpha, text)) < 4:
        return False
    if any(one.match(text) for one in (LABELS, _NEVER, _INSTITUTION, KIND_OF_BOOK)):
        return False
    return not are_surely_people(text)


def _has_words(block: Block) -> bool:
    return len(block.text.split()) > 1 or (len(block.text) > 6 and block.text[0].isupper())


def _is_journal(block: Block) -> bool:
    return len(block.text.split()) < 7 and (bool(_JOURNAL.search(block.text)) or len(block.text.split()) == 1)


def _is_printed(title: str, evidence: Evidence) -> bool:
    return normal(title) in evidence.normal_front


def _block_of(title: str, evidence: Evidence) -> Block | None:
    return next((block for block in evidence.blocks if normal(title) in normal(block.text)), None)


def as_title(text: str, evidence: Evidence) -> str:
    """As it is written in running text: without marks of notes, and not in capitals."""
    text = _TRAILING_MARKS.sub("", text).strip()
    text = text[:-1] if text.endswith(".") and not text.endswith("..") else text
    return in_sentence_case(text, evidence) if is_in_capitals(text) else text


def in_sentence_case(text: str, evidence: Evidence) -> str:
    """A title in capitals as the pages write it elsewhere (in the line on how to cite it), else with each word as it is
    written in the text; a name that stands nowhere else loses its capital, as it would in a catalogue."""
    everywhere = "\n".join((evidence.front, *evidence.pages))
    pattern = r"[\s\u00ad]+".join(map(re.escape, text.split()))
    for found in re.finditer(pattern, everywhere, re.IGNORECASE):
        if not found[0].isupper():
            return " ".join(found[0].split())
    seen = set(re.findall(r"(?<=[^\s.!?:] )[^\W_]+", everywhere))
    words = [_as_seen(word, seen) for word in re.split(r"(\W+)", text)]
    lowered = "".join(words)
    return lowered[:1].upper() + lowered[1:]


def _as_seen(word: str, seen: set[str]) -> str:
    if word.lower() in seen:
        return word.lower()
    if len(word) > 1 and word.capitalize() in seen:
        return word.capitalize()
    return word if any(map(str.isdigit, word)) else word.lower()


def other_titles(evidence: Evidence, first: Block, blocks: Iterable[Block]) -> list[str]:
    """Titles of the same article in another language: set like the first, further down, above an abstract."""
    others = []
    for block in blocks:
        is_alike = abs(block.size - first.size) <= 0.15 * first.size and block.is_in_capitals == first.is_in_capitals
        if block != first and is_alike and _may_be(block) and len(block.text.split()) > 2:
            others.append(as_title(block.text, evidence))
    return others
