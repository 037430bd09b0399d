"""Changes → bulk requests. Versions are Elasticsearch's external ones, so that several workers may write at once.

A deletion writes a tombstone (Elasticsearch forgets deleted versions after a minute). The passages of a parent have a
marker with the version of their replacement, and each passage says which replacement brought it: what an older one
brought is removed at the end, also when two workers write the same parent together; and so is what one of the same
version brought besides, before it failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from ..protocol import Change, Deletion, EngineUnavailable, Index, OutputDocument, PassagesReplaced
from .documents import Source, output_source, passage_source, tombstone

_AT_ONCE = 500  # documents in a bulk request, and parents in a clean-up
_CONFLICT = 409
Action = dict[str, Any]


def marker_key(parent: str) -> str:
    """The key under which the passages index remembers the version of a parent's passages."""
    return f"parent {parent}"


class Writer:
    """Writes to two aliases. ``fresh``: nobody else writes there and readers do not look yet (a rebuild)."""

    def __init__(self, client: Elasticsearch, aliases: Mapping[Index, str], *, fresh: bool = False) -> None:
        self._client = client
        self._aliases = aliases
        self._fresh = fresh
        self._parents: set[str] = set()

    def write(self, changes: Iterable[Change]) -> None:
        """Durable on return; visible after ``refresh``."""
        changes = list(changes)
        accepted = self._bulk(self._record_action(change) for change in changes)
        replaced = [change for change in changes if isinstance(change, PassagesReplaced) and _accepts(accepted, change)]
        self._bulk(self._passage_actions(replaced))
        self._remove_others(replaced)

    def refresh(self) -> None:
        """Let readers see what was written."""
        self._client.indices.refresh(index=list(self._aliases.values()))

    def _record_action(self, change: Change) -> Action:
        if isinstance(change, OutputDocument):
            return self._action(Index.OUTPUTS, change.key, change.version, self._output_source(change))
        if isinstance(change, Deletion):
            return self._action(change.index, change.key, change.version, tombstone(change.key, change.version))
        key = marker_key(change.parent)
        return self._action(Index.PASSAGES, key, change.version, tombstone(key, change.version))

    def _output_source(self, output: OutputDocument) -> Source:
        return output_source(output)

    def _passage_actions(self, changes: Sequence[PassagesReplaced]) -> Iterator[Action]:
        for change in changes:
            for passage in change.passages:
                source = passage_source(passage, change.version)
                yield self._action(Index.PASSAGES, passage.key, change.version, source)

    def _action(self, index: Index, key: str, version: int, source: Source) -> Action:
        return {
            "_op_type": "index",
            "_index": self._aliases[index],
            "_id": key,
            "version": version,
            "version_type": "external_gte",
            "require_alias": True,  # an index that is not there must not be made up from the document
            "_source": source,
        }

    def _bulk(self, actions: Iterable[Action]) -> dict[str, int]:
        """key -> the highest version that was taken. A conflict is an older message and no error."""
        taken: dict[str, int] = {}
        answers = streaming_bulk(self._client, actions, chunk_size=_AT_ONCE, raise_on_error=False)
        for succeeded, answer in answers:
            item = answer["index"]
            if succeeded:
                taken[item["_id"]] = max(item["_version"], taken.get(item["_id"], 0))
            elif item.get("status") != _CONFLICT:
                raise EngineUnavailable(f"Elasticsearch refused a document: {item.get('error')}")
        return taken

    def _remove_others(self, replaced: Sequence[PassagesReplaced]) -> None:
        """Remove passages that another replacement brought. A parent that is new to a rebuild has none."""
        latest = {change.parent: change for change in sorted(replaced, key=lambda change: change.version)}
        seen_before = latest.keys() & self._parents if self._fresh else latest.keys()
        self._parents |= latest.keys() if self._fresh else set()
        ordered = [latest[parent] for parent in sorted(seen_before)]
        for start in range(0, len(ordered), _AT_ONCE):
            self._remove_others_of(ordered[start : start + _AT_ONCE])

    def _remove_others_of(self, replaced: Sequence[PassagesReplaced]) -> None:
        alias = self._aliases[Index.PASSAGES]
        self._client.indices.refresh(index=alias)
        ids = [marker_key(change.parent) for change in replaced]
        markers = self._client.mget(index=alias, ids=ids, source=["version"])
        others = [
            _others(change, marker["_version"])
            for change, marker in zip(replaced, markers["docs"], strict=True)
            if marker.get("found")
        ]
        if others:
            query = {"bool": {"should": others, "minimum_should_match": 1}}
            self._client.delete_by_query(index=alias, query=query, conflicts="proceed", refresh=True)


def _others(change: PassagesReplaced, version: int) -> dict[str, Any]:
    """The passages of a parent, whose latest replacement is of ``version``, that ``change`` knows to be none of its."""
    older = {"range": {"replaced": {"lt": version}}}
    own = {"terms": {"key": [passage.key for passage in change.passages]}}
    besides = {"bool": {"filter": [{"term": {"replaced": change.version}}], "must_not": [own]}}
    left = {"bool": {"should": [older, besides], "minimum_should_match": 1}}
    return {"bool": {"filter": [{"term": {"parent": change.parent}}, left]}}


def _accepts(taken: Mapping[str, int], change: PassagesReplaced) -> bool:
    return taken.get(marker_key(change.parent), -1) <= change.version and marker_key(change.parent) in taken
