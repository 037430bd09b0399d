"""Where sentences begin, in the languages of our texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.analysis import snippet
from search.engines.analysis.sentences import sentence_starts
from search.engines.protocol import Query


def sentences(text: str) -> list[str]:
    places = [*sentence_starts(text, 0, len(text)), len(text)]
    return [text[start:end].strip() for start, end in pairwise(places)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It hurts. Why? Nobody knows!", ["It hurts.", "Why?", "Nobody knows!"]),
        ("See Fig. 2 and Dr. Smith et al. Then rest.", ["See Fig. 2 and Dr. Smith et al. Then rest."]),
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ("A dose of 3.5 mg/kg. pH 7.4 is normal.", ["A dose of 3.5 mg/kg. pH 7.4 is normal."]),
        ("Bolus by E. coli. Next one.", ["Bolus by E. coli.", "Next one."]),
        ("Боль, отёк и т. д. наблюдались. См. рис. 3.", ["Боль, отёк и т. д. наблюдались.", "См. рис. 3."]),
        ("И. И. Иванов, проф. Петров. Минск.", ["И. И. Иванов, проф. Петров.", "Минск."]),
        ("Am 3. März kam z. B. Dr. Maier. Er ging.", ["Am 3. März kam z. B. Dr. Maier.", "Er ging."]),
        ("心臓病の看護。「はい。」治療！", ["心臓病の看護。", "「はい。」", "治療！"]),
        ("दर्द है। क्यों?", ["दर्द है।", "क्यों?"]),
        ("درد دارد. چرا؟ نمی‌دانم.", ["درد دارد.", "چرا؟", "نمی‌دانم."]),
        ("כואב לי. למה? ככה.", ["כואב לי.", "למה?", "ככה."]),
        ("A slide\n\nwithout stops\n• one\n• two", ["A slide", "without stops", "• one", "• two"]),
        ("Lines that\nwrap. Here.", ["Lines that\nwrap.", "Here."]),
    ],
)
def test_sentences_begin_where_a_reader_says(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="aA.。!? \n•1", max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_starts_lie_in_order_inside_the_text(text: str, start: int, end: int) -> None:
    places = sentence_starts(text, start, end)
    assert places == sorted(set(places))
    assert all(0 <= place <= min(end, len(text)) for place in places)


@pytest.mark.parametrize(
    ("text", "words", "language", "expected"),
    [
        (
            "Nothing. " * 40 + "The pericardium is inflamed. It hurts. " + "More. " * 60,
            "pericardium",
            "en",
            "The pericardium is inflamed. It hurts.",
        ),
        ("无关的话。" * 40 + "心包发炎了。" + "别的话。" * 40, "心包", "zh", "心包发炎了。"),
    ],
)
def test_a_snippet_is_made_of_whole_sentences(text: str, words: str, language: str, expected: str) -> None:
    piece = snippet(text, Query(words=words), language, width=60)
    assert expected in piece.text
    assert piece.text[-1] in ".。" and piece.text[:1] in "NTM无心别"
    assert len(piece.text) <= 75
    assert piece.cut_before and piece.cut_after


def test_of_a_sentence_without_an_end_a_part_is_shown_cut_between_words() -> None:
    text = "word " * 200 + "pericardium " + "word " * 200
    piece = snippet(text, Query(words="pericardium"), "en", width=100)
    assert "pericardium" in piece.text and len(piece.text) <= 130
    assert set(piece.text.split()) == {"word", "pericardium"}
