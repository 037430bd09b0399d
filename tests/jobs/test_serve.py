"""Site and worker as a person starts and stops them."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from django.conf import settings

from jobs.management.commands.serve import free_port
from search.asking.query import LONGEST
from tests.waiting import PATIENCE, wait_until


def test_another_port_is_taken_when_the_wanted_one_is_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        assert free_port(wanted) not in (0, wanted)


def environment_in(folder: Path) -> dict[str, str]:
    """Of an installation on a developer's machine."""
    return os.environ | {
        "CONJOINT_VAR_DIR": str(folder),
        "CONJOINT_MEDIA_DIR": str(folder / "media"),
        "CONJOINT_DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture(scope="module")
def with_tables(tmp_path_factory):
    """A folder that holds nothing but the empty tables."""
    folder = tmp_path_factory.mktemp("tables")
    manage(environment_in(folder), "migrate", "-v0")
    return folder


@pytest.fixture
def environment(with_tables, tmp_path):
    return environment_in(shutil.copytree(with_tables, tmp_path / "site"))


def manage(environment: dict[str, str], *command: str) -> str:
    """What it says on standard output and standard error."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.stdout


def test_a_database_without_tables_is_not_served(tmp_path):
    """Not even its folder is there: as in a fresh clone."""
    with pytest.raises(subprocess.CalledProcessError) as refused:
        manage(environment_in(tmp_path / "new"), "serve", "--port", "0")
    assert refused.value.output.strip() == (
        "CommandError: The database is not set up for this version yet. Run “manage.py migrate”, then serve."
    )


@pytest.fixture
def served(environment):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", "0"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.send_signal(signal.SIGINT)
    process.wait(timeout=PATIENCE)
    process.stdout.close()


def is_served(address: str) -> bool:
    try:
        return requests.get(f"{address}accounts/login/", timeout=PATIENCE).status_code == 200
    except requests.ConnectionError:
        return False


@pytest.fixture
def address(served):
    """Where the site answers."""
    address = re.search(r"http://[\d.:]+/", served.stdout.readline())[0]
    wait_until(lambda: is_served(address))
    return address


def test_the_longest_query_fits_an_address_and_a_longer_address_gets_a_clear_sentence(served, address):
    longest = {"q": "\N{CJK UNIFIED IDEOGRAPH-5FC3}" * LONGEST, "partner": "1", "year": "2019"}
    assert requests.get(f"{address}search/", longest, timeout=60).status_code == 200
    refused = requests.get(f"{address}search/", {"q": "a" * 100_000}, timeout=60)
    assert refused.status_code == 414 and "longer than the site reads" in refused.text


def test_one_command_serves_and_ctrl_c_leaves_nothing_behind(served, address):
    children = subprocess.run(
        ["ps", "--ppid", str(served.pid), "-o", "pid="], capture_output=True, text=True, check=True
    ).stdout.split()
    assert len(children) == 2

    served.send_signal(signal.SIGINT)

    assert served.wait(timeout=PATIENCE) == 0
    assert "Stopped." in served.stdout.read()
    assert not [pid for pid in children if os.path.exists(f"/proc/{pid}")]


def test_jobs_that_go_well_do_not_drive_the_logins_off_the_screen(environment):
    done = "print(DBTaskResult.objects.filter(status='SUCCESSFUL').count())"
    count = f"from django_tasks_db.models import DBTaskResult; {done}"
    manage(environment, "shell", "-v0", "-c", "from home.models import HomePage; HomePage.objects.get().save()")
    before = int(manage(environment, "shell", "-v0", "-c", count))

    said = manage(environment, "worker", "--batch")

    assert int(manage(environment, "shell", "-v0", "-c", count)) > before
    assert "RUNNING" not in said and "SUCCESSFUL" not in said
