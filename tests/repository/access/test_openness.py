"""The mark of a work says what a reader may open, not only that its record can be seen."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from repository.access.openness import openness_of
from repository.outputs.choices import Access
from search.indexing.following import changes_follow
from tests.factories import OutputFactory, OutputFileFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
SOON, LATER = date(2026, 12, 1), date(2027, 3, 1)


def a_work(record: str, *files: tuple[str, date | None]):
    output = OutputFactory(access=record, published=True)
    for access, until in files:
        OutputFileFactory(output=output, access=access, embargo_until=until)
    return type(output).objects.get(pk=output.pk)


@pytest.mark.parametrize(
    ("record", "files", "access", "opens_on"),
    [
        ("public", [], "public", None),
        ("partners", [], "partners", None),
        ("public", [("public", None), ("owner", None)], "public", None),
        ("public", [("partners", None)], "partners", None),
        ("signed_in", [("public", None)], "signed_in", None),
        ("public", [("public", LATER)], "public", LATER),
        ("public", [("public", LATER), ("home", SOON)], "public", SOON),
        ("public", [("public", LATER), ("home", None)], "home", None),
        ("public", [("public", TODAY)], "public", None),
    ],
)
def test_a_work_is_as_open_as_its_most_open_file_and_no_more_than_its_record(record, files, access, opens_on):
    openness = openness_of(a_work(record, *files), TODAY)
    assert (openness.access, openness.opens_on) == (Access(access), opens_on)


def test_only_those_who_see_a_hidden_record_are_told_of_its_day(client):
    day = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    work = a_work("public", ("public", day))
    work.hidden_until = day
    work.save()
    changes_follow()
    addresses = ("/", "/search/", work.get_absolute_url())
    assert not any("hidden until" in client.get(address).content.decode() for address in addresses)
    client.force_login(work.owner)
    assert all("hidden until" in client.get(address).content.decode() for address in addresses)


def test_a_hidden_record_is_not_said_to_be_open(client):
    work = a_work("public", ("public", None))
    work.hidden_until = timezone.localdate() + timedelta(days=1)
    work.save()
    changes_follow()
    client.force_login(work.owner)
    for address in ("/", "/search/", work.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "hidden until" in page and "open to everyone" not in page, address


def test_readers_of_lists_and_of_the_page_are_told_that_the_files_wait(client):
    until = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    work = a_work("public", ("public", until))
    for address in ("/", work.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "opens on" in page
        assert "open to everyone" not in page
