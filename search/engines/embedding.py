"""Texts → vectors whose nearness is likeness in meaning. Optional; whatever goes wrong here, words still find.

Two kinds: a folder of word vectors, which any static model can be written as, and an HTTP endpoint with the interface
of Text Embeddings Inference's ``/embed``: ``{"inputs": [text, …], "truncate": true}`` → ``[[number, …], …]``.
"""

from __future__ import annotations

import http.client
import json
import logging
import math
import mmap
import threading
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from .analysis import analyse

LONGEST_TEXT = 2_000  # characters of a text that are looked at
MOST_DIMENSIONS = 4_096  # what Elasticsearch takes
AT_ONCE = 32  # texts in one question to an endpoint
PATIENCE = 1.0  # seconds that a reader waits for an endpoint, in all
_PATIENCE_FOR_DOCUMENTS = 30.0
_PAUSE = 30.0  # seconds in which an endpoint that failed is not asked again
_BYTES_FOR_NUMBER = 32

logger = logging.getLogger(__name__)

Vector = list[float]


class EmbedderUnavailable(Exception):
    """There is no vector: the endpoint is slow, gone or answers nonsense, or the folder holds no model."""


class Embedder(Protocol):
    """``name`` is another one when the vectors are: vectors of different models are not comparable."""

    name: str

    @property
    def dimensions(self) -> int:
        """The length of every vector. Raises EmbedderUnavailable."""

    def require(self) -> None:
        """Raises EmbedderUnavailable when it is not set up as it should be; does not ask whether it answers."""

    def query_vector(self, text: str) -> Vector:
        """Raises EmbedderUnavailable."""

    def document_vectors(self, texts: Sequence[str]) -> list[Vector | None]:
        """One for each text; None for a text that has no meaning to it. Raises EmbedderUnavailable."""


def embedder_at(place: str) -> Embedder:
    """The embedder of a setting: the address of an endpoint, or a folder."""
    return HttpEmbedder(place) if place.startswith(("http://", "https://")) else FolderEmbedder(Path(place))


class FolderEmbedder:
    """Word vectors in a folder: ``tokens.txt``, a word on each line in lower case and without accents, and
    ``vectors.f32``, for each line its vector as little-endian 32-bit floats. A text is the mean of its words.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = str(folder)

    @property
    def dimensions(self) -> int:
        return self._model[2]

    def require(self) -> None:
        _ = self._model

    def query_vector(self, text: str) -> Vector:
        vector = self._mean(text)
        if vector is None:
            raise EmbedderUnavailable("None of the words is in the model.")
        return vector

    def document_vectors(self, texts: Sequence[str]) -> list[Vector | None]:
        return [self._mean(text) for text in texts]

    @cached_property
    def _model(self) -> tuple[dict[str, int], memoryview, int]:
        """word → row, all numbers, numbers in a row. Of the file only rows that are asked for are read."""
        try:
            tokens = (self.folder / "tokens.txt").read_text(encoding="utf-8").split("\n")
            with (self.folder / "vectors.f32").open("rb") as file:
                numbers = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).cast("f")
        except (OSError, ValueError, TypeError) as error:
            raise EmbedderUnavailable(f"There is no model in {self.folder}: {error}") from error
        rows = {token: row for row, token in enumerate(tokens) if token}
        dimensions, rest = divmod(len(numbers), max(1, len(rows)))
        if rest or not 0 < dimensions <= MOST_DIMENSIONS or len(rows) != len([token for token in tokens if token]):
            raise EmbedderUnavailable(f"The vectors in {self.folder} do not fit its tokens.")
        return rows, numbers, dimensions

    def _mean(self, text: str) -> Vector | None:
        rows, numbers, dimensions = self._model
        found = [rows[token] for token in analyse(text[:LONGEST_TEXT], "und").exact if token in rows]
        total = [0.0] * dimensions
        for row in found:
            total = list(map(float.__add__, total, numbers[row * dimensions : (row + 1) * dimensions].tolist()))
        return unit(total)


class HttpEmbedder:
    """An endpoint somewhere else. After a failure it is left alone for a while, so that not all readers wait for it."""

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self.name = url
        self._url = urlsplit(url)
        self._patience = patience
        self._dimensions = 0
        self._closed_until = 0.0
        self._lock = threading.Lock()

    @property
    def dimensions(self) -> int:
        if not self._dimensions:
            with self._lock:
                self._dimensions = len(self._asked(["dimensions"], _PATIENCE_FOR_DOCUMENTS)[0])
        return self._dimensions

    def require(self) -> None:
        if not self._url.hostname:
            raise EmbedderUnavailable(f"There is no server in the address {self.name!r}.")

    def query_vector(self, text: str) -> Vector:
        if time.monotonic() < self._closed_until:
            raise EmbedderUnavailable("The endpoint failed a moment ago and is given time.")
        try:
            vector = unit(self._asked([text], self._patience)[0])
        except EmbedderUnavailable:
            self._closed_until = time.monotonic() + _PAUSE
            raise
        if vector is None:
            raise EmbedderUnavailable("The endpoint's vector has no direction.")
        return vector

    def document_vectors(self, texts: Sequence[str]) -> list[Vector | None]:
        return [
            unit(vector)
            for start in range(0, len(texts), AT_ONCE)
            for vector in self._asked(texts[start : start + AT_ONCE], _PATIENCE_FOR_DOCUMENTS)
        ]

    def _asked(self, texts: Sequence[str], patience: float) -> list[Vector]:
        deadline = time.monotonic() + patience
        body = json.dumps({"inputs": [text[:LONGEST_TEXT] for text in texts], "truncate": True}).encode()
        try:
            answer = json.loads(b"".join(self._pieces(body, deadline, len(texts))))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise EmbedderUnavailable(f"The endpoint does not answer as it should: {error}") from error
        return _vectors(answer, len(texts))

    def _pieces(self, body: bytes, deadline: float, count: int) -> Iterator[bytes]:
        """The answer, as long as it comes in time and is not larger than vectors can be."""
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=_left(deadline))
        try:
            connection.request("POST", self._url.path or "/", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            if response.status != http.client.OK:
                raise OSError(f"HTTP status {response.status}")
            room = count * MOST_DIMENSIONS * _BYTES_FOR_NUMBER
            while piece := response.read1(65_536):
                room -= len(piece)
                if room < 0:
                    raise OSError("the answer is too long")
                left = _left(deadline)
                if connection.sock:
                    connection.sock.settimeout(left)
                yield piece
        finally:
            connection.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    return left


def _vectors(answer: object, count: int) -> list[Vector]:
    """``answer`` when it is what was asked for: ``count`` lists of numbers, all of one length."""
    if not isinstance(answer, list) or len(answer) != count or not all(map(_is_vector, answer)):
        raise EmbedderUnavailable("The endpoint did not send a vector for each text.")
    if len({len(vector) for vector in answer}) != 1:
        raise EmbedderUnavailable("The endpoint's vectors have different lengths.")
    return [[float(number) for number in vector] for vector in answer]


def _is_vector(row: object) -> bool:
    return (
        isinstance(row, list)
        and 0 < len(row) <= MOST_DIMENSIONS
        and all(type(number) in (int, float) and math.isfinite(number) for number in row)
    )


def unit(vector: Vector) -> Vector | None:
    """The vector of length one in the same direction; None where there is no direction."""
    length = math.sqrt(sum(number * number for number in vector))
    return [number / length for number in vector] if length > 1e-9 else None
