"""Whether a cluster of three loses a query or a document when one of its nodes is killed under load.

    python -m benchmarks.three_nodes

See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from os import killpg

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from scripts.testbed.elasticsearch import Node, launch_cluster
from scripts.testbed.processes import Process, throwaway_folder, wait_until
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.protocol import (
    EngineUnavailable,
    Index,
    OutputDocument,
    PassageDocument,
    PassagesReplaced,
    Query,
    Text,
    Viewer,
)

WORDS = ("heart", "lung", "liver", "kidney", "brain", "spleen", "marrow", "vessel", "nerve", "muscle", "bone", "skin")
READER = Viewer(frozenset({"public"}), date.today())
EVERYBODY = frozenset({"public"})
PREFIX = "three"
UNDER_LOAD = 5.0  # seconds of reading before the kill, and after the last write
TRIES = 5
PAUSE = 1.0  # seconds between tries


@dataclass
class Tally:
    """What the readers met; ``lost``: errors that were still there after the last try."""

    done: int = 0
    retried: int = 0
    lost: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, act: Callable[[], object]) -> None:
        failures = []
        while len(failures) < TRIES:
            try:
                act()
            except EngineUnavailable as error:
                failures.append(str(error))
                time.sleep(PAUSE)
            else:
                break
        with self.lock:
            self.done += 1
            self.retried += len(failures)
            self.lost += failures[TRIES - 1 :]


def changes(number: int) -> list[OutputDocument | PassagesReplaced]:
    """A work of three pages."""
    key = f"output:{number}"
    words = [WORDS[(number + step) % len(WORDS)] for step in range(3)]
    output = OutputDocument(key=key, version=1, audience=EVERYBODY, titles=[Text(" ".join(words), "en")])
    pages = [
        PassageDocument(f"{key}/1/{n}", 1, key, EVERYBODY, Text(word, "en"), target=f"1/{n}", position=n)
        for n, word in enumerate(words, 1)
    ]
    return [output, PassagesReplaced(key, 1, pages)]


@contextmanager
def cluster() -> Iterator[dict[Node, Process]]:
    folder = throwaway_folder("cluster")
    folder.chmod(0o755)
    nodes: dict[Node, Process] = {}
    try:
        nodes |= launch_cluster(folder, ["one", "two", "three"])
        yield nodes
    finally:
        for process in nodes.values():
            process.stop(signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(client: Elasticsearch, nodes: int, patience: float) -> None:
    """Until every document lies on two of so many nodes."""

    def is_green() -> bool:
        try:
            health = client.cluster.health()
        except (ApiError, TransportError):
            return False
        return health["status"] == "green" and health["number_of_nodes"] == nodes

    if not wait_until(is_green, patience):
        sys.exit(f"The cluster did not become green with {nodes} nodes.")


def ask(engine: ElasticsearchEngine, tally: Tally, stop: threading.Event) -> None:
    number = 0
    while not stop.is_set():
        query = Query(words=WORDS[number % len(WORDS)])
        tally.take(lambda query=query: engine.passages(query, READER, parents=_keys(engine.search(query, READER))))
        number += 1


def _keys(results) -> Sequence[str]:
    if not results.total:
        raise EngineUnavailable("A query that has answers found none.")
    return [hit.key for hit in results.hits]


def primary_holder(client: Elasticsearch, nodes: dict[Node, Process]) -> Node:
    """The node with the original of the outputs index, whose loss hurts most."""
    rows = client.cat.shards(index=f"{PREFIX}-outputs", format="json")
    name = next(row["node"] for row in rows if row["prirep"] == "p")
    return next(node for node in nodes if node.name == name)


def write(engine: ElasticsearchEngine, numbers: range, tally: Tally) -> None:
    """By turns of a hundred works, as the worker does."""
    for start in range(numbers.start, numbers.stop, 100):
        batch = [change for number in range(start, min(start + 100, numbers.stop)) for change in changes(number)]
        tally.take(lambda batch=batch: engine.apply(batch))


def measure(nodes: dict[Node, Process], works: int, readers: int) -> bool:
    """Prints what became of queries, writes and documents; true when nothing was lost."""
    urls = [node.url for node in nodes]
    engine, client = ElasticsearchEngine(",".join(urls), PREFIX), Elasticsearch(urls, request_timeout=5)
    reading, writing, stop = Tally(), Tally(), threading.Event()
    wait_for(client, 3, 180)
    write(engine, range(works // 2), writing)
    wait_for(client, 3, 60)
    threads = [threading.Thread(target=ask, args=(engine, reading, stop)) for _ in range(readers)]
    for thread in threads:
        thread.start()
    time.sleep(UNDER_LOAD)
    before = reading.done
    killpg(nodes[primary_holder(client, nodes)].pid, signal.SIGKILL)
    write(engine, range(works // 2, works), writing)
    time.sleep(UNDER_LOAD)
    stop.set()
    for thread in threads:
        thread.join()
    wait_for(client, 2, 60)
    kept = {index: sum(1 for _ in engine.scan(index)) for index in Index}
    print(f"queries: {before} before the kill, {reading.done - before} after it; {reading.retried} tries failed")
    print(f"queries lost: {len(reading.lost)}; writes lost: {len(writing.lost)} ({writing.retried} tries failed)")
    print(f"works: {kept[Index.OUTPUTS]} of {works}; pages: {kept[Index.PASSAGES]} of {3 * works}")
    return not reading.lost and not writing.lost and list(kept.values()) == [works, 3 * works]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=2000, help="half of them written before the kill, half after it")
    parser.add_argument("--readers", type=int, default=4)
    options = parser.parse_args()
    with cluster() as nodes:
        sys.exit(not measure(nodes, options.works, options.readers))


if __name__ == "__main__":
    main()
