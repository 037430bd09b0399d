"""What the fixtures of real services say when there is none, asked of a pytest run of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.testbed.registry import SERVICES

ROOT = Path(__file__).parents[2]
SUITE = """
import pytest

def test_search(elasticsearch_url):
    pass

def test_arithmetic():
    assert 6 * 7 == 42

@pytest.mark.django_db
def test_rows():
    from django.contrib.auth import get_user_model
    assert get_user_model().objects.filter(username="nobody at all").count() == 0

@pytest.mark.django_db
@pytest.mark.same_on_any_database
def test_rows_on_a_phone():
    pass
"""


def pytest_run(folder: Path, *arguments: str, suite: str = SUITE, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_suite.py").write_text(suite)
    (folder / "conftest.py").write_text("from tests.conftest import *\n")
    given = {service.variable for service in SERVICES.values()} | {"CI"}
    environment = {name: value for name, value in os.environ.items() if name not in given} | variables
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-rs", "--color=no"]
    return subprocess.run(
        [*command, *arguments, str(folder)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_test_without_its_service_is_skipped_with_the_reason(tmp_path: Path) -> None:
    done = pytest_run(tmp_path, "-k", "not rows")

    assert done.returncode == 0
    assert "1 passed, 1 skipped" in done.stdout
    assert "Elasticsearch is not at hand: set CONJOINT_TEST_ELASTICSEARCH_URL" in done.stdout


def test_on_a_ci_machine_it_fails_instead(tmp_path: Path) -> None:
    done = pytest_run(tmp_path, "-k", "not rows", CI="true")

    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "Failed: Elasticsearch is not at hand" in done.stdout


def test_a_test_has_the_marker_of_its_service(tmp_path: Path) -> None:
    assert "1/4 tests collected" in pytest_run(tmp_path, "--collect-only", "-m", "elasticsearch").stdout


def test_the_second_run_takes_only_tests_of_the_database(tmp_path: Path) -> None:
    done = pytest_run(tmp_path, "--database-only", "--no-migrations")

    assert done.returncode == 0
    assert "1 passed, 3 deselected" in done.stdout


def test_a_second_run_without_such_tests_is_no_failure(tmp_path: Path) -> None:
    assert pytest_run(tmp_path, "--database-only", "-k", "arithmetic").returncode == 0


def test_rows_of_migrations_outlive_a_test_that_empties_the_tables(tmp_path: Path) -> None:
    suite = """
import pytest
from django.contrib.auth.models import Group

@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_groups(turn):
    assert Group.objects.filter(name="editors").exists()
"""

    done = pytest_run(tmp_path, suite=suite)

    assert "2 passed" in done.stdout
