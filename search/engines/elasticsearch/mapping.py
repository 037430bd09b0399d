"""The indices' settings: the table of ``analysis.languages`` in Elasticsearch's own analysers, and the fields.

The twin of ``analysis.tokens``. Texts come here through ``analysis.normalise`` (NFKC needs a plug-in in Elasticsearch),
so both sides cut and fold the same characters. Where a chain's tokens still differ its row says so (``Chain.twin``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from ..analysis import fingerprint
from ..analysis.characters import CJK
from ..analysis.languages import CHAINS, UNDETERMINED, Chain
from ..analysis.tokens import GRAM, LONGEST_WORD
from ..protocol import FACETS, Index

TEXT_FIELDS = ("title", "people", "abstract", "keywords", "names", "text")
GATED_FIELD = "gated_text"
RESULT_WINDOW = 100_000  # the deepest hit that paging reaches

# UAX 29 keeps these inside a word (e.g., 3.14, a_b); we cut there, because PDFs lose the space after a full stop.
_JOINERS = ".'’‘:·‧,;_‿⁀⁔״⁄"
_SNOWBALL = frozenset(
    {"porter", "russian", "german", "italian", "romanian", "french", "spanish", "portuguese", "armenian", "arabic"}
)
_FOLDED = ("lowercase", "asciifolding", "longest_word")

Settings = dict[str, Any]


def main_field(field: str, chain: Chain) -> str:
    """The field of texts of one role in the languages of one chain."""
    return f"{field}.{chain.name}"


def grams_field(field: str, chain: Chain) -> str:
    """The field with the n-grams of the same texts."""
    return f"{field}.{chain.name}.grams"


def analysis_settings() -> Settings:
    """The ``analysis`` part of an index's settings."""
    settings: Settings = {
        "char_filter": {
            "cut": {"type": "mapping", "mappings": [f"{_escaped(joiner)}=>\\u0020" for joiner in _JOINERS]}
        },
        "tokenizer": {
            "exact": {
                "type": "pattern",
                "pattern": rf"[{CJK}]|[\p{{L}}\p{{N}}&&[^{CJK}]][\p{{L}}\p{{N}}\p{{M}}&&[^{CJK}]]*",
                "group": 0,
            },
            # A longer string is cut in pieces, of which only the first is a word's beginning. Each thread of the server
            # keeps room for one such string, for each chain of each index: a hundred thousand took all its memory.
            "words": {"type": "standard", "max_token_length": 1_000},
            "characters": {"type": "pattern", "pattern": f"[{CJK}]", "group": 0},
        },
        "filter": {
            "not_empty": {"type": "length", "min": 1},
            "longest_word": {"type": "truncate", "length": LONGEST_WORD},
            "trigrams": {"type": "ngram", "min_gram": GRAM, "max_gram": GRAM},
        },
        "analyzer": {"exact": {"type": "custom", "tokenizer": "exact", "filter": list(_FOLDED)}},
    }
    for chain in CHAINS:
        _add_chain(settings, chain)
    return settings


def _add_chain(settings: Settings, chain: Chain) -> None:
    char_filters = ["cut"]
    if chain.letters:
        mappings = [f"{_escaped(letter)}=>{_escaped(other)}" for letter, other in chain.letters.items()]
        settings["char_filter"][f"{chain.name}_letters"] = {"type": "mapping", "mappings": mappings}
        char_filters.insert(0, f"{chain.name}_letters")
    own = _own_filters(chain)
    settings["filter"] |= own
    filters = ["lowercase", "cjk_bigram", *own, "asciifolding", _truncation(settings, chain), "not_empty"]
    filters += ["trigrams"] if chain.ngram else []
    settings["analyzer"][chain.name] = _analyzer(char_filters, "words", filters)
    if chain.grams:
        tokenizer, tail = (
            ("characters", []) if chain.name == "cjk" else ("words", [*_only(settings, chain), "trigrams"])
        )
        settings["analyzer"][f"{chain.name}_grams"] = _analyzer(char_filters, tokenizer, [*_FOLDED, *tail])


def _only(settings: Settings, chain: Chain) -> list[str]:
    """Filters that leave only words whose first letter is of the chain's scripts with n-grams."""
    names = [f"only_{script}" for script in sorted(chain.gram_scripts)]
    for script in chain.gram_scripts:
        other = rf"^\P{{L}}*(?!\p{{Is{script.capitalize()}}})\p{{L}}.*$|^\P{{L}}*$"
        settings["filter"][f"only_{script}"] = {"type": "pattern_replace", "pattern": other, "replacement": ""}
    return [*names, "not_empty"] if names else []


def _analyzer(char_filters: list[str], tokenizer: str, filters: list[str]) -> Settings:
    return {"type": "custom", "char_filter": char_filters, "tokenizer": tokenizer, "filter": filters}


def _own_filters(chain: Chain) -> Settings:
    filters: Settings = {}
    if chain.stop:
        filters[f"{chain.name}_stop"] = {"type": "stop", "stopwords": sorted(chain.stop)}
    if chain.strip:
        pattern = {"type": "pattern_replace", "pattern": f"^(?:{chain.strip})", "replacement": "", "all": False}
        filters[f"{chain.name}_strip"] = pattern
    for algorithm in chain.stemmers.values():
        filters[f"{chain.name}_{algorithm}"] = _stemmer(algorithm)
    return filters


def _stemmer(algorithm: str) -> Settings:
    if algorithm in _SNOWBALL:
        return {"type": "snowball", "language": algorithm.capitalize()}
    return {"type": "stemmer", "language": algorithm}


def _truncation(settings: Settings, chain: Chain) -> str:
    if chain.truncate is None:
        return "longest_word"
    settings["filter"][f"first_{chain.truncate}"] = {"type": "truncate", "length": chain.truncate}
    return f"first_{chain.truncate}"


def _escaped(characters: str) -> str:
    """As a mapping char filter's rule wants them: spaces and ``=>`` around would be cut off."""
    return "".join(f"\\u{ord(character):04X}" for character in characters)


def _keyword() -> Settings:
    return {"type": "keyword"}


def _texts(*copy_to: str) -> Settings:
    """One field for each chain, with the whole text copied to where words are looked up as typed."""
    return {"properties": {chain.name: _chain_field(chain, copy_to) for chain in CHAINS}}


def _people() -> Settings:
    """Names stand under every language of a work, and once as they are."""
    fields = _texts("exact")
    fields["properties"][UNDETERMINED.name] = _chain_field(UNDETERMINED, ("exact", "people_exact"))
    return fields


def _chain_field(chain: Chain, copy_to: Sequence[str]) -> Settings:
    field: Settings = {"type": "text", "analyzer": chain.name, "index_options": "freqs", "copy_to": list(copy_to)}
    if chain.grams:
        field["fields"] = {"grams": {"type": "text", "analyzer": f"{chain.name}_grams", "index_options": "freqs"}}
    return field


def _exact() -> Settings:
    return {"type": "text", "analyzer": "exact", "norms": False}


def _access_fields() -> Settings:
    return {
        "key": _keyword(),
        "version": {"type": "long"},
        "tombstone": {"type": "boolean"},
        "audience": _keyword(),
        "insiders": _keyword(),
        "hidden_until": {"type": "date", "format": "strict_date"},
        "gate_audience": _keyword(),
        "gate_always": _keyword(),
        "gate_opens": {"type": "date", "format": "strict_date"},
        "exact": _exact(),
    }


def _outputs_fields() -> Settings:
    return (
        _access_fields()
        | {name: _texts("exact") for name in TEXT_FIELDS}
        | {
            "title": _texts("exact", "title_exact"),
            "title_exact": _exact(),
            "title_start": _keyword(),
            "people": _people(),
            "people_exact": _exact(),
            GATED_FIELD: _texts("gated_exact"),
            "gated_exact": _exact(),
            "identifiers": _keyword(),
            "sort_date": {"type": "date", "format": "strict_date"},
            "title_key": _keyword(),
            "facets": {"properties": {name: _keyword() for name in FACETS}},
        }
    )


def _passages_fields() -> Settings:
    return _access_fields() | {
        "parent": _keyword(),
        "replaced": {"type": "long"},
        "target": {"type": "keyword", "index": False},
        "position": {"type": "integer"},
        "text": _texts("exact"),
    }


def index_body(index: Index) -> Settings:
    """Settings and mapping for the creation of an index. The texts themselves are not kept: the database has them."""
    fields = _outputs_fields() if index is Index.OUTPUTS else _passages_fields()
    return {
        "settings": {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "max_result_window": RESULT_WINDOW,
            "analysis": analysis_settings(),
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"excludes": ["abstract.*", "text.*", f"{GATED_FIELD}.*", "title_start"]},
            "_meta": {"hash": _hash(fields)},
            "properties": fields,
        },
    }


def _hash(fields: Settings) -> str:
    described = json.dumps([fields, analysis_settings(), fingerprint()], sort_keys=True)
    return hashlib.sha256(described.encode()).hexdigest()[:16]


def mapping_hash(index: Index) -> str:
    """Changes when an index built before can no longer answer as one built now would."""
    return index_body(index)["mappings"]["_meta"]["hash"]
