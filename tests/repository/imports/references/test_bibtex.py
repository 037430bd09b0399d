"""Every turn of the language of BibTeX and BibLaTeX that reference files of our people take."""

from dataclasses import replace

import pytest

from repository.imports.findings import NOTHING_KNOWN, Source
from repository.imports.references import Fault, references_read
from repository.interop.record import Container, Contributor, Identifier, Record, Text


def records(text: str) -> list[Record]:
    entries = references_read(text.encode())
    assert not [entry for entry in entries if isinstance(entry, Fault)]
    return [entry.record for entry in entries]


def record(text: str) -> Record:
    (only,) = records(text)
    return only


def test_an_article_whole():
    (entry,) = references_read(
        rb"""% exported
@string{jjs = "Journal of " # {Joint Studies}}
@Article{mueller,
  author    = "M{\"u}ller, J{\'o}zef and {World Health Organization} and van der Berg, Jr, Peter and others",
  editor    = {Ludwig van Beethoven},
  title     = "The {DNA} of {\v S}koda" # { -- {\it in vitro}},
  subtitle  = {A study},
  journal   = jjs, volume = 12, number = {3},
  pages     = {112--118}, year = 2025, month = nov # "~3",
  doi       = {https://doi.org/10.1000/JOINT\_1}, issn = {2049-3630 (print)}, pmid = 31452104,
  eprint    = {2101.00001}, archivePrefix = {arXiv}, url = {https://example.org/a_b?c=1%20d},
  langid    = {english}, keywords = {surgery, joint training},
  abstract  = {We compared 100% of R&D.}, license = {https://creativecommons.org/licenses/by-nc/4.0/},
  publisher = {Academic Press}, address = {Minsk},
}
""",
        "works.bib",
    )
    assert entry.source == Source("bibtex", "works.bib, entry 1")
    assert entry.record == replace(
        NOTHING_KNOWN,
        kind="article",
        title="The DNA of Škoda – in vitro: A study",
        language="en",
        abstracts=(Text("en", "We compared 100% of R&D."),),
        contributors=(
            Contributor("Müller", "Józef"),
            Contributor("World Health Organization"),
            Contributor("van der Berg Jr", "Peter"),
            Contributor("van Beethoven", "Ludwig", role="editor"),
        ),
        issued="2025-11-03",
        languages=("en",),
        container=Container("Journal of Joint Studies", "12", "3", "112–118"),
        publisher="Academic Press",
        place="Minsk",
        identifiers=(
            Identifier("doi", "10.1000/joint_1"),
            Identifier("issn", "2049-3630"),
            Identifier("pmid", "31452104"),
            Identifier("url", "https://example.org/a_b?c=1%20d"),
            Identifier("arxiv", "2101.00001"),
        ),
        keywords=("surgery", "joint training"),
        licence="CC-BY-NC-4.0",
    )


def test_a_part_inherits_from_the_book_around_it():
    chapter, book = records(
        """
@inproceedings{a, crossref = {P}, title = {A talk}, author = {Li, Wei}, pages = {5-9}}
@proceedings{p, title = {The Meeting}, subtitle = {2024}, editor = {Novak, Jan}, year = 2024, publisher = {Pub},
  isbn = {978-3-16-148410-0}, keywords = {all of it}, doi = {10.1000/all}}
"""
    )
    assert chapter == replace(
        NOTHING_KNOWN,
        kind="article",
        title="A talk",
        contributors=(Contributor("Li", "Wei"), Contributor("Novak", "Jan", role="editor")),
        issued="2024",
        container=Container("The Meeting: 2024", pages="5–9"),
        publisher="Pub",
        identifiers=(Identifier("isbn", "978-3-16-148410-0"),),
    )
    assert (book.kind, book.title) == ("proceedings", "The Meeting: 2024")


def test_fields_kept_in_an_xdata_entry_are_taken_over():
    _data, work = records("@xdata{d, publisher={P}, title={x}}\n@book{b, title={T}, xdata={d}}")
    assert (work.title, work.publisher) == ("T", "P")


def test_entries_that_refer_to_each_other_come_to_an_end():
    assert [one.title for one in records("@book{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}")] == [
        "A",
        "B",
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ivanova, Anna P.", Contributor("Ivanova", "Anna P.")),
        ("Anna P. Ivanova", Contributor("Ivanova", "Anna P.")),
        ("Иванов И. И.", Contributor("Иванов", "И. И.")),
        ("Иванов И.И.", Contributor("Иванов", "И.И.")),
        ("Иванов, Иван Иванович", Contributor("Иванов", "Иван Иванович")),
        ("de la Vall{\\'e}e Poussin, Charles", Contributor("de la Vallée Poussin", "Charles")),
        ("jean de la fontaine", Contributor("jean de la fontaine")),
        ("King, Jr., Martin Luther", Contributor("King Jr.", "Martin Luther")),
        ("{UNESCO}", Contributor("UNESCO")),
        ("{Smith, Jones and Partners}", Contributor("Smith, Jones and Partners")),
        ("{\\'E}mile Zola", Contributor("Zola", "Émile")),
        ("Plato", Contributor("Plato")),
        ("Erd{\\H o}s, P{\\'a}l", Contributor("Erdős", "Pál")),
        ("{\\CYRI}\\cyrv\\cyra\\cyrn\\cyro\\cyrv, {\\CYRI}.", Contributor("Иванов", "И.")),
        ("{\\cyr Петров}, {\\cyr Пётр}", Contributor("Петров", "Пётр")),
        ("O'Neil, Mary-Jane", Contributor("O'Neil", "Mary-Jane")),
        ("李, 伟", Contributor("李", "伟")),
    ],
)
def test_a_name(written, expected):
    assert record(f"@book{{a, title={{T}}, author={{{written}}}}}").contributors == (expected,)


def test_a_list_of_names():
    written = r"A and {B and C} AND \'{E}mile Zola and and \&, X and others"
    found = record(f"@book{{a, title={{T}}, author={{{written}}}}}").contributors
    assert [(one.family, one.given) for one in found] == [("A", ""), ("B and C", ""), ("Zola", "Émile"), ("&", "X")]


def test_roles():
    found = record("@book{a, author={A}, editor={E}, editortype={compiler}, translator={T}}").contributors
    assert [(one.family, one.role) for one in found] == [("A", "author"), ("E", "compiler"), ("T", "translator")]


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ("year = 2020", "2020"),
        ("year = {[2020]}", "2020"),
        ("year = {in press}", ""),
        ("year = 2020, month = jan", "2020-01"),
        ("year = 2020, month = 1", "2020-01"),
        ("year = 2020, month = {March}", "2020-03"),
        ("year = 2020, month = {мая}", "2020-05"),
        ("year = 2020, month = {Nov.--Dec.}", "2020-11"),
        ("year = 2020, month = {3~November}", "2020-11-03"),
        ("year = 2020, month = feb, day = 30", "2020-02"),
        ("year = 2020, month = 13", "2020"),
        ("date = {2020-05-04}", "2020-05-04"),
        ("date = {2020-05/2020-07}", "2020-05"),
        ("date = {2020~}", "2020"),
    ],
)
def test_a_date(fields, issued):
    assert record(f"@book{{a, title={{T}}, {fields}}}").issued == issued


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        ("article", ["article", "inproceedings", "conference"]),
        ("monograph", ["book", "collection"]),
        ("manual", ["manual", "booklet"]),
        ("chapter", ["incollection", "inbook"]),
        ("proceedings", ["proceedings"]),
        ("thesis", ["phdthesis", "mastersthesis", "thesis"]),
        ("report", ["techreport", "report"]),
        ("", ["misc", "online", "unpublished", "whatever"]),
    ],
)
def test_kinds(kind, types):
    assert {record(f"@{one}{{a, title={{T}}}}").kind for one in types} == {kind}


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("{{Whole in braces}}", "Whole in braces"),
        ("{a~b}", "a b"),
        ("{1--2 --- 3}", "1–2 — 3"),
        (r"{H$_{2}$O and $\beta$-cells}", "H_2O and β-cells"),
        (r"{costs 5$ or \$6 \& more}", "costs 5$ or $6 & more"),
        (r"{\emph{In vivo} \textbf{bold} \unknown{kept}}", "In vivo bold kept"),
        ("{``quoted''}", "“quoted”"),
        ('"a " # {b} # " c"', "a b c"),
        ('"with {"} inside"', 'with " inside'),
        ("jan", "jan"),
        ("undefined # {-x}", "undefined-x"),
        ("{two\n   lines}", "two lines"),
        (r"{Broken \begin{x} {\"o}}", "Broken ö"),
    ],
)
def test_what_a_field_says(written, title):
    assert record(f"@book{{a, title = {written}}}").title == title


def test_delimiters_doubles_and_keys():
    assert [
        one.title
        for one in records(
            """@comment{ignored} @preamble{"x"}
@book(a, title={In parentheses})
@book{a, title={The same key}}
@book{b, title={First}, title={Second}}
@BOOK{, TITLE = "No key"}
"""
        )
    ] == ["In parentheses", "The same key", "First", "No key"]


def test_a_broken_entry_takes_no_other_with_it():
    before, fault, after = references_read(
        b"@book{a, title={A}}\n@book{b, title = {open\n@book{c, title={C}}\n", "x.bib"
    )
    assert (before.record.title, after.record.title) == ("A", "C")
    assert (fault.position, fault.line) == (2, 2)
    assert "line 2" in fault.sentence
    assert after.source.label == "x.bib, entry 3"


def test_strings_that_double_each_other_do_not_fill_the_memory():
    bomb = '@string{a0="0123456789"}\n' + "".join(f"@string{{a{n + 1} = a{n} # a{n}}}\n" for n in range(60))
    assert len(record(bomb + "@book{x, title = a60}").title) < 10_000_000


def test_tex_without_end_is_kept_as_written():
    assert record("@book{x, title = {" + "{" * 5000 + r"\emph{deep}" + "}" * 5000 + "}}").title == r"\emphdeep"
