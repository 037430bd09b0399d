"""The relevance gate: no change may make the engines find worse than this on judged collections.

The collections lie beside the project and are not part of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from search.asking.query import parse_query
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.evaluation import collection_load, collection_score
from search.engines.protocol import Engine

COLLECTIONS = Path(__file__).resolve().parents[4] / "shared" / "relevance"
LEAST = {  # nDCG@10
    "cranfield": {"elasticsearch": 0.40, "embedded": 0.375},
    "xquad_ru": {"elasticsearch": 0.955, "embedded": 0.95},
    "xquad_zh": {"elasticsearch": 0.965, "embedded": 0.96},
    "xquad_tr": {"elasticsearch": 0.95, "embedded": 0.935},
}


@pytest.mark.parametrize("collection", LEAST)
def test_no_engine_finds_worse_than_measured(make_engine: Callable[[], Engine], collection: str) -> None:
    folder = COLLECTIONS / collection
    if not folder.is_dir():
        pytest.skip(f"The judged collection {collection} is not at hand: it belongs in {COLLECTIONS}.")
    engine = make_engine()
    collection_load(engine, folder)
    name = "elasticsearch" if isinstance(engine, ElasticsearchEngine) else "embedded"
    score = collection_score(engine, folder, lambda text: parse_query(text).to_query(language="en"))
    assert score.ndcg_10 >= LEAST[collection][name]
    assert score.recall_100 >= (0.7 if collection == "cranfield" else 0.99)
    assert score.mrr > 0
