"""What holds of every format: told by content, any encoding, any bytes, and our own exports read back."""

import json
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repository.files.extraction.cleaning import strip_unsafe
from repository.imports.findings import Finding
from repository.imports.references import MAX_BYTES, MAX_ENTRIES, Fault, references_read
from repository.imports.references.names import contributor
from repository.interop.formats import bibtex, ris
from repository.interop.formats.bibtex import LANGUAGE_IDS
from repository.interop.formats.parts import authors, editors, page_range
from repository.interop.record import Container, Contributor, Identifier, Record, Text
from repository.outputs.choices import Kind
from tests.repository.interop.records import ARTICLE, CHAPTER

SAMPLES = {
    "bibtex": "@book{a, title = {Ёлка — Ivanóva}}\n",
    "ris": "TY  - BOOK\nTI  - Ёлка — Ivanóva\nER  - \n",
    "medline": "PMID- 1\nTI  - Ёлка — Ivanóva\n",
    "csl-json": '[{"type": "book", "title": "Ёлка — Ivanóva"}]',
    "endnote-xml": "<xml><records><record><titles><title>Ёлка — Ivanóva</title></titles></record></records></xml>",
    "pubmed-xml": "<PubmedArticle><MedlineCitation><Article><ArticleTitle>Ёлка — Ivanóva</ArticleTitle></Article>"
    "</MedlineCitation></PubmedArticle>",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("kind", SAMPLES)
def test_a_format_is_told_by_its_content_in_any_encoding(kind, encoding):
    (entry,) = references_read(SAMPLES[kind].encode(encoding), "wrong.txt")
    assert entry.source.kind == kind
    assert entry.record.title == "Ёлка — Ivanóva"
    assert entry.source.label == "wrong.txt, entry 1"


@pytest.mark.parametrize(
    ("title", "encoding"),
    [("Ёлка — Иванова", "cp1251"), ("Müller à Łódź".replace("Ł", "L").replace("ź", "z"), "cp1252")],
)
@pytest.mark.parametrize("kind", SAMPLES)
def test_code_pages(kind, title, encoding):
    text = SAMPLES[kind].replace("Ёлка — Ivanóva", title)
    (entry,) = references_read(text.encode(encoding))
    assert entry.record.title == title


def test_a_declared_code_page():
    text = '<?xml version="1.0" encoding="KOI8-R"?>' + SAMPLES["endnote-xml"].replace("Ivanóva", "x").replace("—", "-")
    (entry,) = references_read(text.encode("koi8-r"))
    assert entry.record.title == "Ёлка - x"


def test_one_broken_byte_does_not_change_the_encoding():
    data = SAMPLES["bibtex"].encode().replace(b"Ivan", b"Iv\xffan")
    (entry,) = references_read(data)
    assert entry.record.title == "Ёлка — Iv\ufffdanóva"


@pytest.mark.parametrize("data", [b"", b" \r\n", "\ufeff".encode(), b"Dear all, see attached.", b"%PDF-1.7", b"\x00"])
def test_what_is_no_reference_file_is_one_fault_of_the_whole(data):
    (fault,) = references_read(data)
    assert (fault.position, fault.line) == (0, 0)
    assert fault.sentence.endswith(".")


def test_more_than_can_be_read():
    (fault,) = references_read(b"@" * (MAX_BYTES + 1))
    assert "10 MB" in fault.sentence
    entries = references_read(SAMPLES["ris"].encode() * (MAX_ENTRIES + 5))
    assert len(entries) == MAX_ENTRIES + 1
    assert all(isinstance(entry, Finding) for entry in entries[:-1])
    assert "2,000" in entries[-1].sentence


def test_an_entry_that_says_nothing():
    (fault,) = references_read(b"@book{key, year = 2020}")
    assert (fault.position, fault.line) == (1, 1)


# Any text at all, and text that looks like each format.

WORDS = [
    *(
        "@article{",
        "@string{a=",
        "@book(",
        "key,",
        "title",
        "author",
        "=",
        "{",
        "}",
        '"',
        "#",
        ",",
        "crossref={a}",
        ")",
    ),
    *('\\"', "\\'{o}", "$", "\\begin{x}", " and ", "~", "%", "\\", "jan"),
    *("TY  - JOUR\n", "ER  - \n", "AU  - A, B\n", "TI  - T\n", "SN  - ", "PY  - ", "\n", "\r", "PMID- 1\n", "FAU - "),
    *("[", "]", ":", '{"title":"x"', '"author":[{"family":', '"issued":{"date-parts":[[', "null", "1e999", "NaN"),
    *("<records>", "<record>", "</record>", "<titles><title>", "</title></titles>", "<!DOCTYPE x [", "<PubmedArticle>"),
    *("<MedlineCitation>", "<Article>", "<AuthorList><Author><LastName>", "&amp;", "&x;", "<![CDATA["),
    *("2020", "10.1000/x", "978-3-16-148410-0", "Ёж", "\x00", "\ud800", "\u202e", "İ", "\u2028"),
]
likely = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=40).map("".join)


@given(likely | st.text())
@example("\\")
@example("@a{,a=\\}")
def test_any_text_becomes_entries_or_faults(text):
    entries = references_read(text.encode("utf-8", "surrogatepass"))
    assert entries
    assert all(entry.sentence.endswith(".") for entry in entries if isinstance(entry, Fault))


@given(st.binary())
def test_any_bytes_become_entries_or_faults(data):
    assert references_read(data)


# What our own exports write is read back.

letters = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=20).map(
    lambda text: " ".join(strip_unsafe(text).split())
)
filled = letters.filter(bool)
bare = letters.filter(lambda text: not {",", ";"} & set(text))
people = st.builds(Contributor, bare.filter(bool), bare, role=st.sampled_from(["author", "editor", "translator"]))
written_records = st.builds(
    Record,
    kind=st.sampled_from(list(Kind)).map(str),
    title=filled,
    code=st.just("0k3vq8zt"),
    language=st.sampled_from([*LANGUAGE_IDS]),
    titles=st.lists(st.builds(Text, st.just("ru"), filled), max_size=2).map(tuple),
    contributors=st.lists(people, max_size=3).map(tuple),
    issued=st.sampled_from(["", "2026", "2026-03", "2026-03-09"]),
    languages=st.lists(st.sampled_from(["en", "ru", "be", "zh", "fa"]), max_size=2, unique=True).map(tuple),
    container=st.builds(Container, letters, letters, letters, st.sampled_from(["", "5", "5–9", "e17", "S1–S4"])),
    edition=letters,
    publisher=letters,
    place=letters,
    identifiers=st.lists(
        st.sampled_from(
            [
                Identifier("doi", "10.1000/a_b(c)"),
                Identifier("pmid", "31452104"),
                Identifier("issn", "2049-3630"),
                Identifier("isbn", "978-3-16-148410-0"),
            ]
        ),
        unique=True,
    ).map(tuple),
    keywords=st.lists(bare.filter(bool), max_size=3, unique=True).map(tuple),
)


def composed(record: Record) -> Record:
    """The record in the composed characters in which everything is read."""
    from unicodedata import normalize

    return Record(**{name: _composed(getattr(record, name), normalize) for name in Record.__dataclass_fields__})


def _composed(value, normalize):
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, tuple):
        return tuple(_composed(one, normalize) for one in value)
    if hasattr(value, "__dataclass_fields__"):
        return replace(
            value, **{name: _composed(getattr(value, name), normalize) for name in value.__dataclass_fields__}
        )
    return value


def read_back(text: str) -> Record:
    (entry,) = references_read(text.encode())
    assert isinstance(entry, Finding)
    return composed(entry.record)


def identifiers(record: Record, *schemes: str) -> set[str]:
    return {record.identifier(scheme) for scheme in schemes} - {""}


@given(written_records)
@example(replace(ARTICLE, title="a--b ---- ``c'' ?` $5 \\ {x} ~ ^ % & # _"))
@example(CHAPTER)
def test_bibtex_is_read_back(record):
    record = composed(record)
    read = read_back(bibtex.serialise(record))
    assert (read.title, read.edition, read.publisher, read.place) == (
        *(record.title, record.edition, record.publisher, record.place),
    )
    assert read.language == record.language
    assert read.issued == record.issued[:7]
    assert read.keywords == record.keywords
    assert read.container == replace(record.container, pages=read.container.pages)
    assert page_range(read.container.pages) == page_range(record.container.pages)
    kinds = {"manual": "monograph", "teaching": ""}
    assert read.kind == kinds.get(record.kind, record.kind)
    assert identifiers(read, "doi", "issn", "isbn", "pmid") == identifiers(record, "doi", "issn", "isbn", "pmid")
    expected = [*authors(record), *record.contributors_as("editor"), *record.contributors_as("translator")]
    assert [(one.family, one.given, one.role) for one in read.contributors] == [
        (one.family, one.given, one.role) for one in expected
    ]


@given(written_records)
@example(ARTICLE)
@example(CHAPTER)
def test_ris_is_read_back(record):
    record = composed(record)
    read = read_back(ris.serialise(record))
    assert (read.title, read.edition, read.publisher, read.place) == (
        *(record.title, record.edition, record.publisher, record.place),
    )
    assert read.languages == record.languages
    assert [one.text for one in read.titles] == list(dict.fromkeys(one.text for one in record.titles))
    assert read.issued == record.issued
    assert read.keywords == record.keywords
    assert read.container == replace(record.container, pages=read.container.pages)
    assert page_range(read.container.pages) == page_range(record.container.pages)
    kinds = {"manual": "monograph", "teaching": ""} | ({"proceedings": "article"} if record.container.pages else {})
    assert read.kind == kinds.get(record.kind, record.kind)
    serial = "isbn" if record.identifier("isbn") else "issn"
    assert identifiers(read, "doi", serial, "pmid") == identifiers(record, "doi", serial, "pmid")
    made, edited = authors(record), editors(record)
    if not made and record.kind != "chapter":
        made, edited = edited, ()
    names = [(one.family, one.given) for one in chain(made, edited, record.contributors_as("translator"))]
    # A name without a comma is a group's, or cut before its initials.
    expected = [pair if pair[1] else ((cut := contributor(pair[0])).family, cut.given) for pair in names]
    assert [(one.family, one.given) for one in read.contributors] == expected


def test_our_own_json_is_not_mistaken_for_csl():
    (entry,) = references_read(json.dumps({"kind": "book", "code": "x"}).encode())
    assert isinstance(entry, Fault)
