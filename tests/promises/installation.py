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
from datetime import timedelta
from pathlib import Path

import requests
from django.conf import settings
from django.utils import timezone

from jobs.recovery import SILENCE
from tests.waiting import wait_until

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
        # The site is given a socket that listens: between looking for a free port and taking it, others might have it.
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port, number = listener.getsockname()[1], listener.fileno()
            options = [f"--bind=fd://{number}", "--threads=12", "--timeout=120", "--log-level=warning"]
            command = [sys.executable, "-m", "gunicorn", *options, "config.wsgi:application"]
            self._start("site", command, pass_fds=[number])
        wait_until(self._answers)

    def start_worker(self) -> None:
        self._start("worker", [sys.executable, "manage.py", "worker"])

    def _start(self, name: str, command: list[str], **options) -> None:
        self.processes[name] = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=self.environment, start_new_session=True, **options
        )

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.address}/robots.txt", timeout=60).status_code == 200
        except requests.RequestException:
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

    def silence_passes(self) -> None:
        """As long as it takes for a dead worker to be missed."""
        past = (timezone.now() - SILENCE - timedelta(seconds=1)).replace(tzinfo=None).isoformat(" ")
        self.rows("UPDATE jobs_workerheartbeat SET seen_at = ?", past)
