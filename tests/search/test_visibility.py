"""One visibility: in random worlds of access, no reader finds, counts or quotes what the record would not show."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repository.access.policies import can_download
from repository.access.selectors import visible_outputs
from repository.models import Output, Partner
from repository.outputs.choices import Access
from search.indexing import changes_follow
from search.pages import pages_matching
from search.results import results_page
from search.state import SearchState
from tests.factories import (
    ContributionFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    PartnerFactory,
    UserFactory,
)

DAYS = st.sampled_from([None, -1, 0, 2, 30])
FILES = st.lists(st.tuples(st.sampled_from(Access.values), DAYS), max_size=3)
WORKS = st.lists(
    st.tuples(st.sampled_from(Access.values), st.sampled_from(["live", "draft", "withdrawn", "deleted"]), FILES),
    min_size=1,
    max_size=4,
)
STATES = {"live": {"published": True}, "draft": {}, "withdrawn": {"withdrawn": True}, "deleted": {"deleted": True}}


def readers(home, partner, owner):
    return {
        "anonymous": AnonymousUser(),
        "signed in": UserFactory(),
        "home": UserFactory(institution=home),
        "partner": UserFactory(institution=partner),
        "owner": owner,
        "editor": UserFactory(groups=["editors"]),
    }


def world(works, partner, owner) -> None:
    for number, (access, state, files) in enumerate(works):
        output = OutputFactory(title=f"Work {number} heartwood", access=access, owner=owner, **STATES[state])
        ContributionFactory(output=output, partners=[partner])
        for place, (file_access, days) in enumerate(files):
            until = timezone.localdate() + timedelta(days=days) if days is not None else None
            file = OutputFileFactory(output=output, access=file_access, embargo_until=until)
            PageTextFactory(stored_file=file.stored_file, text=f"sapwood word{number}x{place} and more sapwood")
        output.save()


def ask(user, text: str):
    data = QueryDict(mutable=True)
    data["q"] = text
    return results_page(user, SearchState.of(data))


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(works=WORKS)
def test_no_channel_says_more_than_the_record(engine, works):
    for output in Output.objects.all():  # hypothesis makes its worlds one after another in the same test
        output.live = False
        output.save()
    home = Partner.objects.filter(is_home=True).first() or PartnerFactory(is_home=True)
    partner, owner = PartnerFactory(), UserFactory()
    world(works, partner, owner)
    changes_follow()
    for name, user in readers(home, partner, owner).items():
        visible = set(visible_outputs(user).values_list("pk", flat=True))
        listed = ask(user, "")
        assert {hit.output.pk for hit in listed.hits} == visible and listed.total == len(visible), name
        assert {hit.output.pk for hit in ask(user, "heartwood").hits} == visible, name
        counted = {facet.name: sum(option.count for option in facet.options) for facet in listed.facets}
        assert counted.get("kind", 0) == len(visible), name
        check_texts(name, user, visible)


def check_texts(name, user, visible) -> None:
    """A file's words lead to its work for those who may open it; never for others, nor are they quoted to them."""
    for output in Output.objects.filter(live=True):
        files = list(output.files.all())
        for file in files:
            word = file.stored_file.pages.get().text.split()[1]
            readable = can_download(user, file)
            assert [hit.number for hit in pages_matching(user, file, word)] == ([1] if readable else []), name
            found = ask(user, word)
            if not readable:
                assert found.total == 0 and not found.facets, (name, word)
            elif len(files) == 1:
                assert [hit.output.pk for hit in found.hits] == [output.pk], (name, word)
            for hit in found.hits:
                assert hit.output.pk in visible
