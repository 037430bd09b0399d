"""What a query requires and forbids, and the second ways to say and to spell its words, on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engines.protocol import (
    Condition,
    Engine,
    OutputDocument,
    Query,
    Scope,
    Text,
    Viewer,
)

from .conftest import ANYONE, TODAY
from .documents import found, gate, output, pages, results, viewer

TOMORROW = TODAY + timedelta(days=1)
EDITOR = viewer("public", "editor")


def need(*alternatives: Condition) -> Query:
    return Query(required=[alternatives])


def title(text: str) -> Condition:
    return Condition(text, Scope.TITLE)


def person(text: str) -> Condition:
    return Condition(text, Scope.PEOPLE)


def phrase(text: str) -> Condition:
    return Condition(text, Scope.PHRASE)


def among(facet: str, *values: str) -> Condition:
    return Condition(facet=facet, values=values)


@pytest.fixture
def library(engine: Engine) -> Engine:
    """Four works, told apart by every kind of condition."""
    engine.apply(
        [
            output(
                "output:1",
                "Acute heart failure in children",
                people=["Müller, Ada", "王, 小明"],
                abstracts="Kidneys and their treatments",
                identifiers=["10.1000/ABC-12.3"],
                facets={"kind": ["article"], "year": ["2020"]},
                sort_date=date(2020, 1, 1),
            ),
            output(
                "output:2",
                "Лечение сердечных заболеваний",
                language="ru",
                people=["Иванов, Пётр"],
                text="Failure of the heart",
                facets={"kind": ["thesis"], "year": ["2022"]},
                sort_date=date(2022, 1, 1),
            ),
            output(
                "output:3",
                "心臓病の看護",
                language="ja",
                people=["Heart, William"],
                facets={"kind": ["thesis"], "year": ["2021"]},
                sort_date=date(2021, 1, 1),
            ),
            output(
                "output:4",
                "The Who and oʻzbek tili",
                language="uz",
                gated_text="Treating acute hearts, at last",
                gate=gate(["editor"]),
                facets={"kind": ["manual"]},
            ),
        ]
    )
    return engine


# A condition, and the numbers of the works in the library that meet it.
CONDITIONS = [
    (Condition("failure heart"), "12"),
    (Condition("hearts children kidney"), "1"),
    (Condition("the failure of"), "12"),
    (Condition("treatment"), "1"),
    (Condition("сердечное заболевание"), "2"),
    (Condition("лечение failure"), "2"),
    (Condition("心臓病 heart"), "3"),
    (Condition("病"), "3"),
    (Condition("心護"), ""),
    (Condition("o'zbek"), "4"),
    (Condition("the who"), "4"),
    (Condition("failure kangaroo"), ""),
    (phrase("heart failure"), "1"),
    (phrase("failure of the heart"), "2"),
    (phrase("病の看"), "3"),
    (title("HEART"), "1"),
    (title("failures acute"), "1"),
    (title("看護"), "3"),
    (title("the who"), "4"),
    (person("heart"), "3"),
    (person("Muller"), "1"),
    (person("Ада Müller"), ""),
    (person("ada müller"), "1"),
    (person("Ivanov"), ""),
    (person("петр"), "2"),
    (person("王小明"), "1"),
    (Condition("https://doi.org/10.1000/abc-12.3", Scope.IDENTIFIER), "1"),
    (Condition("10.1000/abc", Scope.IDENTIFIER), ""),
    (among("kind", "thesis", "manual"), "234"),
    (among("kind"), ""),
    (among("nonsense", "1"), ""),
]


class TestConditions:
    def test_each_kind(self, library: Engine) -> None:
        every = set("1234")
        for condition, expected in CONDITIONS:
            assert _digits(found(library, need(condition))) == set(expected), condition
            assert _digits(found(library, Query(forbidden=[condition]))) == every - set(expected), condition
            either = need(condition, among("kind", "manual"))
            assert _digits(found(library, either)) == set(expected) | {"4"}, condition

    def test_what_says_nothing_asks_for_nothing(self, library: Engine) -> None:
        empty = [Condition(""), Condition(" + "), title("?"), phrase("«»"), Condition("-", Scope.IDENTIFIER)]
        assert results(library, Query(required=[empty, []], forbidden=empty)).total == 4
        assert _digits(found(library, need(*empty, among("kind", "article")))) == {"1"}

    def test_conditions_and_words_together(self, library: Engine) -> None:
        query = Query(words="heart", required=[[phrase("heart failure"), title("лечение")], [Condition("heart")]])
        assert _digits(found(library, query)) == {"1", "2"}
        assert _digits(found(library, replace(query, forbidden=[among("year", "2020")]))) == {"2"}

    def test_conditions_without_words_are_browsing(self, library: Engine) -> None:
        newest = ["output:2", "output:3", "output:1"]
        assert found(library, need(among("kind", "article", "thesis"))) == newest
        assert found(library, need(title("heart"), person("heart"), title("лечение"))) == newest
        assert _digits(found(library, need(Condition("heart")))) == {"1", "2", "3"}
        words = Query(words="children", required=[[Condition("heart")], [among("year", "2020", "2021", "2022")]])
        assert found(library, words) == ["output:1"]

    def test_conditions_narrow_every_count(self, library: Engine) -> None:
        query = Query(required=[[Condition("heart")]], forbidden=[among("year", "2021")])
        facets = results(library, query).facets
        assert (dict(facets["kind"]), dict(facets["year"])) == (
            {"article": 1, "thesis": 1},
            {"2020": 1, "2022": 1},
        )
        facets = results(library, replace(query, chosen={"kind": ["article"]})).facets
        assert dict(facets["kind"]) == {"article": 1, "thesis": 1}
        assert dict(facets["year"]) == {"2020": 1}

    def test_text_behind_a_gate_counts_for_those_it_lets_through(self, library: Engine) -> None:
        for condition in (Condition("acute heart"), Condition("who hearts"), phrase("acute hearts")):
            assert "4" not in _digits(found(library, need(condition)))
            assert "4" in _digits(found(library, need(condition), EDITOR))
            assert "4" in _digits(found(library, Query(forbidden=[condition])))
            assert "4" not in _digits(found(library, Query(forbidden=[condition]), EDITOR))


PAGE_QUERIES = [
    (need(phrase("heart failure")), ["1/1"]),
    (need(Condition("heart failures")), ["1/1", "1/2"]),
    (need(Condition("acute"), Condition("lung heart")), ["1/1", "1/4"]),
    (need(phrase("heart failure"), title("kangaroo")), ["1/1", "1/2", "1/3", "1/4"]),
    (Query(words="lung", required=[[title("kangaroo")], [among("kind", "a")]]), ["1/3", "1/4"]),
    (Query(words="lung", forbidden=[title("lung"), Condition("heart")]), ["1/3"]),
    (Query(words="heart", forbidden=[phrase("of hearts"), Condition("lung")]), ["1/1"]),
    (Query(also=["lung"]), ["1/3", "1/4"]),
    (Query(words="kangaroo", also=["heart failure"]), ["1/1", "1/2"]),
    (Query(words="haert", fuzzy=True), ["1/1", "1/4"]),
]


class TestConditionsOnPages:
    @pytest.fixture(autouse=True)
    def _pages(self, engine: Engine) -> None:
        engine.apply(
            [
                pages("output:1", "acute heart failure", "failure of hearts", "lung", "lung and heart"),
                output("output:1", "Title"),
            ]
        )

    def test_pages_are_asked_for_their_words(self, engine: Engine) -> None:
        for query, expected in PAGE_QUERIES:
            hits = engine.matching_passages(query, ANYONE, parent="output:1")
            assert [hit.target for hit in hits] == expected, query
            best = engine.passages(query, ANYONE, parents=["output:1"], per_parent=9)["output:1"]
            assert sorted(hit.target for hit in best) == expected, query


class TestOtherWays:
    def test_synonyms_match_instead_and_weigh_less(self, engine: Engine) -> None:
        engine.apply(
            [
                output("output:1", "Heart attack"),
                output("output:2", "Infarction acute"),
                output("output:3", "Attack of the heart"),
                output("output:4", "Notes", gated_text="heart attack", gate=gate(["editor"])),
            ]
        )
        query = Query(words="infarction", also=["heart attack"])
        assert found(engine, query) == ["output:2", "output:1", "output:3"]
        assert set(found(engine, query, EDITOR)) == {"output:1", "output:2", "output:3", "output:4"}
        assert found(engine, Query(also=["hearts attacks"])) == ["output:1", "output:3"]
        assert _digits(found(engine, Query(also=["attacks"]))) == {"1", "3"}
        assert found(engine, Query(words="kangaroo", also=["infarctions"])) == ["output:2"]
        assert found(engine, Query(words="kangaroo", also=["+", ""])) == []
        assert found(engine, Query(words="heart", also=["infarction"], required=[[title("acute")]])) == ["output:2"]

    def test_misspelt_words(self, engine: Engine) -> None:
        engine.apply(
            [
                output("output:1", "Myocarditis of the heart"),
                output("output:2", "Сердечная недостаточность", language="ru"),
                output("output:3", "Naïve Gefäße", language="de"),
                output("output:4", "Notes", gated_text="zebrafish", gate=gate(["editor"])),
                output("output:5", "COVID19 心臓病の看護", language="ja"),
            ]
        )
        for typed, expected in [
            ("myocardtis", "1"),
            ("Myokraditis", "1"),
            ("myxxxditis", ""),
            ("kyocarditis", ""),
            ("haert", "1"),
            ("hert", "1"),
            ("hxaxrt", ""),
            ("eart", ""),
            ("недостатчоность", "2"),
            ("NAIVEE", "3"),
            ("gefasee", "3"),
            ("covid18", ""),
            ("心臓病", "5"),
            ("zebrafsh", ""),
        ]:
            assert _digits(found(engine, Query(words=typed, fuzzy=True))) == set(expected), typed
        assert found(engine, Query(words="zebrafsh", fuzzy=True), EDITOR) == ["output:4"]
        assert found(engine, "myocardtis") == []
        assert found(engine, Query(words="myocardtis hearts", fuzzy=True)) == ["output:1"]


TOKENS = ("public", "editor")
VOCABULARY = ("heart", "lung", "spine")
words = st.lists(st.sampled_from(VOCABULARY), max_size=3).map(" ".join)
audiences = st.frozensets(st.sampled_from(TOKENS), min_size=1)
gates = st.none() | st.builds(gate, audiences, audiences, st.none() | st.sampled_from([TODAY, TOMORROW]))
kinds = st.sampled_from(["article", "thesis", "manual"])
works = st.builds(
    lambda **fields: replace(output("output:0"), **fields),
    titles=words.map(lambda text: [Text(text, "en")]),
    people=st.lists(words, max_size=2),
    text=words.map(lambda text: [Text(text, "en")]),
    gated_text=words.map(lambda text: [Text(text, "en")]),
    audience=audiences,
    gate=gates,
    identifiers=st.lists(st.sampled_from(["10.1/a", "10.1/b"]), max_size=1),
    facets=st.fixed_dictionaries({"kind": kinds.map(lambda kind: [kind])}),
)
conditions = st.builds(
    Condition, words.filter(bool), st.sampled_from([Scope.WORDS, Scope.PHRASE, Scope.TITLE, Scope.PEOPLE])
) | st.sampled_from(
    [
        Condition("10.1/A", Scope.IDENTIFIER),
        Condition(facet="kind", values=["thesis"]),
        Condition(facet="kind", values=["article", "manual"]),
    ]
)
queries = st.builds(
    Query,
    words=st.sampled_from(["", "heart", "lung spine"]),
    required=st.lists(st.lists(conditions, min_size=1, max_size=2), max_size=2),
    forbidden=st.lists(conditions, max_size=2),
    chosen=st.just({}) | kinds.map(lambda kind: {"kind": [kind]}),
)


class Oracle:
    """The same promises in the plainest Python."""

    def __init__(self, world: Iterable[OutputDocument], who: Viewer) -> None:
        self._world = [work for work in world if work.audience & who.tokens]
        self._who = who

    def answers(self, query: Query) -> tuple[set[str], dict[str, int]]:
        """The keys, and the counts of kinds."""
        met = [work for work in self._world if self._meets(work, query)]
        chosen = query.chosen.get("kind") or ["article", "thesis", "manual"]
        counts: dict[str, int] = {}
        for work in met:
            for kind in work.facets["kind"]:
                counts[kind] = counts.get(kind, 0) + 1
        return {work.key for work in met if set(work.facets["kind"]) & set(chosen)}, counts

    def _meets(self, work: OutputDocument, query: Query) -> bool:
        has = self._texts(work)
        asked = query.words.split()
        return (
            (not asked or any(word in text.split() for word in asked for text in has))
            and all(any(self._is_met(work, one) for one in group) for group in query.required)
            and not any(self._is_met(work, one) for one in query.forbidden)
        )

    def _is_met(self, work: OutputDocument, condition: Condition) -> bool:
        if condition.facet:
            return bool(set(condition.values) & set(work.facets[condition.facet]))
        if condition.scope is Scope.IDENTIFIER:
            return condition.text.lower() in work.identifiers
        if condition.scope is Scope.PHRASE:
            return any(f" {condition.text} " in f" {text} " for text in self._texts(work))
        within: Callable[[OutputDocument], list[str]] = {
            Scope.WORDS: self._texts,
            Scope.TITLE: lambda work: [text.text for text in work.titles],
            Scope.PEOPLE: lambda work: list(work.people),
        }[condition.scope]
        return set(condition.text.split()) <= {word for text in within(work) for word in text.split()}

    def _texts(self, work: OutputDocument) -> list[str]:
        openly = [text.text for text in [*work.titles, *work.text]] + list(work.people)
        return openly + [text.text for text in work.gated_text if self._reads(work)]

    def _reads(self, work: OutputDocument) -> bool:
        rule = work.gate
        if rule is None:
            return True
        opened = rule.opens is None or rule.opens <= self._who.today
        return bool(rule.always & self._who.tokens or (opened and rule.audience & self._who.tokens))


class TestRandomConditions:
    @settings(max_examples=10)
    @given(
        world=st.lists(works, min_size=4, max_size=8),
        tokens=audiences,
        asked=st.lists(queries, min_size=12, max_size=12),
    )
    def test_conditions_mean_what_they_say(
        self, engine: Engine, world: list[OutputDocument], tokens: frozenset[str], asked: list[Query]
    ) -> None:
        world = [replace(work, key=f"output:{number}") for number, work in enumerate(world)]
        with engine.rebuild() as rebuild:
            rebuild.add(world)
            rebuild.swap()
        who = Viewer(tokens, TODAY)
        oracle = Oracle(world, who)
        for query in asked:
            keys, counts = oracle.answers(query)
            answer = engine.search(query, who, facets=["kind"])
            assert {hit.key for hit in answer.hits} == keys, query
            assert answer.total == len(keys)
            assert {name: dict(found) for name, found in answer.facets.items()} == {"kind": counts}, query


def _digits(keys: Iterable[str]) -> set[str]:
    return {key.removeprefix("output:") for key in keys}
