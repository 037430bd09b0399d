"""Terms of a list of synonyms, met in what a reader types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.analysis import Synonyms, TermGroup, term_key
from search.engines.analysis.synonyms import MOST_OTHER_WAYS

INFARCTION = TermGroup(["инфаркт миокарда", "heart attack", "ОИМ", "心肌梗死"])
SYNONYMS = Synonyms(
    [
        INFARCTION,
        TermGroup(["heart", "cor"]),
        TermGroup(["analgesic", "ibuprofen", "парацетамол"], one_way=True),
        TermGroup(["AS", "aortic stenosis"]),
        TermGroup(["კარდიოლოგია", "cardiology"]),
    ]
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("острые инфаркты миокарда у детей", ["heart attack", "ОИМ", "心肌梗死"]),
        ("HEART ATTACKS", ["инфаркт миокарда", "ОИМ", "心肌梗死"]),
        ("heart", ["cor"]),
        ("attack", []),
        ("attack heart", ["cor"]),
        ("心肌梗死的治疗", ["инфаркт миокарда", "heart attack", "ОИМ"]),
        ("оим", ["инфаркт миокарда", "heart attack", "心肌梗死"]),
        ("analgesics", ["ibuprofen", "парацетамол"]),
        ("парацетамол", []),
        ("as in children", []),
        ("AS in children", ["aortic stenosis"]),
        ("aortic stenosis", ["AS"]),
        ("კარდიოლოგიის", ["cardiology"]),
        ("", []),
    ],
)
def test_the_longest_terms_are_met_in_any_form(typed: str, expected: list[str]) -> None:
    assert SYNONYMS.other_ways(typed) == expected


def test_a_term_of_two_groups_means_both() -> None:
    synonyms = Synonyms([TermGroup(["MI", "heart attack"]), TermGroup(["MI", "mitral insufficiency"])])
    assert synonyms.other_ways("MI") == ["heart attack", "mitral insufficiency"]


def test_a_query_grows_by_a_bounded_number_of_terms() -> None:
    synonyms = Synonyms([TermGroup([f"word{n}{m}" for n in range(50)]) for m in "abcdef"])
    assert len(synonyms.other_ways("word1a word1b word1c")) == MOST_OTHER_WAYS


@given(st.text(), st.lists(st.text(), min_size=2, max_size=4))
def test_any_text_may_be_a_term_or_typed(typed: str, terms: list[str]) -> None:
    synonyms = Synonyms([TermGroup(terms)])
    assert set(synonyms.other_ways(typed)) <= set(terms)
    if term_key(terms[0]) and len(set(map(term_key, terms))) == len(terms):
        assert set(synonyms.other_ways(terms[0])) >= set(terms[1:])
