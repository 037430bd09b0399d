"""Any search as an Atom feed, with what everybody may see."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from repository.outputs.choices import Access, Kind
from search.indexing.following import changes_follow
from tests.factories import ContributionFactory, NewsPageFactory, OutputAbstractFactory, OutputFactory, UserFactory
from tests.pages import html_of

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def titles(client, **parameters) -> list[str]:
    changes_follow()
    response = client.get(reverse("search:feed"), parameters)
    assert response.status_code == 200 and response["X-Robots-Tag"] == "noindex"
    feed = ElementTree.fromstring(response.content)  # noqa: S314  (our own)
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def test_a_feed_as_a_whole(embedded, client):
    work = OutputFactory(
        published=True,
        code="k2vq8zt7",
        title="Hearts & <lungs>",
        first_published_at=datetime(2026, 3, 9, 8, tzinfo=UTC),
        last_published_at=datetime(2026, 3, 10, 8, tzinfo=UTC),
        container_title="The Journal",
        kind=Kind.REPORT,
    )
    ContributionFactory(output=work, family_name="Lovelace")
    OutputAbstractFactory(output=work, text="In <short>.")
    work.save()
    changes_follow()
    response = client.get("/search/feed/?kind=report&q=hearts&nonsense=1&page=2")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.content.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xml:lang="en" xmlns="http://www.w3.org/2005/Atom"><title>hearts · Kind: report · Conjoint</title>'
        '<link href="http://testserver/search/?q=hearts&amp;kind=report" rel="alternate"/>'
        '<link href="http://testserver/search/feed/?q=hearts&amp;kind=report" rel="self"/>'
        "<id>http://127.0.0.1:8000/search/feed/?q=hearts&amp;kind=report</id>"
        "<updated>2026-03-10T08:00:00+00:00</updated>"
        "<entry><title>Hearts &amp; &lt;lungs&gt;</title>"
        '<link href="http://127.0.0.1:8000/w/k2vq8zt7/" rel="alternate"/>'
        "<published>2026-03-09T08:00:00+00:00</published><updated>2026-03-10T08:00:00+00:00</updated>"
        "<id>http://127.0.0.1:8000/w/k2vq8zt7/</id>"
        '<summary type="html">&lt;p&gt;Ada Lovelace. The Journal. 2026-03&lt;/p&gt;\n\n'
        "&lt;p&gt;In &amp;lt;short&amp;gt;.&lt;/p&gt;</summary></entry></feed>"
    )
    assert not client.cookies


def test_what_appeared_last_comes_first_whatever_its_date(engine, client):
    for day, issued in ((1, "2026"), (3, "1998"), (2, "2020")):
        moment = datetime(2026, 1, day, tzinfo=UTC)
        OutputFactory(published=True, title=f"Heart of {issued}", issued=issued, first_published_at=moment)
    NewsPageFactory(title="News of the heart", first_published_at=datetime(2026, 1, 4, tzinfo=UTC))
    OutputFactory(published=True, title="Lung")
    assert titles(client, q="heart") == ["News of the heart", "Heart of 1998", "Heart of 2020", "Heart of 2026"]
    assert titles(client, q="heart", sort="title") == titles(client, q="heart")


def test_a_work_that_was_hidden_is_news_of_its_day(engine, client):
    yesterday = timezone.localdate() - timedelta(days=1)
    for day, title, hidden in ((1, "Heart one", yesterday), (3, "Heart two", None), (4, "Hidden heart", date.max)):
        moment = datetime(2026, 1, day, tzinfo=UTC)
        OutputFactory(published=True, title=title, first_published_at=moment, hidden_until=hidden)
    OutputFactory(published=True, title="Heart three", first_published_at=timezone.now() - timedelta(days=9))
    assert titles(client, q="heart") == ["Heart one", "Heart three", "Heart two"]


def test_it_says_what_everybody_may_see_whoever_asks(embedded, client):
    OutputFactory(published=True, title="Open heart")
    hidden = OutputFactory(published=True, title="Closed heart", access=Access.SIGNED_IN)
    late = OutputFactory(published=True, title="Just closed heart")
    changes_follow()
    late.access = Access.OWNER
    late.save()
    for user in (None, UserFactory(groups=["editors"]), hidden.owner):
        if user:
            client.force_login(user)
        response = client.get(reverse("search:feed"), {"q": "heart"})
        assert b"Open heart" in response.content and b"losed heart" not in response.content


def test_nothing_found_is_a_valid_feed(embedded, client):
    embedded.apply([])
    assert titles(client, q="nothing") == []


def test_while_the_engine_is_down_it_is_to_be_asked_later(settings, client):
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:9"
    response = client.get(reverse("search:feed"), {"q": "heart"})
    assert (response.status_code, response["Retry-After"]) == (503, "120")
    assert response["X-Robots-Tag"] == "noindex"


def test_results_lead_to_their_feed(embedded, client):
    OutputFactory(published=True, title="Open heart")
    changes_follow()
    page = html_of(client.get("/search/?q=heart&page=1&kind=article"))
    address = "/search/feed/?q=heart&kind=article"
    assert page.head.select_one('link[rel="alternate"][type="application/atom+xml"]')["href"] == address
    assert page.select_one(f'main a[href="{address}"]')["rel"] == ["nofollow"]
