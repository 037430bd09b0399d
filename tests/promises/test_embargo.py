"""An embargo ends by comparing the date at the moment of reading: nothing has to run for it, not even the indexing."""

import pytest
from django.test import Client
from django.utils import timezone

from repository.models import Output
from search.alerts.looking import look_at, look_note
from search.indexing.following import changes_follow
from search.kept import SavedSearch
from tests.factories import (
    ContributionFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    PartnerFactory,
    PersonFactory,
    SavedSearchFactory,
    SubjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

# It is never the same day in both: 26 hours lie between them.
YESTERDAY, TODAY = "Etc/GMT+12", "Pacific/Kiritimati"


@pytest.fixture(params=["embedded", "elasticsearch"])
def empty_index(request, settings, tmp_path) -> None:
    settings.SEARCH_ENGINE = request.param
    settings.SEARCH_DIR = tmp_path / "search"
    if request.param == "elasticsearch":
        settings.ELASTICSEARCH_URL = request.getfixturevalue("elasticsearch_url")
        settings.ELASTICSEARCH_PREFIX = f"{request.getfixturevalue('elasticsearch_prefix')}-embargo"


def test_an_embargo_ends_with_its_day_though_nothing_has_run(client, empty_index):
    with timezone.override(TODAY):
        until = timezone.localdate()
    with timezone.override(YESTERDAY):
        output = OutputFactory(published=True, title="Ringbark")
        place = OutputFileFactory(
            output=output, stored_file__unit="page", stored_file__unit_count=1, embargo_until=until
        )
        PageTextFactory(stored_file=place.stored_file, text="Cambium beside sapwood")
        output.save()
        changes_follow()
        assert answers(client, output) == (403, 403, False)
    with timezone.override(TODAY):
        assert answers(client, output) == (200, 200, True)
    with timezone.override(YESTERDAY):
        assert answers(client, output) == (403, 403, False)


def answers(client: Client, output: Output) -> tuple[int, int, bool]:
    """Of the bytes, of the page, and whether the text is found and quoted."""
    url = f"{output.get_absolute_url()}files/1/"
    found = client.get("/search/?q=sapwood").content.decode()
    quoted = "Cambium" in found
    assert quoted == ("Ringbark" in found)
    whole, page = client.get(url), client.get(f"{url}pages/1/")
    assert whole.getvalue().startswith(b"%PDF") == (whole.status_code == 200)
    return whole.status_code, page.status_code, quoted


def test_a_hidden_record_appears_with_its_day_though_nothing_has_run(client, empty_index):
    with timezone.override(TODAY):
        day = timezone.localdate()
    with timezone.override(YESTERDAY):
        partner, subject = PartnerFactory(), SubjectFactory(label="Xylem", slug="xylem")
        output = OutputFactory(published=True, title="Ringbark", issued="1987", hidden_until=day, subjects=[subject])
        person = PersonFactory(family_name="Ash")
        ContributionFactory(output=output, person=person, family_name="Ash", partners=[partner])
        place = OutputFileFactory(output=output, stored_file__unit="page", stored_file__unit_count=1, embargo_until=day)
        PageTextFactory(stored_file=place.stored_file, text="Cambium beside sapwood")
        output.save()
        changes_follow()
        search = SavedSearchFactory(user=UserFactory(), query="q=ringbark", active_since=timezone.now())
        look_note(search=search, look=look_at(search))
    addresses = addresses_of(output, person.pk, partner.slug)
    for zone, is_there in ((YESTERDAY, False), (TODAY, True), (YESTERDAY, False)):
        with timezone.override(zone):
            for address in addresses:
                response = client.get(address)
                said = response.content.decode().partition("<main")[2] or response.content.decode()
                assert (response.status_code == 200 and named_in(said, output)) == is_there, address
            client.force_login(output.owner)
            assert all(named_in(client.get(address).content.decode(), output) for address in addresses[:4])
            client.logout()
            assert list(look_at(SavedSearch.objects.get()).new) == ([f"output:{output.pk}"] if is_there else [])
    with timezone.override(TODAY):
        look_note(search=search, look=look_at(search))
        assert not look_at(SavedSearch.objects.get()).new, "subscribers are told once"


def addresses_of(output: Output, person: int, partner: str) -> list[str]:
    """One of each channel."""
    found = ["search/?q=ringbark", "search/?q=sapwood", "search/?q=rnigbark", "search/?kind=article"]
    found += ["search/feed/?q=ringbark", "api/v1/search?q=ringbark", "search/suggest/?q=ring"]
    found += ["browse/kinds/article/", "browse/years/1987/", "subjects/xylem/", f"people/{person}/"]
    found += [f"partners/{partner}/", "sitemap-works.xml"]
    return [*(f"/{path}" for path in found), output.get_absolute_url(), f"{output.get_absolute_url()}cite/ris/"]


def named_in(text: str, output: Output) -> bool:
    return "Ringbark" in text or output.code in text
