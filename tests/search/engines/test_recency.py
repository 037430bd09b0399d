"""Between works that answer about as well the newer one comes first; it never comes before a better one."""

from __future__ import annotations

from datetime import date

from search.engines.protocol import Engine, Query

from .documents import found, output, viewer

FUTURE = date(2199, 1, 1)


def test_the_newer_of_equals_comes_first_and_the_better_before_the_newer(engine: Engine) -> None:
    engine.apply(
        [
            output("output:1", "The heart", sort_date=date(2009, 5, 1)),
            output("output:2", "The heart", sort_date=date(2025, 5, 1)),
            output("output:3", "Lungs", text="heart " + "filling " * 50, sort_date=date(2026, 1, 1)),
            output("output:4", "The heart"),
        ]
    )
    hits = found(engine, "heart")
    assert hits[0] == "output:2" and hits[-1] == "output:3"
    assert set(hits) == {"output:1", "output:2", "output:3", "output:4"}


def test_an_order_of_the_readers_own_is_left_alone(engine: Engine) -> None:
    engine.apply(
        [output("output:1", "Heart", sort_date=FUTURE), output("output:2", "Lung", sort_date=date(2000, 1, 1))]
    )
    assert found(engine, Query()) == ["output:1", "output:2"]
    assert found(engine, Query(words="kangaroo")) == []
    for today in (date.min, date.max):
        assert found(engine, Query(words="heart"), viewer("public", today=today)) == ["output:1"]
