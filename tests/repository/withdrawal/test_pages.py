"""Where an owner asks for a withdrawal and sees how it stands, and where an editor decides."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from repository.models import Output, WithdrawalRequest
from tests.factories import ContributionFactory, OutputFactory, UserFactory, WithdrawalRequestFactory
from tests.pages import html_of, signed_in, text_of

pytestmark = pytest.mark.django_db
QUEUE = "/cms/withdrawals/"


@pytest.fixture
def desk(owner) -> Client:
    return signed_in(owner)


@pytest.fixture
def editing(editor) -> Client:
    return signed_in(editor)


@pytest.fixture
def url(work) -> str:
    return f"/w/{work.code}/withdrawal/"


def test_the_way_there_is_shown_to_owners_alone(client, desk, editing, work, url):
    for address in (work.get_absolute_url(), f"/deposit/{work.code}/review/", "/deposit/"):
        assert url in desk.get(address).content.decode(), address
    for other in (client, editing, signed_in(UserFactory(groups=["faculty"]))):
        assert url not in other.get(work.get_absolute_url()).content.decode()
        assert other.get(url).status_code in (302, 404)
    assert url not in desk.get(f"/deposit/{work.code}/preview/").content.decode()


def test_an_owner_asks_sees_how_it_stands_and_takes_it_back(desk, work, url):
    page = desk.post(url, {"why": "rights", "reason": "The publisher objects."}, follow=True)
    assert "The editors are asked." in text_of(page) and "The publisher objects." in text_of(page)
    assert "The editors have been asked to withdraw this work." in text_of(desk.get(work.get_absolute_url()))
    assert "Withdrawal asked for" in text_of(desk.get("/deposit/"))
    page = desk.post(url, {"act": "take-back"}, follow=True)
    assert "The request is taken back." in text_of(page)
    assert "Withdrawal asked for" not in text_of(desk.get("/deposit/"))
    assert WithdrawalRequest.objects.get().state == WithdrawalRequest.State.TAKEN_BACK


def test_what_is_missing_is_said_and_nothing_typed_is_lost(desk, url):
    page = desk.post(url, {"reason": "The publisher objects."})
    assert page.status_code == 422
    assert "required" in text_of(page) and "The publisher objects." in text_of(page)
    page = desk.post(url, {"why": "rights", "reason": " "})
    assert page.status_code == 422 and page.context["form"]["why"].value() == "rights"
    assert not WithdrawalRequest.objects.exists()


def test_the_same_form_twice_asks_once(desk, url):
    for _ in range(2):
        desk.post(url, {"why": "error", "reason": "Wrong."})
    assert WithdrawalRequest.objects.count() == 1


def test_a_refusal_stands_where_they_asked(desk, editing, work, url):
    asked = WithdrawalRequestFactory(output=work)
    page = editing.post(
        f"{QUEUE}{asked.pk}/", {"act": "decline", "decline-words": "An erratum is enough."}, follow=True
    )
    assert "Declined." in text_of(page)
    for address in (url, work.get_absolute_url()):
        assert "An erratum is enough." in text_of(desk.get(address))
    assert "An erratum is enough." not in text_of(editing.get(work.get_absolute_url()))


def test_an_editor_withdraws_with_the_words_of_the_owner_or_others(editing, work):
    asked = WithdrawalRequestFactory(output=work)
    page = editing.get(f"{QUEUE}{asked.pk}/")
    assert page.context["grant"]["reason"].value() == asked.reason
    page = editing.post(f"{QUEUE}{asked.pk}/", {"act": "grant", "grant-reason": " "})
    assert "This field is required." in text_of(page)
    page = editing.post(f"{QUEUE}{asked.pk}/", {"act": "grant", "grant-reason": "Table 2 was wrong."}, follow=True)
    assert "is withdrawn" in text_of(page)
    assert Output.objects.get(pk=work.pk).withdrawal_reason == "Table 2 was wrong."


def test_who_comes_late_is_told_and_loses_nothing(editing, work):
    asked = WithdrawalRequestFactory(output=work)
    for _ in range(2):
        page = editing.post(f"{QUEUE}{asked.pk}/", {"act": "decline", "decline-words": "An erratum is enough."})
    assert "This request is settled already. Nothing was changed." in text_of(page)


def test_the_queue_is_for_editors_and_shows_what_waits(editing, desk, work, editor):
    asked = WithdrawalRequestFactory(output=work)
    settled = WithdrawalRequestFactory(output__title="Settled", state="taken-back", decided_at=asked.created_at)
    assert "On the heart" in text_of(editing.get(QUEUE)) and "Settled" not in text_of(editing.get(QUEUE))
    assert "Settled" in text_of(editing.get(f"{QUEUE}?state=taken-back"))
    assert "Withdrawal asked for: 1 work" in text_of(editing.get("/cms/"))
    for address in (QUEUE, f"{QUEUE}{asked.pk}/", f"{QUEUE}{settled.pk}/"):
        assert desk.get(address).status_code == 302
    administrator = signed_in(UserFactory(groups=["administrators"]))
    assert administrator.get(f"{QUEUE}{asked.pk}/").status_code == 200
    assert Client().get(QUEUE).status_code == 302


@pytest.mark.parametrize("url", [QUEUE, "/cms/", "/deposit/"], ids=["queue", "home", "deposits"])
def test_a_list_takes_the_same_number_of_queries_however_much_there_is(editor, url):
    reader = signed_in(editor)

    def some(number: int) -> None:
        for _ in range(number):
            output = OutputFactory(published=True, owner=editor)
            ContributionFactory(output=output)
            WithdrawalRequestFactory(output=output, user=UserFactory())

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert reader.get(url).status_code == 200
        return len(context)

    some(1)
    reader.get(url)
    few = queries()
    some(5)
    assert queries() == few


def test_an_editor_is_led_to_what_is_missing_and_on_to_what_waits(editing):
    first, second = WithdrawalRequestFactory(), WithdrawalRequestFactory()
    page = editing.post(f"{QUEUE}{first.pk}/", {"act": "decline", "decline-words": " "})
    html = html_of(page)
    assert "Nothing is decided yet." in html.select_one(".messages").text
    assert [field["name"] for field in html.select("[autofocus]")] == ["decline-words"]
    for waiting, way_on, label in (
        (first, f"{QUEUE}{second.pk}/", "Next one that waits"),
        (second, QUEUE, "Back to the list"),
    ):
        answer = {"act": "decline", "decline-words": "It stays."}
        page = editing.post(f"{QUEUE}{waiting.pk}/", answer, follow=True)
        link = html_of(page).select_one(".messages a")
        assert (link["href"], link.text) == (way_on, label)
