"""One visibility, also of what leaves the site: mails, feeds and exports say what the reader may see, all of it and no
more, in random worlds of access."""

import csv
import io
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings

from repository.access.policies import can_download
from repository.access.selectors import visible_outputs
from repository.models import Output, Partner
from search.alerts.digests import digest, section_of
from search.answering.finding import keys_found
from search.asking.state import SearchState
from search.export.writing import written
from search.indexing.following import changes_follow
from tests.factories import PartnerFactory, SavedSearchFactory, UserFactory
from tests.search.test_visibility import WORKS, readers, world

ATOM = "{http://www.w3.org/2005/Atom}"


def exported(user, query: str) -> set[str]:
    """The codes of works in a file of everything that a reader finds."""
    keys = keys_found(user, SearchState.of(QueryDict(query)), limit=1000).works
    text = "".join(text for _done, text in written(user, keys, "csv"))
    return {row["code"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))}


def mailed(user, query: str) -> set[str]:
    """The codes in a mail to somebody for whom all is new; readers without an account get none."""
    past = timezone.now() - timedelta(days=1)
    search = SavedSearchFactory(user=user, query=query, active_since=past, checked_at=None, seen_all=False)
    told = section_of(user, search)
    search.delete()
    message = digest(user, [told])
    assert f"{len(told.look.new)} new result" in message.body
    return {output.code for output in Output.objects.all() if output.code in message.message().as_string()}


def fed(client, query: str) -> set[str]:
    feed = ElementTree.fromstring(client.get(f"{reverse('search:feed')}?{query}").content)  # noqa: S314  (our own)
    return {entry.findtext(f"{ATOM}id").rstrip("/").rpartition("/")[2] for entry in feed.findall(f"{ATOM}entry")}


@pytest.mark.django_db
@settings(max_examples=8)
@given(works=WORKS)
def test_nothing_that_leaves_says_more_than_the_record(engine, client, works):
    for output in Output.objects.all():  # hypothesis makes its worlds one after another in the same test
        output.live = False
        output.save()
    home = Partner.objects.filter(is_home=True).first() or PartnerFactory(is_home=True)
    partner, chosen, owner = PartnerFactory(), PartnerFactory(), UserFactory()
    world(works, partner, chosen, owner)
    changes_follow()
    for name, user in readers(home, partner, chosen, owner).items():
        channels = [exported] + [mailed] * user.is_authenticated
        for channel in channels:
            check(channel, name, user)
        if name == "anonymous":
            check(lambda _user, query: fed(client, query), name, user)


def check(channel, name: str, user) -> None:
    visible = {output.code for output in visible_outputs(user)}
    assert channel(user, "q=heartwood") == visible, name
    for output in Output.objects.filter(live=True):
        files = list(output.files.all())
        for file in files:
            found = channel(user, f"q={file.stored_file.pages.get().text.split()[1]}")
            readable = can_download(user, file)
            # All closed files of a work have one gate in the index, so that it may be found by a page alone.
            assert found == {output.code} if readable and len(files) == 1 else found <= ({output.code} & visible)
            assert readable or not found, name
