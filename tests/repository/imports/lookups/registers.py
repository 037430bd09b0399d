"""Real HTTP servers on the loopback interface that answer as the registers do, from recorded shapes, or misbehave.

The works, people and institutions in `recorded/` are invented; the shapes are those of each register's interface.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.core.cache import cache

from repository.imports.lookups.registers import REGISTERS

RECORDED = Path(__file__).parent / "recorded"
JSON, ATOM, XML = "application/json", "application/atom+xml; charset=utf-8", "text/xml; charset=UTF-8"


def recorded(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


@dataclass
class Reply:
    """One answer; ``send`` takes the whole connection over instead."""

    body: bytes = b""
    status: int = 200
    media_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    send: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass(frozen=True)
class Request:
    """``path`` as it came, without the query; ``query`` decoded; ``headers`` with lower-case names."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Server:
    """What it answers to which path, and what it was asked. Of a path that it does not know it says 404."""

    url: str = ""
    port: int = 0
    replies: dict[str, Reply] = field(default_factory=dict)
    otherwise: Reply = field(default_factory=lambda: Reply(b"Resource not found.", 404, "text/plain"))
    asked: list[Request] = field(default_factory=list)


class Registers:
    """All registers on one server, each below its name."""

    def __init__(self, server: Server):
        self.server = server

    @property
    def asked(self) -> list[Request]:
        return self.server.asked

    def answer(self, register: str, path: str, body: bytes = b"", **reply) -> None:
        """From now on ``register`` answers so to ``path`` (percent-encoded, without a query)."""
        self.server.replies[f"/{register}{path}"] = Reply(body, **reply)

    def know_recorded_works(self) -> None:
        """Everything in `recorded/`, under the identifiers that stand in it."""
        self.answer("crossref", "/works/10.5555%2Fjoint.2026.17", recorded("crossref_article.json"))
        self.answer("crossref", "/works/10.5555%2F978-0-00-000000-2_7", recorded("crossref_chapter.json"))
        self.answer("datacite", "/dois/10.5555%2Fteaching.42", recorded("datacite_report.json"))
        self.answer("pubmed", "/efetch.fcgi", recorded("pubmed_article.xml"), media_type=XML)
        self.answer("pmc", "/articles/", recorded("pmc_conversion.json"))
        self.answer("arxiv", "/query", recorded("arxiv_entry.xml"), media_type=ATOM)
        self.answer("openlibrary", "/api/books", recorded("openlibrary_book.json"))
        self.answer("orcid", "/0000-0000-0000-0116/person", recorded("orcid_person.json"))
        self.answer("orcid", "/0000-0000-0000-0116/employments", recorded("orcid_employments.json"))
        self.answer("orcid", "/expanded-search/", recorded("orcid_people.json"))
        self.answer("ror", "/organizations/0aaaaaa11", recorded("ror_institution.json"))
        self.answer("ror", "/organizations", recorded("ror_institutions.json"))


@contextmanager
def serving(host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server for as long as the block lasts, on a free port unless one is named."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            server.asked.append(Request(parts.path, query, {name.lower(): text for name, text in self.headers.items()}))
            reply = server.replies.get(parts.path, server.otherwise)
            with suppress(OSError):  # whoever asked may have hung up
                (reply.send or (lambda handler: _send(handler, reply)))(self)

        def log_message(self, *args) -> None: ...

    class Quiet(ThreadingHTTPServer):
        def get_request(self):
            connection, address = super().get_request()
            return (tls.wrap_socket(connection, server_side=True) if tls else connection), address

        def handle_error(self, *args) -> None: ...

    with Quiet((host, port), Handler) as httpd:
        server.port = httpd.server_address[1]
        server.url = f"{'https' if tls else 'http'}://{host}:{server.port}"
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            httpd.shutdown()
            thread.join()


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response(reply.status)
    for name, value in {
        "Content-Type": reply.media_type,
        "Content-Length": str(len(reply.body)),
        **reply.headers,
    }.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(reply.body)


@contextmanager
def serving_registers(settings) -> Iterator[Registers]:
    """Registers that the site asks as long as the block lasts, none of which knows anything yet.

    Args:
        settings: pytest-django's fixture.
    """
    with serving() as server:
        settings.LOOKUPS = True
        settings.LOOKUPS_MAIL = "librarian@repository.example"
        settings.LOOKUPS_ADDRESSES = [f"{name}={server.url}/{name}" for name in REGISTERS]
        settings.LOOKUPS_LOCAL = list(REGISTERS)
        cache.clear()
        try:
            yield Registers(server)
        finally:
            cache.clear()
