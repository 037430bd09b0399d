"""The rows of three states of a list brought together: what was shown, what somebody typed over it, what is saved now.

Rows are told apart by what they say, and where that was changed by what names them, such as a contributor's ORCID iD.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from repository.deposit.forms.rows import RowForm

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Row:
    """``names``: by which it is known again, the surest first, each with its kind as its first word. ``form``: where it
    was read."""

    text: str
    names: tuple[str, ...] = ()
    form: RowForm | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One row as it was, as it was typed, and as it is saved now; None where it is not in the list."""

    before: Row | None
    mine: Row | None
    theirs: Row | None

    @property
    def key(self) -> str:
        """The same for the same texts only, so that a choice is never taken for one that its author has not seen."""
        said = "\0".join(row.text if row else "\1" for row in (self.before, self.mine, self.theirs))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def differs(self) -> bool:
        return _text(self.mine) != _text(self.theirs)

    @property
    def likely(self) -> str:
        """The side that changed it; what was typed where both did."""
        return THEIRS if _text(self.mine) == _text(self.before) else MINE

    @property
    def is_disputed(self) -> bool:
        return self.differs and _text(self.before) not in (_text(self.mine), _text(self.theirs))

    def of(self, side: str) -> Row | None:
        return self.mine if side == MINE else self.theirs

    @property
    def deed_of_mine(self) -> str:
        return _deed(self.before, self.mine)

    @property
    def deed_of_theirs(self) -> str:
        return _deed(self.before, self.theirs)

    @property
    def likely_text(self) -> str:
        return _text(self.of(self.likely)) or ""


def _text(row: Row | None) -> str | None:
    return row.text if row else None


def _deed(before: Row | None, after: Row | None) -> str:
    if _text(before) == _text(after):
        return "kept"
    if before is None:
        return "added"
    return "changed" if after else "removed"


def rows_met(before: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row]) -> list[Meeting]:
    """Every row that one of the two has now, in the order that the list would have: that of ``theirs`` where it was
    changed there, else that of ``mine``; what only the other has comes after what it comes after there."""
    in_mine, in_theirs = _paired(before, mine), _paired(before, theirs)
    places = [(index, in_mine.get(index), in_theirs.get(index)) for index in range(len(before))]
    new_mine, new_theirs = _others(mine, in_mine), _others(theirs, in_theirs)
    pairs = _paired([mine[index] for index in new_mine], [theirs[index] for index in new_theirs])
    met = {new_mine[one]: new_theirs[other] for one, other in pairs.items()}
    places += [(None, index, met.get(index)) for index in new_mine]
    places += [(None, None, index) for index in new_theirs if index not in met.values()]
    return [Meeting(_at(before, was), _at(mine, typed), _at(theirs, saved)) for was, typed, saved in _in_order(places)]


Place = tuple[int | None, int | None, int | None]


def _at(rows: Sequence[Row], index: int | None) -> Row | None:
    return None if index is None else rows[index]


def _others(rows: Sequence[Row], paired: dict[int, int]) -> list[int]:
    taken = set(paired.values())
    return [index for index in range(len(rows)) if index not in taken]


def _paired(rows: Sequence[Row], others: Sequence[Row]) -> dict[int, int]:
    """Which row of the one is which of the other: what says the same first, then what has a name in common, one kind of
    name after the other."""
    pairs: dict[int, int] = {}
    kinds = dict.fromkeys(name.partition(" ")[0] for row in rows for name in row.names)
    for told in (lambda row: row.text, *(partial(_name_of, kind) for kind in kinds)):
        free = {told(others[index]): index for index in reversed(_others(others, pairs))}
        for index, row in enumerate(rows):
            if index not in pairs and told(row) and told(row) in free:
                pairs[index] = free.pop(told(row))
    return pairs


def _name_of(kind: str, row: Row) -> str:
    return next((name for name in row.names if name.partition(" ")[0] == kind), "")


def _in_order(places: list[Place]) -> Iterator[Place]:
    saved = [place[2] for place in places if place[0] is not None and place[2] is not None]
    lead, other = (2, 1) if saved != sorted(saved) else (1, 2)
    line = sorted((place for place in places if place[lead] is not None), key=lambda place: place[lead])
    previous = None
    for place in sorted((place for place in places if place[other] is not None), key=lambda place: place[other]):
        if place[lead] is None:
            line.insert(line.index(previous) + 1 if previous else 0, place)
        previous = place
    return iter(line)
