"""Changes → an index of a generation, keeping the highest version of each key.

What was deleted leaves a tombstone with its version, and a parent whose passages were replaced leaves a marker (a
tombstone too), so that a late message with an older version changes nothing. A rebuild starts without them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tantivy

from ..protocol import Change, Deletion, Index, OutputDocument, PassagesReplaced
from .generations import open_index
from .schema import output_document, passage_document, tombstone

_HEAP = 64_000_000  # bytes of documents held before a segment is written
_ABSENT = -1  # the version of a key that the index does not hold


def marker_key(parent: str) -> str:
    """The key under which the passages index remembers the version of a parent's passages."""
    return f"parent {parent}"


class IndexWriter:
    """One index open for writing. The caller holds the write lock and commits."""

    def __init__(self, generation: Path, index: Index) -> None:
        opened = open_index(generation, index)
        self._searcher = opened.searcher()
        self._schema = opened.schema
        self._writer = opened.writer(_HEAP, 1)
        self._seen: dict[str, int] = {}

    def commit(self) -> None:
        """Durable on return; merges are waited for, because a writer that goes away abandons them."""
        self._writer.commit()
        self._writer.wait_merging_threads()

    def abandon(self) -> None:
        """Forget what was not committed and free tantivy's own lock."""
        self._writer.rollback()
        self._writer.wait_merging_threads()

    def put(self, output: OutputDocument) -> None:
        self._replace(output.key, output.version, output_document(output))

    def delete(self, key: str, version: int) -> None:
        self._replace(key, version, tombstone(key, version))

    def replace_passages(self, change: PassagesReplaced) -> None:
        marker, held = marker_key(change.parent), self._version(marker_key(change.parent))
        if held > change.version:
            return
        if held != _ABSENT:
            self._writer.delete_documents_by_term("parent", change.parent)
        self._replace(marker, change.version, tombstone(marker, change.version))
        for passage in change.passages:
            self._replace(passage.key, passage.version, passage_document(passage))

    def _replace(self, key: str, version: int, document: tantivy.Document) -> None:
        """Nothing is deleted where nothing is held: tantivy keeps each deletion in memory until it commits, 1.5 KB
        apiece, which in a rebuild would be one for every page of the house."""
        held = self._version(key)
        if held > version:
            return
        if held != _ABSENT:
            self._writer.delete_documents_by_term("key", key)
        self._writer.add_document(document)
        self._seen[key] = version

    def _version(self, key: str) -> int:
        """The version that the index holds of a key, or that was written to it in this batch."""
        if key in self._seen or not self._searcher.num_docs:
            return self._seen.get(key, _ABSENT)
        hits = self._searcher.search(tantivy.Query.term_query(self._schema, "key", key), limit=1, count=False).hits
        return self._searcher.doc(hits[0][1])["version"][0] if hits else _ABSENT


class GenerationWriter:
    """Both indices of a generation, each opened when the first change for it comes."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation
        self._writers: dict[Index, IndexWriter] = {}

    def add(self, changes: Iterable[Change]) -> None:
        """Write the changes in order. Nothing is durable or visible before ``commit``."""
        for change in changes:
            if isinstance(change, OutputDocument):
                self._writer(Index.OUTPUTS).put(change)
            elif isinstance(change, PassagesReplaced):
                self._writer(Index.PASSAGES).replace_passages(change)
            elif isinstance(change, Deletion):
                self._writer(change.index).delete(change.key, change.version)

    def commit(self) -> None:
        for writer in self._writers.values():
            writer.commit()
        self._writers.clear()

    def abandon(self) -> None:
        for writer in self._writers.values():
            writer.abandon()
        self._writers.clear()

    def _writer(self, index: Index) -> IndexWriter:
        if index not in self._writers:
            self._writers[index] = IndexWriter(self._generation, index)
        return self._writers[index]
