"""The engine in use, for tests of what stands on it: each test that asks for ``engine`` runs on both."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.factory import search_engine
from tests.conftest import delete_indices


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine_name(request, settings, tmp_path: Path) -> Iterator[str]:
    """Makes an empty index of its own the one in use. It goes with the test: a server holds some hundred at a time."""
    settings.SEARCH_ENGINE = request.param
    if request.param == "embedded":
        settings.SEARCH_DIR = tmp_path / "search"
        yield request.param
        return
    url, prefix = request.getfixturevalue("elasticsearch_url"), request.getfixturevalue("elasticsearch_prefix")
    prefix = f"{prefix}-{uuid.uuid4().hex[:8]}"
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = url, prefix
    yield request.param
    delete_indices(url, prefix)


@pytest.fixture
def engine(engine_name: str):
    return search_engine()


@pytest.fixture
def embedded(settings, tmp_path: Path):
    """The embedded engine alone, where the engine does not matter."""
    settings.SEARCH_ENGINE = "embedded"
    settings.SEARCH_DIR = tmp_path / "search"
    return search_engine()
