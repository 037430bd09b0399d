"""A reader asks for a copy of a closed file; the depositor sends one, declines or asks back."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from repository.copies import services
from repository.copies.tokens import token_of
from repository.models import CopyRequest, Letter, Output
from repository.outputs.choices import Access
from tests.factories import CopyRequestFactory, OutputFactory, OutputFileFactory, UserFactory
from tests.pages import html_of, signed_in, text_of

pytestmark = pytest.mark.django_db
State = CopyRequest.State
DATA = b"what is closed"


@pytest.fixture
def owner():
    return UserFactory(groups=["faculty"], first_name="Maria")


@pytest.fixture
def work(owner) -> Output:
    output = OutputFactory(published=True, owner=owner, title="On the heart")
    until = timezone.localdate() + timedelta(days=60)
    OutputFileFactory(
        output=output,
        name="closed.txt",
        embargo_until=until,
        stored_file__data=DATA,
        stored_file__media_type="text/plain",
    )
    OutputFileFactory(output=output, name="open.pdf")
    return Output.objects.get(pk=output.pk)


@pytest.fixture
def asked(work) -> CopyRequest:
    return CopyRequestFactory(output=work, file_name="closed.txt")


@pytest.fixture
def approved(asked, owner) -> CopyRequest:
    return services.copy_request_approve(request=asked, user=owner)


def ask(client, work, number=1, **typed):
    sent = {"name": "Ada Byron", "address": "ada@example.org", "words": "For my thesis.", "website": ""} | typed
    return client.post(f"/w/{work.code}/files/{number}/ask/", sent, follow=True)


def test_the_page_of_the_work_offers_it_for_closed_files_only(client, work, owner):
    page = html_of(client.get(work.get_absolute_url()))
    offers = [link["href"] for link in page.find_all("a", href=re.compile("/ask/$"))]
    assert offers == [f"/w/{work.code}/files/1/ask/"]
    assert "/ask/" not in signed_in(owner).get(work.get_absolute_url()).content.decode()


@pytest.mark.parametrize("number", [2, 3])
def test_what_is_open_or_is_not_there_cannot_be_asked_for(client, work, number):
    assert client.get(f"/w/{work.code}/files/{number}/ask/").status_code == 404
    assert ask(client, work, number).status_code == 404
    assert not CopyRequest.objects.exists()


def test_a_request_reaches_the_depositor_by_letter(client, work, owner):
    page = ask(client, work)
    assert "Your request is sent." in text_of(page)
    request = CopyRequest.objects.get()
    assert (request.name, request.address, request.state) == ("Ada Byron", "ada@example.org", State.OPEN)
    letter = Letter.objects.get()
    assert (letter.name, letter.user, letter.output) == ("copy-asked", owner, work)
    assert "For my thesis." in letter.text and f"/deposit/requests/{request.pk}/" in letter.text
    entry = ModelLogEntry.objects.for_instance(work).get()
    assert "Ada" not in str(entry.data) and entry.data["file"] == "closed.txt"


def test_somebody_with_an_account_is_known_by_it(work):
    reader = UserFactory(first_name="Ada", last_name="Byron")
    ask(signed_in(reader), work, address="other@example.org")
    request = CopyRequest.objects.get()
    assert (request.user, request.name, request.address) == (reader, "Ada Byron", reader.email)


@pytest.mark.parametrize("missing", ["name", "address", "words"])
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, work, missing):
    page = ask(client, work, **{missing: ""})
    assert page.status_code == 422
    assert "required" in text_of(page)
    assert ("For my thesis." in text_of(page)) is (missing != "words")
    assert not CopyRequest.objects.exists()


def test_the_same_request_twice_is_one(client, work):
    ask(client, work)
    ask(client, work)
    assert CopyRequest.objects.count() == Letter.objects.count() == 1


def test_a_program_that_fills_in_everything_is_heard_by_nobody(client, work):
    assert "Your request is sent." in text_of(ask(client, work, website="https://spam.example/"))
    assert not CopyRequest.objects.exists()


def test_a_flood_is_refused_in_a_sentence(client, work):
    for _ in range(services.MOST_OF_ONE):
        CopyRequestFactory(address="ada@example.org", state=State.DECLINED)
    page = ask(client, work)
    assert page.status_code == 422 and "try again later" in text_of(page)
    assert CopyRequest.objects.count() == services.MOST_OF_ONE


def test_readers_behind_a_proxy_are_told_apart(client, work, settings):
    """The proxy adds the address that it saw; what a reader wrote there beforehand does not count."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number, seen in enumerate(("203.0.113.1", "203.0.113.2", "203.0.113.2")):
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{number}, {seen}"
        ask(client, work, address=f"reader-{number}@example.org")
    first, second, third = CopyRequest.objects.order_by("pk").values_list("origin", flat=True)
    assert first != second == third


def test_an_approval_sends_a_link_that_opens_this_file(client, work, asked, owner):
    page = signed_in(owner).post(f"/deposit/requests/{asked.pk}/", {"act": "approve", "words": "Gladly."}, follow=True)
    assert "Done. The reader is told by letter." in text_of(page)
    letter = Letter.objects.get()
    assert (letter.name, letter.address, letter.link) == ("copy-approved", asked.address, "")
    address = re.search(r"/copies/\S+/", letter.text)[0]
    page = client.get(address)
    assert "closed.txt" in text_of(page) and "5 times" in text_of(page)
    assert CopyRequest.objects.get().uses_left == 5
    taken = client.post(address, {"act": "take"})
    assert b"".join(taken.streaming_content) == DATA
    assert taken["Content-Disposition"] == 'attachment; filename="closed.txt"'
    assert taken["Referrer-Policy"] == "same-origin" and "no-store" in taken["Cache-Control"]
    assert CopyRequest.objects.get().uses_left == 4
    assert client.get(f"/w/{work.code}/files/1/").status_code == 403


@pytest.mark.parametrize(
    "spoilt",
    [
        {"uses_left": 0},
        {"expires_at": timezone.now() - timedelta(minutes=1)},
        {"state": State.REVOKED},
        {"state": State.DECLINED},
        {"number": 9},
    ],
)
def test_a_link_that_has_ended_opens_nothing(client, approved, spoilt):
    CopyRequest.objects.filter(pk=approved.pk).update(**spoilt)
    address = f"/copies/{token_of(approved)}/"
    assert b"Download" not in client.get(address).content
    assert client.post(address, {"act": "take"}).status_code == 410


@pytest.mark.parametrize(
    "closed",
    [
        {"withdrawn_at": timezone.now(), "withdrawal_reason": "Asked for."},
        {"deleted_at": timezone.now()},
        {"live": False},
        {"access": Access.HOME},
    ],
)
def test_a_link_opens_nothing_of_a_work_that_is_gone(client, approved, closed):
    Output.objects.filter(pk=approved.output_id).update(**closed)
    address = f"/copies/{token_of(approved)}/"
    assert "On the heart" not in client.get(address).content.decode()
    assert client.post(address, {"act": "take"}).status_code == 410


@pytest.mark.parametrize("token", ["x", "MQ:1u:x", ""])
def test_a_link_that_we_never_wrote_leads_nowhere(client, approved, token):
    assert client.get(f"/copies/{token}/").status_code == 404


def test_the_depositor_takes_a_copy_back(client, approved, owner):
    signed_in(owner).post(f"/deposit/requests/{approved.pk}/", {"act": "revoke"})
    assert CopyRequest.objects.get().state == State.REVOKED
    assert client.post(f"/copies/{token_of(approved)}/", {"act": "take"}).status_code == 410


@pytest.mark.parametrize("act", ["decline", "ask"])
def test_declining_and_asking_need_words(asked, owner, act):
    page = signed_in(owner).post(f"/deposit/requests/{asked.pk}/", {"act": act, "words": " "})
    assert page.status_code == 422 and "Write a sentence to the reader" in text_of(page)
    assert CopyRequest.objects.get().state == State.OPEN and not Letter.objects.exists()


def test_a_question_is_answered_by_the_link_and_the_thread_stays(client, asked, owner):
    desk = signed_in(owner)
    desk.post(f"/deposit/requests/{asked.pk}/", {"act": "ask", "words": "At which university?"})
    address = f"/copies/{token_of(asked)}/"
    assert "At which university?" in text_of(client.get(address))
    assert client.post(address, {"act": "reply", "words": ""}).status_code == 422
    assert "Sent." in text_of(client.post(address, {"act": "reply", "words": "At Tartu."}, follow=True))
    assert client.post(address, {"act": "reply", "words": "Once more"}).status_code == 422
    page = text_of(desk.get(f"/deposit/requests/{asked.pk}/"))
    assert page.index("At which university?") < page.index("At Tartu.")
    assert [letter.name for letter in Letter.objects.order_by("pk")] == ["copy-question", "copy-answered"]
    desk.post(f"/deposit/requests/{asked.pk}/", {"act": "decline", "words": "Not now."})
    assert "Not now." in text_of(client.get(address))


def test_what_is_decided_is_not_decided_again(approved, owner):
    page = signed_in(owner).post(f"/deposit/requests/{approved.pk}/", {"act": "decline", "words": "No."})
    assert page.status_code == 422 and "decided about this request already" in text_of(page)
    assert CopyRequest.objects.get().state == State.APPROVED


def test_nobody_else_answers(asked):
    other = signed_in(UserFactory(groups=["faculty"]))
    assert other.get(f"/deposit/requests/{asked.pk}/").status_code == 404
    assert other.post(f"/deposit/requests/{asked.pk}/", {"act": "approve"}).status_code == 404
    assert "closed.txt" not in text_of(other.get("/deposit/requests/"))
    assert CopyRequest.objects.get().state == State.OPEN


def test_the_list_of_requests_takes_a_constant_number_of_queries(owner, asked):
    desk = signed_in(owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get("/deposit/requests/")
        return len(seen)

    queries()
    one = queries()
    for _ in range(4):
        CopyRequestFactory(output=asked.output, file_name="more.pdf")
    assert queries() == one


@pytest.mark.django_db(transaction=True)
def test_the_last_use_is_taken_once(approved):
    CopyRequest.objects.filter(pk=approved.pk).update(uses_left=1)
    gate, taken = threading.Barrier(4), []

    def take():
        try:
            gate.wait()
            services.copy_take(request=approved)
            taken.append(True)
        except PermissionDenied:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: take(), range(4)))
    assert (len(taken), CopyRequest.objects.get().uses_left) == (1, 0)
