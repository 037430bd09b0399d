"""The one place that knows which engine an installation has chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.engines.embedding import embedder_at
from search.engines.protocol import Engine


@lru_cache(maxsize=8)
def _embedded(folder: Path) -> Engine:
    from search.engines.tantivy import TantivyEngine

    return TantivyEngine(folder)


@lru_cache(maxsize=8)
def _elasticsearch(url: str, prefix: str, embedder: str) -> Engine:
    from search.engines.elasticsearch import ElasticsearchEngine, HybridEngine

    if embedder:
        return HybridEngine(url, prefix, embedder=embedder_at(embedder), read_timeout=settings.ELASTICSEARCH_PATIENCE)
    return ElasticsearchEngine(url, prefix, read_timeout=settings.ELASTICSEARCH_PATIENCE)


# An engine's libraries are loaded when it is asked for, so that the other one's need not even work.
ENGINES: dict[str, Callable[[], Engine]] = {
    "embedded": lambda: _embedded(Path(settings.SEARCH_DIR)),
    "elasticsearch": lambda: _elasticsearch(
        settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX, settings.SEARCH_EMBEDDER
    ),
}


def search_engine() -> Engine:
    """The engine of ``settings.SEARCH_ENGINE``; one object per process and place, which opens nothing until it is used.

    Raises KeyError for an unknown name, which a system check reports before anything runs.
    """
    return ENGINES[settings.SEARCH_ENGINE]()
