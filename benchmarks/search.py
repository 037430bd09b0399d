"""How much the whole results page costs beside the engine's own queries, on either engine, in one run.

    CONJOINT_VAR_DIR=/tmp/benchmark python -m benchmarks.search --outputs 10000 --pages 20

See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
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


def answer_anew() -> None:
    """Elasticsearch would keep its answer to the query for passages, which the page asks right after it."""
    from search.factory import search_engine

    settled = {"index.requests.cache.enable": False}
    search_engine().client.indices.put_settings(index=f"{settings.ELASTICSEARCH_PREFIX}-*", settings=settled)


SIZES: dict[str, Callable[[], int]] = {"embedded": folder_size, "elasticsearch": store_size}


def measure(texts: Sequence[str]) -> str:
    """Engine and whole page by turns, so that whatever else the machine does meets both.

    The bare query is the one on works; for a page the engine is also asked for passages of the works it shows.
    """
    from django.contrib.auth.models import AnonymousUser
    from django.http import QueryDict
    from django.test import Client
    from django.utils.http import urlencode

    from search.answering.hits import PASSAGES_PER_WORK
    from search.asking.state import SearchState
    from search.asking.viewers import viewer_of
    from search.factory import search_engine

    engine, viewer, client = search_engine(), viewer_of(AnonymousUser()), Client(SERVER_NAME="127.0.0.1")
    times: dict[str, list[float]] = {"bare": [], "passages": [], "page": [], "box": []}
    statements = set()
    for number, text in enumerate(texts):
        query = SearchState.of(QueryDict(urlencode({"q": text}))).to_query()
        works = [hit.key for hit in engine.search(query, viewer).hits]
        acts = {
            "bare": partial(engine.search, query, viewer),
            "passages": partial(engine.passages, query, viewer, parents=works, per_parent=PASSAGES_PER_WORK + 1),
            "page": partial(answer, client, text),
            "box": partial(client.get, "/search/suggest/", {"q": text[:TYPED]}),
        }
        taken = {name: timed(act) for name, act in acts.items()}
        count = statements_of(acts["page"])  # apart: writing every statement down takes its time
        if number >= WARM_UP:
            statements.add(count)
            for name, seconds in taken.items():
                times[name].append(seconds)
    medians = {name: statistics.median(values) for name, values in times.items()}
    slowest = statistics.quantiles(times["page"], n=20)[-1]
    bare, asked = medians["bare"], medians["bare"] + medians["passages"]
    return (
        f"bare query {bare * 1e3:.1f} ms, with that for passages {asked * 1e3:.1f} ms,"
        f" whole page {medians['page'] * 1e3:.1f} ms (95 %: {slowest * 1e3:.0f} ms),"
        f" ratios {medians['page'] / bare:.1f} and {medians['page'] / asked:.1f},"
        f" SQL statements {min(statements)}–{max(statements)};"
        f" what the box offers {medians['box'] * 1e3:.1f} ms, ratio {medians['box'] / bare:.1f}"
    )


def statements_of(act: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
        return len(captured)  # before another request empties the log


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
        parser.add_argument("--as-indexed", action="store_true", help="only ask, of what an earlier run has indexed")
    return parser.parse_args()


def main() -> None:
    options = options_of(__doc__)
    set_up()
    collection = prepare(options.outputs, options.pages)
    for engine in options.engine or SIZES:
        settings.SEARCH_ENGINE = engine
        if not options.as_indexed:
            print(f"{engine}: {index(options.pages)}", flush=True)
        if engine == "elasticsearch":
            answer_anew()
        print(f"{engine}: {measure(collection.queries(options.queries))}", flush=True)


if __name__ == "__main__":
    main()
