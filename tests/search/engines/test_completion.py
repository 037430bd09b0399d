"""Titles for a box that is being typed in."""

from __future__ import annotations

from datetime import date

from search.engines.protocol import Deletion, Engine, Index, Text, Viewer

from .conftest import ANYONE
from .documents import gate, output, viewer


def typed(engine: Engine, text: str, who: Viewer = ANYONE, limit: int = 10) -> str:
    """The numbers of the works, in order."""
    return "".join(hit.key.removeprefix("output:") for hit in engine.complete(text, who, limit=limit))


def test_words_are_completed_in_any_script(engine: Engine) -> None:
    engine.apply(
        [
            output("output:1", "Heart failure in Ångström's children"),
            output("output:2", "Ёлка и сердечные болезни", language="ru"),
            output("output:3", "心臓病の看護", language="ja"),
            output("output:4", "გულის დაავადება", language="ka"),
            output("output:5", "ﬁbrillation ＡＢＣ", abstracts="heart", text="heart", people=["Heart, Ada"]),
            output("output:6", "", keywords="heart"),
        ]
    )
    for text, expected in [
        ("h", "1"),
        ("HEART", "1"),
        ("heart fai", "1"),
        ("fail hea", "1"),
        ("hear fail", "1"),
        ("angstrom", "1"),
        ("ÅNG chil", "1"),
        ("heart-fail", "1"),
        ("heart kangaroo", ""),
        ("eart", ""),
        ("елк", "2"),
        ("Сердечн бол", "2"),
        ("心", "3"),
        ("臓病", "3"),
        ("心病", ""),
        ("看護 心臓", "3"),
        ("გულ", "4"),
        ("fibr", "5"),
        ("ab", "5"),
        ("heart ", "1"),
        ("", ""),
        (" + ", ""),
        ("\x00", ""),
    ]:
        assert typed(engine, text) == expected, text


def test_titles_that_begin_so_come_first_then_the_newest(engine: Engine) -> None:
    engine.apply(
        [
            output("output:1", "The heart: a history", sort_date=date(2024, 1, 1)),
            output("output:2", "Heart and lung", sort_date=date(2001, 1, 1)),
            output("output:3", "Heart and kidney", sort_date=date(2020, 1, 1)),
            output("output:4", "Kidney and heart"),
            output("output:5", "Lung of the heart", sort_date=date(2025, 1, 1)),
        ]
    )
    assert typed(engine, "hear") == "32514"
    assert typed(engine, "hear", limit=3) == "325"
    assert typed(engine, "heart and") == "324"
    assert typed(engine, "hear", limit=1) == "3"


def test_every_title_of_a_work_counts_and_changes_follow(engine: Engine) -> None:
    work = output("output:1", "Heart")
    engine.apply([output("output:2", "Lung", version=1)])
    engine.apply([Deletion(Index.OUTPUTS, "output:2", 2)])
    assert typed(engine, "lun") == ""
    titles = [*work.titles, Text("Сердце", "ru")]
    engine.apply([output("output:1", version=2, **{"abstracts": "x"})])
    assert typed(engine, "hear") == ""
    engine.apply([type(work)(key=work.key, version=3, audience=work.audience, titles=titles)])
    assert typed(engine, "hea") == typed(engine, "серд") == "1"


def test_only_what_the_viewer_may_see_is_completed(engine: Engine) -> None:
    engine.apply(
        [
            output("output:1", "Heart", audience=frozenset({"editor"})),
            output("output:2", "Hearts", gated_text="lung", gate=gate(["editor"])),
        ]
    )
    assert typed(engine, "heart") == "2"
    assert sorted(typed(engine, "heart", viewer("public", "editor"))) == ["1", "2"]
    assert typed(engine, "heart", viewer()) == ""
    assert typed(engine, "lun", viewer("public", "editor")) == ""


def test_a_long_text_is_no_burden(engine: Engine) -> None:
    engine.apply([output("output:1", "Heart " * 500)])
    for text in ("heart " * 20_000, "h" * 100_000, "心" * 100_000, "a b c d " * 10_000, "\ud800" * 100_000):
        assert typed(engine, text) in {"1", ""}
    assert typed(engine, "heart heart hea") == "1"
