"""Meaning ranks only where it was measured to find better."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from search.asking.meaning import Verdict, language_of, meaning_weigh, verdict_on, with_meaning
from search.checks import embedder_is_usable
from search.engines.protocol import Query
from search.models import MeaningWeight
from tests.search.engines.word_vectors import written_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(settings, tmp_path: Path) -> Path:
    folder = written_to(tmp_path / "model")
    settings.SEARCH_ENGINE, settings.SEARCH_EMBEDDER = "elasticsearch", str(folder)
    return folder


def test_without_an_embedder_nothing_is_asked():
    with CaptureQueriesContext(connection) as queries:
        assert with_meaning(Query(words="heart")).meaning == 0
    assert not queries


def test_a_language_is_ranked_as_it_was_measured_with_this_embedder(model, settings):
    meaning_weigh(language="en", verdict=Verdict(0.5, 0.4, 0.5))
    meaning_weigh(language="ru", verdict=Verdict(0.0, 0.8, 0.6))
    assert with_meaning(Query(words="heart")).meaning == 0.5
    assert with_meaning(Query(words="сердце")).meaning == 0
    assert with_meaning(Query(words="心臓病の看護")).meaning == 0
    settings.SEARCH_EMBEDDER = "http://other.example/embed"
    assert with_meaning(Query(words="heart")).meaning == 0


def test_words_that_tell_no_language_are_in_the_readers():
    assert language_of(Query(words="MRI", language="de-AT")) == "de"
    assert language_of(Query(words="сердце", language="de")) == "ru"


@pytest.mark.parametrize(
    ("collections", "weight"),
    [
        ([{0.0: 0.40, 0.2: 0.41, 0.5: 0.45, 1.0: 0.42}], 0.5),
        ([{0.0: 0.40, 0.2: 0.39, 0.5: 0.30, 1.0: 0.20}], 0.0),
        ([{0.0: 0.40, 0.2: 0.4001, 0.5: 0.30, 1.0: 0.20}], 0.0),
        ([{0.0: 0.40, 0.2: 0.41, 0.5: 0.60, 1.0: 0.2}, {0.0: 0.8, 0.2: 0.81, 0.5: 0.79, 1.0: 0.6}], 0.2),
    ],
)
def test_no_collection_of_a_language_may_fall(collections, weight):
    assert verdict_on(collections).weight == weight


def test_the_database_keeps_no_weight_that_does_harm(model):
    with pytest.raises(IntegrityError), transaction.atomic():
        MeaningWeight.objects.create(language="en", embedder="x", weight=0.5, by_words=0.5, with_meaning=0.4)


def collection(folder: Path, documents: dict[str, str], queries: dict[str, str]) -> None:
    """Each query is answered by the document of the same id."""
    folder.mkdir(parents=True)
    rows = [{"id": key, "title": "", "text": text} for key, text in documents.items()]
    (folder / "docs.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    (folder / "queries.jsonl").write_text(
        "\n".join(json.dumps({"id": key, "text": text}) for key, text in queries.items()) + "\n"
    )
    (folder / "qrels.tsv").write_text("".join(f"{key}\t{key}\t1\n" for key in queries))


def evaluated(folder: Path, **options) -> str:
    said = StringIO()
    call_command("search_eval", folder, engine="elasticsearch", stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def places(settings, elasticsearch_url, elasticsearch_prefix):
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = elasticsearch_url, f"{elasticsearch_prefix}-meaning"


def test_measuring_switches_on_what_helps_and_refuses_what_harms(model, places, tmp_path):
    collection(
        tmp_path / "judged" / "helped",
        {"1": "The cardiac patient was treated well", "2": "A fracture of the long kind", "3": "Something else again"},
        {"1": "which patients have a sick heart", "2": "how to mend a broken bone of the leg"},
    )
    collection(
        tmp_path / "judged" / "harmed",
        {"1": "Лечение сердца в клинике", "2": "Кость и ещё кость", "3": "Сердце"},
        {"1": "лечение в клинике: кость", "3": "сердце"},
    )
    said = evaluated(tmp_path / "judged", meaning=True)
    assert "en: switched on with weight" in said
    assert "ru: refused" in said
    assert with_meaning(Query(words="heart")).meaning > 0
    assert with_meaning(Query(words="сердце")).meaning == 0
    assert "helped" in evaluated(tmp_path / "judged")


def test_it_says_what_is_missing(settings, tmp_path):
    with pytest.raises(CommandError, match="no judged collection"):
        evaluated(tmp_path)
    collection(tmp_path / "one", {"1": "heart"}, {"1": "heart"})
    with pytest.raises(CommandError, match="CONJOINT_SEARCH_EMBEDDER"):
        evaluated(tmp_path, meaning=True)


def test_a_wrong_setting_is_said_before_anybody_searches(model, settings, tmp_path):
    assert embedder_is_usable(None) == []
    settings.SEARCH_EMBEDDER = str(tmp_path / "nothing")
    assert [found.id for found in embedder_is_usable(None)] == ["search.E003"]
    settings.SEARCH_ENGINE = "embedded"
    assert [found.id for found in embedder_is_usable(None)] == ["search.W002"]
    settings.SEARCH_EMBEDDER = ""
    assert embedder_is_usable(None) == []
