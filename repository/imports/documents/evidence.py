"""The first pages of a file as the heuristics see them: lines, and blocks of lines that are set alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from repository.files.extraction.properties import Line, Properties

PAGES = 4
MAX_PAGE_CHARACTERS = 20_000
MAX_LINES = 400
_A4_HEIGHT = 842  # points; other papers differ by less than the tolerances
_SAME_SIZE = 0.05
_LOOSE = 1.4  # times the gap before: a line that is so far away begins another block
_LOOSEST = 2.5  # times the size
SOFT_HYPHEN = "\u00ad"
REFERENCES = re.compile(
    r"(?:список\s+(?:использованн\w+\s+)?(?:литературы|источников)|литература|літаратура|спіс\s+\w+|"
    r"references|bibliography|works\s+cited|literature\s+cited)\s*[.:]?",
    re.IGNORECASE,
)
_COVER = re.compile(
    r"See discussions, stats, and author profiles for this publication|"
    r"JSTOR is a not-for-profit service|This version is available at: ?https?:|This is the accepted version of",
    re.IGNORECASE,
)
ABSTRACT = r"аннотация|резюме|реферат|анатацыя|рэзюмэ|рэферат|summary|a\s?b\s?s\s?t\s?r\s?a\s?c\s?t"
KEYWORDS = r"ключевые\s+слова|ключавыя\s+словы|key\s?words(?:\s+and\s+phrases)?|index\s+terms"
# What begins something of its own, wherever it stands.
LABELS = re.compile(
    rf"(?:{ABSTRACT}|{KEYWORDS}|"
    r"a\s?r\s?t\s?i\s?c\s?l\s?e\s+i\s?n\s?f\s?o|"
    r"article\s+history|для\s+цитирования|для\s+цытавання|образец\s+цитирования|for\s+citation|how\s+to\s+cite|citation|"
    r"citation\s*:|academic\s+editor|copyright|received|accepted|revised|published|available\s+online|"
    r"поступила|паступіў|correspond(?:ence|ing)|авторы?|составител\w+|authors?|рецензент\w*|reviewers?|"
    r"р\s+е\s+ц\s+е\s+н\s+з\s+е\s+н\s+т\s+ы|научный\s+руководитель|введение|уводзіны|(?:\d\.?\s+)?introduction|background|"
    r"удк|udc|ббк|all\s+rights\s+reserved|все\s+права|doi|isbn|issn|https?|©|\*)(?![^\W\d_])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Block:
    """Lines that follow one another, set alike: a title, a paragraph, a heading."""

    lines: tuple[Line, ...]

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def role(self) -> str:
        return self.lines[0].role

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def is_bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @cached_property
    def text(self) -> str:
        return joined(line.text for line in self.lines)

    @cached_property
    def is_in_capitals(self) -> bool:
        return is_in_capitals(self.text)


@dataclass(frozen=True)
class Evidence:
    """`pages`: texts of the first pages, without the cover that a network of researchers puts before them."""

    properties: Properties
    pages: tuple[str, ...]
    name: str

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Up to the list of references, since what stands there is of other works."""
        lines = []
        for line in (*self.properties.lines, *self._lines_without_layout())[:MAX_LINES]:
            if REFERENCES.fullmatch(line.text.strip(" .0123456789")):
                break
            lines.append(line)
        return tuple(lines)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(_blocks(self.lines))

    @cached_property
    def front(self) -> str:
        """All that is read before the references, a line per block."""
        return "\n".join(block.text for block in self.blocks)

    @cached_property
    def body_size(self) -> float:
        """The size most letters have; 0 where it is not known."""
        sizes: Counter[float] = Counter()
        for line in self.properties.lines:
            sizes[round(line.size, 1)] += len(line.text)
        return sizes.most_common(1)[0][0] if sizes else 0

    @cached_property
    def normal_front(self) -> str:
        return normal("\n".join((self.front, *self.pages)))

    def _lines_without_layout(self) -> Iterator[Line]:
        """The lines of the text of pages whose layout nobody read, and of plain text."""
        known = {line.page for line in self.properties.lines}
        for number, page in enumerate(self.pages, 1):
            if number not in known and not (known and number > 2):
                for text in page.split("\n"):
                    yield Line(number, text)


def evidence_of(properties: Properties, pages: Sequence[str], name: str) -> Evidence:
    texts = [page[:MAX_PAGE_CHARACTERS] for page in pages[:PAGES]]
    if texts and _COVER.search(texts[0]):
        inner = (replace(line, page=line.page - 1) for line in properties.lines if line.page > 1)
        return Evidence(replace(properties, lines=tuple(inner)), tuple(texts[1:]), name)
    return Evidence(properties, tuple(texts), name)


def is_in_capitals(text: str) -> bool:
    """Of scripts that have two cases; not of an abbreviation."""
    letters = [character for character in text if character.upper() != character.lower()]
    return len(letters) > 8 and sum(map(str.isupper, letters)) > 0.9 * len(letters)


def normal(text: str) -> str:
    """Letters and digits alone, in one case: whether two texts are the same to a reader."""
    return "".join(filter(str.isalnum, text.casefold().replace("ё", "е")))


def joined(lines: Iterable[str]) -> str:
    """Lines as running text, words whole."""
    text = ""
    for line in lines:
        text += line if not text or text.endswith(SOFT_HYPHEN) else f" {line}"
        if text.endswith(SOFT_HYPHEN):
            text = text[:-1] + SOFT_HYPHEN
    return " ".join(text.replace(SOFT_HYPHEN, "").split())


def _blocks(lines: Iterable[Line]) -> Iterator[Block]:
    held: list[Line] = []
    gap = 0.0
    for line in lines:
        if not line.text.strip():
            continue
        if held and not _goes_on(held[-1], line, gap):
            yield Block(tuple(held))
            held, gap = [], 0.0
        elif held:
            gap = line.top - held[-1].top
        held.append(line)
    if held:
        yield Block(tuple(held))


def _goes_on(before: Line, line: Line, gap: float) -> bool:
    if (line.page, line.role, line.bold) != (before.page, before.role, before.bold) or LABELS.match(line.text):
        return False
    if min(len(line.text), len(before.text)) > 20 and is_in_capitals(line.text) != is_in_capitals(before.text):
        return False
    if not line.size or not (line.top or line.left):  # a paragraph of Word, a slide, plain text
        return line.size == before.size == 0 and not line.role and before.text.endswith(SOFT_HYPHEN)
    return _is_as_large(before, line) and _is_next(before, line, gap)


def _is_as_large(before: Line, line: Line) -> bool:
    return abs(line.size - before.size) <= _SAME_SIZE * before.size


def _is_next(before: Line, line: Line, gap: float) -> bool:
    step = line.top - before.top
    if step < 0:  # the next column
        return not before.text.endswith(".")
    return step * _A4_HEIGHT <= _LOOSEST * line.size and (not gap or step <= _LOOSE * gap)
