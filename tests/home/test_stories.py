"""What stories say to search and listings, and who mentions what."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import PageViewRestriction, ReferenceIndex

from home.selectors import (
    latest_news,
    menu_pages,
    published_stories,
    stories_mentioning_output,
    stories_mentioning_partner,
    upcoming_events,
    visible_works,
)
from repository.outputs.choices import Access
from tests.factories import (
    EventPageFactory,
    GuidePageFactory,
    NewsPageFactory,
    OutputFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def restrict(page, kind):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open sesame")
    if kind == PageViewRestriction.GROUPS:
        restriction.groups.add(Group.objects.get(name="editors"))


def test_the_text_of_a_story_is_plain_and_names_no_work():
    hidden = OutputFactory(title="A secret manual", published=True, access=Access.OWNER)
    story = NewsPageFactory(
        body=[
            ("text", "<h2>Agreed</h2><p>Two <b>cities</b></p>"),
            ("quote", {"text": "At last.", "source": "The dean"}),
            ("works", {"heading": "Read more", "intro": "", "works": [hidden]}),
        ],
        works=[hidden],
    )
    assert story.story_text().split("\n") == ["Agreed Two cities", "At last.", "The dean", "Read more"]
    assert (story.story_title, story.story_summary, story.story_date) == (story.title, story.lead, story.date)


@pytest.mark.parametrize("kind", [PageViewRestriction.PASSWORD, PageViewRestriction.LOGIN, PageViewRestriction.GROUPS])
def test_restricted_pages_are_in_no_list(kind):
    news, event, guide = NewsPageFactory(), EventPageFactory(), GuidePageFactory(show_in_menus=True)
    assert set(published_stories()) == {news, event}
    for page in (news, event, guide):
        restrict(page, kind)
    assert not published_stories()
    assert not latest_news(5)
    assert not upcoming_events(5)
    assert guide.page_ptr not in menu_pages()


def test_what_is_below_a_restricted_page_is_restricted():
    news = NewsPageFactory()
    restrict(news.get_parent(), PageViewRestriction.LOGIN)
    assert not published_stories()


def test_drafts_are_no_stories():
    NewsPageFactory(live=False)
    assert not published_stories()


def test_stories_are_of_their_own_class():
    GuidePageFactory()
    assert [type(story).__name__ for story in published_stories().order_by("path")] == []
    NewsPageFactory()
    EventPageFactory()
    assert {type(story).__name__ for story in published_stories()} == {"NewsPage", "EventPage"}


def test_the_menu_has_news_and_events_from_the_beginning():
    assert [page.title for page in menu_pages()] == ["News", "Events"]


def test_visible_works_keep_the_editors_order_and_leave_out_what_is_not_open():
    public, for_signed_in = OutputFactory(published=True), OutputFactory(published=True, access=Access.SIGNED_IN)
    draft, withdrawn = OutputFactory(), OutputFactory(withdrawn=True)
    chosen = [draft, for_signed_in, withdrawn, public, public.pk, None]
    assert visible_works(chosen, AnonymousUser()) == [public]
    assert visible_works(chosen, UserFactory()) == [for_signed_in, public]


def test_no_works_chosen_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert visible_works([], AnonymousUser()) == []


def test_stories_mention_the_works_and_partners_they_are_about():
    work, partner = OutputFactory(published=True), PartnerFactory()
    news = NewsPageFactory(works=[work], partners=[partner])
    event = EventPageFactory(works=[work], partners=[partner])
    NewsPageFactory(works=[OutputFactory(published=True)], partners=[PartnerFactory()])
    assert stories_mentioning_output(work) == [event, news]
    assert stories_mentioning_partner(partner) == [event, news]


def test_stories_mention_what_their_text_pulls_in_and_each_only_once():
    work, partner = OutputFactory(published=True), PartnerFactory()
    body = [
        ("works", {"heading": "", "intro": "", "works": [work]}),
        ("partners", {"heading": "", "partners": [partner]}),
    ]
    news = NewsPageFactory(body=body)
    event = EventPageFactory(body=body, works=[work], partners=[partner])
    for page in (news, event):
        ReferenceIndex.create_or_update_for_object(page)
    assert stories_mentioning_output(work) == [event, news]
    assert stories_mentioning_partner(partner) == [event, news]


def test_mentions_take_a_constant_number_of_queries(django_assert_max_num_queries):
    work = OutputFactory(published=True)
    for _number in range(4):
        NewsPageFactory(works=[work])
        EventPageFactory(works=[work])
    with django_assert_max_num_queries(6):
        assert len(stories_mentioning_output(work)) == 8
