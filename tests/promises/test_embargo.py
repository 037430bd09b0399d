"""An embargo ends by comparing the date at the moment of reading: nothing has to run for it, not even the indexing."""

import pytest
from django.test import Client
from django.utils import timezone

from repository.models import Output
from search.indexing.following import changes_follow
from tests.factories import OutputFactory, OutputFileFactory, PageTextFactory

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
