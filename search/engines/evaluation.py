"""How well an engine finds, on a judged collection: nDCG@10, recall@100 and MRR.

The collection goes through the engine as the site's own documents do: its language is detected text by text. Who asks
says how a question becomes a query, so that a command of the site asks as the site does.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from .analysis import detect_language
from .protocol import Engine, OutputDocument, Query, Text, Viewer

_READER = Viewer(frozenset({"public"}), date.max)
_BATCH = 500
DEPTH = 100

Ask = Callable[[str], Query]  # a question as a reader types it → the query


@dataclass(frozen=True, slots=True)
class Score:
    """The means over all queries of a collection, each between 0 and 1."""

    ndcg_10: float
    recall_100: float
    mrr: float
    queries: int


def collection_load(engine: Engine, folder: Path) -> None:
    """Make the collection the only content of ``engine``. ``folder`` holds ``docs.jsonl``: {id, title, text}."""
    documents = _documents(folder)
    with engine.rebuild() as rebuild:
        while batch := list(islice(documents, _BATCH)):
            rebuild.add(batch)
        rebuild.swap()


def collection_language(folder: Path) -> str:
    """The language of most of its questions, as a BCP 47 tag; ``und`` when they do not tell."""
    return Counter(detect_language(row["text"]) for row in _lines(folder / "queries.jsonl")).most_common(1)[0][0]


def collection_score(engine: Engine, folder: Path, ask: Ask) -> Score:
    """Ask every query of ``queries.jsonl`` {id, text}; judge the answers by ``qrels.tsv`` (query, document, grade)."""
    import ir_measures  # a tool of developers, not needed to serve

    qrels = list(_qrels(folder))
    run = {query: ranking for query, ranking in _rankings(engine, folder, ask)}
    measures = [ir_measures.nDCG @ 10, ir_measures.R @ 100, ir_measures.RR]
    means = ir_measures.calc_aggregate(measures, qrels, run)
    return Score(*(float(means[measure]) for measure in measures), queries=len(run))


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _documents(folder: Path) -> Iterator[OutputDocument]:
    for row in _lines(folder / "docs.jsonl"):
        language = detect_language(f"{row['title']}\n{row['text']}")
        yield OutputDocument(
            key=row["id"],
            version=1,
            audience=_READER.tokens,
            titles=[Text(row["title"], language)] if row["title"] else [],
            text=[Text(row["text"], language)],
        )


def _qrels(folder: Path) -> Iterator[object]:
    import ir_measures

    with (folder / "qrels.tsv").open(encoding="utf-8") as file:
        for line in file:
            query, document, grade = line.split("\t")
            yield ir_measures.Qrel(query, document, int(grade))


def _rankings(engine: Engine, folder: Path, ask: Ask) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Documents get their rank as score, so that equal scores keep the order in which a reader would see them."""
    for row in _lines(folder / "queries.jsonl"):
        results = engine.search(replace(ask(row["text"]), limit=DEPTH), _READER, facets=())
        yield row["id"], {hit.key: float(DEPTH - rank) for rank, hit in enumerate(results.hits)}
