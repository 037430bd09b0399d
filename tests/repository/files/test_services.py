"""Bytes come in once, are what they were, and are read in the background."""

import hashlib
from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs.worker import Worker
from repository.files import integrity
from repository.files.integrity import sweep_strays
from repository.files.models import StoredFile
from repository.files.pictures import COVER_WIDTH, PAGE_WIDTH, cover_picture, page_picture
from repository.files.services import stored_file_create, stored_file_read_again
from repository.signals import outputs_changed
from tests.factories import OutputFileFactory
from tests.sample_files import make_pdf

pytestmark = pytest.mark.django_db

PAGES = ["The heart has four chambers.", "Сердце человека имеет четыре камеры.", "The last page."]


def uploaded(content: bytes, name: str = "work.pdf") -> ContentFile:
    return ContentFile(content, name=name)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return make_pdf(PAGES)


def bytes_of(file: StoredFile) -> bytes:
    with file.content.open() as opened:
        return opened.read()


def read_all() -> None:
    for job in DBTaskResult.objects.ready():
        job.claim("test")
        Worker(worker_id="test").run_task(job)


def test_file_is_kept_as_it_came(pdf):
    row = stored_file_create(file=uploaded(pdf, name="anything.exe"))
    assert row.sha256 == hashlib.sha256(pdf).hexdigest()
    assert (row.size, row.media_type, row.reading) == (len(pdf), "application/pdf", StoredFile.Reading.WAITING)
    assert bytes_of(row) == pdf


def test_same_bytes_are_stored_once(pdf):
    first = stored_file_create(file=uploaded(pdf))
    assert stored_file_create(file=uploaded(pdf, name="copy.pdf")) == first
    assert default_storage.listdir(f"files/{first.sha256[:2]}/{first.sha256[2:4]}")[1].count(first.sha256) == 1


@pytest.mark.django_db(transaction=True)
def test_same_bytes_at_the_same_moment_are_stored_once(pdf):
    barrier, rows = Barrier(4), []

    def store() -> None:
        barrier.wait()
        rows.append(stored_file_create(file=uploaded(pdf)))
        connection.close()

    threads = [Thread(target=store) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows) == 4
    assert len({row.pk for row in rows}) == 1
    assert bytes_of(rows[0]) == pdf


def test_text_is_read_page_by_page_and_announced(pdf):
    row = stored_file_create(file=uploaded(pdf))
    place = OutputFileFactory(stored_file=row)
    heard = []
    outputs_changed.connect(receiver := lambda output_ids, **_: heard.extend(output_ids))
    read_all()
    outputs_changed.disconnect(receiver)

    row.refresh_from_db()
    assert (row.reading, row.unit, row.unit_count) == (StoredFile.Reading.DONE, StoredFile.Unit.PAGE, 3)
    assert [page.text.strip() for page in row.pages.all()] == PAGES
    assert row.pages.get(number=2).language == "ru"
    assert heard == [place.output_id]


def test_reading_again_replaces_the_pages(pdf):
    row = stored_file_create(file=uploaded(pdf))
    read_all()
    stored_file_read_again(stored_file=row)
    assert row.reading == StoredFile.Reading.WAITING
    read_all()
    assert row.pages.count() == 3


def test_unreadable_file_is_kept_and_says_why():
    row = stored_file_create(file=uploaded(b"%PDF-1.7 and nothing more"))
    read_all()
    row.refresh_from_db()
    assert row.reading == StoredFile.Reading.UNREADABLE
    assert row.reading_reason
    assert bytes_of(row) == b"%PDF-1.7 and nothing more"


def test_rollback_takes_the_row_and_its_job_away(pdf):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        stored_file_create(file=uploaded(pdf))
        raise ZeroDivisionError
    assert not StoredFile.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_page_picture_is_drawn_once_and_kept(pdf):
    row = stored_file_create(file=uploaded(pdf))
    with page_picture(row, 2, PAGE_WIDTH) as drawn, page_picture(row, 2, PAGE_WIDTH) as again:
        assert drawn.read(4) == b"RIFF"
        assert again.name == drawn.name
    assert page_picture(row, 4, PAGE_WIDTH) is None
    with cover_picture(row) as cover:
        assert cover.read(4) == b"RIFF"
    with pytest.raises(ValueError, match="wide"):
        page_picture(row, 1, COVER_WIDTH + 1)


def stray(name: str) -> str:
    return default_storage.save(f"files/zz/zz/{name}", ContentFile(b"left behind"))


def test_strays_are_removed_once_they_are_old(pdf, monkeypatch):
    row = stored_file_create(file=uploaded(pdf))
    name = stray("young")
    assert name not in sweep_strays()
    monkeypatch.setattr(integrity, "QUARANTINE", timedelta(seconds=-1))
    assert name in sweep_strays()
    assert not default_storage.exists(name)
    assert bytes_of(row) == pdf


def test_strays_in_an_object_store_are_found_too(object_store):
    assert list(integrity.stored_names()) == []
    name = stray("lost")
    assert list(integrity.stored_names()) == [name]


def test_check_files_finds_missing_and_changed_bytes(pdf):
    whole = stored_file_create(file=uploaded(pdf))
    missing = stored_file_create(file=uploaded(b"soon gone", "gone.txt"))
    changed = stored_file_create(file=uploaded(b"soon other", "other.txt"))
    default_storage.delete(missing.content.name)
    with open(changed.content.path, "wb") as file:
        file.write(b"other")
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("check_files", stdout=StringIO(), stderr=errors)
    assert set(errors.getvalue().split("\n")) - {""} == {f"missing: {missing.sha256}", f"changed: {changed.sha256}"}
    assert whole.created_at < timezone.now()
