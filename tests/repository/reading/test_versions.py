"""The list of versions, and the pages of earlier ones."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from repository.files.integrity import sweep_strays
from repository.models import Output
from repository.outputs import services
from repository.outputs.choices import Access
from tests.factories import (
    FormerFileFactory,
    OutputFactory,
    OutputFileFactory,
    OutputVersionFactory,
    PageTextFactory,
    UserFactory,
)
from tests.pages import html_of, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def work() -> Output:
    """Published twice: `old.pdf` is in the first version only."""
    output = OutputFactory(published=True, title="As it was", owner=UserFactory(groups=["faculty"], first_name="Ada"))
    OutputFileFactory(output=output, name="old.pdf")
    old = output.files.get()
    OutputVersionFactory(output=output, content=Output.objects.get(pk=output.pk).serializable_data())
    FormerFileFactory(output=output, number=1, name="old.pdf", stored_file=old.stored_file)
    old.delete()
    OutputFileFactory(output=output, name="new.pdf", number=2)
    OutputVersionFactory(output=output, note="Two tables are corrected.")
    Output.objects.filter(pk=output.pk).update(title="As it is")
    return Output.objects.get(pk=output.pk)


def page_at(client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, address
    return html_of(response)


def test_the_page_of_the_work_lists_its_versions(client, work):
    page = page_at(client, work.get_absolute_url())
    listed = page.select_one("[aria-labelledby=versions-title]")
    assert [item["value"] for item in listed.select("li")] == ["2", "1"]
    assert "Version 2 (this page)" in text_of(listed) and "Two tables are corrected." in text_of(listed)
    assert "Ada" in text_of(listed)
    assert listed.select_one("a")["href"] == f"/w/{work.code}/v/1/"
    assert "Version 2. Available from" in text_of(page.select_one("#reference"))
    assert "old.pdf" not in text_of(page)


def test_a_work_with_one_version_says_nothing_of_versions(client):
    page = page_at(client, OutputFactory(published=True).get_absolute_url())
    assert "version" not in text_of(page.select_one("main")).lower()


def test_an_earlier_version_is_read_as_it_stood(client, work):
    page = page_at(client, f"/w/{work.code}/v/1/")
    assert page.select_one("h1").get_text() == "As it was"
    notice = page.select_one(".notice--warning")
    assert "There is a newer version" in text_of(notice)
    assert notice.select_one("a")["href"] == work.get_absolute_url()
    assert page.select_one("link[rel=canonical]")["href"].endswith(f"/w/{work.code}/")
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert not page.select("meta[name^=citation_]")
    assert f"Version 1. Available from: {page.select_one('#address').get_text()}" in text_of(page)
    assert page.select_one("#address").get_text().endswith("/v/1/")
    files = page.select_one("[aria-labelledby=files-title]")
    assert "old.pdf" in text_of(files) and "new.pdf" not in text_of(files)


def test_its_file_has_its_old_address_and_its_old_bytes(client, work):
    kept = work.former_files.get()
    response = client.get(f"/w/{work.code}/files/1/")
    with kept.stored_file.content.open() as stored:
        assert b"".join(response.streaming_content) == stored.read()
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"] == "public, no-cache"


def test_its_pages_lead_to_the_newer_version(client, work):
    stored = work.former_files.get().stored_file
    PageTextFactory(stored_file=stored, text="Of the heart")
    type(stored).objects.filter(pk=stored.pk).update(unit="page", unit_count=1)
    page = page_at(client, f"/w/{work.code}/files/1/pages/1/")
    assert "This file belongs to an earlier version" in text_of(page)


def test_the_version_that_stands_is_at_the_address_of_the_work(client, work):
    assert client.get(f"/w/{work.code}/v/2/")["Location"] == work.get_absolute_url()
    assert client.get(f"/w/{work.code}/v/3/").status_code == 404
    assert client.get(f"/w/{work.code}/v/0/").status_code == 404


@pytest.mark.parametrize(
    ("narrowed", "page", "file"),
    [
        ({"access": Access.OWNER}, 404, 404),
        ({"withdrawn_at": timezone.now(), "withdrawal_reason": "Asked for."}, 410, 404),
        ({"deleted_at": timezone.now()}, 410, 404),
        ({"live": False}, 404, 404),
        ({"hidden_until": timezone.localdate() + timedelta(days=40)}, 404, 404),
    ],
)
def test_it_is_never_open_wider_than_the_work(client, work, narrowed, page, file):
    Output.objects.filter(pk=work.pk).update(**narrowed)
    assert client.get(f"/w/{work.code}/v/1/").status_code == page
    assert client.get(f"/w/{work.code}/files/1/").status_code == file


@pytest.mark.parametrize(
    "closed", [{"access": Access.HOME}, {"embargo_until": timezone.localdate() + timedelta(days=40)}]
)
def test_a_file_of_an_earlier_version_is_closed_by_itself(client, work, closed):
    work.former_files.update(**closed)
    assert client.get(f"/w/{work.code}/files/1/").status_code == 403
    assert "old.pdf" in text_of(page_at(client, f"/w/{work.code}/v/1/"))


def test_the_access_of_a_file_that_both_have_is_that_of_today(client, work):
    """What an editor closes now is closed in every version."""
    OutputFileFactory(output=work, number=1, name="old.pdf", stored_file=work.former_files.get().stored_file)
    work.files.filter(number=1).update(access=Access.OWNER)
    assert client.get(f"/w/{work.code}/files/1/").status_code == 403


def test_the_depositor_closes_a_file_of_an_earlier_version_with_a_reason(work):
    client = signed_in(work.owner)
    page = page_at(client, f"/w/{work.code}/")
    address = page.find("a", string="Who may open the files of earlier versions")["href"]
    sent = {"number": "1", "file-1-access": Access.OWNER, "file-1-embargo_until": "", "file-1-reason": ""}
    refused = client.post(address, sent)
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    assert work.former_files.get().access == Access.PUBLIC
    done = client.post(address, sent | {"file-1-reason": "Names of patients"}, follow=True)
    assert "is changed, at once" in done.content.decode()
    assert work.former_files.get().access == Access.OWNER
    assert Client().get(f"/w/{work.code}/files/1/").status_code == 403
    entry = ModelLogEntry.objects.for_instance(work).get(action="conjoint.former_access")
    assert (entry.user, entry.data["reason"]) == (work.owner, "Names of patients")


def test_its_bytes_are_never_swept_away(work):
    kept = work.former_files.get().stored_file
    sweep_strays()
    assert kept.content.storage.exists(kept.content.name)


def test_an_earlier_version_is_in_no_sitemap_and_no_list(client, work):
    for address in ("/sitemap-works.xml", "/browse/kinds/article/", "/search/feed/"):
        assert "/v/1" not in client.get(address).content.decode()


def test_the_number_of_versions_costs_no_queries(client, work, django_assert_max_num_queries):
    for _ in range(5):
        last = work.versions.get(content__isnull=True)
        type(last).objects.filter(pk=last.pk).update(content=Output.objects.get(pk=work.pk).serializable_data())
        OutputVersionFactory(output=work, user=UserFactory())
    client.get(work.get_absolute_url())
    with django_assert_max_num_queries(60):
        client.get(work.get_absolute_url())


def test_withdrawal_takes_the_earlier_version_away_and_restoring_brings_it_back(client, work):
    editor = UserFactory(groups=["editors"])
    services.output_withdraw(output=work, user=editor, reason="Asked for.")
    assert client.get(f"/w/{work.code}/v/1/").status_code == 410
    services.output_restore(output=work, user=editor, reason="Asked for.")
    assert client.get(f"/w/{work.code}/v/1/").status_code == 200
