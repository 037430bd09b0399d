"""`scripts/services.py` as a person or a CI machine uses it, with a real PostgreSQL, the quickest service to start."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scripts.testbed.postgresql import SERVICE, find_binaries
from scripts.testbed.processes import Process, wait_until
from scripts.testbed.registry import SERVICES

SCRIPT = Path(__file__).parents[2] / "scripts" / "services.py"
ASK = """
import os, psycopg
with psycopg.connect(os.environ["CONJOINT_TEST_POSTGRES_URL"]) as connection:
    print(connection.execute("select 6 * 7").fetchone()[0])
"""


@pytest.fixture
def environment(postgres_url: str, tmp_path: Path) -> dict[str, str]:
    """An account on which no service is set or started yet; its temporary folders are in `tmp_path`'s stead."""
    if find_binaries() is None:
        pytest.skip("PostgreSQL's programs are not installed here; a server elsewhere was given by its URL.")
    variables = {service.variable for service in SERVICES.values()} | {"CI"}
    kept = {name: value for name, value in os.environ.items() if name not in variables}
    return kept | {"CONJOINT_CACHE": str(tmp_path / "cache")}


def services(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def run_with_postgresql(*command: str) -> tuple[str, ...]:
    return ("run", "--services", "postgresql", "--", *command)


@pytest.fixture
def waiting_run(environment: dict[str, str], tmp_path: Path) -> Iterator[tuple[subprocess.Popen, dict]]:
    """A run whose command tells what it was given and then waits for ever; ended by the test."""
    told = tmp_path / "told.json"
    wait = (
        "import json, os, pathlib, time;"
        f"path = pathlib.Path({str(tmp_path)!r});"
        "facts = {'url': os.environ['CONJOINT_TEST_POSTGRES_URL'], 'pid': os.getpid()};"
        "(path / 'half').write_text(json.dumps(facts)); (path / 'half').rename(path / 'told.json');"
        "time.sleep(600)"
    )
    arguments = run_with_postgresql(sys.executable, "-c", wait)
    running = subprocess.Popen([sys.executable, str(SCRIPT), *arguments], env=environment, stderr=subprocess.DEVNULL)
    assert wait_until(told.exists, 60)
    yield running, json.loads(told.read_text())
    running.kill()
    running.wait()


def is_reachable(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def test_a_command_is_run_beside_its_service_and_its_exit_code_returned(environment: dict[str, str]) -> None:
    done = services(*run_with_postgresql(sys.executable, "-c", ASK + "raise SystemExit(7)"), environment=environment)

    assert done.stdout == "42\n"
    assert done.returncode == 7


def test_the_password_is_not_shown_on_the_screen(environment: dict[str, str]) -> None:
    show = "import os; print(os.environ['CONJOINT_TEST_POSTGRES_URL'])"

    done = services(*run_with_postgresql(sys.executable, "-c", show), environment=environment)

    assert "@" in done.stdout
    assert "postgresql: postgresql://127.0.0.1:" in done.stderr
    assert "@" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_however_a_run_is_ended(waiting_run: tuple[subprocess.Popen, dict], number: int) -> None:
    running, facts = waiting_run
    command = Process.of(facts["pid"])
    assert is_reachable(facts["url"])

    running.send_signal(number)
    if number == signal.SIGINT:
        # A terminal sends Ctrl-C to the command as well.
        os.kill(command.pid, number)

    assert wait_until(lambda: not command.is_alive() and not is_reachable(facts["url"]), 30)


def test_what_the_command_left_in_the_background_is_ended(environment: dict[str, str], tmp_path: Path) -> None:
    leave = (
        "import pathlib, subprocess;"
        "left = subprocess.Popen(['sleep', '600'], start_new_session=True);"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(left.pid))"
    )

    services(*run_with_postgresql(sys.executable, "-c", leave), environment=environment)

    assert not Process.of(int((tmp_path / "pid").read_text())).is_alive()


def test_temporary_files_of_the_command_go_with_the_run(environment: dict[str, str]) -> None:
    forget = "import tempfile; print(tempfile.mkdtemp())"

    done = services("run", "--services", "chromium", "--", sys.executable, "-c", forget, environment=environment)

    assert done.returncode == 0
    assert not Path(done.stdout.strip()).exists()


def test_a_service_that_is_given_by_its_variable_is_not_started(environment: dict[str, str]) -> None:
    given = environment | {SERVICE.variable: "postgresql://elsewhere.example/x"}
    show = f"import os; print(os.environ[{SERVICE.variable!r}])"

    done = services(*run_with_postgresql(sys.executable, "-c", show), environment=given)

    assert done.stdout == "postgresql://elsewhere.example/x\n"


def test_started_services_stay_until_they_are_stopped(environment: dict[str, str]) -> None:
    started = services("start", "postgresql", environment=environment)
    url = started.stdout.partition(f"export {SERVICE.variable}=")[2].strip()
    try:
        assert is_reachable(url)
        assert services("start", "postgresql", environment=environment).stdout == started.stdout
        assert services(*run_with_postgresql("true"), environment=environment).returncode == 0
        assert is_reachable(url)
        assert "postgresql     started" in services("status", environment=environment).stderr
    finally:
        services("stop", environment=environment)

    assert not is_reachable(url)
    assert "postgresql     not started" in services("status", environment=environment).stderr


def test_a_required_service_that_cannot_be_had_is_named_and_the_command_not_run(environment: dict[str, str]) -> None:
    # Neither Maven nor Go is on this PATH, and nothing is in the cache.
    nowhere = environment | {"PATH": str(Path(environment["CONJOINT_CACHE"]).parent)}

    done = services(
        "run", "--require", "--services", "s3", "--", sys.executable, "-c", "print('run')", environment=nowhere
    )

    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.strip() == (
        "s3: could not be had: the program go is not installed; install Go, or set CONJOINT_TEST_S3_URL"
    )


def test_a_service_that_is_not_required_is_named_and_the_command_run(environment: dict[str, str]) -> None:
    nowhere = environment | {"PATH": str(Path(environment["CONJOINT_CACHE"]).parent)}

    done = services("run", "--services", "s3", "--", sys.executable, "-c", "print('run')", environment=nowhere)

    assert done.returncode == 0
    assert done.stdout == "run\n"
    assert "s3: could not be had" in done.stderr


def test_optional_equipment_may_be_missing_where_all_else_is_required(environment: dict[str, str]) -> None:
    nowhere = environment | {"PATH": str(Path(environment["CONJOINT_CACHE"]).parent), "CI": "true"}

    done = services("run", "--services", "libreoffice", "--", sys.executable, "-c", "print('run')", environment=nowhere)

    assert (done.returncode, done.stdout) == (0, "run\n")
    assert "libreoffice: could not be had" in done.stderr


def test_an_unknown_service_is_answered_with_those_there_are(environment: dict[str, str]) -> None:
    done = services("run", "--services", "oracle", "--", "true", environment=environment)

    assert done.returncode == 1
    there_are = "elasticsearch, postgresql, s3, chromium, libreoffice"
    assert done.stderr.strip() == f"There is no service “oracle”. There are: {there_are}."


def test_a_stranger_under_the_same_number_is_not_taken_for_the_process() -> None:
    someone = subprocess.Popen(["sleep", "600"])
    try:
        process = Process.of(someone.pid)
        assert process.is_alive()
        assert not Process(pid=process.pid, born="1").is_alive()
    finally:
        someone.kill()
    assert wait_until(lambda: not process.is_alive(), 5)
    someone.wait()


def test_waiting_gives_up_in_time() -> None:
    begun = time.monotonic()

    assert not wait_until(lambda: False, 0.2)
    assert time.monotonic() - begun < 5
