"""The engine for large installations: an Elasticsearch 8 cluster."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError
from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.query import Query as Clause
from elasticsearch.dsl.response import Response
from elasticsearch.helpers import BulkIndexError, scan

from ..analysis.queries import MOST_WORDS
from ..protocol import (
    FACETS,
    Change,
    EngineHealth,
    EngineUnavailable,
    Hit,
    Index,
    PassageHit,
    Query,
    Results,
    Sort,
    Viewer,
)
from ..understanding import Answer, answered, asked_twice, bounded, for_pages, sort_of
from .mapping import RESULT_WINDOW, index_body, mapping_hash
from .queries import chosen_filters, completion_query, outputs_query, passages_query, similar_query, visible
from .writing import Writer

_WRITE_TIMEOUT = 60  # seconds; only workers wait that long
_REPLACED = {404, 503}  # what a query meets whose generation is replaced while it runs; a second try meets the new one
_PAUSE = 0.1  # seconds, until the nodes agree on which generation serves
_NARROWED = "narrowed"  # the counts of facets without a choice, when others have one
_LIVING = {"bool": {"must_not": [{"term": {"tombstone": True}}]}}
_ORDER = {
    Sort.RELEVANCE: ["_score", "key"],
    Sort.NEWEST: [{"sort_date": {"order": "desc", "missing": "_last"}}, "key"],
    Sort.OLDEST: [{"sort_date": {"order": "asc", "missing": "_last"}}, "key"],
    Sort.TITLE: [{"title_key": {"order": "asc", "missing": "_last"}}, "key"],
}


_too_many_clauses = re.compile("too many (nested )?clauses")
_FEWER_WORDS = (MOST_WORDS, MOST_WORDS // 2, MOST_WORDS // 5)


class _QueryTooLarge(EngineUnavailable):
    """How many clauses a server takes depends on its memory and processors."""


def _fitting(query: Query, ask: Callable[[Query], Answer]) -> Answer:
    """The answer to as much of ``query`` as the server takes."""
    for most_words in _FEWER_WORDS[:-1]:
        try:
            return ask(bounded(query, most_words))
        except _QueryTooLarge:
            continue
    return ask(bounded(query, _FEWER_WORDS[-1]))


@contextmanager
def _translated() -> Iterator[None]:
    """Whatever the client throws becomes EngineUnavailable."""
    try:
        yield
    except BadRequestError as error:
        kind = _QueryTooLarge if _too_many_clauses.search(str(error)) else EngineUnavailable
        raise kind(f"Elasticsearch did not answer as it should: {error}") from error
    except (ApiError, TransportError, BulkIndexError) as error:
        raise EngineUnavailable(f"Elasticsearch did not answer as it should: {error}") from error


class ElasticsearchEngine:
    """The ``Engine`` protocol on Elasticsearch.

    ``url``: one address, or several parted by commas. ``prefix``: what the names of its indices begin with; each
    installation on a cluster has its own. ``read_timeout``: seconds after which a reader is told that search is down.
    """

    def __init__(self, url: str, prefix: str = "conjoint", *, read_timeout: float = 2.0) -> None:
        hosts = url.split(",")
        # Another node is tried when there is one; asking the same again would only make the reader wait twice.
        self.client = Elasticsearch(hosts, request_timeout=read_timeout, max_retries=len(hosts) - 1)
        self._patient = self.client.options(request_timeout=_WRITE_TIMEOUT)
        self._prefix = prefix
        self._aliases = {index: f"{prefix}-{index}" for index in Index}

    # Writing

    def apply(self, changes: Sequence[Change]) -> None:
        with _translated():
            if not self._patient.indices.exists_alias(name=list(self._aliases.values())):
                self._publish(self._create_generation())
            writer = self._writer(self._aliases)
            writer.write(changes)
            writer.refresh()

    @contextmanager
    def rebuild(self) -> Iterator[ElasticsearchRebuild]:
        with _translated():
            self._remove_others()
            rebuild = ElasticsearchRebuild(self, self._create_generation())
        try:
            yield rebuild
        finally:
            with _translated():
                rebuild.close()

    def _create_generation(self) -> dict[Index, str]:
        """index -> the name of a new, empty one that does not serve yet. An alias of its own leads to it, because
        writing through an alias never makes up an index that somebody has removed."""
        names = {index: f"{self._aliases[index]}-{uuid.uuid4().hex[:12]}" for index in Index}
        for index, name in names.items():
            self._patient.indices.create(index=name, aliases={_filling(name): {}}, **self._index_body(index))
        return names

    def _index_body(self, index: Index) -> dict[str, Any]:
        return index_body(index)

    def _writer(self, aliases: Mapping[Index, str], *, fresh: bool = False) -> Writer:
        return Writer(self._patient, aliases, fresh=fresh)

    def _publish(self, names: Mapping[Index, str]) -> None:
        """Serve both indices of a generation from now on, in one step. Those before are removed afterwards: together
        with the step, the removal would fail every query that is running."""
        actions: list[dict[str, Any]] = []
        for index, name in names.items():
            alias = self._aliases[index]
            actions += [{"remove": {"index": old, "alias": alias}} for old in self._serving(alias)]
            actions += [{"add": {"index": name, "alias": alias}}, {"remove": {"index": name, "alias": _filling(name)}}]
        self._patient.indices.update_aliases(actions=actions)

    def _serving(self, alias: str) -> list[str]:
        try:
            return list(self._patient.indices.get_alias(name=alias))
        except NotFoundError:
            return []

    def _remove_others(self) -> None:
        """Remove what does not serve: generations that were replaced, and remnants of killed rebuilds."""
        for alias in self._aliases.values():
            found = self._patient.indices.get(index=f"{alias}-*", expand_wildcards="all", features="aliases")
            if remnants := sorted(set(found) - set(self._serving(alias))):
                self._patient.indices.delete(index=remnants)

    # Reading

    def search(self, query: Query, viewer: Viewer, *, facets: Sequence[str] = FACETS, facet_size: int = 50) -> Results:
        ask = partial(self._results, viewer, facets, facet_size)
        return _fitting(query, partial(answered, ask))

    def _results(self, viewer: Viewer, facets: Sequence[str], facet_size: int, query: Query, loosely: bool) -> Results:
        size = max(0, min(query.limit, RESULT_WINDOW - query.offset))
        chosen = chosen_filters(query)
        search = self._search(Index.OUTPUTS, self._outputs_query(query, viewer, loosely=loosely))
        search = search.sort(*_ORDER[sort_of(query)]).source(["key"]).extra(track_total_hits=True, size=size)
        search = search.extra(**{"from": min(query.offset, RESULT_WINDOW - size)})
        if chosen:
            search = search.post_filter(_all(list(chosen.values())))
        _add_facets(search, chosen, facets, facet_size)
        answer = self._answer(search)
        return Results(
            total=answer.hits.total.value,
            hits=[Hit(hit.key, hit.meta.score or 0.0) for hit in answer.hits],
            facets={name: _facet(answer, name) for name in facets},
        )

    def complete(self, text: str, viewer: Viewer, *, limit: int = 5) -> Sequence[Hit]:
        wanted = completion_query(text, viewer)
        if wanted is None:
            return []
        search = self._search(Index.OUTPUTS, wanted).sort("_score", *_ORDER[Sort.NEWEST]).source(["key"])
        return [Hit(hit.key, 0.0) for hit in self._answer(search.extra(size=limit, track_total_hits=False)).hits]

    def passages(
        self, query: Query, viewer: Viewer, *, parents: Sequence[str], per_parent: int = 3
    ) -> Mapping[str, Sequence[PassageHit]]:
        if not parents:
            return {}
        ask = partial(self._best_passages, viewer, parents, per_parent)
        return _fitting(for_pages(query), partial(asked_twice, ask))

    def _best_passages(
        self, viewer: Viewer, parents: Sequence[str], per_parent: int, query: Query, loosely: bool
    ) -> dict[str, Sequence[PassageHit]]:
        wanted = passages_query(query, viewer, parents, loosely=loosely)
        search = self._search(Index.PASSAGES, wanted).extra(size=0)
        best = A("top_hits", size=per_parent, sort=["_score", "position"], _source=["key", "parent", "target"])
        best._params["track_scores"] = True
        search.aggs.bucket("parents", "terms", field="parent", size=len(parents)).metric("best", best)
        buckets = self._answer(search).aggregations.parents.buckets
        return {bucket.key: [_passage_hit(hit) for hit in bucket.best] for bucket in buckets}

    def matching_passages(
        self, query: Query, viewer: Viewer, *, parent: str, limit: int = 1000
    ) -> Sequence[PassageHit]:
        ask = partial(self._passages_in_order, viewer, parent, limit)
        return _fitting(for_pages(query), partial(asked_twice, ask))

    def _passages_in_order(
        self, viewer: Viewer, parent: str, limit: int, query: Query, loosely: bool
    ) -> Sequence[PassageHit]:
        search = self._search(Index.PASSAGES, passages_query(query, viewer, [parent], loosely=loosely))
        search = search.sort("position", "key").source(["key", "parent", "target"])
        return [_passage_hit(hit) for hit in self._answer(search.extra(size=min(limit, RESULT_WINDOW))).hits]

    def similar(self, key: str, viewer: Viewer, *, limit: int = 5) -> Sequence[Hit]:
        own = self._search(Index.OUTPUTS, Q("bool", filter=[Q("term", key=key), visible(viewer)]))
        found = self._answer(own.source(["title", "keywords", "names"]).extra(size=1)).hits
        alike = similar_query(found[0].to_dict(), key, viewer) if found else None
        if alike is None:
            return []
        answer = self._answer(self._search(Index.OUTPUTS, alike).source(["key"]).extra(size=limit))
        return [Hit(hit.key, hit.meta.score) for hit in answer.hits]

    def scan(self, index: Index) -> Iterator[tuple[str, int]]:
        with _translated():
            rows = scan(
                self._patient,
                index=self._aliases[index],
                query={"query": _LIVING, "_source": ["key", "version"]},
                size=5_000,
            )
            for row in rows:
                yield row["_source"]["key"], row["_source"]["version"]

    def health(self) -> EngineHealth:
        try:
            with _translated():
                documents = {index.value: self._count(index) for index in Index}
                current = all(self._is_current(index) for index in Index)
        except EngineUnavailable as error:
            return EngineHealth(available=False, documents={}, mapping_current=False, message=str(error))
        return EngineHealth(available=True, documents=documents, mapping_current=current)

    def _count(self, index: Index) -> int:
        return self.client.count(index=self._aliases[index], query=_LIVING)["count"]

    def _is_current(self, index: Index) -> bool:
        mappings = self.client.indices.get_mapping(index=self._aliases[index])
        hashes = {body["mappings"].get("_meta", {}).get("hash") for body in mappings.values()}
        return hashes == {self._mapping_hash(index)}

    def _mapping_hash(self, index: Index) -> str:
        return mapping_hash(index)

    def _outputs_query(self, query: Query, viewer: Viewer, *, loosely: bool) -> Clause:
        return outputs_query(query, viewer, loosely=loosely)

    def _search(self, index: Index, query: Clause) -> Search:
        return Search(using=self.client, index=self._aliases[index]).query(query)

    def _answer(self, search: Search) -> Response:
        """Half an answer would say that works are missing which are there, so it counts as none."""
        search = search.params(allow_partial_search_results=False)
        with _translated():
            try:
                return search.execute()
            except ApiError as error:
                if error.status_code not in _REPLACED:
                    raise
                time.sleep(_PAUSE)
                return search.execute()


class ElasticsearchRebuild:
    """A generation being filled beside the serving one."""

    def __init__(self, engine: ElasticsearchEngine, names: Mapping[Index, str]) -> None:
        self._engine = engine
        self._names = names
        aliases = {index: _filling(name) for index, name in names.items()}
        self._writer = engine._writer(aliases, fresh=True)

    def add(self, changes: Iterable[Change]) -> None:
        with _translated():
            self._writer.write(changes)

    def swap(self) -> None:
        with _translated():
            self._writer.refresh()
            self._engine._publish(self._names)

    def close(self) -> None:
        """Remove what was not served, or what was served before."""
        self._engine._remove_others()


def _filling(name: str) -> str:
    return f"{name}-filling"


def _all(filters: Sequence[Clause]) -> Clause:
    return Q("bool", filter=list(filters)) if filters else Q("match_all")


def _add_facets(search: Search, chosen: Mapping[str, Clause], names: Sequence[str], size: int) -> None:
    """Each facet is counted among what the other facets' choices leave. Facets that are narrowed alike share a filter,
    because Elasticsearch runs the whole query once more for every one of them."""
    rest = _narrowed(search, _NARROWED, list(chosen.values()))
    for name in names:
        others = [clause for facet, clause in chosen.items() if facet != name]
        bucket = _narrowed(search, f"besides_{name}", others) if name in chosen else rest
        bucket.bucket(name, "terms", field=f"facets.{name}", size=size, order=[{"_count": "desc"}, {"_key": "asc"}])


def _narrowed(search: Search, name: str, filters: Sequence[Clause]) -> Any:
    """Where to count: a bucket of what the filters leave, or the answer itself without any."""
    return search.aggs.bucket(name, "filter", filter=_all(filters)) if filters else search.aggs


def _facet(answer: Response, name: str) -> list[tuple[str, int]]:
    found = answer.aggregations
    for bucket in (f"besides_{name}", _NARROWED):
        if bucket in found and name in found[bucket]:
            found = found[bucket]
            break
    return [(bucket.key, bucket.doc_count) for bucket in found[name].buckets]


def _passage_hit(hit: Any) -> PassageHit:
    return PassageHit(hit.key, hit.parent, hit.target, hit.meta.score or 0.0)
