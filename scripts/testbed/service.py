"""What every service is, to those who start and stop it."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .processes import Process


@dataclass(frozen=True)
class Launched:
    """What a launch brought: how the service will be reached, and the process that has to be ended."""

    exports: Mapping[str, str]
    process: Process | None = None
    stop_signal: signal.Signals = signal.SIGTERM


@dataclass(frozen=True)
class Service:
    """A service by name, and the variable of a person who has it already.

    `launch` fetches what is missing and starts a server whose data lies in the given folder; it does not
    wait. `answers` asks once whether the server is up; `patience` is in seconds. One that is optional
    may be missing where all others are required.
    """

    name: str
    variable: str
    launch: Callable[[Path], Launched]
    answers: Callable[[Mapping[str, str]], bool]
    patience: float = 60.0
    is_optional: bool = False
