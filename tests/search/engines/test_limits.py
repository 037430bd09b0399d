"""However much is asked, an engine answers, and soon."""

from __future__ import annotations

import time

import pytest

from search.engines.protocol import Condition, Engine, Query, Scope

from .conftest import ANYONE
from .documents import output, pages

LONG = 100_000
SOON = 10  # seconds for three questions, on a machine with much else to do; each usually takes less than a tenth of one


def word(number: int) -> str:
    """Words that no chain takes for one another: 26 letters in different order."""
    digits = f"{number:05d}"
    return "w" + "".join("bcdfghjklm"[int(digit)] + "aeiou"[int(digit) % 5] for digit in digits)


MANY_WORDS = " ".join(map(word, range(LONG // 11)))

HUGE = {
    "one long word": Query(words="x" * LONG),
    "many words": Query(words=MANY_WORDS),
    "many fuzzy words": Query(words=MANY_WORDS, fuzzy=True),
    "many letters": Query(words="a b c д е 心 " * (LONG // 12), fuzzy=True),
    "a long phrase": Query(phrases=[MANY_WORDS]),
    "many phrases": Query(phrases=[f"heart {word(number)}" for number in range(LONG // 12)]),
    "many exclusions": Query(words="heart", excluded=MANY_WORDS.split()),
    "a long exclusion": Query(words="heart", excluded=[MANY_WORDS, "心" * LONG]),
    "many synonyms": Query(words="heart", also=MANY_WORDS.split()),
    "a long synonym": Query(words="heart", also=[MANY_WORDS, "x" * LONG]),
    "long conditions": Query(
        required=[[Condition(MANY_WORDS, scope) for scope in Scope]],
        forbidden=[Condition("心" * LONG, scope) for scope in Scope],
    ),
    "many groups": Query(required=[[Condition("heart"), Condition(word(n))] for n in range(LONG // 10)]),
    "many alternatives": Query(required=[[Condition(word(n), Scope.TITLE) for n in range(LONG // 10)]]),
    "many forbidden": Query(forbidden=[Condition(word(n), Scope.PEOPLE) for n in range(LONG // 10)]),
    "many values": Query(
        chosen={"partner": [str(number) for number in range(LONG)], "kind": ["x" * LONG]},
        required=[[Condition(facet="partner", values=[str(number) for number in range(LONG)])]],
        forbidden=[Condition(facet="kind", values=["x" * LONG])],
    ),
    "everything at once": Query(
        words=MANY_WORDS,
        fuzzy=True,
        phrases=MANY_WORDS.split(),
        excluded=MANY_WORDS.split(),
        also=MANY_WORDS.split(),
        required=[[Condition(MANY_WORDS[n * 11 :], scope) for scope in Scope] for n in range(200)],
        forbidden=[Condition(MANY_WORDS[n * 11 :], scope) for scope in Scope for n in range(200)],
    ),
    "an endless language": Query(words="heart", language="x" * LONG),
    "far away": Query(words="heart", offset=10**9),
}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    texts = [" ".join(map(word, range(number, number + 40))) for number in range(0, 400, 8)]
    engine.apply([output(f"output:{number}", "Heart", text=text) for number, text in enumerate(texts)])
    engine.apply([pages("output:1", *texts)])
    return engine


def test_huge_queries_are_answered(filled: Engine) -> None:
    filled.search(HUGE["many fuzzy words"], ANYONE)  # what is only made once
    for name, query in HUGE.items():
        before = time.monotonic()
        filled.search(query, ANYONE)
        filled.passages(query, ANYONE, parents=["output:1"])
        filled.matching_passages(query, ANYONE, parent="output:1")
        assert time.monotonic() - before < SOON, name


def test_what_goes_beyond_a_limit_is_left_out(filled: Engine) -> None:
    """A group too many narrows no more; an alternative too many adds nothing."""
    groups = [[Condition("heart")] for _ in range(1000)]
    assert filled.search(Query(required=[*groups, [Condition("kangaroo")]]), ANYONE).total == 50
    alternatives = [Condition("kangaroo") for _ in range(1000)]
    assert filled.search(Query(required=[[*alternatives, Condition("heart")]]), ANYONE).total == 0
