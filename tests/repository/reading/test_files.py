"""Who gets the bytes and pictures of a file, and how these are handed over."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import OutputFactory, OutputFileFactory, PageTextFactory, PartnerFactory, UserFactory
from tests.sample_files import make_encrypted_pdf, make_pdf

pytestmark = pytest.mark.django_db


def make_file(published=True, **kwargs):
    output = kwargs.pop("output", None) or OutputFactory(published=published)
    return OutputFileFactory(output=output, **kwargs)


def status(client, url, **kwargs):
    response = client.get(url, **kwargs)
    if response.streaming:
        b"".join(response)  # reading to the end closes the file
    return response.status_code


def addresses(file):
    arguments = [file.output.code, file.number]
    return [
        file.get_absolute_url(),
        reverse("works:cover", args=arguments),
        reverse("works:page_picture", args=[*arguments, 1]),
        reverse("works:page", args=[*arguments, 1]),
    ]


@pytest.fixture
def closed_file():
    """Of a work that everyone may see, a file that nobody may open yet."""
    file = make_file(
        stored_file__unit="page", stored_file__unit_count=2, embargo_until=timezone.localdate() + timedelta(days=30)
    )
    PageTextFactory(stored_file=file.stored_file)
    return file


def test_a_closed_file_is_closed_at_every_address(client, closed_file):
    assert [status(client, address) for address in addresses(closed_file)] == [403] * 4


def test_a_closed_file_is_not_even_confirmed_by_its_hash(client, closed_file):
    tag = f'"{closed_file.stored_file.sha256}"'
    assert status(client, closed_file.get_absolute_url(), headers={"If-None-Match": tag}) == 403


def test_a_file_opens_on_its_day(client, closed_file):
    closed_file.embargo_until = timezone.localdate()
    closed_file.save()
    assert [status(client, address) for address in addresses(closed_file)] == [200] * 4


@pytest.mark.parametrize("state", [{"live": False}, {"withdrawn": True}, {"deleted": True}, {"access": "owner"}])
def test_a_file_of_a_hidden_work_does_not_exist(client, state):
    file = make_file(
        output=OutputFactory(**{"published": True, **state}), stored_file__unit="page", stored_file__unit_count=2
    )
    assert [status(client, address) for address in addresses(file)] == [404] * 4


@pytest.mark.parametrize("group", ["editors", "administrators"])
def test_editors_open_what_they_review(client, group):
    file = make_file(published=False)
    client.force_login(UserFactory(groups=[group]))
    assert status(client, file.get_absolute_url()) == 200


def test_a_file_that_only_the_draft_has_is_open_to_its_depositor(client):
    output = OutputFactory(published=True)
    draft = output.get_latest_revision_as_object()
    file = OutputFileFactory.build(
        output=draft, number=7, name="new.pdf", stored_file=make_file(output=OutputFactory()).stored_file
    )
    draft.files.add(file)
    draft.save_revision(user=output.owner)
    address = reverse("works:file", args=[output.code, 7])

    assert status(client, address) == 404
    client.force_login(output.owner)
    assert status(client, address) == 200


def test_a_deleted_work_has_no_file_for_anybody(client):
    file = make_file(output=OutputFactory(deleted=True))
    client.force_login(UserFactory(groups=["editors"]))
    assert status(client, file.get_absolute_url()) == 404


def test_a_member_of_a_partner_opens_what_is_for_partners(client):
    partner = PartnerFactory()
    file = make_file(output=OutputFactory(published=True, tagged_partners=[partner]), access="partners")
    assert status(client, file.get_absolute_url()) == 403
    client.force_login(UserFactory(institution=partner))
    assert status(client, file.get_absolute_url()) == 200


@pytest.mark.parametrize(
    "address", ["/w/00000000/files/1/", "/w/{code}/files/2/", "/w/{code}/files/99999999999999999999/"]
)
def test_what_does_not_exist(client, address):
    assert status(client, address.format(code=make_file().output.code)) == 404


def test_only_reading_is_answered(client):
    assert client.post(make_file().get_absolute_url()).status_code == 405


@pytest.mark.parametrize(("access", "cache"), [("public", "public, no-cache"), ("signed_in", "private, no-cache")])
def test_shared_caches_keep_only_what_is_open(client, access, cache):
    file = make_file(access=access)
    client.force_login(UserFactory())
    response = client.head(file.get_absolute_url())
    assert response["Cache-Control"] == cache
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize(
    ("media_type", "disposition"),
    [
        ("application/pdf", "inline"),
        ("video/mp4", "inline"),
        ("text/html", "attachment"),
        ("image/svg+xml", "attachment"),
        ("application/xml", "attachment"),
        ("application/octet-stream", "attachment"),
    ],
)
def test_only_what_is_harmless_is_shown_in_the_browser(client, media_type, disposition):
    file = make_file(name="x.pdf", stored_file__media_type=media_type)
    response = client.head(file.get_absolute_url())
    assert response["Content-Disposition"] == f'{disposition}; filename="x.pdf"'
    assert response["Content-Type"] == media_type
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert ("sandbox" in policy) == (media_type != "application/pdf")


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("a b.pdf", 'attachment; filename="a b.pdf"'),
        ('say "hi".pdf', 'attachment; filename="say \\"hi\\".pdf"'),
        ("Лекция 4.pdf", "attachment; filename*=utf-8''%D0%9B%D0%B5%D0%BA%D1%86%D0%B8%D1%8F%204.pdf"),
        ("肝臓.pdf", "attachment; filename*=utf-8''%E8%82%9D%E8%87%93.pdf"),
        ("two\r\nlines.pdf", 'attachment; filename="two lines.pdf"'),
    ],
)
def test_the_name_arrives_in_any_script(client, name, disposition):
    response = client.head(make_file(name=name).get_absolute_url() + "?download=1")
    assert response["Content-Disposition"] == disposition


def test_the_picture_of_a_page(client):
    file = make_file(stored_file__data=make_pdf(["One", "Two"]), stored_file__unit="page", stored_file__unit_count=2)
    address = reverse("works:page_picture", args=[file.output.code, file.number, 2])
    response = client.get(address)
    picture = b"".join(response)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert picture[:4] == b"RIFF"
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert status(client, reverse("works:page_picture", args=[file.output.code, file.number, 3])) == 404


def test_there_is_no_picture_of_what_does_not_open(client):
    file = make_file(stored_file__data=make_encrypted_pdf(["One"]), stored_file__unit_count=1)
    assert status(client, reverse("works:cover", args=[file.output.code, file.number])) == 404
    assert status(client, reverse("works:page_picture", args=[file.output.code, file.number, 1])) == 404
