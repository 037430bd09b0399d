"""Documents → what Elasticsearch stores of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..analysis import identifier_key, normalise
from ..analysis.languages import UNDETERMINED, Chain, chain_for
from ..analysis.queries import title_start
from ..protocol import FACETS, OutputDocument, PassageDocument, Text
from .mapping import GATED_FIELD, TEXT_FIELDS

Source = dict[str, Any]


def tombstone(key: str, version: int) -> Source:
    """Remembers the version of what was deleted, longer than Elasticsearch itself would. Without an audience no reader
    ever meets it."""
    return {"key": key, "version": version, "tombstone": True}


def _access(what: OutputDocument | PassageDocument) -> Source:
    gate = what.gate
    source: Source = {"key": what.key, "version": what.version, "tombstone": False, "audience": sorted(what.audience)}
    if what.hidden_until:
        source |= {"hidden_until": what.hidden_until.isoformat(), "insiders": sorted(what.insiders)}
    # Without a gate whoever sees the record passes.
    source["gate_always"] = sorted(gate.always if gate else what.audience)
    source["gate_audience"] = sorted(gate.audience) if gate else []
    if gate and gate.opens:
        source["gate_opens"] = gate.opens.isoformat()
    return source


def _by_chain(texts: Sequence[Text]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(chain_for(text.language).name, []).append(normalise(text.text))
    return found


def _people_by_chain(people: Sequence[str], chains: Iterable[Chain]) -> dict[str, list[str]]:
    """Names under every language of the work, so that a name and a word of the title count together."""
    names = [normalise(person) for person in people]
    return {chain.name: names for chain in {UNDETERMINED, *chains}} if names else {}


def output_source(output: OutputDocument) -> Source:
    """The stored form of one output."""
    source = _access(output)
    all_texts = [*output.titles, *output.abstracts, *output.text, *output.gated_text]
    people = _people_by_chain(output.people, {chain_for(text.language) for text in all_texts})
    texts = (output.titles, output.abstracts, output.keywords, output.names, output.text)
    fields = [name for name in TEXT_FIELDS if name != "people"]
    source |= {name: _by_chain(values) for name, values in zip(fields, texts, strict=True)}
    source["title_start"] = [title_start(title.text) for title in output.titles]
    source |= {"people": people, GATED_FIELD: _by_chain(output.gated_text)}
    source["identifiers"] = [identifier_key(identifier) for identifier in output.identifiers]
    source["facets"] = {name: list(output.facets.get(name, ())) for name in FACETS}
    if output.sort_date:
        source["sort_date"] = output.sort_date.isoformat()
    if output.title_key:
        source["title_key"] = output.title_key
    return source


def passage_source(passage: PassageDocument, replaced: int) -> Source:
    """The stored form of one passage; ``replaced`` is the version of the replacement that brought it."""
    return _access(passage) | {
        "parent": passage.parent,
        "replaced": replaced,
        "target": passage.target,
        "position": passage.position,
        "text": _by_chain([passage.text]),
    }
