"""An identifier is recognised however it was typed, copied or broken; what is none is not taken for one."""

import html
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.imports.recognising import LONGEST, ORCID, identifier_of, identifiers_in, works_in
from repository.interop.record import Identifier
from repository.outputs.identifiers import LANDING, Scheme, normalise_identifier
from repository.people.models import normalise_orcid

SEEN = [
    # DOIs as they are typed
    ("10.1000/182", "doi", "10.1000/182"),
    ("doi: 10.1000/abc.182,", "doi", "10.1000/abc.182"),
    ("DOI10.1000/182.", "doi", "10.1000/182"),
    ("see (https://doi.org/10.1016/S0140-6736(20)30183-5).", "doi", "10.1016/s0140-6736(20)30183-5"),
    ("“10.1000/182”", "doi", "10.1000/182"),
    ('<a href="https://doi.org/10.1000/x">10.1000/x</a>', "doi", "10.1000/x"),
    ("10.1007/978-3-030-12345-6_7", "doi", "10.1007/978-3-030-12345-6_7"),
    ("１０．１０００/１８２", "doi", "10.1000/182"),
    ("10.1000/ab\u200bc\u00adde", "doi", "10.1000/abcde"),
    ("10.1000/a‑b", "doi", "10.1000/a-b"),
    # … with letters of another keyboard, unless they are meant
    ("dоi:10.1000/аВс", "doi", "10.1000/abc"),
    ("10.1000/тест", "doi", "10.1000/тест"),
    # … broken at the end of a line
    ("10.1016/j.jbi.\n2020.103", "doi", "10.1016/j.jbi.2020.103"),
    ("https://doi.org/10.1016/\r\nj.jbi.2020", "doi", "10.1016/j.jbi.2020"),
    ("doi: 10.1000/978-3-\n  030, and more", "doi", "10.1000/978-3-030"),
    ("ends with 10.1000/182.\n2020 was another year", "doi", "10.1000/182"),
    # … in the old form that holds angle brackets, plain and escaped
    (
        "10.1002/(SICI)1097-0258(19980815)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
        "doi",
        "10.1002/(sici)1097-0258(19980815)17:15/16<1661::aid-sim968>3.0.co;2-2",
    ),
    (
        "10.1002/(SICI)1097-0258(19980815)17:15/16&lt;1661::AID-SIM968&gt;3.0.CO;2-2",
        "doi",
        "10.1002/(sici)1097-0258(19980815)17:15/16<1661::aid-sim968>3.0.co;2-2",
    ),
    # DOIs in addresses, with what publishers add to them
    ("https://doi.org/10.1002%2Fabc", "doi", "10.1002/abc"),
    ("https://doi.org/10.1000/x/full", "doi", "10.1000/x/full"),
    ("https://doi.org/10.1000/x?utm_source=mail#top", "doi", "10.1000/x"),
    ("https://link.springer.com/article/10.1007/s00101-020-0123-4?error=x#Sec1", "doi", "10.1007/s00101-020-0123-4"),
    ("https://link.springer.com/content/pdf/10.1007/s00101-020-0123-4.pdf", "doi", "10.1007/s00101-020-0123-4"),
    ("https://onlinelibrary.wiley.com/doi/full/10.1002/abc.123", "doi", "10.1002/abc.123"),
    ("https://www.frontiersin.org/articles/10.3389/fmed.2020.00001/full", "doi", "10.3389/fmed.2020.00001"),
    (
        "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000001",
        "doi",
        "10.1371/journal.pone.0000001",
    ),
    ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v1.full.pdf", "doi", "10.1101/2020.01.01.123456"),
    ("https://www.medrxiv.org/content/10.1101/2020.01.01.123456v3", "doi", "10.1101/2020.01.01.123456"),
    # PMIDs and PMCIDs
    ("PMID 31452104", "pmid", "31452104"),
    ("РМID: 31452104.", "pmid", "31452104"),
    ("31452104", "pmid", "31452104"),
    ("https://pubmed.ncbi.nlm.nih.gov/31452104/?from_term=x", "pmid", "31452104"),
    ("http://www.ncbi.nlm.nih.gov/pubmed/31452104", "pmid", "31452104"),
    ("https://europepmc.org/article/MED/31452104", "pmid", "31452104"),
    ("PMC6777437", "pmcid", "PMC6777437"),
    ("PMCID: PMC6777437;", "pmcid", "PMC6777437"),
    ("pmcid 6777437", "pmcid", "PMC6777437"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC6777437/pdf/", "pmcid", "PMC6777437"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC6777437/", "pmcid", "PMC6777437"),
    ("https://europepmc.org/article/PMC/6777437", "pmcid", "PMC6777437"),
    # ISBNs
    ("ISBN 978-3-16-148410-0 (print)", "isbn", "978-3-16-148410-0"),
    ("ISBN-13: 9783161484100", "isbn", "978-3-16-148410-0"),
    ("ISBN‑10 0‑306‑40615‑2", "isbn", "978-0-306-40615-7"),
    ("ISBN (pbk) 3-16-148410-X", "isbn", "978-3-16-148410-0"),
    ("978 3 16 148410 0", "isbn", "978-3-16-148410-0"),
    ("316148410Х", "isbn", "978-3-16-148410-0"),
    ("ISBN 978-3-16-\n148410-0", "isbn", "978-3-16-148410-0"),
    ("https://openlibrary.org/isbn/9783161484100", "isbn", "978-3-16-148410-0"),
    ("https://books.example/?vid=ISBN9783161484100", "isbn", "978-3-16-148410-0"),
    # arXiv
    ("arXiv:2101.00001v2 [cs.CL]", "arxiv", "2101.00001v2"),
    ("2101.00001", "arxiv", "2101.00001"),
    ("https://arxiv.org/pdf/2101.00001v2.pdf", "arxiv", "2101.00001v2"),
    ("http://export.arxiv.org/abs/math.GT/0309136.", "arxiv", "math.GT/0309136"),
    ("аrХiv: 2101.00001", "arxiv", "2101.00001"),
    # people
    ("0000-0002-1825-0097", "orcid", "0000-0002-1825-0097"),
    ("https://orcid.org/0000-0002-1825-0097", "orcid", "0000-0002-1825-0097"),
    ("ORCID iD: 0000000218250097", "orcid", "0000-0002-1825-0097"),
    ("0000 –0002", None, None),
]


@pytest.mark.parametrize(("text", "scheme", "value"), SEEN)
def test_what_people_paste_is_recognised(text, scheme, value):
    assert identifiers_in(text) == ([Identifier(scheme, value)] if scheme else [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hello",
        "2020",
        "112–118",
        "10.1000",
        "10.1000/",
        "110.1000/182",
        "978-3-16-148410-1",  # the check digit is wrong
        "0000-0002-1825-0098",
        "phone 31452104",
        "2113.00001",  # there is no thirteenth month
        "https://example.org/news/2020/01",
        "PMID 0",
        "ISBN 12345",
    ],
)
def test_what_is_none_is_not_taken_for_one(text):
    assert identifiers_in(text) == []
    assert identifier_of(text) is None


def test_several_are_told_once_each_in_their_order():
    text = (
        "Ivanova A. Joint rounds. ISBN 978-3-16-148410-0. doi:10.1000/a;10.1000/b, PMID: 31452104; PMCID: PMC6777437. "
        "https://doi.org/10.1000/A arXiv:2101.00001 https://orcid.org/0000-0002-1825-0097"
    )
    expected = [
        ("isbn", "978-3-16-148410-0"),
        ("doi", "10.1000/a"),
        ("doi", "10.1000/b"),
        ("pmid", "31452104"),
        ("pmcid", "PMC6777437"),
        ("arxiv", "2101.00001"),
        ("orcid", "0000-0002-1825-0097"),
    ]
    assert identifiers_in(text) == [Identifier(*one) for one in expected]
    assert identifier_of(text) == Identifier(*expected[0])


def test_a_digit_that_belongs_to_a_doi_is_nothing_else():
    assert identifiers_in("10.1000/9783161484100") == [Identifier("doi", "10.1000/9783161484100")]


PIECES = [
    "10.1000/",
    "doi:",
    "https://doi.org/",
    "PMID ",
    "PMC",
    "ISBN ",
    "978",
    "arXiv:",
    "orcid.org/",
    "\n",
    "&lt;",
    "%2F",
    "-",
    ".",
    "(",
    "0000-0002-",
]
TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=12).map("".join)


@given(text=TEXT)
def test_any_text_gives_identifiers_that_are_right_and_nothing_else(text):
    for one in identifiers_in(text):
        if one.scheme == "orcid":
            assert normalise_orcid(one.value) == one.value
        else:
            assert normalise_identifier(one.scheme, one.value) == one.value


@given(text=TEXT)
def test_what_was_recognised_is_recognised_again(text):
    for one in identifiers_in(text):
        label = {"isbn": "ISBN ", "arxiv": "arXiv:", "pmid": "PMID "}.get(one.scheme, "")
        assert one in identifiers_in(label + one.value)


SUFFIX = st.from_regex(r"[a-z0-9][a-z0-9._/-]{0,12}(\([0-9]{2}\))?[a-z0-9]{1,9}", fullmatch=True)
AROUND = st.sampled_from(
    ["{}", "({})", "doi: {}.", "{},", "see {}; and", "\n{}\n", "«{}»", "DOI {}…", "https://doi.org/{}"]
)


@given(suffix=SUFFIX, around=AROUND)
def test_any_doi_is_found_in_any_sentence(suffix, around):
    doi = f"10.1234/{suffix}"
    assert identifiers_in(around.format(doi)) == [Identifier("doi", doi)]


@given(suffix=SUFFIX)
def test_a_doi_survives_an_address_and_a_page(suffix):
    doi = f"10.1234/{suffix}"
    assert identifier_of(f"https://doi.org/{quote(doi, safe='')}") == Identifier("doi", doi)
    assert identifier_of(html.escape(f'<a href="https://doi.org/{doi}">')) == Identifier("doi", doi)


@given(number=st.integers(min_value=1, max_value=10**8 - 1))
def test_any_pmid_is_recognised_by_its_address(number):
    assert identifiers_in(LANDING[Scheme.PMID].format(number)) == [Identifier("pmid", str(number))]


@pytest.mark.parametrize(
    "piece", ["10.1000/", "(", "10.1000/a-\n", "ISBN 1", "9", "https://a%20", "&lt;", "10.1000/a;", " "]
)
def test_a_very_long_text_is_read_to_a_limit(piece):
    """Ends at all, that is: each pattern looks at each place once."""
    identifiers_in(piece * (LONGEST // len(piece) + 10))
    assert identifiers_in(" " * LONGEST + "10.1000/182") == []


# -- works ------------------------------------------------------------------------------------------------------------


def works(text: str) -> list[list[str]]:
    return [[one.value for one in work] for work in works_in(text)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("10.1000/a\n10.1000/b", [["10.1000/a"], ["10.1000/b"]]),
        ("10.1000/abc.\n10.1000/def", [["10.1000/abc"], ["10.1000/def"]]),
        ("10.1000/abc-\ndoi:10.1000/def", [["10.1000/abc-"], ["10.1000/def"]]),
        ("10.1000/a, 10.1000/b; 10.1000/A", [["10.1000/a"], ["10.1000/b"]]),
        ("31452104, 31452105; 31452106", [["31452104"], ["31452105"], ["31452106"]]),
        ("1. 31452104\n2. 31452105", [["31452104"], ["31452105"]]),
        ("2101.00001\n10.1000/q\n978-3-16-148410-0", [["2101.00001"], ["10.1000/q"], ["978-3-16-148410-0"]]),
        ("Li W. One. doi:10.1000/a PMID: 31452104\nRossi M. 10.1000/b", [["10.1000/a", "31452104"], ["10.1000/b"]]),
        ("Li W. A title that\ngoes on. doi:10.1000/a.\nPMID: 31452104", [["10.1000/a", "31452104"]]),
        (
            "1. Li W.\nOne. doi: 10.1000/a.\nPMID: 31452104\n \n2. Rossi M.\nTwo. doi: 10.1000/b.\nPMID: 31452105",
            [["10.1000/a", "31452104"], ["10.1000/b", "31452105"]],
        ),
        ("Li W. A title of\n31452\npages. 10.1000/a", [["10.1000/a"]]),
        ("Orders of\n31452104", []),
        ("0000-0002-1825-0097", []),
        ("Nothing of the kind", []),
    ],
)
def test_works_are_told_apart(text, named):
    assert works(text) == named


@given(st.text(alphabet="10./a-,;\nPMID: 978", max_size=200))
def test_works_hold_what_is_recognised_each_once(text):
    found = [one for work in works_in(text) for one in work]
    assert len(found) == len(set(found))
    assert {one for one in identifiers_in(text) if one.scheme != ORCID} <= set(found) or len(identifiers_in(text)) == 1
