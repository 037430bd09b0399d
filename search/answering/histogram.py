"""How many works there are of each year, as bars: numbers for a drawing, whose words stand in the list beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import ngettext

from search.asking.facet_values import year_range, years_in
from search.asking.state import ParameterLinks, SearchState

MOST_BARS = 40
STEPS = (1, 2, 5, 10, 20, 50, 100, 500)  # years in one bar
WIDTH, HEIGHT = 240, 64  # of the drawing, in its own units
GAP = 1
LOWEST = 2  # of a bar that stands for anything at all


@dataclass(frozen=True, slots=True)
class Bar:
    """``x``, ``width`` of the column; ``y``, ``height`` of what is filled of it. ``text``: “2010–2014: 12 works”."""

    x: float
    width: float
    y: float
    height: float
    text: str
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """``first`` and ``last``: the years at its ends. ``range_from`` and ``range_to``: what the form for a range holds.
    ``fields``: the rest of the search, for that form.
    """

    bars: Sequence[Bar]
    first: int
    last: int
    range_from: str
    range_to: str
    fields: Sequence[tuple[str, str]]
    width: int = WIDTH
    height: int = HEIGHT


def histogram_of(counts: Sequence[tuple[str, int]], state: SearchState) -> Histogram | None:
    """The bars of ``counts`` (year, works); None where there are no two years to compare."""
    works = {int(year): count for year, count in counts}
    if len(works) < 2:
        return None
    first, last = min(works), max(works)
    step = next((step for step in STEPS if (last - first) // step < MOST_BARS), STEPS[-1])
    start = first - first % step
    numbers = [
        (year, sum(works.get(one, 0) for one in range(year, year + step))) for year in range(start, last + 1, step)
    ]
    range_from, range_to = _range_on(state)
    return Histogram(_bars(numbers, step, state), first, last, range_from, range_to, state.fields("year"))


def _bars(numbers: Sequence[tuple[int, int]], step: int, state: SearchState) -> list[Bar]:
    links, chosen = ParameterLinks(state, "year"), state.chosen.get("year", ())
    on = {int(year) for value in chosen for year in years_in(value)}
    highest, width = max(count for _year, count in numbers), WIDTH / len(numbers)
    bars = []
    for place, (year, count) in enumerate(numbers):
        value = year_range(str(year), str(year + step - 1))
        height = max(LOWEST, round(HEIGHT * count / highest, 1)) if count else 0
        url = links.to() if (value,) == tuple(chosen) else links.to(value)
        selected = not on.isdisjoint(range(year, year + step))
        x, y = round(place * width, 1), round(HEIGHT - height, 1)
        bars.append(Bar(x, round(width - GAP, 1), y, height, _text(value, count), url, selected))
    return bars


def _text(value: str, count: int) -> str:
    return ngettext("%(years)s: %(number)s work", "%(years)s: %(number)s works", count) % {
        "years": value.replace("..", "–"),
        "number": number_format(count, force_grouping=True),
    }


def _range_on(state: SearchState) -> tuple[str, str]:
    """The ends of the one choice of years that is on; nothing where there are several, for no form can say that."""
    chosen = state.chosen.get("year", ())
    if len(chosen) != 1:
        return "", ""
    first, is_range, last = chosen[0].partition("..")
    return first, (last if is_range else first)
