"""Writing letters: once for a cause, in the recipient's language, to nobody who does not want them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from repository.letters.delivery import letters_deliver
from repository.letters.digests import letters_gather
from repository.letters.kinds import KINDS, LetterKind, Placeholder, Role, Shown, letter_register
from repository.letters.saying import day_of
from repository.letters.services import MOST_AT_ONCE, Recipient, letter_retry, letter_send, next_daily
from repository.models import Letter, LetterChoice
from tests.factories import (
    LetterChoiceFactory,
    LetterFactory,
    LetterSettingsFactory,
    LetterWordingFactory,
    OutputFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
State = Letter.State
STRANGER = Recipient("ada@example.org", "Ada")


def returned(recipient: Recipient = STRANGER, **options) -> Letter:
    context = options.pop("context", {"title": "The heart", "comment": "Add the year.", "link": "/deposit/x/"})
    return letter_send(name="returned", recipient=recipient, context=context, **options)


def submitted(user, title: str = "The heart") -> Letter:
    context = {"title": title, "depositor": "Maria", "link": "/cms/x/"}
    return letter_send(name="submitted", recipient=Recipient.of(user), context=context)


def test_a_letter_is_a_row_of_the_callers_transaction():
    output = OutputFactory()
    with pytest.raises(RuntimeError), transaction.atomic():
        returned(output=output)
        raise RuntimeError("the machine stops here")
    assert not Letter.objects.exists()
    letter = returned(output=output)
    assert (letter.state, letter.output, letter.attempts) == (State.WAITING, output, 0)
    assert mail.outbox == []


def test_the_same_cause_writes_to_the_same_address_once():
    first, again = returned(key="cause"), returned(key="cause")
    other = returned(Recipient("other@example.org"), key="cause")
    assert first.pk == again.pk != other.pk
    assert returned().pk != returned().pk


@pytest.mark.parametrize(
    ("wanted", "written"), [("ru", "ru"), ("be-tarask", "be"), ("de", "en"), ("", "en"), ("RU", "ru")]
)
def test_the_language_is_the_recipients_and_english_otherwise(wanted, written):
    assert returned(Recipient("ada@example.org", language=wanted)).language == written


@pytest.mark.parametrize(
    ("language", "day"), [("en", "Nov. 9, 2026"), ("ru", "9 ноября 2026 г."), ("be", "9 лістапада 2026 г.")]
)
def test_a_day_is_said_in_the_language_of_the_letter(language, day):
    moment = datetime(2026, 11, 9, 12, tzinfo=UTC)
    user = LetterSettingsFactory(language=language).user
    context = {"title": "A", "file": "a.pdf", "day": day_of(moment), "link": "/copies/x/"}
    assert day in letter_send(name="copy-approved", recipient=Recipient.of(user), context=context).text


def test_what_was_chosen_in_the_account_counts_more_than_what_the_caller_knows():
    user = LetterSettingsFactory(language="be").user
    letter = returned(Recipient(user.email, language="ru", user=user))
    assert letter.language == "be" and letter.subject == "Патрэбны праўкі: «The heart»"


def test_nobody_is_written_to_whose_account_is_closed():
    user = UserFactory(is_active=False)
    assert returned(Recipient.of(user)).state == State.CLOSED
    waiting = LetterFactory(user=user)
    assert letters_deliver() == 0 and mail.outbox == []
    waiting.refresh_from_db()
    assert (waiting.state, waiting.next_try_at) == (State.CLOSED, None)


@pytest.mark.parametrize(
    "address",
    ["", "ada", "ada@", "a b@example.org", "ada@example.org\r\nBcc: all@example.org", "ada@" + "a." * 130 + "org"],
)
def test_an_address_that_is_none_fails_and_disturbs_nobody(address):
    letter = returned(Recipient(address))
    assert (letter.state, letter.last_error) == (State.FAILED, "This is not an e-mail address.")


def test_neither_title_nor_name_writes_headers():
    title = "One\r\nBcc: everybody@example.org\x00"
    letter = returned(Recipient("ada@example.org", "Ada\nCc: x@example.org"), context={"title": title, "link": "/"})
    letters_deliver()
    message = mail.outbox[0].message()
    assert letter.subject == "Changes asked for: “One Bcc: everybody@example.org”"
    assert message["Bcc"] is None and message["Cc"] is None
    assert mail.outbox[0].recipients() == ['"Ada Cc: x@example.org" <ada@example.org>']


def test_a_placeholder_that_the_kind_does_not_declare_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="declares no placeholder secret"):
        returned(context={"secret": "x"})


def test_an_administrators_wording_counts_and_the_newest_of_them():
    LetterWordingFactory(number=1, subject="Old")
    LetterWordingFactory(number=2, subject="New “{title}”", body="{name}, look:\n{link}")
    letter = returned()
    assert letter.subject == "New “The heart”" and letter.text.startswith(
        "Ada, look:\nhttp://127.0.0.1:8000/deposit/x/"
    )
    LetterWordingFactory(number=3, is_default=True, subject="", body="")
    assert returned().subject == "Changes asked for: “The heart”"


def test_no_two_kinds_share_a_name_and_secret_links_do_not_come_along_with_others():
    link = Placeholder("link", "where to go", "/", Role.LINK)
    wrong = (
        LetterKind("returned", "Another", ()),
        LetterKind("new", "No link", (), may_gather=True),
        LetterKind("new", "Secret", (link,), may_gather=True, shown=Shown.WITHOUT_LINKS),
    )
    for kind in wrong:
        with pytest.raises(ValueError):
            letter_register(kind)
    assert "new" not in KINDS and KINDS["returned"].label != "Another"


# -- what recipients chose ---------------------------------------------------------------------------------------------


def test_whoever_declined_a_kind_gets_none_and_the_row_says_so():
    user = LetterChoiceFactory(delivery=LetterChoice.Delivery.NEVER).user
    assert submitted(user).state == State.UNWANTED
    assert returned(Recipient.of(user)).state == State.WAITING


def test_a_necessary_letter_cannot_be_declined():
    user = LetterChoiceFactory(name="returned", delivery=LetterChoice.Delivery.NEVER).user
    assert returned(Recipient.of(user)).state == State.WAITING


def test_one_letter_a_day_gathers_what_came_since(settings):
    user = LetterChoiceFactory(user__first_name="Ada").user
    letters = [submitted(user, f"Work {number}") for number in range(1, 4)]
    assert {letter.state for letter in letters} == {State.GATHERED}
    assert letters_gather() == 0
    Letter.objects.gathered().update(next_try_at=timezone.now())
    assert (letters_gather(), letters_gather()) == (1, 0)
    assert letters_deliver() == 1
    message = mail.outbox[0]
    assert (message.subject, message.to) == ("Gathered for you: 3", [f"Ada <{user.email}>"])
    for number in range(1, 4):
        assert f"- To review: “Work {number}”\n  http://127.0.0.1:8000/cms/x/" in message.body
    assert {letter.state for letter in Letter.objects.filter(name="submitted")} == {State.IN_DIGEST}
    assert Letter.objects.get(name="digest").gathered.count() == 3


def test_what_waits_alone_goes_as_it_is():
    user = LetterChoiceFactory().user
    submitted(user)
    Letter.objects.update(next_try_at=timezone.now())
    letters_gather()
    assert letters_deliver() == 1 and mail.outbox[0].subject == "To review: “The heart”"


def test_a_flood_is_one_letter_after_the_first_few():
    user = UserFactory()
    for number in range(50):
        submitted(user, f"Work {number}")
    other = submitted(UserFactory())
    assert other.state == State.WAITING
    assert letters_deliver() == MOST_AT_ONCE + 1
    gathered = Letter.objects.gathered()
    assert gathered.count() == 50 - MOST_AT_ONCE
    assert timedelta(minutes=50) < gathered.first().next_try_at - timezone.now() <= timedelta(hours=1)
    gathered.update(next_try_at=timezone.now())
    assert letters_gather() == 1 and letters_deliver() == 1
    assert mail.outbox[-1].subject == f"Gathered for you: {50 - MOST_AT_ONCE}"


def test_the_daily_letter_comes_in_the_morning_of_this_place():
    minsk = ZoneInfo("Europe/Minsk")
    for now, due in (
        (datetime(2026, 3, 1, 6, 59, tzinfo=minsk), datetime(2026, 3, 1, 7, 0, tzinfo=minsk)),
        (datetime(2026, 3, 1, 7, 0, tzinfo=minsk), datetime(2026, 3, 2, 7, 0, tzinfo=minsk)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=minsk), datetime(2027, 1, 1, 7, 0, tzinfo=minsk)),
    ):
        assert next_daily(now) == due


# -- try again ---------------------------------------------------------------------------------------------------------


def test_a_failed_letter_starts_over():
    letter = LetterFactory(state=State.FAILED, next_try_at=None, attempts=7, last_error="550 no such user")
    again = letter_retry(letter=letter)
    assert (again.state, again.attempts) == (State.WAITING, 0)
    assert letters_deliver() == 1


def test_only_a_failed_one_does():
    with pytest.raises(ValidationError):
        letter_retry(letter=LetterFactory())
