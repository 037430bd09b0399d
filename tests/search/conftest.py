"""The engine in use, for tests of what stands on it: each test that asks for ``engine`` runs on both."""

import uuid
from pathlib import Path

import pytest

from search.factory import search_engine


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine_name(request, settings, tmp_path: Path) -> str:
    """Makes an empty index of its own the one in use."""
    settings.SEARCH_ENGINE = request.param
    if request.param == "embedded":
        settings.SEARCH_DIR = tmp_path / "search"
    else:
        settings.ELASTICSEARCH_URL = request.getfixturevalue("elasticsearch_url")
        settings.ELASTICSEARCH_PREFIX = f"{request.getfixturevalue('elasticsearch_prefix')}-{uuid.uuid4().hex[:8]}"
    return request.param


@pytest.fixture
def engine(engine_name: str):
    return search_engine()


@pytest.fixture
def embedded(settings, tmp_path: Path):
    """The embedded engine alone, where the engine does not matter."""
    settings.SEARCH_ENGINE = "embedded"
    settings.SEARCH_DIR = tmp_path / "search"
    return search_engine()
