from dataclasses import replace

import pytest
from hypothesis import given

from repository.interop.formats import vancouver
from repository.interop.record import Container, Contributor, Record, Teaching, Text
from tests.repository.interop.records import ARTICLE, BARE, CHAPTER, UNDATED, any_record


@pytest.mark.parametrize(
    ("record", "reference"),
    [
        (
            ARTICLE,
            "Kavaliova HP, Rossi M, Иванов И. Joint training of surgeons: 5% & more. Journal of Joint Studies. "
            "2025 Nov 3;12(3):45-52. doi: 10.1000/joint_1",
        ),
        (
            CHAPTER,
            "Петрова А. Глава о сердце. In: Li W, Novak J, editors. Кардиология. 3rd ed. Vol. 2. "
            "Минск: Вышэйшая школа; 2024. p. 101-130. Available from: https://repository.example/w/1m4wr9xa/",
        ),
        (
            UNDATED,
            "World Liver Alliance. Lecture 4: The liver [teaching material]. [date unknown]. "
            "Available from: https://repository.example/w/2n5xs0yb/",
        ),
        (BARE, "A report. [date unknown]."),
        (
            Record(
                kind="proceedings",
                title="Liver days?",
                contributors=(Contributor("Li", "Wei", role="editor"),),
                issued="2026-03-09",
                place="Minsk",
                publisher="BSMU",
            ),
            "Li W, editor. Liver days? Minsk: BSMU; 2026.",
        ),
        (
            Record(
                kind="thesis",
                title="Печень",
                titles=(Text("en", "The liver"),),
                contributors=(Contributor("Шевцов", "А.Б."), Contributor("Li", "Wei", role="supervisor")),
                issued="2023",
            ),
            "Шевцов АБ. Печень [The liver] [thesis]. 2023.",
        ),
        (
            Record(kind="chapter", title="One", part_of_title="The whole", issued="2020"),
            "One. In: The whole. 2020.",
        ),
        (
            Record(kind="teaching", title="L", teaching=Teaching(resource="slides"), issued="2026-02"),
            "L [lecture slides]. 2026.",
        ),
        (
            Record(kind="article", title="T", container=Container("J", "", "2", "e17"), issued="2026-02"),
            "T. J. 2026 Feb;(2):e17.",
        ),
    ],
)
def test_the_whole_reference(record, reference):
    assert vancouver.serialise(record) == reference


def test_of_many_authors_six_are_named():
    many = tuple(Contributor(f"Author{letter}", "Jean-Luc") for letter in "ABCDEFGH")
    assert vancouver.serialise(replace(BARE, contributors=many)).startswith(
        "AuthorA JL, AuthorB JL, AuthorC JL, AuthorD JL, AuthorE JL, AuthorF JL, et al. A report."
    )


@given(any_record)
def test_any_record_is_one_line(record):
    assert len(vancouver.serialise(record).splitlines()) <= 1
