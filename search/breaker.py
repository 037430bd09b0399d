"""Keeps readers from waiting for an engine that is known to be down."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from search.engines.protocol import Engine, EngineUnavailable
from search.factory import search_engine

logger = logging.getLogger(__name__)

FIRST_PAUSE = 2.0  # seconds
LONGEST_PAUSE = 30.0


class Breaker:
    """After a failure nobody asks for a pause, which doubles while failures go on; then one request at a time tries.

    So a dead engine costs one reader per pause its time-out and everybody else nothing, and it recovers by itself.
    """

    def __init__(
        self,
        *,
        first_pause: float = FIRST_PAUSE,
        longest_pause: float = LONGEST_PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._lock, self._clock = threading.Lock(), clock
        self._first_pause, self._longest_pause = first_pause, longest_pause
        self._pause = 0.0
        self._closed_until = 0.0

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Raises EngineUnavailable at once during a pause; notes how the guarded call ended otherwise."""
        self._enter()
        try:
            yield
        except EngineUnavailable as error:
            self._fail(error)
            raise
        self._succeed()

    def _enter(self) -> None:
        with self._lock:
            now = self._clock()
            if now < self._closed_until:
                raise EngineUnavailable("The engine failed a moment ago and is given time.")
            if self._pause:  # this call is the one that tries; others wait for how it ends
                self._closed_until = now + self._pause

    def _fail(self, error: EngineUnavailable) -> None:
        with self._lock:
            self._pause = min(self._longest_pause, self._pause * 2 or self._first_pause)
            self._closed_until = self._clock() + self._pause
        logger.warning("The search engine does not answer; the next attempt is in %.0f s: %s", self._pause, error)

    def _succeed(self) -> None:
        with self._lock:
            self._pause = self._closed_until = 0.0


@lru_cache(maxsize=16)
def breaker_of(engine: Engine, whose: str) -> Breaker:
    """One per engine and process, for readers and for the worker apart: writing may fail where reading works."""
    return Breaker()


@contextmanager
def guarded_engine() -> Iterator[Engine]:
    """The engine in use, for readers. Raises EngineUnavailable when it does not answer or is known not to."""
    engine = search_engine()
    with breaker_of(engine, "readers").guard():
        yield engine
