"""The readers' query language: everything typed means something, and nothing is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import LONGEST, MOST_EXCLUDED, MOST_PHRASES, MOST_WORDS, parse_query


@pytest.mark.parametrize(
    ("text", "words", "phrases", "excluded"),
    [
        ("heart failure", ("heart", "failure"), (), ()),
        ('"heart failure" children', ("children",), ("heart failure",), ()),
        ("«сердечная недостаточность» дети", ("дети",), ("сердечная недостаточность",), ()),
        ("„Akutes Herzversagen“", (), ("Akutes Herzversagen",), ()),
        ("「心不全」 小児", ("小児",), ("心不全",), ()),
        ("heart -surgery", ("heart",), (), ("surgery",)),
        ('heart -"open surgery"', ("heart",), (), ("open", "surgery")),
        ("COVID-19 β-blocker", ("COVID-19", "β-blocker"), (), ()),
        ("10.1000/182", ("10.1000/182",), (), ()),
        ("heart - surgery", ("heart", "surgery"), (), ()),
        ('"myocard +( | -', ("myocard",), (), ()),
        ('""  - + ( |', (), (), ()),
        ("heart\x00 failure\x1b", ("heart", "failure"), (), ()),
        ("\ud800heart", ("heart",), (), ()),
        ("", (), (), ()),
    ],
)
def test_what_a_query_means(text, words, phrases, excluded):
    parsed = parse_query(text)
    assert (parsed.words, parsed.phrases, parsed.excluded) == (words, phrases, excluded)
    assert parsed.notices == ()


def test_a_pasted_page_is_cut_and_says_so():
    parsed = parse_query("heart " * 20_000)
    assert len(parsed.text) <= LONGEST
    assert len(parsed.words) == MOST_WORDS
    assert "1000 characters" in parsed.notices[0]
    assert "left out" in parsed.notices[1]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('"“”„«»「」-−– ()|+*\n')), max_size=300))
def test_nothing_is_an_error(text):
    parsed = parse_query(text)
    query = parsed.to_query(language="en")
    assert len(query.phrases) <= MOST_PHRASES and len(query.excluded) <= MOST_EXCLUDED
    assert all(part.strip() == part and part for part in (*parsed.words, *parsed.phrases, *parsed.excluded))
    assert not any('"' in word for word in parsed.words)


@given(st.lists(st.from_regex(r"[^\W_]{1,8}", fullmatch=True), max_size=10))
def test_plain_words_stay_what_they_are(words):
    assert parse_query(" ".join(words)).words == tuple(words)
