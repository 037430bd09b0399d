import re
from dataclasses import replace

import pytest
from hypothesis import given

from repository.interop.formats import bibtex
from repository.interop.record import Contributor, Identifier, Record
from tests.repository.interop.records import ARTICLE, BARE, CHAPTER, UNDATED, any_record


def test_an_article():
    assert (
        bibtex.serialise(ARTICLE)
        == r"""@article{kavaliova2025-0k3vq8zt,
  author = {Kavaliova, Hanna P. and Rossi, Marco and Иванов, Иван},
  title = {{Joint training of surgeons: 5\% \& more}},
  journal = {Journal of Joint Studies},
  volume = {12},
  number = {3},
  pages = {45--52},
  year = {2025},
  month = nov,
  issn = {2049-3630},
  doi = {10.1000/joint_1},
  eprint = {31452104},
  eprinttype = {pubmed},
  url = {https://repository.example/w/0k3vq8zt/},
  langid = {english},
  keywords = {surgery, joint training},
  abstract = {We compared two programmes.},
}
"""
    )


def test_a_chapter_in_cyrillic():
    assert (
        bibtex.serialise(CHAPTER)
        == """@incollection{work2024-1m4wr9xa,
  author = {Петрова, Анна},
  editor = {Li, Wei and Novak, Jan},
  title = {{Глава о сердце}},
  booktitle = {Кардиология},
  volume = {2},
  pages = {101--130},
  edition = {3rd},
  publisher = {Вышэйшая школа},
  address = {Минск},
  year = {2024},
  isbn = {978-3-16-148410-0},
  url = {https://repository.example/w/1m4wr9xa/},
  langid = {russian},
}
"""
    )


def test_a_group_without_a_date():
    assert (
        bibtex.serialise(UNDATED)
        == """@misc{worldliveralliance-2n5xs0yb,
  author = {{World Liver Alliance}},
  title = {{Lecture 4: The liver}},
  url = {https://repository.example/w/2n5xs0yb/},
  langid = {english},
}
"""
    )


def test_a_translation_names_its_original():
    record = replace(BARE, translation_of_title="Отчёт", translation_of_language="ru")
    assert "  origtitle = {{Отчёт}},\n  origlanguage = {russian},\n" in bibtex.serialise(record)


def test_next_to_nothing():
    assert (
        bibtex.serialise(BARE)
        == """@report{work,
  title = {{A report}},
  type = {Report},
  langid = {english},
}
"""
    )


@pytest.mark.parametrize(
    ("kind", "entry_type"),
    [
        ("article", "article"),
        ("manual", "book"),
        ("monograph", "book"),
        ("chapter", "incollection"),
        ("teaching", "misc"),
        ("proceedings", "proceedings"),
        ("thesis", "thesis"),
        ("report", "report"),
    ],
)
def test_every_kind_has_its_entry_type(kind, entry_type):
    assert bibtex.serialise(Record(kind=kind, title="x")).startswith(f"@{entry_type}{{")


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("100 % & $5 #1 a_b", r"100 \% \& \$5 \#1 a\_b"),
        ("{open", r"\textbraceleft{}open"),
        ("close}", r"close\textbraceright{}"),
        (r"back\slash", r"back\textbackslash{}slash"),
        ("x^2 ~ y", r"x\textasciicircum{}2 \textasciitilde{} y"),
        ("two\nlines\tand\x00more", "two lines andmore"),
    ],
)
def test_what_tex_reads_as_a_command_is_escaped(title, written):
    assert f"  title = {{{{{written}}}}},\n" in bibtex.serialise(Record(kind="report", title=title))


def test_a_name_with_a_comma_or_an_and_stays_one_name():
    contributors = (Contributor("Smith, Jr.", "Ann"), Contributor("Bill and Melinda", "X"))
    entry = bibtex.serialise(replace(BARE, contributors=contributors))
    assert "  author = {{Smith, Jr.}, {Ann} and {Bill and Melinda}, {X}},\n" in entry


def test_compilers_stand_for_editors_when_there_are_none():
    entry = bibtex.serialise(replace(BARE, contributors=(Contributor("Li", "Wei", role="compiler"),)))
    assert "  editor = {Li, Wei},\n  editortype = {compiler},\n" in entry


def test_keys_of_works_by_the_same_author_in_the_same_year_differ():
    assert bibtex.cite_key(ARTICLE) != bibtex.cite_key(replace(ARTICLE, code="9z9z9z9z"))


def test_identifiers_are_not_escaped_but_cannot_end_their_field():
    entry = bibtex.serialise(replace(BARE, identifiers=(Identifier("doi", "10.1000/a_b{c}"),)))
    assert "  doi = {10.1000/a_b%7Bc%7D},\n" in entry


@given(any_record)
def test_any_record_is_one_well_formed_entry(record):
    """Braces balance as BibTeX counts them (escaped or not), closing only at the end, and each field has its line."""
    entry = bibtex.serialise(record)
    depth = 0
    for position, character in enumerate(entry):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth > 0 or position <= entry.index("{") or position >= len(entry) - 2
    assert depth == 0
    first, *fields, last, end = entry.split("\n")
    assert re.fullmatch(r"@[a-z]+\{[0-9a-z-]+,", first)
    assert all(re.fullmatch(r"  [a-z]+ = (\{.*\}|[a-z]{3}),", field) for field in fields)
    assert (last, end) == ("}", "")
