"""The mails about saved searches: what is new, to whom, once, and whatever goes wrong meanwhile."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.http import QueryDict
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs.recovery import requeue_lost_jobs
from repository.models import Letter
from repository.outputs.choices import Access, Kind
from search.alerts.digests import MOST_SHOWN, digests_begin, send_digest, unsubscribe_url
from search.alerts.looking import look_at, look_note
from search.alerts.services import search_save
from search.asking.state import SearchState
from search.indexing.following import changes_follow
from search.kept import SavedSearch
from tests.factories import (
    ContributionFactory,
    LetterSettingsFactory,
    NewsPageFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    PartnerFactory,
    SavedSearchFactory,
    UserFactory,
)
from tests.repository.deposit.conftest import work_off

pytestmark = pytest.mark.django_db


def publish(title: str, **fields):
    output = OutputFactory(published=True, title=title, **fields)
    changes_follow()
    return output


def save(user, query: str, frequency: str = "daily") -> SavedSearch:
    """As the page does it, and the worker after it."""
    search = search_save(user=user, state=SearchState.of(QueryDict(query)), name="", frequency=frequency)
    work_off()
    return search


def morning() -> None:
    """The next date comes for everybody who has one, and the worker with it."""
    SavedSearch.objects.exclude(next_run_at=None).update(next_run_at=timezone.now())
    digests_begin()
    work_off()


def told() -> list[str]:
    """The titles in the last mail, if there was one since it was last asked."""
    if not mail.outbox:
        return []
    (message,) = mail.outbox
    mail.outbox.clear()
    html = message.alternatives[0][0]
    titles = re.findall(r'<li dir="auto"><a href="[^"]+">([^<]+)</a>', html)
    assert titles == re.findall(r"^\* (.+)$", message.body, re.MULTILINE)
    return titles


@pytest.fixture
def reader(embedded):
    embedded.apply([])
    return UserFactory()


@pytest.fixture
def reader_of_each_engine(engine):
    engine.apply([])
    return UserFactory()


def test_a_reader_is_told_of_what_is_new_and_once(reader_of_each_engine):
    reader = reader_of_each_engine
    publish("An old heart")
    save(reader, "q=heart")
    publish("A new heart"), publish("A new lung")
    morning()
    assert told() == ["A new heart"]
    morning()
    assert told() == []


def test_one_mail_has_all_searches_of_a_reader(reader):
    other = UserFactory()
    save(reader, "q=heart"), save(reader, "q=lung", "weekly"), save(reader, "q=liver", "never"), save(other, "q=lung")
    publish("Heart"), publish("Lung"), publish("Liver")
    morning()
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([reader.email], "2 new results in your searches"),
        ([other.email], "1 new result in your searches"),
    ]
    message = mail.outbox[0]
    for text in (message.body, message.alternatives[0][0]):
        assert "Heart" in text and "Lung" in text and "Liver" not in text
        assert text.count("http://127.0.0.1:8000/w/") == 2
        assert "http://127.0.0.1:8000/search/?q=heart&" in text.replace("&amp;", "&")
        assert not re.search(r"(?<!127\.0\.0\.1:8000)/(w|search)/\w*", text.replace("</", ""))


def test_a_reader_is_written_to_in_the_language_of_their_letters(reader):
    LetterSettingsFactory(user=reader, language="ru")
    save(reader, "q=heart")
    publish("Heart"), publish("A second heart"), publish("A third heart")
    morning()
    [message] = mail.outbox
    assert message.subject == "3 новых результата в ваших поисках"
    for text in (message.body, message.alternatives[0][0]):
        assert "3 новых результата" in text and "Отказаться от всех таких писем" in text
        assert not re.search(r"See all|Hello|No more|Stop|Change how", text)
    assert Letter.objects.get(user=reader).language == "ru"


def test_only_some_are_named_and_the_others_counted(reader):
    save(reader, "kind=report")
    for number in range(MOST_SHOWN + 3):
        OutputFactory(published=True, kind=Kind.REPORT, title=f"Report {number}")
    changes_follow()
    morning()
    text = mail.outbox[0].body
    assert text.count("* Report") == MOST_SHOWN and "and 3 more." in text
    assert re.search(r"See all: (\S+)", text)[1].endswith("/search/?kind=report&sort=newest")


def test_news_are_told_too(reader):
    save(reader, "q=symposium")
    NewsPageFactory(title="A symposium is over")
    changes_follow()
    morning()
    assert told() == ["A symposium is over"]


def test_what_is_opened_to_the_reader_is_new_though_it_is_old(reader):
    work = publish("Heart", access=Access.OWNER)
    work.first_published_at = timezone.now() - timedelta(days=500)
    work.save()
    changes_follow()
    save(reader, "q=heart")
    morning()
    assert told() == []
    work.access = Access.SIGNED_IN
    work.save()
    changes_follow()
    morning()
    assert told() == ["Heart"]


def test_what_goes_and_comes_back_is_not_new_again(reader):
    work = publish("Heart")
    save(reader, "q=heart")
    for access in (Access.OWNER, Access.PUBLIC):
        work.access = access
        work.save()
        changes_follow()
        morning()
    assert told() == []


def test_what_was_closed_before_the_mail_went_is_not_in_it(reader):
    save(reader, "q=heart")
    closed, withdrawn = publish("Closed heart"), publish("Withdrawn heart")
    publish("Open heart")
    closed.access = Access.OWNER
    closed.save()
    withdrawn.withdrawn_at, withdrawn.withdrawal_reason = timezone.now(), "Wrong"
    withdrawn.save()  # the index does not know yet
    morning()
    assert told() == ["Open heart"]


def test_each_is_told_what_they_may_see(reader_of_each_engine):
    reader = reader_of_each_engine
    partner = PartnerFactory()
    member = UserFactory(institution=partner)
    save(reader, "q=heart"), save(member, "q=heart"), save(member, "q=sapwood"), save(reader, "q=sapwood")
    work = OutputFactory(published=True, title="Heart", access=Access.PARTNERS)
    ContributionFactory(output=work, partners=[partner])
    open_work = OutputFactory(published=True, title="Tree")
    ContributionFactory(output=open_work, partners=[partner])
    file = OutputFileFactory(output=open_work, access=Access.PARTNERS)
    PageTextFactory(stored_file=file.stored_file, text="sapwood")
    work.save(), open_work.save()
    changes_follow()
    morning()
    assert [message.to for message in mail.outbox] == [[member.email]]
    assert set(told()) == {"Heart", "Tree"}


def test_whoever_cannot_sign_in_or_has_no_address_gets_nothing(reader):
    inactive, unknown = UserFactory(), UserFactory()
    for user in (inactive, unknown):
        save(user, "q=heart")
    inactive.is_active = False
    inactive.save()
    unknown.email = ""
    unknown.save()
    publish("Heart")
    morning()
    assert mail.outbox == [] and not DBTaskResult.objects.filter(task_path=send_digest.module_path).exists()


def test_who_leaves_between_is_not_written_to(reader):
    save(reader, "q=heart")
    publish("Heart")
    SavedSearch.objects.update(next_run_at=timezone.now())
    assert digests_begin() == 1
    reader.is_active = False
    reader.save()
    work_off()
    assert mail.outbox == []


@pytest.mark.parametrize("change", [{"paused": True}, {"deleted_at": timezone.now()}])
def test_what_is_paused_or_deleted_between_is_left_out(reader, change):
    save(reader, "q=heart")
    publish("Heart")
    SavedSearch.objects.update(next_run_at=timezone.now())
    digests_begin()
    SavedSearch.objects.update(next_run_at=None, **change)
    work_off()
    assert mail.outbox == []


def test_a_date_is_taken_by_one_worker(reader):
    search = save(reader, "q=heart")
    SavedSearch.objects.update(next_run_at=timezone.now())
    assert [digests_begin(), digests_begin()] == [1, 0]
    search.refresh_from_db()
    assert search.next_run_at > timezone.now()


def test_the_mail_of_a_worker_that_died_is_taken_up_by_another(reader):
    save(reader, "q=heart")
    publish("Heart")
    SavedSearch.objects.update(next_run_at=timezone.now())
    digests_begin()
    DBTaskResult.objects.ready().update(status="RUNNING", worker_ids=["killed"])
    work_off()
    assert mail.outbox == []
    requeue_lost_jobs()
    work_off()
    assert told() == ["Heart"]


@pytest.fixture
def at_noon() -> Iterator[None]:
    """The site's clock, far from the next morning, so that nothing else is due soon."""
    hours = 12 - datetime.now(UTC).hour
    with timezone.override(timezone.get_fixed_timezone(hours * 60)):
        yield


@pytest.mark.usefixtures("at_noon")
def test_a_dead_mail_server_loses_nothing(reader, settings):
    search = save(reader, "q=heart")
    publish("Heart")
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    pauses = []
    for _attempt in range(3):
        morning()
        search.refresh_from_db()
        pauses.append(search.next_run_at - timezone.now())
    assert pauses == sorted(pauses) and timedelta(minutes=10) < pauses[0] < timedelta(hours=1) and search.failures == 3
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}  # nothing for editors to do
    settings.EMAIL_BACKEND = backend
    morning()
    assert told() == ["Heart"]
    search.refresh_from_db()
    assert search.failures == 0


def test_an_engine_that_is_down_puts_the_mail_off(reader, settings):
    search = save(reader, "q=heart")
    publish("Heart")
    checked, engine = SavedSearch.objects.get().checked_at, settings.SEARCH_ENGINE
    url, settings.SEARCH_ENGINE = settings.ELASTICSEARCH_URL, "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    morning()
    search.refresh_from_db()
    assert (
        mail.outbox == [] and search.checked_at == checked and search.next_run_at < timezone.now() + timedelta(hours=1)
    )
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = engine, url
    morning()
    assert told() == ["Heart"]


def test_a_search_saved_while_the_engine_was_down_goes_by_dates(reader, settings):
    publish("An old heart")
    engine, url = settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:9"
    search = save(reader, "q=heart")
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = engine, url
    search.refresh_from_db()
    assert search.checked_at is None
    publish("A new heart")
    morning()
    assert told() == ["A new heart"]


def test_a_mail_that_died_after_it_was_sent_is_recognised_when_it_comes_again(reader):
    save(reader, "q=heart")
    publish("Heart")
    before = SavedSearch.objects.values().get()
    morning()
    SavedSearch.objects.filter(pk=before["id"]).update(**before)  # as if the process had died before it was noted
    morning()
    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second
    publish("Another heart")
    mail.outbox.clear()
    morning()
    assert mail.outbox[0].message()["Message-ID"] != first


def test_that_it_was_sent_is_seen_among_the_letters_and_not_what_it_said(reader):
    save(reader, "q=heart")
    publish("Heart")
    morning()
    letter = Letter.objects.get()
    assert (letter.name, letter.user, letter.address, letter.state) == ("searches", reader, reader.email, "sent")
    assert (letter.subject, letter.text, letter.html) == ("1 new result in your searches", "", "")


def test_mail_programs_can_stop_it(reader, client):
    save(reader, "q=heart"), save(reader, "q=lung")
    publish("Heart"), publish("Lung")
    morning()
    message = mail.outbox[0].message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated" and parseaddr(message["To"])[1] == reader.email
    address = urlsplit(message["List-Unsubscribe"].strip("<>"))
    assert address.netloc == "127.0.0.1:8000"
    client.handler.enforce_csrf_checks = True
    assert client.post(address.path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not SavedSearch.objects.filter(paused=False).exists()


def test_looking_at_the_page_stops_nothing_and_the_button_one_search(reader, client):
    hearts, lungs = save(reader, "q=heart"), save(reader, "q=lung")
    path = urlsplit(unsubscribe_url(reader, hearts)).path
    html = client.get(path).content.decode()
    assert "Stop mails?" in html and "heart" in html and not SavedSearch.objects.filter(paused=True).exists()
    client.handler.enforce_csrf_checks = True
    assert "The mails are stopped" in client.post(path).content.decode()
    assert client.post(path).status_code == 200  # pressing twice is no fault
    hearts.refresh_from_db(), lungs.refresh_from_db()
    assert (hearts.paused, hearts.next_run_at, lungs.paused) == (True, None, False)


@pytest.mark.parametrize(
    "spoil", [lambda token: token[:-1], lambda token: token.replace(":", "x", 1), lambda token: "x"]
)
def test_links_that_we_did_not_write_stop_nothing(reader, client, spoil):
    search = save(reader, "q=heart")
    path = urlsplit(unsubscribe_url(reader, search)).path.removesuffix("/")
    folder, _slash, token = path.rpartition("/")
    for method in (client.get, client.post):
        assert method(f"{folder}/{spoil(token)}/").status_code == 404
    assert not SavedSearch.objects.filter(paused=True).exists()


def test_searches_with_too_many_hits_go_by_dates_and_tell_once(engine):
    engine.apply([])
    for number in range(4):
        publish(f"Old heart {number}", issued="2026-05")
    search = SavedSearchFactory(query="q=heart", checked_at=None, seen_all=False)
    new = publish("New heart of an old date", issued="1998")
    look = look_at(search, most_noted=2)
    assert look.new == [f"output:{new.pk}"] and not look.seen_all and len(look.seen) == 1
    look_note(search=search, look=look)
    search.refresh_from_db()
    assert look_at(search, most_noted=2).new == []
    assert look_at(search).new == []  # it finds little enough now, and still nothing old is new


def test_what_was_hidden_is_new_on_its_day_also_to_a_search_that_goes_by_dates(engine):
    long_ago, today = timezone.now() - timedelta(days=90), timezone.localdate()
    for number in range(4):
        publish(f"Old heart {number}", first_published_at=long_ago)
    for until in (today + timedelta(days=1), today - timedelta(days=30)):
        publish("Old heart, hidden", first_published_at=long_ago, hidden_until=until)
    unveiled = publish("Old heart, shown today", first_published_at=long_ago, hidden_until=today)
    since = timezone.now() - timedelta(days=2)
    search = SavedSearchFactory(query="q=heart", active_since=since, checked_at=None, seen_all=False)
    look = look_at(search, most_noted=2)
    assert look.new == [f"output:{unveiled.pk}"]
    assert look_at(search).new == look.new
    look_note(search=search, look=look)
    search.refresh_from_db()
    assert look_at(search, most_noted=2).new == []


def test_many_seen_keys_take_little_room():
    search = SavedSearchFactory(seen=[f"output:{number * 7}" for number in range(10_000)])
    search.refresh_from_db()
    assert len(search.seen) == 10_000 and len(search.seen_packed) < 40_000
