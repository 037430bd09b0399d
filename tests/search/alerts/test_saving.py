"""My searches: saved, changed, paused, deleted and taken back, by their reader alone."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from search.alerts.schedule import FIRST_PAUSE, LONGEST_PAUSE, next_run, pause_after
from search.alerts.services import MOST_SAVED, deleted_searches_end, search_save
from search.answering.finding import keys_found, query_string
from search.asking.state import SearchState
from search.indexing.following import changes_follow
from search.kept import Frequency, SavedSearch
from tests.factories import (
    ContributionFactory,
    CourseFactory,
    OutputFactory,
    PartnerFactory,
    PersonFactory,
    SavedSearchFactory,
    SubjectFactory,
    UserFactory,
)
from tests.pages import html_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, embedded):
    """Signed in as the client."""
    user = UserFactory()
    client.force_login(user)
    return user


def state(query: str) -> SearchState:
    return SearchState.of(QueryDict(query))


def at(name: str, *args, **parameters) -> str:
    return reverse(f"search:{name}", args=args) + (f"?{urlencode(parameters)}" if parameters else "")


def test_a_search_is_saved_as_the_results_page_says_it(client, reader):
    page = client.get("/search/?page=3&kind=article&nonsense=1&q=heart&kind=thesis").content.decode()
    link = BeautifulSoup(page, "html.parser").select_one(".search-actions a")["href"]
    form = html_of(client.get(link))
    assert form.select_one('input[name="name"]')["value"] == "heart · Kind: article · Kind: thesis"
    response = client.post(link, {"name": "  My \n hearts ", "frequency": "daily"}, follow=True)
    search = SavedSearch.objects.get()
    assert (search.user, search.name, search.query) == (reader, "My hearts", "q=heart&kind=article&kind=thesis")
    assert search.frequency == "daily" and search.next_run_at > timezone.now()
    rows = html_of(response).select("main tbody tr")
    assert [row.th.a["href"] for row in rows] == ["/search/?q=heart&kind=article&kind=thesis"]
    assert "The search is saved." in response.content.decode()


def test_every_word_and_choice_survives(client, reader):
    for query in ("", 'q="a b" -c OR д&sort=newest', "partner=1&partner=2&year=2020", "q=author%3A%22Ada+L%22"):
        search = search_save(user=reader, state=state(query), name="", frequency="never")
        assert state(search.query) == state(query) and query_string(state(search.query)) == search.query
        assert search.name


def test_the_same_search_is_saved_once(client, reader):
    first = search_save(user=reader, state=state("q=heart"), name="One", frequency="daily")
    response = client.get(at("save", q="heart", page=7))
    assert response.url == at("saved_edit", first.pk)
    with pytest.raises(ValidationError, match="You have saved this search already"):
        search_save(user=reader, state=state("q=heart"), name="Two", frequency="daily")
    search_save(user=UserFactory(), state=state("q=heart"), name="Somebody else's", frequency="daily")


def test_there_is_room_for_so_many(client, reader):
    SavedSearchFactory.create_batch(MOST_SAVED, user=reader)
    response = client.post(at("save", q="one more"), {"name": "One more", "frequency": "never"})
    assert f"You have saved {MOST_SAVED} searches" in response.content.decode()
    assert 'value="One more"' in response.content.decode()
    assert reader.saved_searches.count() == MOST_SAVED


def test_what_is_too_long_to_be_kept_is_said(client, reader):
    response = client.post(at("save", q="д" * 900), {"name": "Long", "frequency": "never"})
    assert "too long to be saved" in response.content.decode() and not SavedSearch.objects.exists()


def test_name_and_frequency_change(client, reader):
    search = SavedSearchFactory(user=reader, name="Old")
    client.post(at("saved_edit", search.pk), {"name": "New", "frequency": "never"})
    search.refresh_from_db()
    assert (search.name, search.frequency, search.next_run_at) == ("New", "never", None)
    client.post(at("saved_edit", search.pk), {"name": " ", "frequency": "weekly"})
    search.refresh_from_db()
    assert search.name == "New" and search.next_run_at == next_run("weekly", timezone.now())
    assert search.checked_at is None  # what came while it was off is not told afterwards
    response = client.post(at("saved_edit", search.pk), {"name": "x", "frequency": "hourly"})
    assert "hourly is not one of the available choices" in response.content.decode()


def test_a_pause_ends_with_what_is_new_from_then_on(client, reader):
    search = SavedSearchFactory(user=reader, seen=["output:1"])
    client.post(at("saved_pause", search.pk))
    search.refresh_from_db()
    assert search.paused and search.next_run_at is None and "paused" in client.get(at("saved")).content.decode()
    client.post(at("saved_resume", search.pk))
    search.refresh_from_db()
    assert not search.paused and search.next_run_at and search.checked_at is None and search.seen == frozenset()


def test_a_deleted_search_can_be_taken_back_for_a_day(client, reader):
    search = SavedSearchFactory(user=reader, name="Hearts")
    page = html_of(client.post(at("saved_delete", search.pk), follow=True))
    assert "“Hearts” is deleted." in page.get_text() and not page.select("main tbody tr")
    undo = page.find("button", string="Undo").parent["action"]
    page = client.post(undo, follow=True).content.decode()
    assert "“Hearts” is back." in page
    search.refresh_from_db()
    assert search.deleted_at is None and search.next_run_at
    client.post(at("saved_delete", search.pk))
    deleted_searches_end()
    assert SavedSearch.objects.exists()
    SavedSearch.objects.update(deleted_at=timezone.now() - timedelta(hours=25))
    deleted_searches_end()
    assert not SavedSearch.objects.exists()


def test_what_was_saved_again_meanwhile_is_not_taken_back_twice(client, reader):
    search = SavedSearchFactory(user=reader, query="q=heart")
    client.post(at("saved_delete", search.pk))
    search_save(user=reader, state=state("q=heart"), name="Again", frequency="never")
    page = client.post(at("saved_restore", search.pk), follow=True).content.decode()
    assert "You have saved this search already." in page


@pytest.mark.parametrize("name", ["saved_edit", "saved_pause", "saved_resume", "saved_delete", "saved_restore"])
def test_nobody_else_reaches_a_search(client, embedded, name):
    search = SavedSearchFactory(deleted_at=timezone.now() if name == "saved_restore" else None, next_run_at=None)
    before = SavedSearch.objects.values().get()
    response = client.post(at(name, search.pk), {"name": "Mine", "frequency": "daily"})
    assert response.url.startswith("/accounts/login/")
    client.force_login(UserFactory(groups=["editors"]))
    assert client.post(at(name, search.pk), {"name": "Mine", "frequency": "daily"}).status_code == 404
    assert SavedSearch.objects.values().get() == before
    assert search.name not in client.get(at("saved")).content.decode()


def test_the_menu_leads_there(client, reader):
    assert f'href="{at("saved")}"' in client.get("/").content.decode()
    client.logout()
    assert f'href="{at("saved")}"' not in client.get("/").content.decode()


def test_the_database_knows_who_gets_no_mail():
    for fields in ({"frequency": "never"}, {"paused": True}, {"deleted_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedSearchFactory(**fields)


@pytest.mark.parametrize("kind", ["partner", "person", "subject", "course"])
def test_partners_people_subjects_and_courses_are_followed(client, reader, kind):
    partner, person, subject, course = PartnerFactory(), PersonFactory(), SubjectFactory(), CourseFactory()
    output = OutputFactory(published=True, subjects=[subject], course=course)
    ContributionFactory(output=output, person=person, family_name=person.family_name, partners=[partner])
    OutputFactory(published=True)
    output.save()
    changes_follow()
    page, query = {
        "partner": (reverse("browse:partner", args=[partner.slug]), f"partner={partner.pk}"),
        "person": (reverse("browse:person", args=[person.pk]), urlencode({"q": f'author:"{person}"'})),
        "subject": (reverse("browse:subject", args=[subject.slug]), f"subject={subject.pk}"),
        "course": (reverse("browse:course", args=[course.code]), f"course={course.pk}"),
    }[kind]
    link = f"{at('save')}?{query}"
    client.logout()
    assert link in client.get(page).content.decode().replace("&quot;", '"').replace("&amp;", "&")
    client.force_login(reader)
    client.post(link, {"name": "Followed", "frequency": "weekly"})
    assert reader.saved_searches.get().query == query
    assert keys_found(reader, state(query), limit=10).keys == [f"output:{output.pk}"]
    html = client.get(page).content.decode()
    assert "You follow this." in html and at("saved_edit", reader.saved_searches.get().pk) in html


@pytest.mark.parametrize(
    ("frequency", "after", "following"),
    [
        ("daily", "2026-03-04 05:59", "2026-03-04 06:00"),
        ("daily", "2026-03-04 06:00", "2026-03-05 06:00"),
        ("weekly", "2026-03-04 06:00", "2026-03-09 06:00"),
        ("weekly", "2026-03-09 05:00", "2026-03-09 06:00"),
        ("weekly", "2026-03-09 06:00", "2026-03-16 06:00"),
    ],
)
def test_mails_are_due_in_the_morning(frequency, after, following):
    def moment(text):
        return timezone.make_aware(datetime.fromisoformat(text))

    assert next_run(frequency, moment(after)) == moment(following)
    assert next_run(Frequency.NEVER, moment(after)) is None


def test_pauses_grow_to_a_bound():
    assert [pause_after(count) for count in (1, 2)] == [FIRST_PAUSE, 2 * FIRST_PAUSE]
    assert pause_after(1000) == LONGEST_PAUSE
