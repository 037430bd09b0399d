"""All that a search finds as a file: at once, or made by the worker for its reader alone."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from repository.outputs.choices import Access, Kind
from search.answering.finding import keys_found
from search.asking.state import SearchState
from search.export import services
from search.export.services import PATIENCE, export_begin, export_cancel, exports_end, make_export
from search.export.writing import BATCH, written
from search.indexing.following import changes_follow
from search.kept import Export
from tests.factories import ContributionFactory, ExportFactory, NewsPageFactory, OutputFactory, UserFactory
from tests.pages import html_of
from tests.repository.deposit.conftest import work_off

pytestmark = pytest.mark.django_db


def state(query: str) -> SearchState:
    return SearchState.of(QueryDict(query))


def body(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def kept(export: Export) -> list[dict[str, str]]:
    with export.content.open() as file:
        return rows(file.read().decode())


def publish(count: int, **fields) -> None:
    for number in range(count):
        output = OutputFactory(published=True, title=f"Heart {number}", issued=str(1900 + number % 100), **fields)
        ContributionFactory(output=output, family_name=f"Author{number}")
    changes_follow()


@pytest.mark.parametrize("name", ["csv", "bibtex", "ris"])
def test_everything_found_travels_at_once_not_only_the_page(embedded, client, name):
    publish(45)
    NewsPageFactory(title="A heart in the news")
    OutputFactory(published=True, title="Lung")
    changes_follow()
    response = client.get(reverse("search:export", args=[name]), {"q": "heart", "page": 2})
    extension = {"csv": "csv", "bibtex": "bib", "ris": "ris"}[name]
    assert response["Content-Disposition"].endswith(f'.{extension}"') and response["X-Robots-Tag"] == "noindex"
    assert "private" in response["Cache-Control"]
    text = body(response)
    start = {"csv": "\r\n", "bibtex": "@article{", "ris": "TY  - "}[name]
    assert text.count(start) == 45 + (name == "csv") and "Lung" not in text and "news" not in text


def test_the_order_is_that_of_the_results(embedded, client):
    publish(BATCH + 20)
    found = rows(body(client.get(reverse("search:export", args=["csv"]), {"sort": "oldest"})))
    assert [row["year"] for row in found] == sorted(row["year"] for row in found) and len(found) == BATCH + 20


def test_each_takes_along_what_they_may_see(engine, client):
    hidden = OutputFactory(published=True, title="Hidden heart", access=Access.SIGNED_IN)
    part = OutputFactory(published=True, title="Part of a heart", part_of=hidden, kind=Kind.CHAPTER)
    just_closed = OutputFactory(published=True, title="Closed heart")
    changes_follow()
    just_closed.access = Access.OWNER
    just_closed.save()
    address = reverse("search:export", args=["bibtex"])
    text = body(client.get(address, {"q": "heart"}))
    assert part.code in text and "Hidden" not in text and hidden.code not in text and "Closed" not in text
    client.force_login(UserFactory())
    text = body(client.get(address, {"q": "heart"}))
    assert hidden.code in text and "Closed" not in text


def test_what_is_closed_while_the_file_is_written_is_left_out(embedded):
    publish(BATCH + 1)
    reader = UserFactory()
    keys = keys_found(reader, state("sort=oldest"), limit=1000).keys
    pieces = written(reader, keys, "ris")
    next(pieces), next(pieces)
    last = int(keys[-1].partition(":")[2])
    OutputFactory._meta.model.objects.filter(pk=last).update(access=Access.OWNER)
    assert list(pieces) == [(BATCH + 1, "")]


def test_no_file_is_made_from_half_an_answer(settings, client):
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:9"
    response = client.get(reverse("search:export", args=["csv"]), {"q": "heart"})
    assert (response.status_code, response["Retry-After"]) == (503, "120")
    assert "nothing of yours is lost" in response.content.decode()


def test_where_nothing_answers_as_it_was_asked_there_is_no_file_to_take(embedded, client):
    publish(1)
    for query, offered in (("heart", True), ("hearf", False), ("nothing", False)):
        page = client.get(reverse("search:results"), {"q": query}).content.decode()
        assert ("/search/export/csv/" in page) is offered and "/search/feed/" in page, query


def test_other_formats_are_not_there(embedded, client):
    assert client.get(reverse("search:export", args=["xlsx"])).status_code == 404


# -- in the background -------------------------------------------------------------------------------------------------


@pytest.fixture
def reader(embedded, client):
    user = UserFactory()
    client.force_login(user)
    return user


def begin(reader, query: str = "q=heart", format_name: str = "csv") -> Export:
    return export_begin(user=reader, state=state(query), format_name=format_name)


def test_a_long_one_is_made_by_the_worker(reader, client):
    publish(BATCH + 5)
    begun = client.post(reverse("search:export", args=["csv"]) + "?q=heart", follow=True)
    page = html_of(begun)
    assert page.select_one("main progress") and "Waiting for its turn" in page.get_text()
    export = Export.objects.get()
    download = reverse("search:export_download", args=[export.pk])
    assert client.get(download).status_code == 404
    work_off()
    page = client.get(export.get_absolute_url()).content.decode()
    assert f"The file is ready, with {BATCH + 5} works." in page and download in page
    assert export.get_absolute_url() in client.get(reverse("search:saved")).content.decode()
    response = client.get(download)
    assert len(rows(body(response))) == BATCH + 5
    assert "attachment" in response["Content-Disposition"] and "private" in response["Cache-Control"]


def test_it_is_the_requester_s_alone(reader, client):
    publish(1)
    export = begin(reader)
    work_off()
    addresses = [export.get_absolute_url(), reverse("search:export_download", args=[export.pk])]
    cancel = reverse("search:export_cancel", args=[export.pk])
    client.force_login(UserFactory(groups=["editors", "administrators"], is_superuser=True))
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.post(cancel).status_code == 404
    client.logout()
    assert all(client.get(address).url.startswith("/accounts/login/") for address in addresses)


def test_it_asks_as_the_reader_when_it_is_made(reader):
    publish(2, access=Access.HOME)
    publish(1)
    export = begin(reader)
    work_off()
    export.refresh_from_db()
    assert export.total == 1 and len(kept(export)) == 1


def test_one_at_a_time(reader, client):
    begin(reader)
    with pytest.raises(ValidationError, match="still being made"):
        begin(reader, "q=lung")
    page = client.post(reverse("search:export", args=["ris"]), follow=True).content.decode()
    assert "One of your exports is still being made." in page
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportFactory(user=reader)
    begin(UserFactory())


def test_a_cancelled_one_keeps_nothing(reader, client):
    publish(1)
    export = begin(reader)
    page = client.post(reverse("search:export_cancel", args=[export.pk]), follow=True).content.decode()
    assert "The export is cancelled; nothing was kept." in page
    work_off()
    export.refresh_from_db()
    assert (export.state, export.content.name) == ("cancelled", "")
    assert not export_cancel(export=export)
    begin(reader)  # there is room for another


def test_a_job_that_died_begins_again(reader):
    publish(3)
    export = begin(reader)
    Export.objects.update(state=Export.State.RUNNING, total=3, written=2)  # the worker was killed here
    work_off()
    export.refresh_from_db()
    assert (export.state, export.written) == ("done", 3) and len(kept(export)) == 3
    make_export.func(export_id=str(export.pk))  # a second worker takes it up though it is done
    assert len([name for name in default_storage.listdir("exports")[1] if str(export.pk) in name]) == 1


def test_it_waits_for_the_engine_for_an_hour(reader, settings):
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:9"
    export = begin(reader)
    work_off()
    export.refresh_from_db()
    (waiting,) = DBTaskResult.objects.filter(status="READY")
    assert export.state == "waiting" and waiting.run_after > timezone.now()
    Export.objects.update(created_at=timezone.now() - PATIENCE - timedelta(seconds=1))
    DBTaskResult.objects.update(run_after=timezone.now())
    work_off()
    export.refresh_from_db()
    assert export.state == "failed" and not DBTaskResult.objects.filter(status="READY").exists()


def test_after_a_day_it_is_gone(reader, client):
    publish(1)
    export = begin(reader)
    work_off()
    export.refresh_from_db()
    exports_end()
    assert default_storage.exists(export.content.name)
    Export.objects.update(created_at=timezone.now() - services.KEPT - timedelta(seconds=1))
    assert client.get(reverse("search:export_download", args=[export.pk])).status_code == 404
    exports_end()
    assert not Export.objects.exists() and not default_storage.exists(export.content.name)


def test_a_bad_state_is_refused_by_the_form_of_the_row():
    for fields in ({"format": "xlsx"}, {"state": "lost"}):
        with pytest.raises(ValidationError):
            ExportFactory(**fields).full_clean()
