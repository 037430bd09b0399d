"""Quotes in a question of everyday language."""

from __future__ import annotations

from search.engines.protocol import Engine, Query

from .documents import output, results


def test_a_quoted_name_that_nothing_has_just_so_is_looked_for_by_its_words(engine: Engine) -> None:
    engine.apply([output("output:1", "Роман «Война и мир»", language="ru"), output("output:2", "Мир", language="ru")])
    answer = results(engine, Query(words="кто написал", phrases=["Войну и мир"]))
    assert answer.hits[0].key == "output:1" and answer.without_phrases
    answer = results(engine, Query(words="кто написал роман", phrases=["Война и мир"]))
    assert [hit.key for hit in answer.hits] == ["output:1"] and not answer.without_phrases
    assert results(engine, Query(phrases=["Войну и мир"])).total == 0
    assert not results(engine, Query(words="kangaroo", phrases=["wallaby"])).without_phrases
