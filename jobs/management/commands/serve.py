"""Site and worker as one process group: all that a small installation runs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

THREADS = 12
PATIENCE = 20


def free_port(wanted: int) -> int:
    """``wanted``, or any other free port when it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise OSError("No free port on 127.0.0.1.")


class Command(BaseCommand):
    help = "Serves the site and works off its background jobs, until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="Another one is taken when this is in use.")

    def handle(self, *, port: int, **options):
        self.refuse_old_tables()
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        port = free_port(port)
        address = f"http://127.0.0.1:{port}"
        os.environ.setdefault("CONJOINT_BASE_URL", address)  # what letters and citations of this site point at
        commands = {"site": self.site_command(port), "worker": [sys.executable, "manage.py", "worker"]}
        children = {name: self.start(command) for name, command in commands.items()}
        self.stdout.write(self.style.SUCCESS(f"Conjoint is served at {address}/  (Ctrl-C stops it)"))
        try:
            self.watch(children, commands)
        finally:
            self.end(children)
        self.stdout.write("Stopped.")

    @staticmethod
    def refuse_old_tables() -> None:
        """Served on tables that are missing or of an earlier version, every page would be an error."""
        migrations = MigrationExecutor(connection)
        if migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
            raise CommandError("The database is not set up for this version yet. Run “manage.py migrate”, then serve.")

    def site_command(self, port: int) -> list[str]:
        options = {"bind": f"127.0.0.1:{port}", "threads": str(THREADS), "timeout": "120", "log-level": "warning"}
        flags = [f"--{name}={value}" for name, value in options.items()]
        return [
            sys.executable,
            "-m",
            "gunicorn",
            *flags,
            settings.WSGI_APPLICATION.replace(".application", ":application"),
        ]

    def start(self, command: list[str]) -> subprocess.Popen:
        """In a session of its own, so that Ctrl-C reaches it once and through us."""
        return subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603

    def stop(self, *_signal) -> None:
        self.stopping = True

    def watch(self, children: dict[str, subprocess.Popen], commands: dict[str, list[str]]) -> None:
        """A child that dies is started again; its work was safe in the database."""
        while not self.stopping:
            time.sleep(0.3)
            for name, child in children.items():
                if child.poll() is not None and not self.stopping:
                    self.stderr.write(f"The {name} stopped (code {child.returncode}) and is started again.")
                    time.sleep(1)
                    children[name] = self.start(commands[name])

    def end(self, children: dict[str, subprocess.Popen]) -> None:
        for child in children.values():
            child.terminate()
        for child in children.values():
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
