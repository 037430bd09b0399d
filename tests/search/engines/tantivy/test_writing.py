"""Writing to a generation: what it holds in memory until it commits."""

from __future__ import annotations

from pathlib import Path

from search.engines.protocol import PassageDocument, PassagesReplaced, Text
from search.engines.tantivy.generations import Generations
from search.engines.tantivy.writing import GenerationWriter

WORKS, PAGES = 60, 1_000


def pages_of(work: int) -> PassagesReplaced:
    parent = f"w/{work}"
    pages = [
        PassageDocument(f"{parent}/{number}", 1, parent, frozenset({"public"}), Text("heart", "en"))
        for number in range(PAGES)
    ]
    return PassagesReplaced(parent, 1, pages)


def resident() -> int:
    """Bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_filling_an_empty_index_holds_little_for_each_page(tmp_path):
    """A rebuild of a house with millions of pages commits once: 1.5 KB for each would be gigabytes."""
    writer = GenerationWriter(Generations(tmp_path).create())
    writer.add([pages_of(0)])
    before = resident()
    for work in range(1, WORKS):
        writer.add([pages_of(work)])
    assert (resident() - before) / (WORKS * PAGES) < 700
    writer.abandon()
