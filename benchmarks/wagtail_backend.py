"""Our search beside Wagtail's own Elasticsearch backend: the same server, the same works, the same queries by turns.

    CONJOINT_VAR_DIR=/tmp/benchmark CONJOINT_ELASTICSEARCH_URL=… python -m benchmarks.wagtail_backend

See benchmarks/README.md.
"""

from __future__ import annotations

import statistics
import time

from django.conf import settings
from django.http import QueryDict

from benchmarks.search import WARM_UP, options_of, prepare, set_up, timed


def wagtail_model():
    """Works as Wagtail would have them searched: title, abstracts and the whole text in fields of one document."""
    from modelsearch import index

    from repository.models import Output, PageText

    class WagtailWork(Output):
        search_fields = [
            index.SearchField("title", boost=2),
            index.SearchField("abstract_texts"),
            index.SearchField("whole_text"),
            index.FilterField("kind"),
            index.FilterField("year"),
        ]

        class Meta:
            proxy = True
            app_label = "repository"

        def abstract_texts(self) -> str:
            return "\n".join(row.text for row in self.abstracts.all())

        def whole_text(self) -> str:
            stored = self.files.values_list("stored_file")
            return "\n".join(PageText.objects.filter(stored_file__in=stored).values_list("text", flat=True))

    return WagtailWork


def wagtail_index(model):
    """The backend with every work in it; prints the rate and size."""
    from modelsearch.backends.elasticsearch8 import SearchBackend

    name = f"{settings.ELASTICSEARCH_PREFIX}-wagtail"
    backend = SearchBackend({"URLS": [settings.ELASTICSEARCH_URL], "INDEX_PREFIX": name, "TIMEOUT": 60})
    started = time.perf_counter()
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(model))
    index = rebuilder.start()
    index.add_model(model)
    works = model.objects.order_by("pk")
    for start in range(0, works.count(), 200):
        index.add_items(model, list(works.prefetch_related("abstracts")[start : start + 200]))
    rebuilder.finish()
    index.refresh()
    seconds = time.perf_counter() - started
    size = backend.es.indices.stats(index=f"{name}*", metric="store")["_all"]["primaries"]["store"]["size_in_bytes"]
    print(f"Wagtail's backend: {works.count() / seconds:.0f} works/s ({seconds:.0f} s), index {size / 1e6:.0f} MB")
    return backend


def main() -> None:
    options = options_of(__doc__, engines=False)
    set_up()
    collection = prepare(options.outputs, options.pages)
    settings.SEARCH_ENGINE = "elasticsearch"
    from django.contrib.auth.models import AnonymousUser

    from search.answering.results import results_page
    from search.asking.state import SearchState
    from search.asking.viewers import viewer_of
    from search.factory import search_engine
    from search.indexing.rebuilding import index_rebuild

    health = search_engine().health()
    if not (health.available and health.mapping_current):
        index_rebuild()
    model = wagtail_model()
    backend = wagtail_index(model)
    user, engine = AnonymousUser(), search_engine()

    def theirs(text: str) -> None:
        """Twenty works, and the counts of one facet, which is a query of its own."""
        found = backend.search(text, model.objects.all(), operator="or")
        list(found[:20])
        found.facet("kind")

    def query_of(text: str) -> SearchState:
        data = QueryDict(mutable=True)
        data["q"] = text
        return SearchState.of(data)

    ways = {
        "Wagtail's backend, twenty works and one facet": theirs,
        "our engine, twenty keys and all facets": lambda text: engine.search(
            query_of(text).to_query(), viewer_of(user)
        ),
        "our results, with rows, facets, snippets and pages": lambda text: results_page(user, query_of(text)),
    }
    taken = {name: [] for name in ways}
    for text in collection.queries(options.queries):
        for name, ask in ways.items():
            taken[name].append(timed(lambda ask=ask, text=text: ask(text)))
    first = statistics.median(next(iter(taken.values()))[WARM_UP:])
    for name, times in taken.items():
        median = statistics.median(times[WARM_UP:])
        print(f"{name}: {median * 1e3:.1f} ms, {median / first:.2f} × Wagtail's")


if __name__ == "__main__":
    main()
