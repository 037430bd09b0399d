"""From the names of services to the variables that reach them, whoever runs them."""

import os
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .cache import cache_folder, locked
from .errors import Unavailable
from .registry import Registry
from .service import Service


@dataclass(frozen=True)
class Provision:
    """What came of asking for one service: the variables that reach it, or the reason why it cannot be had."""

    name: str
    exports: Mapping[str, str]
    reason: str = ""


def say(line: str) -> None:
    """Tell the person at the terminal; standard output is kept for what a shell evaluates."""
    print(line, file=sys.stderr, flush=True)


def lasting_registry() -> Registry:
    """The services that `start` leaves running until `stop`."""
    return Registry(cache_folder() / "running")


def provide(services: Iterable[Service], registry: Registry) -> list[Provision]:
    """Have each service from its owner, from `start`, or else started now and written in `registry`."""
    with ThreadPoolExecutor() as pool:
        provisions = list(pool.map(lambda service: _provide_one(service, registry), services))
    for provision in provisions:
        say(f"{provision.name}: could not be had: {provision.reason}" if provision.reason else _address(provision))
    return provisions


def _provide_one(service: Service, registry: Registry) -> Provision:
    if given := os.environ.get(service.variable):
        return Provision(service.name, {service.variable: given})
    if running := lasting_registry().alive().get(service.name):
        return Provision(service.name, running.exports)
    try:
        return Provision(service.name, registry.start(service).exports)
    except Unavailable as reason:
        return Provision(service.name, {}, str(reason))


def provide_lasting(services: Iterable[Service]) -> list[Provision]:
    """Start services that stay until they are stopped; two callers at once get the same ones."""
    registry = lasting_registry()
    with locked("start"):
        registry.stop_all(registry.records().keys() - registry.alive().keys())
        return provide(services, registry)


def combined(provisions: Iterable[Provision]) -> dict[str, str]:
    """All variables together."""
    return {name: value for provision in provisions for name, value in provision.exports.items()}


def _address(provision: Provision) -> str:
    # The first variable is the service's own; its user and password are nobody's business on a screen.
    address = next(iter(provision.exports.values()))
    scheme, separator, rest = address.rpartition("://")
    return f"{provision.name}: {scheme}{separator}{rest.rpartition('@')[2]}"
