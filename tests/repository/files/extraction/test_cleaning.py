import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.files.extraction.cleaning import clean_line, clean_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("nul\x00 bell\x07 escape\x1b", "nul bell escape"),
        ("half \ud83d of a pair", "half  of a pair"),
        ("a\u202eb\u2066c\u200fd\ufeffe", "abcde"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("trailing \t\nspace", "trailing\nspace"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("  \n ", ""),
    ],
)
def test_unsafe_characters_go_and_lines_stay(raw, clean):
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a joint publi-\ncation of two", "a joint publication\nof two"),
        ("publi\ufffecation, of", "publication,\nof"),
        ("publi\x02cation", "publication"),
        ("соавтор-\nство", "соавторство"),
        ("in\u00advis\u00adible", "invisible"),
        ("soft\u00ad\nware", "software"),
        ("well-known, and well-\nknown", "well-known, and well-known"),
        ("the Nord-\nOst line", "the Nord-Ost\nline"),
        ("1990-\n1995", "1990-\n1995"),
        ("an e-\nmail", "an e-mail"),
        ("a dash -\nand more", "a dash -\nand more"),
    ],
)
def test_words_torn_at_a_line_end_are_joined_where_that_is_sure(raw, clean):
    assert clean_text(raw) == clean.rstrip()


def test_long_runs_of_letters_take_no_time():
    assert len(clean_text("a" * 1_000_000)) == 1_000_000
    assert clean_text("ab-\n" * 200_000).startswith("abab")


def test_line_has_single_spaces():
    assert clean_line(" xii\r\n\t a ") == "xii a"


@given(st.text())
def test_clean_text_can_be_stored_and_is_stable(text):
    clean = clean_text(text)
    clean.encode()
    assert "\0" not in clean
    assert clean_line(clean_line(text)) == clean_line(text)
