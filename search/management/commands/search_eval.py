"""How well an engine finds on judged collections: nDCG@10, recall@100 and MRR, through the site's own code path.

With --meaning: whether a ranking by meaning, by the embedder in use, finds better; the site then uses it in those
languages where it does, and in no other.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.http import QueryDict
from django.test.utils import override_settings
from django.utils import translation

from search.asking.meaning import WEIGHTS, Measured, Verdict, meaning_weigh, verdict_on
from search.asking.query import parse_query
from search.asking.state import SearchState
from search.engines.evaluation import Ask, Score, collection_language, collection_load, collection_score
from search.engines.protocol import EngineUnavailable, Query
from search.factory import ENGINES, search_engine
from search.models import IndexState


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="a collection (docs.jsonl, queries.jsonl, qrels.tsv), or several")
        parser.add_argument("--engine", choices=list(ENGINES), required=True)
        parser.add_argument("--language", default="en", help="the interface language of the imagined reader")
        parser.add_argument(
            "--meaning", action="store_true", help="decide where meaning ranks too, by this measurement"
        )

    def handle(self, folder: Path, engine: str, language: str, meaning: bool, **options):
        collections = [path.parent for path in sorted(folder.rglob("qrels.tsv"))]
        if not collections:
            raise CommandError(f"There is no judged collection in {folder}: none of its folders has a qrels.tsv.")
        if meaning and not (settings.SEARCH_EMBEDDER and engine == "elasticsearch"):
            raise CommandError(
                "Meaning ranks on Elasticsearch alone, and with an embedder: set CONJOINT_SEARCH_EMBEDDER."
            )
        ask = self._as_readers_ask(language)
        with tempfile.TemporaryDirectory() as place, translation.override(language):
            places = {
                "SEARCH_ENGINE": engine,
                "SEARCH_DIR": Path(place),
                "ELASTICSEARCH_PREFIX": f"{settings.ELASTICSEARCH_PREFIX}-eval",
            }
            with override_settings(**places):
                self._judge(collections, ask) if not meaning else self._decide(collections, ask)

    def _as_readers_ask(self, language: str) -> Ask:
        """As the results page reads an address. Without the site's database there are no synonyms."""
        try:
            IndexState.current()
        except DatabaseError:
            self.stderr.write("The site's database does not answer, so no synonyms are used.")
            return lambda text: parse_query(text).to_query(language=language)
        return lambda text: SearchState.of(QueryDict(urlencode({"q": text}))).to_query()

    def _judge(self, collections: list[Path], ask: Ask) -> None:
        self._head()
        for collection in collections:
            self._load(collection)
            self._line(collection.name, self._score(collection, ask))

    def _decide(self, collections: list[Path], ask: Ask) -> None:
        self._head()
        by_language: dict[str, list[Measured]] = {}
        for collection in collections:
            self._load(collection)
            by_language.setdefault(collection_language(collection), []).append(self._measured(collection, ask))
        for language, measured in by_language.items():
            verdict = verdict_on(measured)
            meaning_weigh(language=language, verdict=verdict)
            self._say(language, verdict)

    def _measured(self, collection: Path, ask: Ask) -> Measured:
        found: dict[float, float] = {}
        for weight in (0.0, *WEIGHTS):
            score = self._score(collection, _weighing(ask, weight))
            self._line(f"{collection.name} {weight}", score)
            found[weight] = score.ndcg_10
        return found

    def _say(self, language: str, verdict: Verdict) -> None:
        figures = f"{verdict.by_words:.4f} by words, {verdict.with_meaning:.4f} with meaning"
        if verdict.weight:
            self.stdout.write(self.style.SUCCESS(f"{language}: switched on with weight {verdict.weight}: {figures}"))
        else:
            self.stdout.write(self.style.WARNING(f"{language}: refused: {figures}"))

    def _load(self, collection: Path) -> None:
        _translated(lambda: collection_load(search_engine(), collection))

    def _score(self, collection: Path, ask: Ask) -> Score:
        return _translated(lambda: collection_score(search_engine(), collection, ask))

    def _head(self) -> None:
        self.stdout.write(f"{'collection':24} {'queries':>7} {'nDCG@10':>8} {'R@100':>8} {'MRR':>8}")

    def _line(self, name: str, score: Score) -> None:
        figures = f"{score.ndcg_10:8.4f} {score.recall_100:8.4f} {score.mrr:8.4f}"
        self.stdout.write(f"{name:24} {score.queries:7} {figures}")


def _weighing(ask: Ask, weight: float) -> Ask:
    def asked(text: str) -> Query:
        return replace(ask(text), meaning=weight)

    return asked


def _translated(measure: Callable[[], Score | None]) -> Score | None:
    try:
        return measure()
    except ModuleNotFoundError as error:
        raise CommandError("Judging needs ir-measures: install the developers' requirements.") from error
    except EngineUnavailable as error:
        raise CommandError(f"The engine does not answer. {error}") from error
