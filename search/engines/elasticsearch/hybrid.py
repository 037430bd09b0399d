"""Elasticsearch with a second ranking beside the one by words: by nearness in meaning.

The nearest works join the hits, among what the viewer may see and what the query's conditions leave: these filters
stand inside the search for neighbours, so that nobody's place there is taken by what they may not see. The two
rankings are fused here by their ranks (reciprocal rank fusion), since their scores do not compare. A work's vector
is made of what everybody who sees its record may read.

Whatever is wrong with the embedder, words go on finding: works without a vector have only their words.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError
from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query as Clause

from ..embedding import LONGEST_TEXT, Embedder, EmbedderUnavailable, Vector
from ..protocol import FACETS, Change, EngineUnavailable, Hit, Index, OutputDocument, Query, Results, Sort, Viewer
from ..understanding import bounded, sort_of
from .documents import Source
from .engine import ElasticsearchEngine
from .mapping import index_body, mapping_hash
from .queries import chosen_filters, outputs_query
from .writing import Writer

NEIGHBOURS = 50  # works that join by their meaning
_NEAR = 0.8  # of the nearest's cosine that a neighbour must have
_CANDIDATES = 200  # looked at in each shard to find them
WINDOW = 100  # hits of each ranking that are fused; what comes later keeps the order by words
_SMOOTHING = 60  # the constant of reciprocal rank fusion, as its authors have it
_VECTOR = "vector"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _WithNeighbours(Query):
    """A query that has works near in meaning among its hits, whatever their words."""

    near: Sequence[str] = ()


def fused(words: Sequence[str], meaning: Sequence[str], weight: float) -> dict[str, float]:
    """Keys by falling score: 1/(60 + rank) in the ranking by words, plus ``weight`` times that by meaning."""
    scores: dict[str, float] = {}
    for ranking, weighs in ((words, 1.0), (meaning, weight)):
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + weighs / (_SMOOTHING + rank)
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


class HybridEngine(ElasticsearchEngine):
    """The ``Engine`` protocol on Elasticsearch with an embedder; ``Query.meaning`` says what it counts, if anything."""

    def __init__(self, url: str, prefix: str = "conjoint", *, embedder: Embedder, read_timeout: float = 2.0) -> None:
        super().__init__(url, prefix, read_timeout=read_timeout)
        self._embedder = embedder

    # Writing

    def _index_body(self, index: Index) -> dict[str, Any]:
        """Without an embedder's answer the index is made without vectors, and known not to be as it should."""
        body = super()._index_body(index)
        if index is not Index.OUTPUTS:
            return body
        try:
            dimensions = self._embedder.dimensions
        except EmbedderUnavailable as error:
            logger.error("The new search index has no vectors: %s", error)
            return body
        vector = {"type": "dense_vector", "dims": dimensions, "index": True, "similarity": "cosine"}
        mappings = body["mappings"]
        mappings["properties"] = mappings["properties"] | {_VECTOR: vector}
        mappings["_source"]["excludes"] = [*mappings["_source"]["excludes"], _VECTOR]
        mappings["_meta"] = {"hash": self._mapping_hash(index), "dimensions": dimensions}
        return body

    def _mapping_hash(self, index: Index) -> str:
        if index is not Index.OUTPUTS:
            return mapping_hash(index)
        described = f"{index_body(index)['mappings']['_meta']['hash']} {self._embedder.name}"
        return hashlib.sha256(described.encode()).hexdigest()[:16]

    def _writer(self, aliases: Mapping[Index, str], *, fresh: bool = False) -> Writer:
        mappings = self._patient.indices.get_mapping(index=aliases[Index.OUTPUTS])
        dimensions = {body["mappings"].get("_meta", {}).get("dimensions", 0) for body in mappings.values()}
        return _HybridWriter(
            self._patient, aliases, fresh=fresh, embedder=self._embedder, dimensions=min(dimensions, default=0)
        )

    # Reading

    def search(self, query: Query, viewer: Viewer, *, facets: Sequence[str] = FACETS, facet_size: int = 50) -> Results:
        near = self._neighbours(query, viewer) if _has_meaning(query) else []
        if not near:
            return super().search(query, viewer, facets=facets, facet_size=facet_size)
        end = query.offset + query.limit
        wide = replace(query, offset=0, limit=max(WINDOW, end))
        asked = _WithNeighbours(**{name: getattr(wide, name) for name in Query.__slots__}, near=near)
        found = super().search(asked, viewer, facets=facets, facet_size=facet_size)
        by_words = [hit.key for hit in found.hits if hit.score > 0]
        scores = fused(by_words[:WINDOW], near, query.meaning)
        scores |= {key: 0.0 for key in by_words[WINDOW:] if key not in scores}
        hits = [Hit(key, score) for key, score in scores.items()]
        return replace(found, hits=hits[query.offset : end])

    def _outputs_query(self, query: Query, viewer: Viewer, *, loosely: bool) -> Clause:
        by_words = super()._outputs_query(query, viewer, loosely=loosely)
        if not isinstance(query, _WithNeighbours):
            return by_words
        joining = Q("constant_score", filter=Q("terms", key=list(query.near)), boost=0)
        return Q("bool", should=[by_words, joining], minimum_should_match=1)

    def _neighbours(self, query: Query, viewer: Viewer) -> list[str]:
        """The keys of the works nearest to the query's words, of those that meet all the rest of it."""
        rest = bounded(replace(query, words="", also=()))
        filters = [outputs_query(rest, viewer), *chosen_filters(query).values()]
        try:
            vector = self._embedder.query_vector(query.words)
            answer = self.client.search(
                index=self._aliases[Index.OUTPUTS],
                knn={
                    "field": _VECTOR,
                    "query_vector": vector,
                    "k": NEIGHBOURS,
                    "num_candidates": _CANDIDATES,
                    "filter": [clause.to_dict() for clause in filters],
                },
                source=["key"],
                size=NEIGHBOURS,
            )
        except (EmbedderUnavailable, ApiError) as error:
            logger.warning("Only words were searched, not meaning: %s", error)
            return []
        except TransportError as error:
            raise EngineUnavailable(f"Elasticsearch did not answer as it should: {error}") from error
        return _near_enough([(hit["_source"]["key"], 2 * hit["_score"] - 1) for hit in answer["hits"]["hits"]])


def _near_enough(found: Sequence[tuple[str, float]]) -> list[str]:
    """Of (key, cosine), nearest first: there are always neighbours, also where nothing is alike."""
    least = max(0.0, found[0][1] * _NEAR) if found else 0.0
    return [key for key, cosine in found if cosine > least or cosine == found[0][1] > 0]


def _has_meaning(query: Query) -> bool:
    return query.meaning > 0 and not query.fuzzy and bool(query.words.strip()) and sort_of(query) is Sort.RELEVANCE


class _HybridWriter(Writer):
    """Gives each work the vector of what its record says. Without one it is written all the same."""

    def __init__(self, *where: Any, embedder: Embedder, dimensions: int, **how: Any) -> None:
        super().__init__(*where, **how)
        self._embedder = embedder
        self._dimensions = dimensions
        self._vectors: dict[tuple[str, int], Vector] = {}

    def write(self, changes: Iterable[Change]) -> None:
        changes = list(changes)
        outputs = [change for change in changes if isinstance(change, OutputDocument)]
        self._vectors = self._vectors_of(outputs) if outputs and self._dimensions else {}
        super().write(changes)

    def _vectors_of(self, outputs: Sequence[OutputDocument]) -> dict[tuple[str, int], Vector]:
        try:
            vectors = self._embedder.document_vectors([_meant_text(output) for output in outputs])
        except EmbedderUnavailable as error:
            logger.error("%d works have no vector until the next rebuild: %s", len(outputs), error)
            return {}
        fitting = zip(outputs, vectors, strict=True)
        return {(output.key, output.version): it for output, it in fitting if it and len(it) == self._dimensions}

    def _output_source(self, output: OutputDocument) -> Source:
        vector = self._vectors.get((output.key, output.version))
        return super()._output_source(output) | ({_VECTOR: vector} if vector else {})


def _meant_text(output: OutputDocument) -> str:
    """Never gated text: nearness would tell of it."""
    texts = (*output.titles, *output.abstracts, *output.keywords, *output.text[:3])
    return "\n".join(text.text for text in texts)[:LONGEST_TEXT]
