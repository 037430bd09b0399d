"""Documents and questions for tests, with the parts that a test does not speak of filled in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from search.engines.protocol import (
    Engine,
    Gate,
    OutputDocument,
    PassageDocument,
    PassagesReplaced,
    Query,
    Results,
    Text,
    Viewer,
)

from .conftest import ANYONE

PUBLIC = frozenset({"public"})


def output(key: str, title: str = "", *, language: str = "en", version: int = 1, **fields: object) -> OutputDocument:
    """A public output with one title; ``text`` and ``gated_text`` may be given as plain strings."""
    for name in ("text", "gated_text", "abstracts", "keywords", "names"):
        if isinstance(fields.get(name), str):
            fields[name] = [Text(str(fields[name]), language)]
    fields.setdefault("audience", PUBLIC)
    return OutputDocument(key=key, version=version, titles=[Text(title, language)] if title else [], **fields)


def pages(parent: str, *texts: str, version: int = 1, language: str = "en", **fields: object) -> PassagesReplaced:
    """The pages of a parent, numbered from 1."""
    fields.setdefault("audience", PUBLIC)
    made = [
        PassageDocument(
            key=f"{parent}/{number}",
            version=version,
            parent=parent,
            text=Text(text, language),
            target=f"1/{number}",
            position=number,
            **fields,
        )
        for number, text in enumerate(texts, start=1)
    ]
    return PassagesReplaced(parent, version, made)


def gate(audience: Iterable[str] = (), always: Iterable[str] = (), opens: date | None = None) -> Gate:
    return Gate(frozenset(audience), frozenset(always), opens)


def viewer(*tokens: str, today: date = ANYONE.today) -> Viewer:
    return Viewer(frozenset(tokens), today)


def found(engine: Engine, query: Query | str, who: Viewer = ANYONE) -> list[str]:
    """The keys of the hits."""
    return [hit.key for hit in results(engine, query, who).hits]


def results(engine: Engine, query: Query | str, who: Viewer = ANYONE) -> Results:
    return engine.search(Query(words=query) if isinstance(query, str) else query, who)


def targets(engine: Engine, words: str, parent: str, who: Viewer = ANYONE, **more: object) -> Sequence[str]:
    """The targets of the best passages of one parent."""
    hits = engine.passages(Query(words=words, **more), who, parents=[parent])
    return [hit.target for hit in hits.get(parent, [])]
