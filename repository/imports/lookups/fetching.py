"""The one way in which the site asks another server. A slow, large, lying or hostile one harms nothing but its answer.

Whatever goes wrong is a `NotReachable`, and takes no longer than the caller's deadline. Why each rule is here stands in
docs/decisions/0011-look-ups-are-pinned.md.
"""

from __future__ import annotations

import http.client
import logging
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

import urllib3
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import BaseHTTPResponse

from repository.imports.lookups.addresses import is_allowed
from repository.imports.lookups.failures import NotKnown, NotReachable, SwitchedOff, Unreadable
from repository.imports.lookups.registers import Register, address_of, is_local

PATIENCE = 5.0  # seconds for a whole look-up, by the clock on the wall
LARGEST = 2 * 1024 * 1024  # bytes of an answer, unpacked
MOST_REDIRECTS = 3
NOT_THERE = (400, 404, 410)  # 400: PubMed and arXiv, of an identifier that is well formed but was never given
USUAL_PAUSE = 60  # seconds in which a register that asked for patience is left alone, unless it says how long
LONGEST_PAUSE = 3600
PIECE = 64 * 1024
JSON = ("application/json", "+json")
XML = ("application/xml", "text/xml", "+xml")

Resolver = Callable[..., list[tuple]]

logger = logging.getLogger(__name__)


def deadline(patience: float = PATIENCE) -> float:
    """The moment, of ``time.monotonic()``, at which a look-up that begins now has to be over."""
    return time.monotonic() + patience


def fetch(
    register: Register,
    path: str,
    query: Mapping[str, str] | None = None,
    *,
    accept: tuple[str, ...] = JSON,
    until: float | None = None,
    resolve: Resolver = socket.getaddrinfo,
) -> bytes:
    """What ``register`` answers below its address.

    Args:
        path: percent-encoded, beginning with a slash.
        accept: the media types, or ends of them, that an answer may have.
        until: see `deadline`.
        resolve: asked once for the host's addresses, with the signature of ``socket.getaddrinfo``.

    Raises NotKnown when it has no such thing, NotReachable in every other case but an answer.
    """
    base = address_of(register)
    if base is None:
        raise SwitchedOff(register.label)
    try:
        _refuse_while_paused(register)
        return _Asking(register, base, accept, until or deadline(), resolve).answer(path, query or {})
    except NotReachable as failure:
        logger.warning("%s is not reachable: %s", register.label, failure.reason)
        raise


def _refuse_while_paused(register: Register) -> None:
    if cache.get(_pause_key(register)):
        raise NotReachable(register.label, "it asked for patience a moment ago")


def _pause_key(register: Register) -> str:
    return f"lookups:pause:{register.name}"


class _Asking:
    """One answer of one register, with the redirects on the way to it."""

    def __init__(self, register: Register, base: SplitResult, accept: tuple[str, ...], until: float, resolve: Resolver):
        self.register = register
        self.base = base
        self.accept = accept
        self.until = until
        self.resolve = resolve

    def answer(self, path: str, query: Mapping[str, str]) -> bytes:
        self._require_usable_address()
        addresses = self._checked_addresses()
        target = self.base.path + path + (f"?{urlencode(query)}" if query else "")
        for _ in range(MOST_REDIRECTS + 1):
            body, target = self._one_answer(addresses, target)
            if body is not None:
                return body
        raise self._failure("it redirects too often")

    def _failure(self, reason: str) -> NotReachable:
        return NotReachable(self.register.label, reason)

    def _remaining(self) -> float:
        """Seconds that are left; raises NotReachable when none are."""
        remaining = self.until - time.monotonic()
        if remaining <= 0:
            raise self._failure("it took too long")
        return remaining

    def _require_usable_address(self) -> None:
        wanted = ("http", "https") if is_local(self.register) else ("https",)
        if self.base.scheme not in wanted or not self.base.hostname or not _has_port(self.base):
            raise self._failure(f"its address in the settings is not one of {' or '.join(wanted)}")

    # -- where it lies ---------------------------------------------------------------------------------------------

    def _checked_addresses(self) -> list[str]:
        """The addresses of the host, resolved once; raises NotReachable when one of them is where no register lies."""
        found = self._resolved()
        local = is_local(self.register)
        wrong = [address for address in found if not is_allowed(ip_address(address), local=local)]
        if wrong or not found:
            raise self._failure(f"its name leads to {wrong[0]}" if wrong else "its name leads nowhere")
        return found

    def _resolved(self) -> list[str]:
        """In a thread, for a resolver that hangs knows no deadline."""
        answers: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()

        def ask() -> None:
            try:
                rows = self.resolve(self.base.hostname, self._port, type=socket.SOCK_STREAM)
                answers.put(list(dict.fromkeys(row[4][0] for row in rows)))
            except (OSError, UnicodeError):
                answers.put(None)

        threading.Thread(target=ask, name="look-up-resolver", daemon=True).start()
        try:
            found = answers.get(timeout=self._remaining())
        except queue.Empty:
            raise self._failure("its name could not be resolved in time") from None
        if found is None:
            raise self._failure("its name could not be resolved")
        return found

    @property
    def _port(self) -> int:
        return _origin(self.base)[2]

    # -- one request -----------------------------------------------------------------------------------------------

    def _one_answer(self, addresses: list[str], target: str) -> tuple[bytes | None, str]:
        """The body, or None and the path to which the register sends us on."""
        with self._pool(addresses) as pool:
            try:
                response = pool.urlopen(
                    "GET",
                    target,
                    headers=self._headers(),
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    timeout=urllib3.Timeout(total=self._remaining()),
                )
                with closing(response):
                    return self._taken(response, target)
            except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
                self._remaining()  # what broke because the time was over is called slow
                raise self._failure(f"{type(error).__name__}: {error}") from None

    @contextmanager
    def _pool(self, addresses: list[str]) -> Iterator[urllib3.HTTPConnectionPool]:
        """A pool whose connections go to the checked addresses and end at the deadline; names and certificates are
        those of the host. Nothing of it is taken from the environment's proxies."""
        secure = self.base.scheme == "https"
        kind = urllib3.HTTPSConnectionPool if secure else urllib3.HTTPConnectionPool
        options = {"ssl_context": ssl.create_default_context()} if secure else {}
        with _ended_at(self.until) as watch, kind(self.base.hostname, self._port, **options) as pool:
            pool.ConnectionCls = _pinned(HTTPSConnection if secure else HTTPConnection, addresses, self.until, watch)
            yield pool

    def _headers(self) -> dict[str, str]:
        contact = f"; mailto:{settings.LOOKUPS_MAIL}" if settings.LOOKUPS_MAIL else ""
        return {
            "Accept": "application/json" if self.accept == JSON else "application/xml, application/atom+xml, text/xml",
            "Accept-Encoding": "gzip",
            "User-Agent": f"Conjoint (+{settings.WAGTAILADMIN_BASE_URL}{contact})",
        }

    def _taken(self, response: BaseHTTPResponse, target: str) -> tuple[bytes | None, str]:
        self._remaining()  # headers that were cut off at the deadline may look like whole ones
        status = response.status
        if status in NOT_THERE:
            raise NotKnown(self.register.label)
        if status in (301, 302, 303, 307, 308):
            return None, self._path_of(response.headers.get("Location", ""), target)
        if status in (429, 503):
            self._pause(response.headers.get("Retry-After", ""))
        if status != 200:
            raise self._failure(f"it answered with status {status}")
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if not media_type.endswith(self.accept):
            raise Unreadable(self.register.label, f"it answered with {media_type or 'no type'}")
        return self._body(response), target

    def _path_of(self, location: str, target: str) -> str:
        """Where a redirect leads; raises NotReachable when that is another server."""
        there = urlsplit(urljoin(f"{self.base.scheme}://{self.base.netloc}{target}", location))
        if not location or _origin(there) != _origin(self.base):
            raise self._failure(f"it redirects to {there.netloc or 'nowhere'}")
        return there._replace(scheme="", netloc="", fragment="").geturl() or "/"

    def _pause(self, retry_after: str) -> None:
        """Nobody asks this register again before it wants to be asked."""
        cache.set(_pause_key(self.register), True, seconds_of(retry_after))

    def _body(self, response: BaseHTTPResponse) -> bytes:
        body = bytearray()
        for piece in response.stream(PIECE, decode_content=True):
            body += piece
            if len(body) > LARGEST:
                raise self._failure(f"its answer is larger than {LARGEST} bytes")
        self._remaining()  # … and so may a body
        return bytes(body)


def _origin(address: SplitResult) -> tuple[str, str | None, int]:
    return address.scheme, address.hostname, address.port or {"http": 80}.get(address.scheme, 443)


def _has_port(address: SplitResult) -> bool:
    try:
        return address.port != 0
    except ValueError:
        return False


def seconds_of(retry_after: str) -> int:
    """How long to wait by a ``Retry-After`` of seconds or a date (RFC 9110, 10.2.3), within bounds."""
    if retry_after.strip().isdecimal():
        wanted = int(retry_after[:9])
    else:
        try:
            wanted = (parsedate_to_datetime(retry_after) - timezone.now()).total_seconds()
        except (TypeError, ValueError):
            wanted = USUAL_PAUSE
    return int(min(max(wanted, 1), LONGEST_PAUSE))


class _Watch:
    """Hangs up at a moment, whatever a connection is doing then: shaking hands, reading headers or a body.

    The limits of reading begin anew with every byte, so a server that sends one now and then would hold us for ever.
    Of the socket a duplicate is kept, since TLS takes the first one away.
    """

    def __init__(self, until: float):
        self._lock = threading.Lock()
        self._kept: list[socket.socket] = []
        self._is_over = False
        self._timer = threading.Timer(max(0.0, until - time.monotonic()), self._hang_up)
        self._timer.daemon = True
        self._timer.start()

    def begin(self, connected: socket.socket) -> None:
        with self._lock:
            self._kept.append(connected.dup())
            if self._is_over:
                self._shut_down()

    def _hang_up(self) -> None:
        with self._lock:
            self._is_over = True
            self._shut_down()

    def _shut_down(self) -> None:
        for kept in self._kept:
            with suppress(OSError):
                kept.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self._timer.cancel()
        with self._lock:
            while self._kept:
                self._kept.pop().close()


@contextmanager
def _ended_at(until: float) -> Iterator[_Watch]:
    watch = _Watch(until)
    try:
        yield watch
    finally:
        watch.end()


def _pinned(kind: type[HTTPConnection], addresses: list[str], until: float, watch: _Watch) -> type[HTTPConnection]:
    """A connection of that kind which is made to one of the addresses, whatever the host's name says meanwhile."""

    class Pinned(kind):
        def _new_conn(self) -> socket.socket:
            failure: OSError = OSError("there is no address")
            for address in addresses:
                try:
                    connected = socket.create_connection((address, self.port), max(0.01, until - time.monotonic()))
                except OSError as error:
                    failure = error
                else:
                    watch.begin(connected)
                    return connected
            raise urllib3.exceptions.NewConnectionError(self, str(failure)) from failure

    return Pinned
