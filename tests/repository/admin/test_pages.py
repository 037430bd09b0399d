"""Every page of the catalogue in the admin opens for an editor, and for nobody outside."""

import pytest
from django.urls import reverse

from repository.models import Activity, Agreement, Course, Output, Partner, Person, StoredFile, Subject
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    ContributionFactory,
    CourseFactory,
    OutputFactory,
    OutputFileFactory,
    PartnerFactory,
    PersonFactory,
    SubjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

MAKERS = {
    Output: OutputFactory,
    Partner: PartnerFactory,
    Person: PersonFactory,
    Subject: SubjectFactory,
    Course: CourseFactory,
    Agreement: AgreementFactory,
    Activity: ActivityFactory,
}
MODELS = pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)


def url(model, name, *args) -> str:
    return reverse(f"wagtailsnippets_repository_{model._meta.model_name}:{name}", args=args)


@MODELS
@pytest.mark.parametrize("page", ["edit", "history", "usage", "delete"])
def test_an_editor_opens_every_page_of_a_row(editing, model, page):
    assert editing.get(url(model, page, MAKERS[model]().pk)).status_code == 200


@MODELS
@pytest.mark.parametrize("page", ["list", "add"])
def test_an_editor_opens_every_list_and_new_form(editing, model, page):
    MAKERS[model]()
    assert editing.get(url(model, page)).status_code == 200


@MODELS
def test_an_editor_chooses_every_kind_of_row(editing, model):
    MAKERS[model]()
    response = editing.get(reverse(f"wagtailsnippetchoosers_repository_{model._meta.model_name}:choose"))
    assert response.status_code == 200


@MODELS
def test_faculty_see_nothing_of_it(client, model):
    client.force_login(UserFactory(groups=["faculty"]))
    assert client.get(url(model, "list")).status_code == 302


def test_the_first_page_opens(editing):
    assert editing.get(reverse("wagtailadmin_home")).status_code == 200


@pytest.mark.parametrize("page", ["withdraw", "restore", "undelete", "unpublish"])
def test_the_pages_of_the_verbs_open(editing, page):
    assert editing.get(url(Output, page, OutputFactory(published=True).pk)).status_code == 200


def test_the_files_pages_open(editing):
    output = OutputFactory(published=True)
    ContributionFactory(output=output)
    stored_file = OutputFileFactory(output=output, stored_file__unit="slide", stored_file__unit_count=2).stored_file
    assert "article.pdf" in editing.get(reverse("stored_files:index")).content.decode()
    page = editing.get(reverse("stored_files:page", args=[stored_file.pk])).content.decode()
    assert stored_file.sha256 in page and output.title in page
    facts = " ".join(editing.get(url(Output, "edit", output.pk)).content.decode().split())
    assert "File 1: PDF, " in facts and ", 2 slides." in facts


def test_a_recording_is_said_to_have_no_text(editing):
    stored_file = OutputFileFactory(
        stored_file__media_type="audio/mpeg",
        stored_file__reading="unreadable",
        stored_file__reading_reason="unsupported_type",
    ).stored_file
    for address in (reverse("stored_files:index"), reverse("stored_files:page", args=[stored_file.pk])):
        page = editing.get(address).content.decode().lower()
        assert "a recording, without text" in page


def test_a_file_is_queued_to_be_read_again(editing):
    stored_file = OutputFileFactory().stored_file
    StoredFile.objects.filter(pk=stored_file.pk).update(reading=StoredFile.Reading.UNREADABLE)
    address = reverse("stored_files:read_again", args=[stored_file.pk])
    assert editing.get(address).status_code == 405
    assert editing.post(address).status_code == 302
    stored_file.refresh_from_db()
    assert stored_file.reading == StoredFile.Reading.WAITING


def test_changed_and_missing_bytes_are_noticed(editing):
    stored_file = OutputFileFactory().stored_file
    address = reverse("stored_files:check", args=[stored_file.pk])
    assert "are the ones that were uploaded" in editing.post(address, follow=True).content.decode()
    with stored_file.content.storage.open(stored_file.content.name, "wb") as content:
        content.write(b"something else")
    assert "have changed" in editing.post(address, follow=True).content.decode()
    stored_file.content.storage.delete(stored_file.content.name)
    assert "are missing" in editing.post(address, follow=True).content.decode()


def test_the_admin_bears_the_site_s_name_and_mark(editing, settings):
    page = editing.get(reverse("wagtailadmin_home")).content.decode()
    assert settings.WAGTAIL_SITE_NAME in page
    assert page.count("icons/favicon.svg") == 2
