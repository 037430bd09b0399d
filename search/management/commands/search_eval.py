"""How well an engine finds on judged collections: nDCG@10, recall@100 and MRR, through the site's own code path."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from search.engines.evaluation import collection_load, collection_score
from search.engines.protocol import EngineUnavailable
from search.factory import ENGINES, search_engine


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="a collection (docs.jsonl, queries.jsonl, qrels.tsv), or several")
        parser.add_argument("--engine", choices=list(ENGINES), required=True)
        parser.add_argument("--language", default="en", help="the interface language of the imagined reader")

    def handle(self, folder: Path, engine: str, language: str, **options):
        collections = [path.parent for path in sorted(folder.rglob("qrels.tsv"))]
        if not collections:
            raise CommandError(f"There is no judged collection in {folder}: none of its folders has a qrels.tsv.")
        with tempfile.TemporaryDirectory() as place:
            places = {
                "SEARCH_ENGINE": engine,
                "SEARCH_DIR": Path(place),
                "ELASTICSEARCH_PREFIX": f"{settings.ELASTICSEARCH_PREFIX}-eval",
            }
            with override_settings(**places):
                self._judge(collections, language)

    def _judge(self, collections: list[Path], language: str) -> None:
        self.stdout.write(f"{'collection':24} {'queries':>7} {'nDCG@10':>8} {'R@100':>8} {'MRR':>8}")
        for collection in collections:
            try:
                collection_load(search_engine(), collection)
                score = collection_score(search_engine(), collection, language=language)
            except ModuleNotFoundError as error:
                raise CommandError("Judging needs ir-measures: install the developers' requirements.") from error
            except EngineUnavailable as error:
                raise CommandError(f"The engine does not answer. {error}") from error
            figures = f"{score.ndcg_10:8.4f} {score.recall_100:8.4f} {score.mrr:8.4f}"
            self.stdout.write(f"{collection.name:24} {score.queries:7} {figures}")
