"""Elasticsearch's analysers give the tokens of the table wherever the table says so."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from elasticsearch import Elasticsearch

from search.engines.analysis import analyse, normalise
from search.engines.analysis.languages import CHAINS, Chain
from search.engines.elasticsearch.mapping import index_body
from search.engines.protocol import Index

from .test_contract import WORD_FORMS

TEXTS = [
    *(text for _, text, _ in WORD_FORMS),
    "The patients' X-ray (3.5 mg/kg) of Dr. Müller-Lüdenscheidt, e.g. in COVID-19; see doi:10.1000/xyz_12.",
    "Лечение «сердечных» заболеваний у детей: ёлка, подъезд, 2½ и 3,5 мг; Ca²⁺ и pH.",
    "黑豹队的防守只丢了 308分,在联赛中排名第六(NFL)。カタカナとひらがな、ラーメン。",
    "Panthers savunması İSTANBUL'daki 24 ISIRGAN topu kapma, ağır sanayi.",
    "oʻzbek tili o‘zgarishi va g'alaba; Naïve café résumé œuvre.",
    "Zażółć gęślą jaźń — straße, Ørsted, Þór, ıssız, əlavə.",
    "x" * 300,
]


@pytest.fixture(scope="module")
def tokens_of(elasticsearch_url: str, elasticsearch_prefix: str) -> Iterator[Callable[[str, str], list[str]]]:
    name = f"{elasticsearch_prefix}-twin-{uuid.uuid4().hex[:8]}"
    with Elasticsearch(elasticsearch_url, request_timeout=30) as client:
        client.indices.create(index=name, **index_body(Index.OUTPUTS))

        def tokens(analyzer: str, text: str) -> list[str]:
            answer = client.indices.analyze(index=name, analyzer=analyzer, text=normalise(text))
            return [token["token"] for token in answer["tokens"]]

        yield tokens
        client.indices.delete(index=name)


@pytest.mark.parametrize("chain", [chain for chain in CHAINS if chain.twin], ids=lambda chain: chain.name)
def test_both_engines_have_the_same_tokens(chain: Chain, tokens_of: Callable[[str, str], list[str]]) -> None:
    for text in TEXTS:
        ours = analyse(text, chain.languages[0])
        assert tokens_of(chain.name, text) == list(ours.main), text
        if chain.grams and (chain.name == "cjk" or not any("\u3040" <= c <= "\u9fff" for c in text)):
            assert tokens_of(f"{chain.name}_grams", text) == list(ours.grams), text


def test_the_exact_channel_is_the_same(tokens_of: Callable[[str, str], list[str]]) -> None:
    for text in TEXTS:
        assert tokens_of("exact", text) == list(analyse(text, "und").exact), text
