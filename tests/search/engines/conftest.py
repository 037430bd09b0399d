"""Engines to test, each with an index of its own, and small documents to fill them with."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.protocol import Engine, Viewer
from search.engines.tantivy import TantivyEngine
from tests.conftest import delete_indices

TODAY = date(2026, 3, 1)
ANYONE = Viewer(frozenset({"public"}), TODAY)


@pytest.fixture(params=["tantivy", "elasticsearch"])
def make_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Makes engines on one and the same index, as processes of a site would each make theirs."""
    if request.param == "tantivy":
        yield lambda: TantivyEngine(tmp_path / "index")
        return
    url = request.getfixturevalue("elasticsearch_url")
    prefix = f"{request.getfixturevalue('elasticsearch_prefix')}-{uuid.uuid4().hex[:8]}"
    made: list[ElasticsearchEngine] = []

    def make() -> Engine:
        made.append(ElasticsearchEngine(url, prefix=prefix, read_timeout=10))
        return made[-1]

    yield make
    delete_indices(url, prefix)
    for engine in made:
        engine.client.close()


@pytest.fixture
def engine(make_engine: Callable[[], Engine]) -> Engine:
    """An engine with an index that is there and empty."""
    engine = make_engine()
    engine.apply([])
    return engine
