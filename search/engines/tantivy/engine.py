"""The embedded engine: no service, no port, a directory on a local disk."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import tantivy

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
from ..understanding import answered, asked_twice, bounded, for_pages, sort_of
from .generations import Generations, open_index
from .queries import QueryBuilder
from .schema import facet_field, mapping_hash
from .writing import GenerationWriter

_ORDER = {
    Sort.NEWEST: ("sort_date", tantivy.Order.Desc),
    Sort.OLDEST: ("sort_date", tantivy.Order.Asc),
    Sort.TITLE: ("title_key", tantivy.Order.Asc),
}


@dataclass(frozen=True, slots=True)
class _Opened:
    """A searcher and what the disk looked like when it was opened. The schema is the index's own: in one of another
    layout our fields might be others'."""

    stamp: tuple[int, ...]
    generation: Path
    schema: tantivy.Schema
    searcher: tantivy.Searcher


@contextmanager
def _translated(doing: str) -> Iterator[None]:
    """Whatever tantivy throws becomes EngineUnavailable. A panic in Rust is a BaseException, hence the wide net."""
    try:
        yield
    except (EngineUnavailable, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise EngineUnavailable(f"The search index failed while {doing}: {error}") from error


class TantivyEngine:
    """The ``Engine`` protocol on tantivy.

    One process writes at a time, under a file lock and with the index opened afresh; readers in any process look at two
    file stamps before each query and reopen when something changed.
    """

    def __init__(self, directory: str | Path) -> None:
        self._generations = Generations(Path(directory))
        self._opened: dict[Index, _Opened] = {}
        self._opening = threading.Lock()

    # Writing

    def apply(self, changes: Sequence[Change]) -> None:
        with _translated("writing"), self._generations.locked("write"):
            writer = GenerationWriter(self._serving_or_new())
            with _abandoned_on_error(writer):
                writer.add(changes)
                writer.commit()

    def _serving_or_new(self) -> Path:
        serving = self._generations.current()
        if serving is None:
            serving = self._generations.create()
            self._generations.publish(serving)
        return serving

    @contextmanager
    def rebuild(self) -> Iterator[TantivyRebuild]:
        # Not all in _translated: what the caller's own code throws inside the context must stay what it is.
        with self._generations.locked("rebuild", wait=False):
            with _translated("starting a rebuild"):
                self._generations.remove_others()
                rebuild = TantivyRebuild(self._generations)
            try:
                yield rebuild
            finally:
                with _translated("ending a rebuild"):
                    rebuild.close()
                    self._generations.remove_others()

    # Reading

    def search(self, query: Query, viewer: Viewer, *, facets: Sequence[str] = FACETS, facet_size: int = 50) -> Results:
        with _translated("searching"):
            ask = partial(self._search, viewer, facets, facet_size)
            return answered(ask, bounded(query))

    def _search(self, viewer: Viewer, facets: Sequence[str], facet_size: int, query: Query, loosely: bool) -> Results:
        searcher, builder = self._asking(Index.OUTPUTS, viewer)
        wanted = builder.outputs(query, loosely=loosely)
        field, order = _ORDER.get(sort_of(query), (None, tantivy.Order.Desc))
        found = searcher.search(
            wanted, limit=max(query.limit, 1), offset=query.offset, order_by_field=field, order=order
        )
        hits = [Hit(_key(searcher, address), _score(score)) for score, address in found.hits[: query.limit]]
        without = partial(_without, builder, query, loosely)
        counts = _facets(searcher, wanted, without, query, facets, facet_size)
        return Results(total=found.count, hits=hits, facets={name: counts[name] for name in facets})

    def complete(self, text: str, viewer: Viewer, *, limit: int = 5) -> Sequence[Hit]:
        with _translated("completing"):
            searcher, builder = self._asking(Index.OUTPUTS, viewer)
            field, order = _ORDER[Sort.NEWEST]
            hits: list[Hit] = []
            for wanted in builder.completions(text):
                room = limit - len(hits)
                if room > 0:
                    found = searcher.search(wanted, limit=room, count=False, order_by_field=field, order=order).hits
                    hits += [Hit(_key(searcher, address), 0.0) for _, address in found]
            return hits

    def passages(
        self, query: Query, viewer: Viewer, *, parents: Sequence[str], per_parent: int = 3
    ) -> Mapping[str, Sequence[PassageHit]]:
        return self._passages_asked(query, viewer, parents, per_parent)

    def matching_passages(
        self, query: Query, viewer: Viewer, *, parent: str, limit: int = 1000
    ) -> Sequence[PassageHit]:
        order = {"order_by_field": "position", "order": tantivy.Order.Asc}
        return self._passages_asked(query, viewer, [parent], limit, **order).get(parent, [])

    def _passages_asked(
        self, query: Query, viewer: Viewer, parents: Sequence[str], limit: int, **order: object
    ) -> dict[str, Sequence[PassageHit]]:
        with _translated("searching pages"):
            ask = partial(self._passages, viewer, parents, limit, order)
            return asked_twice(ask, bounded(for_pages(query)))

    def _passages(
        self,
        viewer: Viewer,
        parents: Sequence[str],
        limit: int,
        order: Mapping[str, object],
        query: Query,
        loosely: bool,
    ) -> dict[str, Sequence[PassageHit]]:
        searcher, builder = self._asking(Index.PASSAGES, viewer)
        # One small query for each parent: in the same process that costs less than grouping one large one.
        wanted = builder.passages(query, parents, loosely=loosely)
        found = {parent: _passage_hits(searcher, one, limit, order) for parent, one in wanted.items()}
        return {parent: hits for parent, hits in found.items() if hits}

    def similar(self, key: str, viewer: Viewer, *, limit: int = 5) -> Sequence[Hit]:
        with _translated("searching"):
            searcher, builder = self._asking(Index.OUTPUTS, viewer)
            own = builder.visible_output(key)
            found = searcher.search(own, limit=1, count=False).hits
            if not found:
                return []
            likeness = searcher.doc(found[0][1])["likeness"][0].split()
            hits = searcher.search(builder.similar(key, likeness), limit=limit, count=False).hits
            return [Hit(_key(searcher, address), score) for score, address in hits]

    def scan(self, index: Index) -> Iterator[tuple[str, int]]:
        with _translated("listing"):
            opened = self._open(index)
            searcher = opened.searcher
            if not searcher.num_docs:
                return
            living = tantivy.Query.term_query(opened.schema, "tombstone", False)
            addresses = [address for _, address in searcher.search(living, limit=searcher.num_docs, count=False).hits]
        for address in addresses:
            with _translated("listing"):
                stored = searcher.doc(address)
                row = stored["key"][0], stored["version"][0]
            yield row

    def health(self) -> EngineHealth:
        try:
            documents = {index.value: self._count(index) for index in Index}
            mapping = (self._opened[Index.OUTPUTS].generation / "mapping").read_text()
        except (EngineUnavailable, OSError) as error:
            return EngineHealth(available=False, documents={}, mapping_current=False, message=str(error))
        return EngineHealth(available=True, documents=documents, mapping_current=mapping == mapping_hash())

    def _count(self, index: Index) -> int:
        with _translated("counting"):
            opened = self._open(index)
            living = tantivy.Query.term_query(opened.schema, "tombstone", False)
            return opened.searcher.search(living, limit=1).count

    def _asking(self, index: Index, viewer: Viewer) -> tuple[tantivy.Searcher, QueryBuilder]:
        opened = self._open(index)
        return opened.searcher, QueryBuilder(opened.schema, opened.searcher, viewer)

    def _open(self, index: Index) -> _Opened:
        """A searcher that sees every committed change, also of other processes."""
        generation = self._generations.current()
        if generation is None:
            raise EngineUnavailable("There is no search index yet; it has to be built.")
        try:
            return self._open_in(generation, index)
        except (OSError, ValueError):
            # The generation may have been replaced and removed just now; otherwise it is damaged.
            if generation == self._generations.current():
                raise
            return self._open(index)

    def _open_in(self, generation: Path, index: Index) -> _Opened:
        meta = os.stat(generation / index / "meta.json")
        stamp = (meta.st_ino, meta.st_mtime_ns, meta.st_size)
        with self._opening:
            opened = self._opened.get(index)
            if opened is None or opened.stamp != stamp or opened.generation != generation:
                found = open_index(generation, index)
                opened = _Opened(stamp, generation, found.schema, found.searcher())
                self._opened[index] = opened
        return opened


class TantivyRebuild:
    """A generation being filled beside the serving one."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._path = generations.create()
        self._writer = GenerationWriter(self._path)

    def add(self, changes: Iterable[Change]) -> None:
        with _translated("rebuilding"):
            self._writer.add(changes)

    def swap(self) -> None:
        with _translated("rebuilding"):
            self._writer.commit()
            with self._generations.locked("write"):
                self._generations.publish(self._path)

    def close(self) -> None:
        """Forget what was not served."""
        self._writer.abandon()


@contextmanager
def _abandoned_on_error(writer: GenerationWriter) -> Iterator[None]:
    try:
        yield
    except BaseException:
        writer.abandon()
        raise


def _without(builder: QueryBuilder, query: Query, loosely: bool, facet: str) -> tantivy.Query:
    return builder.outputs(query, besides=facet, loosely=loosely)


def _key(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> str:
    return searcher.doc(address)["key"][0]


def _score(score: object) -> float:
    """Sorted by a field, tantivy gives that field's value in place of a score."""
    return score if isinstance(score, float) else 0.0


def _passage_hits(
    searcher: tantivy.Searcher, query: tantivy.Query, limit: int, order: Mapping[str, object]
) -> list[PassageHit]:
    found = searcher.search(query, limit=limit, count=False, **order).hits
    return [_passage_hit(searcher.doc(address), _score(score)) for score, address in found]


def _passage_hit(stored: tantivy.Document, score: float) -> PassageHit:
    return PassageHit(stored["key"][0], stored["parent"][0], stored["target"][0], score)


def _facets(
    searcher: tantivy.Searcher,
    narrowed: tantivy.Query,
    without: Callable[[str], tantivy.Query],
    query: Query,
    names: Sequence[str],
    size: int,
) -> dict[str, Sequence[tuple[str, int]]]:
    """Counts of the named facets in one pass, one more for each with a choice, which must not narrow itself."""
    chosen = [name for name in names if query.chosen.get(name)]
    counts = _counts(searcher, narrowed, [name for name in names if name not in chosen], size)
    for name in chosen:
        counts |= _counts(searcher, without(name), [name], size)
    return counts


def _counts(
    searcher: tantivy.Searcher, query: tantivy.Query, names: Sequence[str], size: int
) -> dict[str, Sequence[tuple[str, int]]]:
    if not names:
        return {}
    asked = {name: {"terms": {"field": facet_field(name), "size": size}} for name in names}
    answer = searcher.aggregate(query, asked)
    return {
        name: sorted(
            ((bucket["key"], bucket["doc_count"]) for bucket in answer[name]["buckets"]),
            key=lambda pair: (-pair[1], pair[0]),
        )
        for name in names
    }
