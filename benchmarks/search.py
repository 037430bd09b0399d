"""How much the whole results page costs beside the engine's own query, on either engine, in one run.

    CONJOINT_VAR_DIR=/tmp/benchmark python -m benchmarks.search --outputs 10000 --pages 20

See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import django
from django.conf import settings

from config.settings import dev

WARM_UP = 10
TYPED = 4  # characters in the box when it is asked for offers


def set_up() -> None:
    """The developer's settings, without what DEBUG costs."""
    values = {name: getattr(dev, name) for name in dir(dev) if name.isupper()}
    quiet = {"LOGGING_CONFIG": None, "DEBUG": False, "WHITENOISE_USE_FINDERS": False}
    settings.configure(**{**values, **quiet})
    django.setup()


def prepare(outputs: int, pages: int):
    """The collection, written unless the database holds it already. Never touches a database that holds other works."""
    from django.core.management import call_command

    from benchmarks.collection import Collection
    from repository.models import Output, User

    call_command("migrate", verbosity=0)
    collection = Collection(outputs, pages)
    present = Output.objects.count()
    if present == outputs and User.objects.filter(username="benchmark").exists():
        return collection
    if present:
        sys.exit("This database holds other works. Give CONJOINT_VAR_DIR a folder of its own.")
    started = time.perf_counter()
    collection.write()
    print(f"catalogue: {outputs} works of {pages} pages written in {time.perf_counter() - started:.0f} s", flush=True)
    return collection


def index(pages: int) -> str:
    """Builds the index from nothing; returns rate and size."""
    from search.indexing.rebuilding import index_rebuild

    started = time.perf_counter()
    count = index_rebuild()
    seconds = time.perf_counter() - started
    megabytes = SIZES[settings.SEARCH_ENGINE]() / 1e6
    return f"{count * pages / seconds:.0f} pages/s ({seconds:.0f} s), index {megabytes:.0f} MB"


def folder_size() -> int:
    return sum(path.stat().st_size for path in Path(settings.SEARCH_DIR).rglob("*") if path.is_file())


def store_size() -> int:
    from search.factory import search_engine

    stats = search_engine().client.indices.stats(index=f"{settings.ELASTICSEARCH_PREFIX}-*", metric="store")
    return stats["_all"]["primaries"]["store"]["size_in_bytes"]


SIZES: dict[str, Callable[[], int]] = {"embedded": folder_size, "elasticsearch": store_size}


def measure(texts: Sequence[str]) -> str:
    """Bare engine query and whole page by turns, so that whatever else the machine does meets both."""
    from django.contrib.auth.models import AnonymousUser
    from django.db import connection
    from django.http import QueryDict
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from search.asking.state import SearchState
    from search.asking.viewers import viewer_of
    from search.factory import search_engine

    engine, viewer, client = search_engine(), viewer_of(AnonymousUser()), Client(SERVER_NAME="127.0.0.1")
    bare, page, typing, statements = [], [], [], set()
    for number, text in enumerate(texts):
        data = QueryDict(mutable=True)
        data["q"] = text
        query = SearchState.of(data).to_query()
        taken = timed(lambda query=query: engine.search(query, viewer))
        whole = timed(lambda text=text: answer(client, text))
        with CaptureQueriesContext(connection) as captured:  # apart: writing every statement down takes its time
            answer(client, text)
        statement_count = len(captured)  # before another request empties the log
        typed = timed(lambda text=text: client.get("/search/suggest/", {"q": text[:TYPED]}))
        if number >= WARM_UP:
            bare.append(taken)
            page.append(whole)
            typing.append(typed)
            statements.add(statement_count)
    low, high, box = statistics.median(bare), statistics.median(page), statistics.median(typing)
    slowest = statistics.quantiles(page, n=20)[-1]
    return (
        f"bare query {low * 1e3:.1f} ms, whole page {high * 1e3:.1f} ms (95 %: {slowest * 1e3:.0f} ms),"
        f" ratio {high / low:.1f}, SQL statements {min(statements)}–{max(statements)};"
        f" what the box offers {box * 1e3:.1f} ms, ratio {box / low:.1f}"
    )


def answer(client, text: str) -> None:
    response = client.get("/search/", {"q": text})
    if response.status_code != 200 or (response.context is None and b"not available" in response.content):
        sys.exit(f"The results page failed: {response.status_code}")


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def options_of(description: str, *, engines: bool = True) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outputs", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--queries", type=int, default=110)
    if engines:
        parser.add_argument("--engine", choices=list(SIZES), action="append", help="both when left out")
    return parser.parse_args()


def main() -> None:
    options = options_of(__doc__)
    set_up()
    collection = prepare(options.outputs, options.pages)
    for engine in options.engine or SIZES:
        settings.SEARCH_ENGINE = engine
        print(f"{engine}: {index(options.pages)}", flush=True)
        print(f"{engine}: {measure(collection.queries(options.queries))}", flush=True)


if __name__ == "__main__":
    main()
