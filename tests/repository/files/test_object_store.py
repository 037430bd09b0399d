"""The same life of a file on a real S3-compatible server: stored, read, drawn, and served in ranges."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from jobs.worker import Worker
from repository.files.integrity import check_fixity
from repository.files.models import StoredFile
from repository.files.services import stored_file_create
from tests.factories import OutputFactory, OutputFileFactory
from tests.sample_files import make_pdf

pytestmark = pytest.mark.django_db

PAGES = ["The heart has four chambers.", "The portal vein carries blood to the liver."]


def test_file_lives_in_an_object_store(object_store, client):
    content = make_pdf(PAGES)
    stored = stored_file_create(file=ContentFile(content, name="work.pdf"))
    for job in DBTaskResult.objects.ready():
        job.claim("test")
        Worker(worker_id="test").run_task(job)
    stored.refresh_from_db()
    assert default_storage.exists(stored.content.name)
    assert stored.reading == StoredFile.Reading.DONE
    assert [page.text.strip() for page in stored.pages.all()] == PAGES

    place = OutputFileFactory(output=OutputFactory(published=True), stored_file=stored, name="work.pdf")
    whole = client.get(place.get_absolute_url())
    part = client.get(place.get_absolute_url(), headers={"range": "bytes=5-9"})
    picture = client.get(f"{place.get_absolute_url()}pages/2/picture/")
    assert b"".join(whole.streaming_content) == content
    assert (part.status_code, b"".join(part.streaming_content)) == (206, content[5:10])
    assert picture.status_code == 200
    assert b"".join(picture.streaming_content)[:4] == b"RIFF"

    *_earlier, findings = check_fixity()
    assert (findings.checked, findings.missing, findings.changed) == (1, [], [])
