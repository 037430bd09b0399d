"""For what happens in another process: a machine with much else to do may take its time."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 120  # seconds


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.1)
