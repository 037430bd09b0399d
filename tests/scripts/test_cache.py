import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scripts.testbed import cache
from scripts.testbed.errors import Unavailable


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("CONJOINT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_cache_lies_in_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CONJOINT_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert cache.cache_folder() == tmp_path / "conjoint"


def test_what_several_want_at_once_is_installed_once(folder: Path) -> None:
    installed = []
    together = threading.Barrier(4)

    def install(into: Path) -> None:
        installed.append(into)
        (into / "program").write_text("whole")

    def want(_: int) -> str:
        together.wait()
        return (cache.installed_once("thing-1", install) / "program").read_text()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(want, range(4))) == ["whole"] * 4
    assert len(installed) == 1


def test_a_broken_installation_is_never_seen_and_is_gone_on_with(folder: Path) -> None:
    def break_off(into: Path) -> None:
        (into / "first half").write_text("fetched")
        raise Unavailable("the line went dead")

    def go_on(into: Path) -> None:
        assert (into / "first half").read_text() == "fetched"
        (into / "second half").write_text("fetched")

    with pytest.raises(Unavailable, match="the line went dead"):
        cache.installed_once("thing-1", break_off)
    assert not (folder / "thing-1").exists()

    assert sorted(os.listdir(cache.installed_once("thing-1", go_on))) == ["first half", "second half"]


def test_a_download_with_other_bytes_is_refused_and_removed(tmp_path: Path) -> None:
    download = tmp_path / "server.zip"
    download.write_bytes(b"as published")
    pin = hashlib.sha256(b"as published").hexdigest()
    cache.require_sha256(download, pin)

    download.write_bytes(b"something else")

    with pytest.raises(Unavailable, match=r"server\.zip has SHA-256 .* expected " + pin):
        cache.require_sha256(download, pin)
    assert not download.exists()
