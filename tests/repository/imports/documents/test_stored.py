"""From a file in storage, read by the job, to what it says of the work."""

import pytest
from django.core.files.base import ContentFile

from benchmarks.documents.teaching import lecture_deck
from repository.files.jobs import read_stored_file
from repository.files.services import stored_file_create, stored_file_read_again
from repository.imports.documents import finding_of_file, why_nothing_found
from repository.imports.documents.stored import A_RECORDING, NOTHING, WAITING
from repository.interop.record import Contributor
from repository.models import FileProperties, StoredFile
from tests.factories import FilePropertiesFactory, StoredFileFactory
from tests.sample_files import make_pdf

pytestmark = pytest.mark.django_db


def read(data: bytes, name: str) -> StoredFile:
    stored = stored_file_create(file=ContentFile(data, name=name))
    read_stored_file.call(stored_file_id=stored.pk)
    stored.refresh_from_db()
    return stored


def test_a_lecture_says_what_it_is():
    finding = finding_of_file(read(lecture_deck(), "ОКС.pptx"), "ОКС.pptx")
    assert (finding.source.kind, finding.source.label) == ("pptx", "ОКС.pptx")
    assert finding.record.title == "Острый коронарный синдром: диагностика и первая помощь"
    assert finding.record.contributors == (Contributor("Образцова", "Анна Викторовна"),)
    assert (finding.record.kind, finding.record.language, finding.record.issued) == ("teaching", "ru", "2025")


def test_reading_again_replaces_what_was_known_of_it():
    stored = read(make_pdf(["Words"], title="A title of three words"), "x.pdf")
    FileProperties.objects.update(claims={"said": {"title": ["What was once read"]}, "lines": []})
    stored_file_read_again(stored_file=stored)
    read_stored_file.call(stored_file_id=stored.pk)
    assert FileProperties.objects.get().claims["said"]["title"] == ["A title of three words"]


def test_a_file_without_properties_has_those_of_its_earlier_reading_removed():
    stored = StoredFileFactory(data=b"Plain words", media_type="text/plain")
    FilePropertiesFactory(stored_file=stored)
    read_stored_file.call(stored_file_id=stored.pk)
    assert not FileProperties.objects.exists()


def test_a_file_that_was_read_before_properties_were_kept_is_told_by_its_text():
    stored = read(make_pdf(["Keywords\nhttps://doi.org/10.5555/of-this-work\nAbstract. Few words."]), "x.pdf")
    FileProperties.objects.all().delete()
    stored = StoredFile.objects.get()
    assert finding_of_file(stored, "x.pdf").record.identifier("doi") == "10.5555/of-this-work"


@pytest.mark.parametrize("claims", [{"said": 3}, [], "text", {"lines": [{"page": "one"}]}])
def test_claims_of_another_shape_are_none(claims):
    stored = FilePropertiesFactory(claims=claims).stored_file
    assert finding_of_file(stored, "x.pdf") is None


def test_it_says_why_there_is_nothing():
    recording = StoredFileFactory(data=b"x", media_type="video/webm", reading="unreadable")
    assert finding_of_file(recording, "lecture.webm") is None
    assert why_nothing_found(recording) == A_RECORDING
    assert why_nothing_found(StoredFileFactory(reading="waiting")) == WAITING
    assert why_nothing_found(StoredFileFactory(reading="done")) == NOTHING
    assert "OCR" in str(why_nothing_found(StoredFileFactory(reading="unreadable", reading_reason="no_text_layer")))
