"""What readers see on the pages that editors make."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site

from home.models import EventIndexPage, GuidePage, HomePage, NewsIndexPage
from repository.outputs.choices import Access
from tests.factories import (
    ContributionFactory,
    EventPageFactory,
    GuidePageFactory,
    NewsPageFactory,
    OutputFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def text_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_fresh_installation_has_a_home_page_with_news_events_and_help():
    home = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page.specific == home
    assert [page.specific for page in home.get_children()] == [
        NewsIndexPage.objects.get(),
        EventIndexPage.objects.get(),
        GuidePage.objects.get(slug="help"),
    ]
    assert Page.find_problems() == ([], [], [], [], [])
    assert [block.block_type for block in home.body] == [
        "hero",
        "latest_works",
        "upcoming_events",
        "latest_news",
        "all_partners",
    ]


def test_the_empty_home_page_says_so(client):
    page = text_of(client, "/")
    assert "No work is open to you here yet." in page
    assert 'id="hero-search"' in page and 'id="site-search"' not in page


def test_the_home_page_shows_each_reader_what_is_open_to_them(client):
    for title, access in (("For everyone", Access.PUBLIC), ("For signed-in readers", Access.SIGNED_IN)):
        OutputFactory(title=title, published=True, access=access)
    OutputFactory(title="Still a draft")
    page = text_of(client, "/")
    assert "For everyone" in page and "For signed-in readers" not in page and "Still a draft" not in page
    client.force_login(UserFactory())
    assert "For signed-in readers" in text_of(client, "/")


def test_the_home_page_takes_the_same_queries_however_much_it_shows(client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        return len(captured)

    def fill():
        partners = [PartnerFactory(), PartnerFactory()]
        for _number in range(3):
            ContributionFactory(output=OutputFactory(published=True), partners=partners)
        NewsPageFactory(partners=partners)
        EventPageFactory(partners=partners)

    client.get("/")
    fill()
    before = queries()
    fill()
    fill()
    assert queries() == before
    assert before <= 25


def test_blocks_leave_out_works_that_are_not_open_to_the_reader(client):
    public, hidden = (
        OutputFactory(published=True, title="An open manual"),
        OutputFactory(published=True, title="A hidden manual", access=Access.SIGNED_IN),
    )
    story = NewsPageFactory(
        slug="story", body=[("works", {"heading": "Read more", "intro": "", "works": [hidden, public]})], works=[hidden]
    )
    page = text_of(client, story.url)
    assert "Read more" in page and "An open manual" in page and "A hidden manual" not in page
    client.force_login(UserFactory())
    assert text_of(client, story.url).count("A hidden manual</a>") == 2


def test_a_block_of_works_none_of_which_is_open_has_no_heading(client):
    hidden = OutputFactory(published=True, access=Access.OWNER)
    story = NewsPageFactory(body=[("works", {"heading": "Read more", "intro": "", "works": [hidden]})], works=[hidden])
    page = text_of(client, story.url)
    assert "Read more" not in page and "story-works" not in page


def test_the_event_page_says_when_and_where_and_offers_its_calendar_file(client):
    event = EventPageFactory(place="Farabi 2, Tashkent", online_url="https://meet.example.org/room")
    page = text_of(client, event.url)
    assert "April 20, 2126" in page and "Farabi 2, Tashkent" in page
    assert 'href="https://meet.example.org/room"' in page
    assert reverse("home:event_ics", args=[event.pk]) in page


def test_indexes_list_what_is_public(client):
    shown = [NewsPageFactory(title="Open news"), EventPageFactory(title="Open event")]
    secret = [NewsPageFactory(title="Secret news"), EventPageFactory(title="Secret event")]
    for page in secret:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for index, open_page, secret_page in zip(("/news/", "/events/"), shown, secret, strict=True):
        listing = text_of(client, index)
        assert open_page.title in listing and secret_page.title not in listing


def test_empty_indexes_say_what_to_do(client):
    assert "There is no news yet." in text_of(client, "/news/")
    assert "No event is announced at present." in text_of(client, "/events/")


def test_every_page_leads_to_help_on_searching_and_depositing(client):
    assert '<a href="/help/">Help</a>' in text_of(client, "/news/")
    assert '<a href="/help/searching/">' in text_of(client, "/help/")
    assert "every slide with its notes" in " ".join(text_of(client, "/help/searching/").split())
    guide = text_of(client, "/help/depositing/")
    assert "Five steps" in guide and '<li><a href="/help/">Help</a></li>' in guide


def test_a_guide_lists_the_guides_below_it(client):
    guide = GuidePageFactory(title="Rules")
    GuidePageFactory(title="How to cite", parent=guide)
    assert "How to cite</a>" in text_of(client, guide.url)


def test_a_page_for_signed_in_readers_sends_others_to_sign_in(client):
    guide = GuidePageFactory()
    PageViewRestriction.objects.create(page=guide, restriction_type=PageViewRestriction.LOGIN)
    response = client.get(guide.url)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_a_page_behind_a_password_asks_for_it_in_our_words(client):
    guide = GuidePageFactory()
    PageViewRestriction.objects.create(
        page=guide, restriction_type=PageViewRestriction.PASSWORD, password="open sesame"
    )
    asked = text_of(client, guide.url)
    assert "This page needs a password" in asked and guide.lead not in asked


def test_work_and_partner_pages_tell_of_stories(client):
    partner = PartnerFactory()
    work = OutputFactory(published=True, tagged_partners=[partner])
    NewsPageFactory(title="A manual in two cities", works=[work], partners=[partner])
    for address in (work.get_absolute_url(), reverse("browse:partner", args=[partner.slug])):
        assert "A manual in two cities" in text_of(client, address)
