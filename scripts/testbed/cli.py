"""The command line of `scripts/services.py`."""

import argparse
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from .provision import Provision, combined, lasting_registry, provide_lasting, say
from .registry import SERVICES
from .run import run, watch
from .service import Service

DESCRIPTION = """\
Start and stop the real services that the tests speak to.

A service whose variable is set already (CONJOINT_TEST_ELASTICSEARCH_URL, CONJOINT_TEST_POSTGRES_URL,
CONJOINT_TEST_S3_URL, CONJOINT_TEST_CHROMIUM) is used as it is and not started. Downloads are kept in
$CONJOINT_CACHE, by default ~/.cache/conjoint.
"""
EXAMPLES = """\
  scripts/services.py run -- .venv/bin/pytest tests/search
  eval "$(scripts/services.py start elasticsearch)"     # stays until: scripts/services.py stop
"""


def parser() -> argparse.ArgumentParser:
    """The command line's words; `watch` is for `run` alone and is not shown."""
    words = argparse.ArgumentParser(
        description=DESCRIPTION, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = words.add_subparsers(dest="action", required=True, metavar="start | stop | status | run")
    names = {"nargs": "*", "metavar": "NAME", "choices": [*SERVICES, "all"], "default": "all"}
    listed = ", ".join(SERVICES)
    start = actions.add_parser("start", help=f"start services that stay: {listed}; all by default")
    start.add_argument("names", **names)
    stop = actions.add_parser("stop", help="stop what “start” started")
    stop.add_argument("names", **names)
    actions.add_parser("status", help="list the services and whether they run")
    command = actions.add_parser("run", help="start services, run a command, stop them again")
    command.add_argument("--services", type=lambda text: text.split(","), default="all", metavar="NAME,NAME")
    command.add_argument("--require", action="store_true", help="fail when one cannot be had (as when CI is set)")
    command.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    hidden = actions.add_parser("watch")
    hidden.add_argument("identifier")
    hidden.add_argument("folder", type=Path)
    return words


def chosen(names: str | Iterable[str]) -> list[Service]:
    """The services by name; “all” stands for every one.

    Raises:
        SystemExit: a name is not known.
    """
    if "all" in names:
        return list(SERVICES.values())
    if unknown := set(names) - SERVICES.keys():
        raise SystemExit(f"There is no service “{unknown.pop()}”. There are: {', '.join(SERVICES)}.")
    return [SERVICES[name] for name in names]


def print_exports(provisions: Iterable[Provision]) -> None:
    """Write what a shell evaluates to have the variables."""
    for name, value in combined(provisions).items():
        print(f"export {name}={shlex.quote(value)}")


def start(options: argparse.Namespace) -> int:
    """Start services that stay; the exit code is 3 when one could not be had."""
    provisions = provide_lasting(chosen(options.names))
    print_exports(provisions)
    return 3 if any(provision.reason for provision in provisions) else 0


def stop(options: argparse.Namespace) -> int:
    """Stop services that stayed."""
    stopped = lasting_registry().stop_all(service.name for service in chosen(options.names))
    say(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")
    return 0


def status(options: argparse.Namespace) -> int:
    """Say of each service whether it is given, started, or neither."""
    alive = lasting_registry().alive()
    for service in SERVICES.values():
        given = os.environ.get(service.variable)
        state = f"set by {service.variable}" if given else "started" if service.name in alive else "not started"
        say(f"{service.name:<14} {state}")
    print_exports(Provision(name, record.exports) for name, record in alive.items())
    return 0


def run_command(options: argparse.Namespace) -> int:
    """Run a command beside its services."""
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser().error("say which command to run: run -- COMMAND")
    required = options.require or os.environ.get("CI") == "true"
    return run(chosen(options.services), command, required=required)


def watch_run(options: argparse.Namespace) -> int:
    """Clean up after a run; started by `run` itself."""
    return watch(options.identifier, options.folder)


ACTIONS = {"start": start, "stop": stop, "status": status, "run": run_command, "watch": watch_run}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    if not sys.platform.startswith("linux"):
        say("These scripts know Linux only. Elsewhere use compose.yaml and set the CONJOINT_TEST_… variables.")
        return 3
    options = parser().parse_args(arguments)
    return ACTIONS[options.action](options)
