"""Other files make a new version; what readers knew stays where it was, byte by byte."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from wagtail.models import ModelLogEntry, Revision

from repository.models import FormerFile, Output, OutputVersion
from repository.outputs import services
from repository.outputs.choices import Kind
from tests.factories import ContributionFactory, OutputFactory, OutputFileFactory, StoredFileFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(groups=["editors"])


@pytest.fixture
def work() -> Output:
    output = OutputFactory(published=True, kind=Kind.REPORT, title="As it was", licence="CC-BY-4.0")
    ContributionFactory(output=output)
    OutputFileFactory(output=output, name="first.pdf")
    return Output.objects.get(pk=output.pk)


def draft_with(output: Output, *, add=(), remove=(), note="Two tables are corrected.", **words) -> Output:
    row = Output.objects.get(pk=output.pk)
    row.version_note = note
    row.save()
    draft = row.get_latest_revision_as_object()
    files = [file for file in draft.files.get_object_list() if file.number not in remove]
    draft.files.set([*files, *add])
    for name, value in words.items():
        setattr(draft, name, value)
    draft.save_revision(user=row.owner)
    return draft


def place(number: int, **options):
    return OutputFileFactory.build(number=number, output=None, stored_file=StoredFileFactory(), **options)


def publish(output: Output, editor) -> Output:
    return services.output_publish(output=output, user=editor)


def test_a_corrected_title_is_no_version(work, editor):
    draft_with(work, title="As it should be", note="")
    assert publish(work, editor).title == "As it should be"
    assert not OutputVersion.objects.exists()
    assert Output.objects.get(pk=work.pk).version_number is None


def test_another_file_makes_a_version_and_the_earlier_one_stays(work, editor):
    first = work.files.get()
    draft_with(work, add=[place(2, name="second.pdf")], remove=[1], title="As it is")
    published = publish(work, editor)
    assert [file.name for file in published.files.all()] == ["second.pdf"]
    now, before = OutputVersion.objects.all()
    assert (before.number, before.published_at, before.user) == (1, work.first_published_at, work.owner)
    assert (before.content["title"], [file["number"] for file in before.content["files"]]) == ("As it was", [1])
    assert (now.number, now.content, now.note, now.user) == (2, None, "Two tables are corrected.", work.owner)
    assert published.version_number == 2
    kept = FormerFile.objects.get()
    assert (kept.number, kept.name, kept.stored_file) == (1, "first.pdf", first.stored_file)
    entry = ModelLogEntry.objects.for_instance(work).get(action="conjoint.version")
    assert (entry.user, entry.data) == (editor, {"number": 2, "reason": "Two tables are corrected."})


def test_the_next_version_is_asked_for_words_of_its_own(work, editor):
    draft_with(work, add=[place(2)])
    publish(work, editor)
    assert Output.objects.get(pk=work.pk).version_note == ""
    draft_with(work, add=[place(3)], note=" ")
    with pytest.raises(ValidationError, match="say at the last step what changed"):
        publish(work, editor)
    assert OutputVersion.objects.count() == 2


def test_versions_count_on_and_a_file_that_comes_back_has_its_old_address(work, editor):
    first = work.files.get()
    draft_with(work, add=[place(2)], remove=[1])
    publish(work, editor)
    back = OutputFileFactory.build(number=1, output=None, stored_file=first.stored_file)
    draft_with(work, add=[back], remove=[2], note="The first file was right.")
    publish(work, editor)
    assert [version.number for version in OutputVersion.objects.all()] == [3, 2, 1]
    assert set(FormerFile.objects.values_list("number", flat=True)) == {1, 2}


def test_an_address_never_leads_to_other_bytes(work, editor):
    draft_with(work, add=[place(1, name="replaced.pdf")], remove=[1])
    with pytest.raises(ValidationError, match="File 1 was published with other content"):
        publish(work, editor)
    draft_with(work, add=[place(2)], remove=[1])
    publish(work, editor)
    draft_with(work, add=[place(1, name="replaced.pdf")])
    with pytest.raises(ValidationError, match="File 1 was published with other content"):
        publish(work, editor)
    assert OutputVersion.objects.count() == 2


def test_an_earlier_revision_brings_back_no_words_about_versions(work, editor):
    work.version_note = "Of long ago"
    revision = work.save_revision()
    Output.objects.filter(pk=work.pk).update(version_note="Of today")
    assert Revision.objects.get(pk=revision.pk).as_object().version_note == "Of today"


@pytest.mark.django_db(transaction=True)
def test_two_publications_at_once_make_two_versions_in_order(work, editor):
    draft_with(work, add=[place(2)])
    two = Revision.objects.for_instance(work).latest("pk")
    draft_with(work, add=[place(3)])
    three = Revision.objects.for_instance(work).latest("pk")
    gate = threading.Barrier(2)

    def publish_it(revision):
        try:
            gate.wait()
            Revision.objects.get(pk=revision.pk).publish(user=editor)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(publish_it, [two, three]))
    assert [version.number for version in OutputVersion.objects.all()] == [3, 2, 1]
    assert OutputVersion.objects.filter(content__isnull=True).get().number == 3
    addresses = {1} | {file.number for file in Output.objects.get(pk=work.pk).files.all()}
    assert {2, 3} <= addresses | set(FormerFile.objects.values_list("number", flat=True))
