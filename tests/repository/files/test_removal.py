"""Thirty days after a deletion the bytes go; what there was is kept, and whatever another work needs stays."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.models import ModelLogEntry

from repository.files.integrity import check_fixity, sweep_strays
from repository.files.removal import deleted_bytes_go
from repository.files.services import stored_file_create
from repository.models import Output, OutputFile, StoredFile
from repository.outputs import services
from tests.factories import (
    FormerFileFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    StoredFileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)  # bytes go when the decision is committed

LONG_AGO = timedelta(days=31)


@pytest.fixture
def stored() -> StoredFile:
    row = StoredFileFactory(data=b"what was deleted", media_type="text/plain")
    PageTextFactory(stored_file=row)
    return row


@pytest.fixture
def deleted(stored) -> Output:
    """By an editor, with a reason, more than thirty days ago."""
    output = OutputFactory(published=True)
    OutputFileFactory(output=output, stored_file=stored, name="names.txt")
    services.output_delete(output=output, user=UserFactory(groups=["editors"]), reason="It names patients.")
    Output.objects.filter(pk=output.pk).update(deleted_at=timezone.now() - LONG_AGO)
    return Output.objects.get(pk=output.pk)


def is_kept(stored: StoredFile) -> bool:
    row = StoredFile.objects.get(pk=stored.pk)
    return row.removed_at is None and default_storage.exists(stored.content.name) and row.pages.exists()


def test_the_bytes_go_and_the_record_of_them_stays(deleted, stored):
    name = stored.content.name
    assert deleted_bytes_go() == [stored.sha256]
    assert not default_storage.exists(name)
    row = StoredFile.objects.get(pk=stored.pk)
    assert (row.sha256, row.size, row.content.name, row.pages.count()) == (stored.sha256, stored.size, "", 0)
    assert OutputFile.objects.get(output=deleted).name == "names.txt"
    entry = ModelLogEntry.objects.for_instance(deleted).get(action="conjoint.bytes_removed")
    assert entry.data == {
        "sha256": stored.sha256,
        "size": stored.size,
        "names": ["names.txt"],
        "reason": "It names patients.",
    }
    assert [finding.missing for finding in check_fixity()] == []


def test_a_second_run_finds_nothing_to_do(deleted, stored):
    deleted_bytes_go()
    assert deleted_bytes_go() == []
    assert ModelLogEntry.objects.for_instance(deleted).filter(action="conjoint.bytes_removed").count() == 1


def test_as_long_as_it_can_be_taken_back_nothing_goes(deleted, stored):
    Output.objects.filter(pk=deleted.pk).update(deleted_at=timezone.now() - timedelta(days=29))
    assert deleted_bytes_go() == [] and is_kept(stored)


def in_another_work(stored):
    OutputFileFactory(output=OutputFactory(published=True), stored_file=stored)


def in_an_earlier_version(stored):
    FormerFileFactory(output=OutputFactory(published=True), stored_file=stored)


def in_a_draft(stored):
    draft = OutputFactory()
    draft.files.add(OutputFile(stored_file=stored, number=1, name="draft.txt"))
    draft.save_revision()


def in_an_old_revision(stored):
    in_a_draft(stored)
    draft = Output.objects.latest("pk").get_latest_revision_as_object()
    draft.files.set([])
    draft.save_revision()


def in_one_deleted_lately(stored):
    OutputFileFactory(output=OutputFactory(deleted=True), stored_file=stored)


def claimed_a_moment_ago(stored):
    stored_file_create(file=ContentFile(b"what was deleted", name="again.txt"))


@pytest.mark.parametrize(
    "needed",
    [
        in_another_work,
        in_an_earlier_version,
        in_a_draft,
        in_an_old_revision,
        in_one_deleted_lately,
        claimed_a_moment_ago,
    ],
)
def test_what_is_needed_elsewhere_stays(deleted, stored, needed):
    needed(stored)
    assert deleted_bytes_go() == []
    assert is_kept(stored)


def test_a_file_that_only_a_deleted_draft_had_goes_too(stored):
    in_a_draft(stored)
    Output.objects.update(deleted_at=timezone.now() - LONG_AGO)
    assert deleted_bytes_go() == [stored.sha256]


def test_bytes_whose_removal_was_cut_off_are_swept(deleted, stored):
    """The process dies after its decision: what is left is bytes without a row."""
    StoredFile.objects.filter(pk=stored.pk).update(removed_at=timezone.now(), content="")
    name = stored.content.name
    assert deleted_bytes_go() == [] and default_storage.exists(name)
    old = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(default_storage.path(name), (old, old))
    assert sweep_strays() == [name]


def test_the_same_bytes_may_come_in_again(deleted, stored):
    deleted_bytes_go()
    again = stored_file_create(file=ContentFile(b"what was deleted", name="again.txt"))
    assert (again.pk, again.removed_at, again.reading) == (stored.pk, None, StoredFile.Reading.WAITING)
    with again.content.open() as content:
        assert content.read() == b"what was deleted"
    assert [finding.missing + finding.changed for finding in check_fixity()] == [[]]
