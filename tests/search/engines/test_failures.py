"""What happens when processes are killed, files damaged and servers gone: real signals, real files, real ports."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import tantivy

from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.protocol import Engine, EngineUnavailable, Index, Query
from search.engines.tantivy import TantivyEngine
from tests.waiting import PATIENCE

from .conftest import ANYONE
from .documents import found, output, pages

ROOT = Path(__file__).resolve().parents[3]


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Run a program that imports the engines in a process of its own; it prints a line when it is where we want it."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


HALF_A_REBUILD = """
    import sys, time
    from search.engines.{module} import {engine}
    from tests.search.engines.documents import output
    with {engine}(sys.argv[1]{prefix}).rebuild() as rebuild:
        rebuild.add([output(f"output:{{n}}", "New heart") for n in range(50)])
        print("half", flush=True)
        time.sleep(60)
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def embedded(directory: Path) -> TantivyEngine:
    engine = TantivyEngine(directory)
    engine.apply([output("output:1", "Old heart"), pages("output:1", "heart")])
    return engine


def test_a_killed_embedded_rebuild_leaves_nothing_for_long(embedded: TantivyEngine, directory: Path) -> None:
    process = start(HALF_A_REBUILD.format(module="tantivy", engine="TantivyEngine", prefix=""), str(directory))
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    with pytest.raises(EngineUnavailable), embedded.rebuild():
        pass
    kill(process)
    assert len(list((directory / "generations").iterdir())) == 2
    assert found(embedded, "heart") == ["output:1"]
    embedded.apply([output("output:2", "Old heart")])
    with embedded.rebuild() as rebuild:
        rebuild.add([output("output:3", "Third heart")])
        rebuild.swap()
    assert found(embedded, "heart") == ["output:3"]
    assert len(list((directory / "generations").iterdir())) == 1


def test_a_killed_elasticsearch_rebuild_leaves_nothing_for_long(
    elasticsearch_url: str, elasticsearch_prefix: str
) -> None:
    prefix = f"{elasticsearch_prefix}-killed"
    engine = ElasticsearchEngine(elasticsearch_url, prefix, read_timeout=10)
    engine.apply([output("output:1", "Old heart")])
    program = HALF_A_REBUILD.format(module="elasticsearch", engine="ElasticsearchEngine", prefix=", sys.argv[2]")
    process = start(program, elasticsearch_url, prefix)
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    kill(process)
    assert len(engine.client.indices.get(index=f"{prefix}-*")) == 4
    assert found(engine, "heart") == ["output:1"]
    with engine.rebuild() as rebuild:
        rebuild.add([output("output:3", "Third heart")])
        rebuild.swap()
    assert found(engine, "heart") == ["output:3"]
    assert len(engine.client.indices.get(index=f"{prefix}-*")) == 2
    engine.client.close()


def test_pages_that_elasticsearch_refused_leave_no_others_behind(
    elasticsearch_url: str, elasticsearch_prefix: str
) -> None:
    """It takes the first page and refuses the second; the work is then taken out in the same version, as the site
    does, or brought again without the page."""
    engine = ElasticsearchEngine(elasticsearch_url, f"{elasticsearch_prefix}-refused", read_timeout=10)
    engine.apply([pages("output:1", "heart", "lung", version=1)])
    whole = pages("output:1", "heart", "lung", "liver", version=2)
    refused = replace(whole.passages[1], target="x" * 40_000)
    for settled in ([], whole.passages[2:]):
        with pytest.raises(EngineUnavailable):
            engine.apply([replace(whole, passages=[whole.passages[0], refused])])
        engine.apply([replace(whole, passages=settled)])
        assert [key for key, _ in engine.scan(Index.PASSAGES)] == [passage.key for passage in settled]
    engine.client.close()


def test_an_embedded_index_of_an_older_layout_is_not_misread(embedded: TantivyEngine, directory: Path) -> None:
    """Its fields are other fields: asked for what it has not, it says so rather than look elsewhere."""
    generation = next((directory / "generations").iterdir())
    shutil.rmtree(generation / "outputs")
    (generation / "outputs").mkdir()
    builder = tantivy.SchemaBuilder()
    for name in ("secret", "key", "audience", "title"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw")
    builder.add_boolean_field("tombstone", indexed=True)
    writer = tantivy.Index(builder.build(), path=str(generation / "outputs")).writer(15_000_000, 1)
    writer.add_document(tantivy.Document(key="output:1", secret="heart", audience="public", tombstone=False))
    writer.commit()
    (generation / "mapping").write_text("older")
    with pytest.raises(EngineUnavailable):
        found(embedded, "heart")
    health = embedded.health()
    assert health.available
    assert not health.mapping_current
    assert health.documents["outputs"] == 1


def test_killed_writers_lose_nothing_that_was_acknowledged(directory: Path) -> None:
    program = """
        import sys
        from search.engines.tantivy import TantivyEngine
        from tests.search.engines.documents import output
        engine = TantivyEngine(sys.argv[1])
        for n in range(1000):
            engine.apply([output(f"output:{n}", "Heart")])
            print(n, flush=True)
    """
    for _ in range(3):
        shutil.rmtree(directory, ignore_errors=True)
        process = start(program, str(directory))
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(5)]
        kill(process)
        engine = TantivyEngine(directory)
        assert len(found(engine, "heart")) >= len(acknowledged)
        engine.apply([output("output:after", "Heart")])
        assert "output:after" in found(engine, Query(words="heart", limit=1000))


def test_two_processes_write_in_turn(directory: Path) -> None:
    program = """
        import sys
        from search.engines.tantivy import TantivyEngine
        from tests.search.engines.documents import output
        engine = TantivyEngine(sys.argv[1])
        for n in range(8):
            engine.apply([output(f"output:{sys.argv[2]}-{n}", "Heart")])
    """
    processes = [start(program, str(directory), name) for name in "ab"]
    for process in processes:
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
    assert len(list(TantivyEngine(directory).scan(Index.OUTPUTS))) == 16


@pytest.mark.parametrize("damage", ["meta", "segments", "pointer", "generation"])
def test_a_damaged_index_is_said_and_a_rebuild_heals_it(embedded: TantivyEngine, directory: Path, damage: str) -> None:
    generation = next((directory / "generations").iterdir())
    if damage == "meta":
        (generation / "outputs" / "meta.json").write_text("{")
    elif damage == "segments":
        for path in (generation / "outputs").glob("*.*"):
            if path.name != "meta.json":
                path.unlink()
    elif damage == "pointer":
        (directory / "current").write_text("nowhere")
    else:
        shutil.rmtree(generation)
    engine = TantivyEngine(directory)
    with pytest.raises(EngineUnavailable):
        found(engine, "heart")
    with pytest.raises(EngineUnavailable):
        engine.apply([output("output:2", "Heart")])
    health = engine.health()
    assert not health.available
    assert health.message
    with engine.rebuild() as rebuild:
        rebuild.add([output("output:1", "Heart")])
        rebuild.swap()
    assert found(engine, "heart") == ["output:1"]
    assert engine.health().available


def test_an_index_of_another_mapping_is_said(embedded: TantivyEngine, directory: Path) -> None:
    (next((directory / "generations").iterdir()) / "mapping").write_text("older")
    health = embedded.health()
    assert health.available
    assert not health.mapping_current


def every_call(engine: Engine) -> list[object]:
    return [
        lambda: engine.search(Query(words="heart"), ANYONE),
        lambda: engine.passages(Query(words="heart"), ANYONE, parents=["output:1"]),
        lambda: engine.matching_passages(Query(words="heart"), ANYONE, parent="output:1"),
        lambda: engine.similar("output:1", ANYONE),
        lambda: list(engine.scan(Index.OUTPUTS)),
        lambda: engine.apply([output("output:1", "Heart")]),
        lambda: engine.rebuild().__enter__(),
    ]


def test_a_server_that_is_gone_is_said_at_once() -> None:
    with socket.socket() as nobody:  # its port is taken, and nobody listens there
        nobody.bind(("127.0.0.1", 0))
        engine = ElasticsearchEngine(f"http://127.0.0.1:{nobody.getsockname()[1]}", "gone", read_timeout=60)
        for call in every_call(engine):
            before = time.monotonic()
            with pytest.raises(EngineUnavailable):
                call()
            assert time.monotonic() - before < 20
        assert not engine.health().available
        engine.client.close()


def test_a_server_that_hangs_is_given_up_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = ElasticsearchEngine(f"http://127.0.0.1:{silent.getsockname()[1]}", "hangs", read_timeout=0.3)
        before = time.monotonic()
        with pytest.raises(EngineUnavailable):
            found(engine, "heart")
        assert time.monotonic() - before < 20
        engine.client.close()


def test_a_server_that_talks_nonsense_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/html\r\n\r\nhi")

        thread = threading.Thread(target=answer)
        thread.start()
        engine = ElasticsearchEngine(f"http://127.0.0.1:{server.getsockname()[1]}", "nonsense")
        with pytest.raises(EngineUnavailable):
            found(engine, "heart")
        thread.join()
        engine.client.close()
