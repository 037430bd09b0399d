"""A small real model: words of one field of medicine lie near each other, in whatever language."""

from __future__ import annotations

from array import array
from pathlib import Path

from search.engines.analysis import analyse

FIELDS = (
    ("heart", "cardiac", "сердце", "сердца", "myocardium"),
    ("lung", "pulmonary", "легкие", "легких", "pneumonia"),
    ("bone", "fracture", "кость", "перелом"),
    ("the", "of", "and"),
)
ROWS = {word: place for place, words in enumerate(FIELDS) for word in words}


def vector_of(text: str) -> list[float]:
    """How many words of each field are in ``text``."""
    found = [ROWS[token] for token in analyse(text, "und").exact if token in ROWS]
    return [float(found.count(place)) for place in range(len(FIELDS))]


def written_to(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "tokens.txt").write_text("\n".join(ROWS), encoding="utf-8")
    numbers = array("f", [float(place == row) for row in ROWS.values() for place in range(len(FIELDS))])
    (folder / "vectors.f32").write_bytes(numbers.tobytes())
    return folder
