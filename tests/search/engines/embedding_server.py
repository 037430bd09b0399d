"""A real endpoint for vectors on the loopback interface, which also misbehaves when told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from search.engines.embedding import Vector

LONG = 30  # seconds in which one that is slow or drips gives its answer


@dataclass
class Endpoint:
    """``behaviour``: ``well``, ``slow``, ``dripping``, ``error``, ``nonsense``, ``short``, ``nan`` or ``endless``."""

    embed: Callable[[str], Vector]
    behaviour: str = "well"
    url: str = ""
    asked: list[list[str]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def answer(self, handler: BaseHTTPRequestHandler, texts: list[str]) -> None:
        self.asked.append(texts)
        body = json.dumps(self._vectors(texts)).encode()
        if self.behaviour == "slow":
            self.closed.wait(LONG)
        handler.send_response(500 if self.behaviour == "error" else 200)
        handler.end_headers()
        for piece in self._pieces(body):
            handler.wfile.write(piece)
            handler.wfile.flush()

    def _vectors(self, texts: list[str]) -> object:
        vectors = [self.embed(text) for text in texts]
        if self.behaviour == "short":
            return [vector[:-1] for vector in vectors]
        if self.behaviour == "nan":
            return [[float("nan")] * len(vector) for vector in vectors]
        return {"error": "none today"} if self.behaviour == "nonsense" else vectors

    def _pieces(self, body: bytes) -> Iterator[bytes]:
        if self.behaviour == "dripping":
            for byte in body.rjust(10 * LONG):
                self.closed.wait(0.1)
                yield bytes([byte])
        elif self.behaviour == "endless":
            while True:
                yield b"[" * 65_536
        else:
            yield body


@contextmanager
def serving(embed: Callable[[str], Vector]) -> Iterator[Endpoint]:
    endpoint = Endpoint(embed)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            with suppress(BrokenPipeError, ConnectionResetError):  # the client has had enough
                endpoint.answer(self, json.loads(self.rfile.read(length))["inputs"])

        def log_message(self, *args: object) -> None:
            """Nothing on the tests' screen."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        endpoint.url = f"http://127.0.0.1:{server.server_port}/embed"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield endpoint
        endpoint.closed.set()
        server.shutdown()
