"""The Atom feeds, as whole documents."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.factories import EventPageFactory, NewsPageFactory

pytestmark = pytest.mark.django_db


def test_the_news_feed_as_a_whole(client):
    NewsPageFactory(
        title="Older & wiser",
        slug="older",
        date=date(2026, 3, 9),
        lead="One <b>manual</b>, two cities.",
        last_published_at=datetime(2026, 3, 10, 8, tzinfo=UTC),
        translation_key="1b4e28ba-2fa1-4d2e-883f-0016d3cca427",
    )
    NewsPageFactory(
        title="Новость",
        slug="newer",
        date=date(2026, 4, 1),
        lead="Коротко.",
        last_published_at=datetime(2026, 4, 1, 9, tzinfo=UTC),
        translation_key="6fa459ea-ee8a-4ca4-894e-db77e160355e",
    )
    NewsPageFactory(live=False)
    response = client.get(reverse("home:news_feed"))
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.content.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xml:lang="en" xmlns="http://www.w3.org/2005/Atom"><title>News of Conjoint</title>'
        '<link href="http://testserver/" rel="alternate"/>'
        '<link href="http://testserver/feeds/news.atom" rel="self"/>'
        "<id>http://testserver/feeds/news.atom</id><updated>2026-04-01T09:00:00+00:00</updated>"
        '<entry><title>Новость</title><link href="http://testserver/news/newer/" rel="alternate"/>'
        "<published>2026-04-01T00:00:00+03:00</published><updated>2026-04-01T09:00:00+00:00</updated>"
        "<id>urn:uuid:6fa459ea-ee8a-4ca4-894e-db77e160355e</id>"
        '<summary type="html">Коротко.</summary></entry>'
        '<entry><title>Older &amp; wiser</title><link href="http://testserver/news/older/" rel="alternate"/>'
        "<published>2026-03-09T00:00:00+03:00</published><updated>2026-03-10T08:00:00+00:00</updated>"
        "<id>urn:uuid:1b4e28ba-2fa1-4d2e-883f-0016d3cca427</id>"
        '<summary type="html">One &lt;b&gt;manual&lt;/b&gt;, two cities.</summary></entry></feed>'
    )


def test_the_event_feed_as_a_whole(client):
    EventPageFactory(
        title="Symposium",
        slug="symposium",
        start_date=date(2126, 6, 1),
        start_time=time(10),
        first_published_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        last_published_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
        translation_key="1b4e28ba-2fa1-4d2e-883f-0016d3cca427",
    )
    EventPageFactory(start_date=date(2020, 1, 1))
    assert client.get(reverse("home:events_feed")).content.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xml:lang="en" xmlns="http://www.w3.org/2005/Atom"><title>Events of Conjoint</title>'
        '<link href="http://testserver/" rel="alternate"/>'
        '<link href="http://testserver/feeds/events.atom" rel="self"/>'
        "<id>http://testserver/feeds/events.atom</id><updated>2026-03-02T12:00:00+00:00</updated>"
        '<entry><title>Symposium</title><link href="http://testserver/events/symposium/" rel="alternate"/>'
        "<published>2026-03-01T12:00:00+00:00</published><updated>2026-03-02T12:00:00+00:00</updated>"
        "<id>urn:uuid:1b4e28ba-2fa1-4d2e-883f-0016d3cca427</id>"
        '<summary type="html">What will happen, in two sentences.</summary></entry></feed>'
    )


@pytest.mark.parametrize(("make", "feed"), [(NewsPageFactory, "news_feed"), (EventPageFactory, "events_feed")])
def test_feeds_keep_silent_about_restricted_pages(client, admin_client, make, feed):
    page = make(title="Only for us")
    assert b"Only for us" in client.get(reverse(f"home:{feed}")).content
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for reader in (client, admin_client):
        assert b"Only for us" not in reader.get(reverse(f"home:{feed}")).content
