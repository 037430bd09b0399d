"""The queue against a real mail server that refuses, hangs, hangs up in the middle, and comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from repository.letters.delivery import (
    _take_in_hand,
    letters_begin,
    letters_deliver,
    letters_forget,
    message_id,
    send_letters,
)
from repository.models import Letter, MailServerTrouble
from tests.factories import LetterFactory, UserFactory
from tests.repository.deposit.conftest import work_off
from tests.repository.letters.conftest import deliver
from tests.repository.letters.smtp import mail_server

pytestmark = pytest.mark.django_db
State = Letter.State


def row(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)


def test_letters_go_over_one_connection_with_their_headers(server):
    first = LetterFactory(
        display_name="Анна «Б», d.o.o.", address="anna@example.org", subject="Да: «Сердце»", language="ru"
    )
    LetterFactory()
    assert letters_deliver() == 2
    assert server.connections == 1
    message = server.taken[0]
    assert message["To"] == '"Анна «Б», d.o.o." <anna@example.org>'
    assert message["Subject"] == "Да: «Сердце»"
    assert message["Message-ID"] == message_id(first)
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "ru")
    assert message["List-Unsubscribe"] is None
    assert message.get_body(("plain",)).get_content() == "Words.\r\n"
    assert message.get_body(("html",)).get_content().strip() == "<p>Words.</p>"
    done = row(first)
    assert (done.state, done.attempts, done.last_error, done.next_try_at) == (State.SENT, 1, "", None)
    assert done.sent_at is not None


@pytest.mark.parametrize("behaviour", ["busy", "hangs", "refuses sender"])
def test_a_server_that_cannot_be_used_delays_everything_and_loses_nothing(server, settings, behaviour):
    letters = [LetterFactory(), LetterFactory()]
    usual, settings.EMAIL_TIMEOUT = settings.EMAIL_TIMEOUT, 1
    server.behaviour = behaviour
    pauses = []
    for _attempt in range(3):
        assert deliver() == 0
        pauses.append(row(letters[0]).next_try_at - timezone.now())
        assert not Letter.objects.due().exists()
    assert pauses == sorted(pauses) and timedelta(seconds=50) < pauses[0] < pauses[2] < timedelta(minutes=5)
    assert [row(letter).state for letter in letters] == [State.WAITING] * 2
    assert row(letters[0]).last_error and server.taken == []
    assert server.connections == 3  # the second letter did not try what the first had found out
    server.behaviour, settings.EMAIL_TIMEOUT = "well", usual
    server.released.set()
    assert deliver() == 2
    assert [row(letter).last_error for letter in letters] == ["", ""]


def test_no_server_at_all_is_the_same(settings):
    with mail_server() as gone:
        pass
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone.port
    letter = LetterFactory()
    for _attempt in range(30):
        deliver()
    assert row(letter).state == State.WAITING
    assert row(letter).next_try_at - timezone.now() <= timedelta(minutes=15)
    with mail_server(gone.port) as back:
        assert deliver() == 1 and len(back.taken) == 1


def test_a_server_that_hangs_up_in_the_middle_gets_the_letter_again(server):
    letters = [LetterFactory(), LetterFactory()]
    server.behaviour = "drops"
    assert deliver() == 0
    assert [row(letter).state for letter in letters] == [State.WAITING] * 2
    assert "closed" in row(letters[0]).last_error
    server.behaviour = "well"
    assert deliver() == 2


@pytest.mark.parametrize("behaviour", ["drops", "stalls"])
def test_a_server_that_does_so_every_time_is_not_bothered_with_the_rest(server, settings, behaviour):
    letters = [LetterFactory() for _number in range(6)]
    usual, settings.EMAIL_TIMEOUT = settings.EMAIL_TIMEOUT, 1
    server.behaviour = behaviour
    assert deliver() == 0
    assert server.connections == 3
    assert [row(letter).attempts for letter in letters] == [1, 1, 1, 0, 0, 0]
    assert not Letter.objects.due().exists() and MailServerTrouble.objects.exists()
    server.behaviour, settings.EMAIL_TIMEOUT = "well", usual
    server.released.set()
    assert deliver() == 6 and not MailServerTrouble.objects.exists()


def test_trouble_is_told_as_long_as_it_lasts_and_no_longer(server):
    letters = [LetterFactory() for _number in range(3)]
    server.behaviour = "dies after one"
    assert deliver() == 1
    assert MailServerTrouble.objects.get().said == "421 too busy, come back later"
    server.behaviour = "well"
    server.refused = {letter.address: b"550 no such user" for letter in letters}
    assert deliver() == 0
    assert {row(letter).state for letter in letters} == {State.SENT, State.FAILED}
    assert not MailServerTrouble.objects.exists()  # it refuses, but it answers


def test_a_letter_without_an_address_is_not_said_to_be_sent(server):
    letter = LetterFactory(address="")
    assert deliver() == 0
    assert (row(letter).state, row(letter).last_error) == (State.FAILED, "This is not an e-mail address.")


def test_letters_are_forgotten_after_a_year_but_not_those_that_wait():
    old = timezone.now() - timedelta(days=366)
    digest = LetterFactory(created_at=old, state=State.SENT, sent_at=old, next_try_at=None)
    LetterFactory(created_at=old, state=State.IN_DIGEST, digest=digest, next_try_at=None)
    waiting = LetterFactory(created_at=old)
    recent = LetterFactory(state=State.SENT, sent_at=timezone.now(), next_try_at=None)
    assert letters_forget() == 2
    assert set(Letter.objects.all()) == {waiting, recent}


def test_a_letter_taken_without_a_word_goes_twice_and_is_recognised(server):
    LetterFactory()
    server.behaviour = "takes and drops"
    assert deliver() == 0
    server.behaviour = "well"
    assert deliver() == 1
    assert len(server.taken) == 2 and len({message["Message-ID"] for message in server.taken}) == 1


def test_a_refusal_for_good_fails_that_letter_alone(server):
    refused, other = LetterFactory(address="nobody@example.org"), LetterFactory()
    server.refused["nobody@example.org"] = b"550 no such user"
    assert deliver() == 1
    failed = row(refused)
    assert (failed.state, failed.last_error, failed.next_try_at) == (State.FAILED, "550 no such user", None)
    assert row(other).state == State.SENT


@pytest.mark.parametrize("behaviour", ["well", "full"])
def test_a_refusal_for_the_time_being_is_tried_for_days(server, behaviour):
    letter = LetterFactory(address="later@example.org")
    server.refused["later@example.org"] = b"450 greylisted" if behaviour == "well" else b"250 ok"
    server.behaviour = behaviour
    for _attempt in range(12):
        deliver()
    tried = row(letter)
    assert (tried.state, tried.attempts) == (State.WAITING, 12)
    assert tried.next_try_at - timezone.now() > timedelta(hours=5)
    Letter.objects.update(created_at=timezone.now() - timedelta(days=6))
    deliver()
    assert row(letter).state == State.FAILED and row(letter).last_error[:3] in ("450", "452")


def test_a_letter_in_a_dead_workers_hand_is_taken_up_by_another(server):
    letter = LetterFactory(attempts=1, next_try_at=timezone.now() + timedelta(minutes=2))
    assert letters_deliver() == 0
    Letter.objects.update(next_try_at=timezone.now())
    assert letters_deliver() == 1 and row(letter).attempts == 2


def test_of_two_workers_one_has_a_letter_in_hand(server):
    letter = LetterFactory()
    assert _take_in_hand(letter.pk) == letter
    assert _take_in_hand(letter.pk) is None
    assert letters_deliver() == 0 and server.connections == 0


def test_the_duty_leaves_one_job_and_only_when_there_is_work(server):
    assert letters_begin() is False
    LetterFactory(user=UserFactory())
    assert (letters_begin(), letters_begin()) == (True, False)
    assert DBTaskResult.objects.filter(task_path=send_letters.module_path).count() == 1
    work_off()
    assert len(server.taken) == 1 and letters_begin() is False


def test_stopping_is_offered_to_mail_programs_where_it_may_be(server):
    LetterFactory(name="published", user=UserFactory())
    letters_deliver()
    message = server.taken[0]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/letters/stop/")
