"""CSL-JSON of Zotero, citation processors and Crossref."""

import json
from dataclasses import replace

import pytest

from repository.imports.findings import NOTHING_KNOWN
from repository.imports.references import Fault, references_read
from repository.interop.record import Affiliation, Container, Contributor, Identifier, Record, Text


def record(**fields) -> Record:
    (entry,) = references_read(json.dumps([{"type": "book", "title": "T"} | fields]).encode())
    return entry.record


def test_an_article_whole():
    assert record(
        type="article-journal",
        title="Joint training <i>of</i> surgeons &amp; more",
        author=[
            {
                "family": "Berg",
                "given": "Peter",
                "non-dropping-particle": "van der",
                "suffix": "Jr",
                "ORCID": "http://orcid.org/0000-0002-1825-0097",
                "affiliation": [{"name": "BSMU"}],
            },
            {"literal": "World Health Organization"},
        ],
        editor=[{"family": "Li", "given": "Wei"}],
        issued={"date-parts": [[2025, 11, "3"]]},
        language="en-US",
        volume=12,
        issue="3",
        page="112-118",
        publisher="Press",
        DOI="10.1000/JOINT_1",
        ISSN="2049-3630",
        URL="https://doi.org/10.1000/joint_1",
        note="PMID: 31452104",
        keyword="surgery, training",
        abstract="<jats:title>Aim</jats:title><jats:p>To compare.</jats:p>",
        license=[{"URL": "http://creativecommons.org/licenses/by/4.0/"}],
        **{"container-title": ["Journal of Joint Studies"], "publisher-place": "Minsk"},
    ) == replace(
        NOTHING_KNOWN,
        kind="article",
        title="Joint training of surgeons & more",
        language="en-US",
        abstracts=(Text("en-US", "Aim\n\nTo compare."),),
        contributors=(
            Contributor("van der Berg Jr", "Peter", "0000-0002-1825-0097", affiliations=(Affiliation("BSMU"),)),
            Contributor("World Health Organization"),
            Contributor("Li", "Wei", role="editor"),
        ),
        issued="2025-11-03",
        languages=("en-US",),
        container=Container("Journal of Joint Studies", "12", "3", "112–118"),
        publisher="Press",
        place="Minsk",
        identifiers=(
            Identifier("doi", "10.1000/joint_1"),
            Identifier("issn", "2049-3630"),
            Identifier("pmid", "31452104"),
        ),
        keywords=("surgery", "training"),
        licence="CC-BY-4.0",
    )


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "A"}, {"title": "B"}]',
        '{"title": "A"}\n{"title": "B"}\n',
        '{"items": [{"title": "A"}, {"title": "B"}]}',
        '[{"title": "A"}, {"title": "B"},]',
    ],
)
def test_the_shapes_of_a_list(text):
    assert [entry.record.title for entry in references_read(text.encode())] == ["A", "B"]


def test_an_entry_that_is_none_and_an_end_that_is_missing():
    first, fault, cut = references_read(b'[{"title": "A"},\n 5,\n {"title": "B"', "x.json")
    assert first.record.title == "A"
    assert (fault.position, fault.line) == (2, 2)
    assert (cut.position, cut.line) == (3, 3)
    assert isinstance(cut, Fault)


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ({"date-parts": [[2020]]}, "2020"),
        ({"date-parts": [["2020", "5"], [2021]]}, "2020-05"),
        ({"date-parts": [[None]]}, ""),
        ({"raw": "2020-05-04"}, "2020-05-04"),
        ({"literal": "May 2020"}, "2020-05"),
        ("2020", "2020"),
        (2020, "2020"),
        ([], ""),
    ],
)
def test_a_date(issued, expected):
    assert record(issued=issued).issued == expected


@pytest.mark.parametrize("value", [None, True, 5, 1.5, "x", [], {}, [[]], [{}], [None], {"a": [1]}])
@pytest.mark.parametrize(
    "name", ["title", "author", "issued", "DOI", "container-title", "keyword", "license", "language", "page", "type"]
)
def test_a_value_of_any_shape_is_no_trouble(name, value):
    (entry,) = references_read(json.dumps([{"type": "book", "title": "T", name: value}]).encode())
    assert entry
