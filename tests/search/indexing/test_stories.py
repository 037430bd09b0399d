"""News and events among the results, for as long as everybody may read them."""

from datetime import date

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from home.models import EventIndexPage, EventPage, NewsIndexPage, NewsPage
from search.indexing.following import changes_follow
from search.indexing.stories import story_key
from tests.factories import PartnerFactory
from tests.search.questions import found

pytestmark = pytest.mark.django_db


def add_news(**fields) -> NewsPage:
    page = NewsPage(title="Winter school of echocardiography", lead="Held with our partners.", **fields)
    return NewsIndexPage.objects.get().add_child(instance=page)


def test_news_and_events_are_found(engine, client):
    partner = PartnerFactory(name="Tashkent Medical Academy", country="UZ")
    news = add_news()
    news.partners = [partner]
    news.save()
    event = EventPage(title="Symposium on echocardiography", lead="Three days.", start_date=date(2026, 5, 4))
    EventIndexPage.objects.get().add_child(instance=event)
    changes_follow()
    response = client.get(reverse("search:results"), {"q": "echocardiography"})
    assert {hit.story_kind for hit in response.context["found"].hits} == {"news", "event"}
    html = response.content.decode()
    assert f'href="{news.url}"' in html and "Winter school of <mark>echocardiography</mark>" in html
    narrowed = client.get(reverse("search:results"), {"kind": "news", "country": "UZ"})
    assert [hit.story.pk for hit in narrowed.context["found"].hits] == [news.pk]


def test_what_not_everybody_may_read_is_not_found(engine):
    open_, unpublished, restricted = add_news(), add_news(slug="two"), add_news(slug="three")
    changes_follow()
    assert len(found(engine, "echocardiography")) == 3
    unpublished.unpublish()
    restriction = PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)
    changes_follow()
    assert found(engine, "echocardiography") == [story_key(open_.pk)]
    restriction.delete()
    open_.delete()
    changes_follow()
    assert found(engine, "echocardiography") == [story_key(restricted.pk)]


def test_a_restriction_above_a_story_takes_it_away(engine):
    page = add_news()
    changes_follow()
    assert found(engine, "echocardiography") == [story_key(page.pk)]
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    changes_follow()
    assert found(engine, "echocardiography") == []


def test_a_partner_s_new_name_reaches_its_stories(engine):
    partner = PartnerFactory(name="Oldname")
    page = add_news()
    page.partners = [partner]
    page.save()
    changes_follow()
    partner.name = "Newname"
    partner.save()
    changes_follow()
    assert found(engine, "newname") == [story_key(page.pk)] and found(engine, "oldname") == []
