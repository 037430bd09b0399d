from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.promises.installation import Installation


@pytest.fixture(scope="session")
def fresh_installation(tmp_path_factory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("installation"))
    installation.prepare()
    return installation


@pytest.fixture
def installation(fresh_installation: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Nothing of it runs yet; whatever the test starts is stopped after it."""
    copy = fresh_installation.copied_to(tmp_path / "site")
    yield copy
    copy.stop()
