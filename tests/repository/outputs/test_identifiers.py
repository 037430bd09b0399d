"""Identifiers, dates, languages and ORCID iDs: one form each, whatever is typed, and no error but a sentence."""

import langcodes
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from repository.languages import LONGEST_TAG, direction, language_name, normalise_language
from repository.outputs.codes import ALPHABET, LENGTH, new_code
from repository.outputs.dates import PartialDate
from repository.outputs.identifiers import EXAMPLES, Scheme, identifier_url, normalise_identifier
from repository.people.models import normalise_orcid

SEEN = [
    (Scheme.DOI, "https://doi.org/10.1016/S0140-6736(20)30183-5", "10.1016/s0140-6736(20)30183-5"),
    (Scheme.DOI, "http://dx.doi.org/10.1000/182", "10.1000/182"),
    (
        Scheme.DOI,
        "DOI: 10.1002/(SICI)1097-0258(19980815)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
        "10.1002/(sici)1097-0258(19980815)17:15/16<1661::aid-sim968>3.0.co;2-2",
    ),
    (Scheme.ISBN, "ISBN 0-306-40615-2", "978-0-306-40615-7"),
    (Scheme.ISBN, "9783161484100", "978-3-16-148410-0"),
    (Scheme.ISSN, "ISSN 20493630", "2049-3630"),
    (Scheme.ISSN, "2434-561x", "2434-561X"),
    (Scheme.PMID, "https://pubmed.ncbi.nlm.nih.gov/31452104/", "31452104"),
    (Scheme.PMID, "PMID: 31452104", "31452104"),
    (Scheme.PMCID, "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC6777437/", "PMC6777437"),
    (Scheme.PMCID, "pmc 6777437", "PMC6777437"),
    (Scheme.ARXIV, "https://arxiv.org/abs/2101.00001v2", "2101.00001v2"),
    (Scheme.ARXIV, "arXiv:math.GT/0309136", "math.GT/0309136"),
    (Scheme.HANDLE, "https://hdl.handle.net/2381/12345", "2381/12345"),
    (Scheme.URL, " https://example.org/work?id=1 ", "https://example.org/work?id=1"),
]


@pytest.mark.parametrize(("scheme", "typed", "stored"), SEEN)
def test_what_people_paste_comes_to_one_form(scheme, typed, stored):
    assert normalise_identifier(scheme, typed) == stored


@pytest.mark.parametrize("scheme", Scheme)
def test_the_example_that_an_error_shows_is_right(scheme):
    assert normalise_identifier(scheme, EXAMPLES[scheme]) == EXAMPLES[scheme]


@pytest.mark.parametrize(
    ("scheme", "typed"),
    [
        (Scheme.DOI, "11.1000/182"),
        (Scheme.ISBN, "978-3-16-148410-1"),
        (Scheme.ISSN, "2049-3631"),
        (Scheme.DOI, "10.1000/a\x00b"),
        (Scheme.PMID, "0"),
        (Scheme.PMID, "٣١٤٥"),
        (Scheme.PMCID, "PMC"),
        (Scheme.ARXIV, "21.1"),
        (Scheme.HANDLE, "handle"),
        (Scheme.URL, "javascript:alert(1)"),
        (Scheme.URL, "ftp://example.org/x"),
    ],
)
def test_what_is_wrong_is_answered_with_a_right_one(scheme, typed):
    with pytest.raises(ValidationError) as caught:
        normalise_identifier(scheme, typed)
    assert EXAMPLES[scheme] in caught.value.messages[0]


PREFIXES = ["", "doi:", "https://doi.org/", "ISBN ", "issn", "PMID: ", "pmc", "arXiv:", "hdl:", "http://", "10.1000/"]
TYPED = st.builds("{}{}".format, st.sampled_from(PREFIXES), st.text(max_size=40))


@given(scheme=st.sampled_from(Scheme.values), typed=TYPED)
def test_normalising_an_identifier_is_idempotent_and_raises_only_sentences(scheme, typed):
    try:
        stored = normalise_identifier(scheme, typed)
    except ValidationError:
        return
    assert normalise_identifier(scheme, stored) == stored
    assert stored == stored.strip()
    assert identifier_url(scheme, stored).startswith("https://") or scheme in (Scheme.ISBN, Scheme.URL)


# Built right, so that the property is not vacuous.
SUFFIX = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1, max_size=30)


@given(suffix=SUFFIX)
def test_any_doi_survives_any_way_of_writing_it(suffix):
    ways = [way + f"10.1234/{suffix}" for way in ("", "doi:", "DOI: ", "https://doi.org/", "http://dx.doi.org/")]
    assert {normalise_identifier(Scheme.DOI, way) for way in ways} == {f"10.1234/{suffix}".lower()}


@given(number=st.integers(min_value=1, max_value=10**8 - 1))
def test_any_pmid_survives(number):
    assert normalise_identifier(Scheme.PMID, f"PMID:{number}") == str(number)


# -- ORCID -----------------------------------------------------------------------------------------------------------


def check_digit(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11]


@given(number=st.integers(min_value=0, max_value=10**15 - 1))
def test_every_orcid_with_the_right_digit_is_taken_and_with_a_wrong_one_refused(number):
    digits = f"{number:015}"
    right = check_digit(digits)
    hyphened = f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}{right}"
    for way in (hyphened, digits + right, f"https://orcid.org/{hyphened}", f" {hyphened.lower()}/ "):
        assert normalise_orcid(way) == hyphened
    with pytest.raises(ValidationError):
        normalise_orcid(digits + ("1" if right != "1" else "2"))


@given(typed=st.text(max_size=40))
def test_an_orcid_raises_only_sentences(typed):
    try:
        stored = normalise_orcid(typed)
    except ValidationError:
        return
    assert normalise_orcid(stored) == stored


# -- dates -----------------------------------------------------------------------------------------------------------


@given(day=st.dates(), parts=st.integers(min_value=1, max_value=3))
def test_every_date_is_read_back_as_exact_as_it_was(day, parts):
    text = day.isoformat()[: (4, 7, 10)[parts - 1]]
    parsed = PartialDate.parse(f" {text} ")
    assert str(parsed) == text
    assert parsed.first_day <= day
    assert (parsed.month is None, parsed.day is None) == (parts < 2, parts < 3)


@given(one=st.dates(), other=st.dates())
def test_dates_sort_as_their_text_does(one, other):
    texts = [one.isoformat(), other.isoformat()]
    assert sorted(texts) == [str(date) for date in sorted(PartialDate.parse(text) for text in texts)]


@given(typed=st.one_of(st.text(max_size=12), st.from_regex(r"\d{4}(-\d{2}){0,2}", fullmatch=True)))
def test_a_date_raises_only_sentences(typed):
    try:
        parsed = PartialDate.parse(typed)
    except ValidationError:
        return
    assert PartialDate.parse(str(parsed)) == parsed


@pytest.mark.parametrize(
    "typed", ["2026-13", "2026-02-30", "0000", "26", "2026-3", "March 2026", "2026-03-", "٢٠٢٦", ""]
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(ValidationError):
        PartialDate.parse(typed)


# -- languages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"), [("EN-us", "en-US"), ("zh_hant", "zh-Hant"), (" ru ", "ru"), ("sr-cyrl", "sr-Cyrl")]
)
def test_a_language_tag_comes_to_its_canonical_form(typed, stored):
    assert normalise_language(typed) == stored


def test_a_tag_longer_than_any_language_is_refused_and_not_kept():
    longest = "en-x-" + "-".join(["abcdefgh"] * 3) + "-abc"
    assert normalise_language(longest) == longest and len(longest) == LONGEST_TAG
    with pytest.raises(ValidationError):
        normalise_language(longest + "d")
    assert not [tag for tag, _normalised in langcodes.Language._PARSE_CACHE if len(tag) > LONGEST_TAG]


@given(typed=st.one_of(st.text(max_size=20), st.from_regex(r"[a-z]{2,3}(-[A-Za-z]{2,8}){0,2}", fullmatch=True)))
def test_a_language_raises_only_sentences_and_is_idempotent(typed):
    try:
        stored = normalise_language(typed)
    except ValidationError:
        return
    assert normalise_language(stored) == stored
    assert direction(stored) in ("ltr", "rtl")
    assert isinstance(language_name(stored), str)


@pytest.mark.parametrize(("tag", "expected"), [("fa", "rtl"), ("he", "rtl"), ("ru", "ltr"), ("az-Arab", "rtl")])
def test_the_direction_of_a_language(tag, expected):
    assert direction(tag) == expected


# -- codes -----------------------------------------------------------------------------------------------------------


def test_codes_are_short_and_cannot_be_misread():
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set("ilou") & set(ALPHABET)
