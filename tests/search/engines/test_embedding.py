"""Vectors from a folder and from a real server, and what happens when there are none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engines.embedding import EmbedderUnavailable, HttpEmbedder, embedder_at

from .embedding_server import LONG, Endpoint, serving
from .word_vectors import FIELDS, vector_of, written_to


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving(vector_of) as endpoint:
        yield endpoint


def test_a_folder_gives_the_mean_of_its_words(tmp_path: Path) -> None:
    embedder = embedder_at(str(written_to(tmp_path / "model")))
    embedder.require()
    assert embedder.dimensions == len(FIELDS)
    assert embedder.query_vector("The CARDIAC, сердце") == pytest.approx([0.8944, 0, 0, 0.4472], abs=1e-3)
    assert embedder.document_vectors(["lung", "kangaroo"]) == [[0, 1, 0, 0], None]
    with pytest.raises(EmbedderUnavailable, match="None of the words"):
        embedder.query_vector("kangaroo")


@pytest.mark.parametrize(
    ("file", "content"), [("vectors.f32", b""), ("vectors.f32", b"1234" * 9), ("tokens.txt", b"one\xff")]
)
def test_a_folder_without_a_model_is_refused(tmp_path: Path, file: str, content: bytes) -> None:
    folder = written_to(tmp_path / "model")
    (folder / file).write_bytes(content)
    with pytest.raises(EmbedderUnavailable):
        embedder_at(str(folder)).require()


def test_a_server_gives_vectors_in_portions(endpoint: Endpoint) -> None:
    embedder = HttpEmbedder(endpoint.url, patience=LONG)
    embedder.require()
    assert embedder.dimensions == len(FIELDS)
    assert embedder.query_vector("pulmonary") == [0, 1, 0, 0]
    vectors = embedder.document_vectors(["bone"] * 40 + ["kangaroo"])
    assert vectors == [[0, 0, 1, 0]] * 40 + [None]
    assert [len(texts) for texts in endpoint.asked[-2:]] == [32, 9]


@pytest.mark.parametrize("behaviour", ["slow", "dripping", "error", "nonsense", "nan", "endless"])
def test_a_server_that_misbehaves_costs_one_reader_little_and_the_next_nothing(
    endpoint: Endpoint, behaviour: str
) -> None:
    embedder = HttpEmbedder(endpoint.url, patience=0.5)
    endpoint.behaviour = behaviour
    began = time.monotonic()
    with pytest.raises(EmbedderUnavailable):
        embedder.query_vector("heart")
    assert time.monotonic() - began < LONG / 2
    with pytest.raises(EmbedderUnavailable, match="given time"):
        embedder.query_vector("heart")


def test_a_server_that_is_not_there_is_no_surprise() -> None:
    with pytest.raises(EmbedderUnavailable):
        embedder_at("http://127.0.0.1:9/embed").query_vector("heart")
    with pytest.raises(EmbedderUnavailable, match="no server"):
        embedder_at("http:///embed").require()
