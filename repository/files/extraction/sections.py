"""Division of running text that has no pages of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SECTION_CHARACTERS = 3000  # about one printed page


def packed(paragraphs: Iterable[str], joiner: str) -> Iterator[str]:
    """Yield sections of about a page, cut between paragraphs where these are not too long."""
    held: list[str] = []
    size = 0
    for paragraph in paragraphs:
        for piece in _pieces(paragraph):
            if held and size + len(piece) > SECTION_CHARACTERS:
                yield joiner.join(held)
                held, size = [], 0
            held.append(piece)
            size += len(piece) + len(joiner)
    if held:
        yield joiner.join(held)


def _pieces(paragraph: str) -> Iterator[str]:
    start = 0
    while len(paragraph) - start > SECTION_CHARACTERS:
        cut = paragraph.rfind(" ", start + 1, start + SECTION_CHARACTERS)
        cut = cut if cut > 0 else start + SECTION_CHARACTERS
        yield paragraph[start:cut]
        start = cut
    yield paragraph[start:]
