"""A ``Query`` and a ``Viewer`` → Elasticsearch's queries. Pure: nothing here speaks to a server.

``cross_fields`` with a tie-breaker of 0.3 measured best: a word counts by its best field and some of the others,
wherever in the record it stands (.302→.379, .346→.408 and .440→.519 nDCG@10 against ``best_fields title^2``). No
word is required.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query as Clause

from ..analysis.characters import is_cjk, script, word_parts, word_runs
from ..analysis.languages import Chain, chain_for, chains_for_script
from ..analysis.queries import (
    OTHER_LANGUAGE,
    chunks,
    exact_words,
    identifiers_in,
    is_all_stop_words,
    phrase_words,
)
from ..protocol import Query, Viewer
from .mapping import GATED_FIELD, TEXT_FIELDS, grams_field, main_field

TIE_BREAKER = 0.3
TITLE_WEIGHT = 2.0
NAMES_WEIGHT = 0.5  # partners, venues and subjects in every language say less than the work's own words
GRAMS_WEIGHT = 0.15
EXACT_WEIGHT = 0.15  # a word as it was typed, beside its stem; in titles it also tells homonyms of two languages apart
IDENTIFIER_SCORE = 1_000.0  # above any sum of words

_WEIGHTS = {"title": TITLE_WEIGHT, "names": NAMES_WEIGHT}

# The fields that are open to whoever sees the document, and those behind its gate.
_Fields = tuple[Sequence[str], Sequence[str]]
_Channel = Callable[[str, Chain], str]  # ``main_field`` or ``grams_field``
_OUTPUTS: _Fields = (TEXT_FIELDS, (GATED_FIELD,))
_PASSAGES: _Fields = (("text",), ())


def visible(viewer: Viewer) -> Clause:
    """The documents whose record the viewer may see."""
    return Q("terms", audience=sorted(viewer.tokens))


def passes_gate(viewer: Viewer) -> Clause:
    """The documents whose gate lets the viewer through today."""
    tokens = sorted(viewer.tokens)
    still_closed = Q("range", gate_opens={"gt": viewer.today.isoformat()})
    opened = Q("bool", filter=[Q("terms", gate_audience=tokens)], must_not=[still_closed])
    return Q("bool", should=[Q("terms", gate_always=tokens), opened], minimum_should_match=1)


def outputs_query(query: Query, viewer: Viewer, *, loosely: bool = False) -> Clause:
    """The outputs that answer ``query``, not yet narrowed by chosen facets."""
    return _combined(query, viewer, _OUTPUTS, [visible(viewer)], loosely)


def passages_query(query: Query, viewer: Viewer, parents: Sequence[str], *, loosely: bool = False) -> Clause:
    """The passages of ``parents`` that answer ``query``."""
    filters = [Q("terms", parent=list(parents)), visible(viewer), passes_gate(viewer)]
    return _combined(query, viewer, _PASSAGES, filters, loosely)


def chosen_filters(query: Query) -> dict[str, Clause]:
    """facet name -> the filter of its chosen values."""
    return {name: Q("terms", **{f"facets.{name}": list(values)}) for name, values in query.chosen.items() if values}


def _combined(query: Query, viewer: Viewer, fields: _Fields, filters: list[Clause], loosely: bool) -> Clause:
    must = [_phrase(phrase, viewer, fields) for phrase in query.phrases if phrase_words(phrase)]
    better = _grams(query, viewer, fields) + _as_typed(query.words, viewer, fields, cjk=True)
    if query.words.strip():
        must.append(_any_of(_matches(query, viewer, fields) + (better if loosely else [])))
    excluded = [clause for text in query.excluded for clause in _groups(text, query, viewer, fields, main_field)]
    return Q("bool", filter=filters, must=must, must_not=excluded, should=[] if loosely else better)


def _any_of(clauses: list[Clause]) -> Clause:
    return Q("bool", should=clauses, minimum_should_match=1) if clauses else Q("match_none")


def _matches(query: Query, viewer: Viewer, fields: _Fields) -> list[Clause]:
    clauses = _groups(query.words, query, viewer, fields, main_field)
    clauses += _as_typed(query.words, viewer, fields, cjk=False)
    if keys := identifiers_in(query.words) if fields is _OUTPUTS else []:
        clauses.append(Q("constant_score", filter=Q("terms", identifiers=keys), boost=IDENTIFIER_SCORE))
    if is_all_stop_words(query.words):
        literally = [_phrase(word, viewer, fields) for word in phrase_words(query.words)]
        clauses.append(Q("bool", must=literally))
    return clauses


def _grams(query: Query, viewer: Viewer, fields: _Fields) -> list[Clause]:
    """What moves documents up without making hits, or nearly every work would answer every query."""
    return _groups(query.words, query, viewer, fields, grams_field)


def _as_typed(text: str, viewer: Viewer, fields: _Fields, *, cjk: bool) -> list[Clause]:
    """The words as they were typed, in any language's text; single characters of Chinese or Japanese apart."""
    words = " ".join(word for word in exact_words(text) if is_cjk(word) is cjk)
    if not words:
        return []
    openly = Q("match", exact={"query": words, "boost": EXACT_WEIGHT})
    if not fields[1]:
        return [openly]
    behind = Q("match", gated_exact={"query": words, "boost": EXACT_WEIGHT})
    return [Q("dis_max", queries=[openly, Q("bool", must=[behind], filter=[passes_gate(viewer)])])]


def _groups(text: str, query: Query, viewer: Viewer, fields: _Fields, channel: _Channel) -> list[Clause]:
    """The words of each script together, each such group in the chains of its script; the best chain counts."""
    own = chain_for(query.language)
    groups = []
    for name, words in _words_by_script(text).items():
        chains = [chain for chain in chains_for_script(name) if channel is main_field or chain.grams]
        if chains:
            found = [_in_chain(words, chain, own, viewer, fields, channel) for chain in chains]
            groups.append(Q("dis_max", tie_breaker=TIE_BREAKER, queries=found))
    return groups


def _words_by_script(text: str) -> dict[str, str]:
    """Words of CJK and other scripts may stand together in one chunk; apostrophes stay for the chains to judge.
    Numbers have no script and go with the words of each; so do Latin terms, which every chain knows, with other
    scripts."""
    parts = [(part, script(part)) for chunk in chunks(text) for part in _parts(chunk)]
    names = dict.fromkeys(name for _, name in parts if name != "other") or dict.fromkeys(name for _, name in parts)
    return {name: " ".join(part for part, its in parts if its in {name, "other", "latin"}) for name in names}


def _parts(chunk: str) -> list[str]:
    parts = [part for run in word_runs(chunk) for part in word_parts(run)]
    return parts if len({script(part) for part in parts}) > 1 else [chunk] * bool(parts)


def _in_chain(words: str, chain: Chain, own: Chain, viewer: Viewer, fields: _Fields, channel: _Channel) -> Clause:
    openly, gated = fields
    found = [_in_fields(words, chain, openly, channel)]
    if gated:
        # Who passes the gate also has the words of the open fields beside those of the gated text.
        behind = _in_fields(words, chain, [*openly, *gated], channel)
        found.append(Q("bool", must=[behind], filter=[passes_gate(viewer)]))
    boost = (1.0 if chain is own else OTHER_LANGUAGE) * (1.0 if channel is main_field else GRAMS_WEIGHT)
    return Q("dis_max", queries=found, boost=boost)


def _in_fields(words: str, chain: Chain, fields: Sequence[str], channel: _Channel) -> Clause:
    names = [_weighted(channel(field, chain), field) for field in fields]
    return Q("multi_match", query=words, type="cross_fields", tie_breaker=TIE_BREAKER, fields=names)


def _weighted(name: str, field: str) -> str:
    return f"{name}^{_WEIGHTS[field]}" if field in _WEIGHTS else name


def _phrase(phrase: str, viewer: Viewer, fields: _Fields) -> Clause:
    words = " ".join(phrase_words(phrase))
    openly = Q("match_phrase", exact=words)
    if not fields[1]:
        return openly
    behind = Q("bool", must=[Q("match_phrase", gated_exact=words)], filter=[passes_gate(viewer)])
    return Q("dis_max", queries=[openly, behind])


def similar_query(source: dict[str, dict[str, list[str]]], key: str, viewer: Viewer) -> Clause | None:
    """Visible outputs with the rarest words of a work's titles, keywords and names; None when it has none."""
    fields = ("title", "keywords", "names")
    chains = sorted({name for field in fields for name in source.get(field, {})})
    likes = [
        Q(
            "more_like_this",
            fields=[f"{field}.{name}" for field in fields],
            like=[text for field in fields for text in source.get(field, {}).get(name, [])],
            min_term_freq=1,
            min_doc_freq=2,
            max_query_terms=25,
            minimum_should_match="1",
        )
        for name in chains
    ]
    if not likes:
        return None
    return Q(
        "bool",
        filter=[visible(viewer)],
        must=[Q("bool", should=likes, minimum_should_match=1)],
        must_not=[Q("term", key=key)],
    )
