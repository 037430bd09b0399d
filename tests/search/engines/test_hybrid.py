"""Elasticsearch with a ranking by meaning: what joins, for whom, and that words never depend on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search.engines.elasticsearch import ElasticsearchEngine, HybridEngine
from search.engines.elasticsearch.hybrid import fused
from search.engines.embedding import Embedder, HttpEmbedder, embedder_at
from search.engines.protocol import Condition, Query, Scope, Sort
from tests.conftest import delete_indices

from .documents import found, gate, output, results, viewer
from .embedding_server import serving
from .word_vectors import vector_of, written_to

EDITOR = viewer("public", "editor")
HEART = Query(words="heart", meaning=1.0)
ENOUGH = 5  # seconds for an endpoint that is well, on a machine with much else to do


@pytest.fixture
def make(elasticsearch_url: str, elasticsearch_prefix: str) -> Iterator[Callable[..., ElasticsearchEngine]]:
    prefix = f"{elasticsearch_prefix}-{uuid.uuid4().hex[:8]}"
    made = []

    def make(embedder: Embedder | None) -> ElasticsearchEngine:
        if embedder:
            made.append(HybridEngine(elasticsearch_url, prefix, embedder=embedder, read_timeout=10))
        else:
            made.append(ElasticsearchEngine(elasticsearch_url, prefix, read_timeout=10))
        return made[-1]

    yield make
    delete_indices(elasticsearch_url, prefix)
    for engine in made:
        engine.client.close()


@pytest.fixture
def engine(make: Callable[..., ElasticsearchEngine], tmp_path: Path) -> ElasticsearchEngine:
    engine = make(embedder_at(str(written_to(tmp_path / "model"))))
    engine.apply(WORKS)
    return engine


WORKS = [
    output("output:1", "The heart", facets={"kind": ["article"]}),
    output("output:2", "Болезни сердца", language="ru", facets={"kind": ["manual"]}),
    output("output:3", "Pulmonary medicine", facets={"kind": ["article"]}),
    output("output:4", "Cardiac secrets", audience=frozenset({"editor"})),
    output("output:5", "Notes", gated_text="myocardium cardiac", gate=gate(["editor"])),
    output("output:6", "Kangaroos"),
]


def test_works_near_in_meaning_join_and_are_counted(engine: ElasticsearchEngine) -> None:
    assert found(engine, replace(HEART, meaning=0.0)) == ["output:1"]
    answer = results(engine, HEART)
    assert [hit.key for hit in answer.hits] == ["output:1", "output:2"]
    assert answer.total == 2
    assert dict(answer.facets["kind"]) == {"article": 1, "manual": 1}
    assert engine.health().mapping_current


def test_nobody_meets_what_they_may_not_see(engine: ElasticsearchEngine) -> None:
    assert "output:4" not in found(engine, HEART)
    assert "output:4" in found(engine, HEART, EDITOR)
    assert "output:5" not in found(engine, HEART, EDITOR)  # what is behind a gate has no part in a vector


def test_neighbours_meet_the_rest_of_the_query(engine: ElasticsearchEngine) -> None:
    assert found(engine, replace(HEART, chosen={"kind": ["manual"]})) == ["output:2"]
    assert found(engine, replace(HEART, excluded=["болезнь"]))[0] == "output:1"
    assert "output:2" not in found(engine, replace(HEART, excluded=["болезнь"]))
    title = [[Condition("heart", Scope.TITLE)]]
    assert found(engine, replace(HEART, required=title)) == ["output:1"]
    assert found(engine, replace(HEART, phrases=["the heart"])) == ["output:1"]


def test_pages_of_hits_fit_together(engine: ElasticsearchEngine) -> None:
    whole = found(engine, HEART)
    pages = [found(engine, replace(HEART, offset=offset, limit=1)) for offset in range(len(whole) + 1)]
    assert [key for page in pages for key in page] == whole


def test_only_an_order_by_relevance_knows_meaning(engine: ElasticsearchEngine) -> None:
    for query in (replace(HEART, sort=Sort.TITLE), replace(HEART, fuzzy=True), Query(meaning=1.0, phrases=["heart"])):
        assert results(engine, query).total == results(engine, replace(query, meaning=0.0)).total


@pytest.mark.parametrize("behaviour", ["slow", "error", "nonsense", "short", "nan"])
def test_words_find_whatever_the_embedder_does(make: Callable[..., ElasticsearchEngine], behaviour: str) -> None:
    with serving(vector_of) as endpoint:
        engine = make(HttpEmbedder(endpoint.url, patience=ENOUGH))
        engine.apply(WORKS)
        assert "output:2" in found(engine, HEART)
        endpoint.behaviour = behaviour
        assert found(engine, HEART) == ["output:1"]
        if behaviour != "slow":
            engine.apply([output("output:7", "Another heart", version=2)])
            assert set(found(engine, HEART)) == {"output:1", "output:7"}


def test_an_index_made_without_the_embedder_answers_and_is_known_to_lack_something(
    make: Callable[..., ElasticsearchEngine],
) -> None:
    with serving(vector_of) as endpoint:
        endpoint.behaviour = "error"
        engine = make(HttpEmbedder(endpoint.url))
        engine.apply(WORKS)
        assert found(engine, HEART) == ["output:1"]
        assert not engine.health().mapping_current
        endpoint.behaviour = "well"
        engine = make(HttpEmbedder(endpoint.url, patience=ENOUGH))
        with engine.rebuild() as rebuild:
            rebuild.add(WORKS)
            rebuild.swap()
        assert engine.health().mapping_current
        assert "output:2" in found(engine, HEART)
        assert not make(None).health().mapping_current  # switched off, the next rebuild leaves the vectors out


def test_ranks_are_fused() -> None:
    assert list(fused(["a", "b"], ["b", "c"], 1.0)) == ["b", "a", "c"]
    assert list(fused(["a", "b"], ["b", "c"], 0.01)) == ["a", "b", "c"]
    assert list(fused(["a"], [], 1.0)) == ["a"]
