"""Marks and snippets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.analysis import highlight, snippet
from search.engines.analysis.wanted import is_nearly
from search.engines.protocol import Condition, Query, Scope


def marked(text: str, words: str, language: str, **more: object) -> list[str]:
    query = Query(words=words, language=language, **more)
    return [text[start:end] for start, end in highlight(text, query, language)]


@pytest.mark.parametrize(
    ("language", "text", "words", "expected"),
    [
        ("en", "Treated hearts need treatments.", "treat heart treatment", ["Treated", "hearts", "treatments"]),
        ("ru", "Болезни сердца и сердечная ёлка", "сердце елка", ["сердца", "ёлка"]),
        ("ru", "Острый myocarditis", "myocarditis", ["myocarditis"]),
        ("zh", "心血管疾病的治疗", "疾病", ["疾病"]),
        ("ja", "心臓病の看護", "心臓病", ["心臓病"]),
        ("zh", "治病", "病", ["病"]),
        ("de", "Alle Herzkrankheiten", "Krankheit", ["Herzkrankheiten"]),
        ("tr", "hastanelerin çocukları", "hastane", ["hastanelerin"]),
        ("he", "שָׁלוֹם לכולם", "שלום", ["שָׁלוֹם"]),
        ("en", "myo\u00adcardium", "myocardium", ["myo\u00adcardium"]),
        ("en", "the heart", "lung", []),
    ],
)
def test_what_the_analysis_makes_equal_is_marked(language: str, text: str, words: str, expected: list[str]) -> None:
    assert marked(text, words, language) == expected


def test_a_phrase_is_marked_as_a_whole_and_nowhere_else() -> None:
    text = "Acute renal failure, renal failure acute"
    assert marked(text, "", "en", phrases=["acute renal"]) == ["Acute renal"]
    assert marked("心臓病の看護と臓器", "", "ja", phrases=["臓病の"]) == ["臓病の"]


TEXT = (
    "Introduction to the field. Many words that say nothing at all about it. "
    "The heart of a child needs care. Surgery helps the heart of some children. The end is near."
)


def test_a_snippet_shows_the_most_different_words_in_whole_sentences() -> None:
    piece = snippet(TEXT, Query(words="surgery some"), "en", width=60)
    assert piece.text.startswith("Surgery helps the heart")
    assert [piece.text[start:end] for start, end in piece.spans] == ["Surgery", "some"]
    assert piece.cut_before
    assert not piece.cut_after


def test_without_a_match_the_beginning_is_shown_and_short_text_is_whole() -> None:
    piece = snippet(TEXT, Query(words="astronomy"), "en", width=50)
    assert TEXT.startswith(piece.text)
    assert not piece.cut_before
    assert piece.spans == []
    whole = snippet("Short.", Query(words="short"), "en")
    assert (whole.text, whole.cut_before, whole.cut_after) == ("Short.", False, False)


@given(
    st.text(max_size=400), st.text(max_size=30), st.integers(10, 200), st.sampled_from(["en", "ru", "zh", "he", "und"])
)
def test_spans_lie_in_order_inside_the_text(text: str, words: str, width: int, language: str) -> None:
    for query in (Query(words=words), Query(phrases=[words])):
        piece = snippet(text, query, language, width=width)
        assert piece.text in text
        ends = [place for span in piece.spans for place in span]
        assert ends == sorted(ends)
        assert all(0 <= start < end <= len(piece.text) for start, end in piece.spans)
        spans = highlight(text, query, language)
        assert all(left[1] <= right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "also", "language", "expected"),
    [
        ("Острые инфаркты миокарда, миокард", "инфаркт миокарда", "ru", ["инфаркты миокарда"]),
        ("Aspirin, ASA and salicylates", "ASA", "en", ["ASA"]),
        ("患者心肌梗死后的心肌", "心肌梗死", "zh", ["心肌梗死"]),
        ("Attacks of the heart", "heart attack", "en", ["Attacks", "heart"]),
        ("Nach zwei Herzinfarkten", "Herzinfarkt", "de", ["Herzinfarkten"]),
    ],
)
def test_synonyms_are_marked_in_any_form_and_as_a_whole(
    text: str, also: str, language: str, expected: list[str]
) -> None:
    assert marked(text, "nothing", language, also=[also]) == expected


def test_a_slip_is_marked_only_in_a_forgiving_second_try() -> None:
    text = "Acute miocarditis, Myocarditsi and myositis"
    assert marked(text, "myocarditis", "en") == []
    assert marked(text, "myocarditis", "en", fuzzy=True) == ["miocarditis", "Myocarditsi"]


def test_what_a_condition_asks_of_the_words_is_marked() -> None:
    either = [Condition("hearts"), Condition("failing lungs", Scope.PHRASE)]
    text = "A heart and failing lungs, a lung, Smith"
    assert marked(text, "", "en", required=[either]) == ["heart", "failing lungs"]
    assert marked(text, "", "en", required=[[Condition("Smith", Scope.PEOPLE)]]) == []
    assert marked(text, "lung", "en", forbidden=[Condition("heart")]) == ["lungs", "lung"]


@pytest.mark.parametrize(
    ("word", "other", "edits", "expected"),
    [
        ("heart", "heart", 0, True),
        ("heart", "haert", 1, True),
        ("heart", "hart", 1, True),
        ("heart", "hearth", 1, True),
        ("heart", "beart", 1, False),
        ("heart", "harts", 1, False),
        ("heart", "harts", 2, True),
    ],
)
def test_a_slip_is_a_letter_too_many_missing_wrong_or_swapped(
    word: str, other: str, edits: int, expected: bool
) -> None:
    assert is_nearly(word, other, edits) is expected
