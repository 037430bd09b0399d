"""Changed files of a published work: the last step asks what changed and why."""

import pytest

from repository.models import Output, OutputVersion
from repository.outputs import services
from tests.factories import OutputFileFactory
from tests.repository.deposit.conftest import uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(depositor, published) -> Output:
    """A published work whose draft has one file more."""
    Output.objects.filter(pk=published.pk).update(licence="CC-BY-4.0")
    OutputFileFactory(output=published, name="old.pdf")
    depositor.step(published, "files").step.press("show", files=[uploaded("new.pdf")])
    return Output.objects.get(pk=published.pk)


def test_the_step_of_files_says_what_a_change_means(depositor, changed, draft):
    assert "makes a new version when it is approved" in depositor.step(changed, "files").text
    assert "makes a new version" not in depositor.step(draft, "files").text


def test_what_changed_is_asked_for_and_kept(depositor, changed, editor):
    page = depositor.step(changed, "review")
    assert "say at the last step what changed in this version and why" in page.text
    form = page.form("form:has(#id_version_note)")
    refused = form.press()
    assert refused.status == 422
    page = refused.form("form:has(#id_version_note)").fill(version_note=" Two tables\nare corrected. ").press()
    assert "Submitted for review" in page.text
    services.output_publish(output=changed, user=editor)
    note = OutputVersion.objects.get(output=changed, number=2).note
    assert (" ".join(note.split()), OutputVersion.objects.get(number=2).user) == (
        "Two tables are corrected.",
        depositor.user,
    )


def test_what_was_typed_stays_when_something_else_is_missing(depositor, changed):
    depositor.step(changed, "describe").step.fill(issued="").press("save")
    page = depositor.step(changed, "review").form("form:has(#id_version_note)").fill(version_note="Why").press()
    assert page.status == 422
    assert depositor.step(changed, "review").form("form:has(#id_version_note)").value("version_note").strip() == "Why"


def test_a_correction_of_words_is_not_asked(depositor, published):
    depositor.step(published, "describe").step.fill(publisher="Another").press("save")
    assert not depositor.step(published, "review").html.select("#id_version_note")
