"""An installation of its own, as an administrator has it: a site and a worker as processes, reached over HTTP."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests
from django.conf import settings

SESSION = """
import json, os
from django.test import Client
from tests.factories import ContributionFactory, OutputFactory, UserFactory
depositor = UserFactory(groups=["faculty"], username="depositor")
UserFactory(groups=["editors"], username="editor")
output = OutputFactory(owner=depositor, kind="report", title="A joint report", licence="CC-BY-4.0")
ContributionFactory(output=output)
output.save_revision(user=depositor)
client = Client()
client.force_login(depositor)
print("MADE" + json.dumps({"code": output.code, "session": client.cookies["sessionid"].value}))
"""


def wait_until(condition: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.1)


class Installation:
    """``code`` is a complete deposit that nobody has submitted; ``session`` belongs to its depositor."""

    def __init__(self, folder: Path):
        self.folder, self.processes = folder, {}
        self.environment = os.environ | {
            "CONJOINT_VAR_DIR": str(folder),
            "CONJOINT_MEDIA_DIR": str(folder / "media"),
            "CONJOINT_DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "CONJOINT_SEARCH_ENGINE": "embedded",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "TMPDIR": str(folder),
        }

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def prepare(self) -> None:
        self.manage("migrate", "-v0")
        made = json.loads(re.search(r"MADE(.*)", self.manage("shell", "-v0", "-c", SESSION))[1])
        (self.folder / "made.json").write_text(json.dumps(made))

    def copied_to(self, folder: Path) -> Installation:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Installation(folder)

    @property
    def code(self) -> str:
        return json.loads((self.folder / "made.json").read_text())["code"]

    @property
    def session(self) -> str:
        return json.loads((self.folder / "made.json").read_text())["session"]

    # -- processes -----------------------------------------------------------------------------------------------------

    def start_site(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        options = [f"--bind=127.0.0.1:{self.port}", "--threads=12", "--timeout=120", "--log-level=warning"]
        self._start("site", [sys.executable, "-m", "gunicorn", *options, "config.wsgi:application"])
        wait_until(self._answers)

    def start_worker(self) -> None:
        self._start("worker", [sys.executable, "manage.py", "worker"])

    def _start(self, name: str, command: list[str]) -> None:
        self.processes[name] = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=self.environment, start_new_session=True
        )

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.address}/robots.txt", timeout=60).status_code == 200
        except requests.ConnectionError:
            return False

    def kill(self, name: str) -> None:
        """As the power going does: without a word, with all that it started."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)

    # -- what is asked of it -------------------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def depositor(self) -> requests.Session:
        """A browser in which the depositor is signed in."""
        browser = requests.Session()
        browser.trust_env = False
        # An idle connection may be closed by the site just as it is used again; a browser then repeats its request.
        browser.headers["Connection"] = "close"
        browser.cookies.set("sessionid", self.session, domain="127.0.0.1")
        page = browser.get(f"{self.address}/deposit/new/", timeout=120)
        browser.headers["X-CSRFToken"] = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        return browser

    def rows(self, query: str, *parameters) -> list[tuple]:
        """From the database itself, past the site."""
        connection = sqlite3.connect(self.folder / "site.sqlite3", timeout=60)
        try:
            with connection:
                return connection.execute(query, parameters).fetchall()
        finally:
            connection.close()
