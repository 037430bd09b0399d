"""Letters in the admin: what editors see of them, and how administrators word them."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from repository.letters.kinds import KINDS, LetterKind, Placeholder, Role, Shown, letter_register
from repository.letters.privacy import kept_of
from repository.letters.services import Recipient, letter_send
from repository.models import Letter, LetterWording, MailServerTrouble
from tests.factories import LetterFactory, LetterWordingFactory, OutputFactory, UserFactory
from tests.pages import html_of, signed_in, text_of

pytestmark = pytest.mark.django_db
State = Letter.State
LIST = "/cms/letters/"
TEXTS = "/cms/letter-texts/"
EDIT = f"{TEXTS}returned/ru/"


@pytest.fixture
def administering(db) -> Client:
    return signed_in(UserFactory(groups=["administrators"], first_name="Olga"))


@pytest.fixture
def secret_kinds() -> Iterator[None]:
    """Two kinds that only tests know: one with a link to act by, one that is nobody's business."""
    link = Placeholder("link", "where to confirm", "/", Role.LINK)
    kinds = {"secret": Shown.WITHOUT_LINKS, "private": Shown.NOTHING}
    for name, shown in kinds.items():
        letter_register(LetterKind(name, name.capitalize(), (link,), shown=shown))
    yield
    for name in kinds:
        del KINDS[name]


def listed(client: Client, **query) -> set[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return {letter.address for letter in response.context["object_list"]}


# -- what was sent to whom ---------------------------------------------------------------------------------------------


def test_editors_see_to_whom_about_which_work_in_which_state_and_why_not(editing):
    output = OutputFactory(title="Anatomy of the heart")
    LetterFactory(
        address="nobody@example.org",
        display_name="Анна",
        output=output,
        state=State.FAILED,
        next_try_at=None,
        last_error="550 no such user",
    )
    page = text_of(editing.get(LIST))
    for words in (
        "Анна <nobody@example.org>",
        "Anatomy of the heart",
        "Changes are asked for",
        "failed",
        "550 no such user",
        "1 letter was refused.",
    ):
        assert words in page


def test_an_empty_queue_says_so_and_a_dead_server_is_a_notice(editing):
    assert "The mail server cannot be reached" not in text_of(editing.get(LIST))
    LetterFactory()
    MailServerTrouble.objects.create(said="ConnectionRefusedError: Connection refused")
    page = text_of(editing.get(LIST))
    assert "Connection refused. 1 letter waits; it is not lost" in page


def test_every_filter_finds_its_own_and_nothing_else(editing):
    output = OutputFactory()
    LetterFactory(address="found@example.org", name="published", output=output, state=State.UNWANTED, next_try_at=None)
    LetterFactory(address="other@example.org", output=OutputFactory())
    for query in ({"state": "unwanted"}, {"name": "published"}, {"work": output.code.upper()}, {"q": "found@"}):
        assert listed(editing, **query) == {"found@example.org"}, query
    assert listed(editing) == {"found@example.org", "other@example.org"}
    assert listed(editing, state="failed") == set()


def test_the_list_takes_the_same_number_of_queries_however_much_there_is(editing):
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert editing.get(LIST).status_code == 200
        return len(context)

    LetterFactory(output=OutputFactory(), user=UserFactory())
    editing.get(LIST)
    few = queries()
    for _number in range(5):
        LetterFactory(output=OutputFactory(), user=UserFactory())
    assert queries() == few


def test_a_failed_letter_is_sent_again_from_its_page(editing):
    letter = LetterFactory(state=State.FAILED, next_try_at=None, last_error="550 no such user")
    page = editing.get(f"{LIST}{letter.pk}/")
    assert "Try again" in text_of(page) and "Words." in text_of(page)
    assert editing.get(f"{LIST}{letter.pk}/retry/").status_code == 405
    assert editing.post(f"{LIST}{letter.pk}/retry/").status_code == 302
    letter.refresh_from_db()
    assert letter.state == State.WAITING
    assert "Try again" not in text_of(editing.get(f"{LIST}{letter.pk}/"))


@pytest.mark.parametrize(("name", "words"), [("secret", "Go to [link hidden] now"), ("private", "")])
def test_links_to_act_by_and_private_words_are_read_by_the_recipient_alone(editing, secret_kinds, name, words):
    letter = LetterFactory(name=name, text="Go to https://example.org/c/SECRET/ now", html="<a href='/c/SECRET/'>")
    page = editing.get(f"{LIST}{letter.pk}/")
    assert "SECRET" not in page.content.decode() and words in text_of(page)
    assert ("Go to" in text_of(page)) is bool(words)
    assert kept_of(letter) == {"text": words, "html": "", "link": ""}


def test_nobody_declines_for_another_by_the_link_in_their_letter(editing):
    context = {"title": "The heart", "link": "/w/x/"}
    letter = letter_send(name="published", recipient=Recipient.of(UserFactory()), context=context)
    assert "/letters/stop/" in letter.text
    page = text_of(editing.get(f"{LIST}{letter.pk}/"))
    assert "/letters/stop/" not in page and "No more letters of this kind: [link hidden]" in page
    assert "http://127.0.0.1:8000/w/x/" in page


def test_a_letter_of_a_kind_that_is_gone_is_listed_and_not_read(editing):
    letter = LetterFactory(name="of-long-ago", text="Nobody knows what it held")
    assert "of-long-ago" in text_of(editing.get(LIST))
    assert "Nobody knows" not in text_of(editing.get(f"{LIST}{letter.pk}/"))


@pytest.mark.parametrize("groups", [[], ["faculty"]])
def test_others_see_no_letters(groups):
    client = signed_in(UserFactory(groups=groups))
    letter = LetterFactory(state=State.FAILED, next_try_at=None)
    for path in (LIST, f"{LIST}{letter.pk}/", TEXTS, EDIT):
        assert client.get(path).status_code in (302, 403), path
    assert client.post(f"{LIST}{letter.pk}/retry/").status_code in (302, 403)
    letter.refresh_from_db()
    assert letter.state == State.FAILED


# -- texts -------------------------------------------------------------------------------------------------------------


def form_of(client: Client, path: str = EDIT) -> dict[str, str]:
    html = html_of(client.get(path))
    return {
        "subject": html.select_one("[name=subject]")["value"],
        "body": html.select_one("[name=body]").get_text().strip(),
        "following": html.select_one("[name=following]")["value"],
    }


def save(client: Client, action: str = "save", **changed):
    return client.post(EDIT, form_of(client) | {"action": action} | changed)


def test_only_administrators_word_letters(editing, administering):
    assert editing.get(TEXTS).status_code == 302 and editing.get(EDIT).status_code == 302
    page = text_of(administering.get(TEXTS))
    assert "A work is published" in page and "Беларуская" in page
    assert administering.get(f"{TEXTS}returned/de/").status_code == 404
    assert administering.get(f"{TEXTS}nothing/ru/").status_code == 404


def test_a_text_is_changed_seen_and_put_back_and_its_history_stays(administering):
    default = form_of(administering)
    assert default["subject"] == "Нужны исправления: «{title}»" and default["following"] == "0"
    assert save(administering, subject="Просим исправить «{title}»").status_code == 302
    page = text_of(administering.get(EDIT))
    assert "Просим исправить «Anatomy of the heart»" in page and "Olga" in page
    assert "changed" in text_of(administering.get(TEXTS))
    assert save(administering, action="reset").status_code == 302
    assert form_of(administering) == default | {"following": "2"}
    assert form_of(administering, f"{EDIT}?from=1")["subject"] == "Просим исправить «{title}»"
    assert [wording.is_default for wording in LetterWording.objects.all()] == [True, False]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body": "{titel} {link}"}, "{titel} means nothing in this letter. It can fill in: {comment}, {link}, "),
        ({"body": "{title.__class__} {link}"}, "{title.__class__} means nothing in this letter."),
        ({"subject": "{title"}, "{title means nothing in this letter."),
        ({"body": "{} {link}"}, "{} means nothing in this letter."),
        ({"subject": "{{ title }}"}, "mean nothing in this letter."),
        ({"body": "Nothing to follow"}, "Without {link} the recipient cannot go on from this letter."),
        ({"subject": " "}, "This field is required."),
    ],
)
def test_what_cannot_be_filled_in_is_refused_with_a_sentence_and_kept_on_the_page(administering, changed, said):
    response = save(administering, **changed)
    assert said in text_of(response)
    (_name, typed), *_rest = changed.items()
    assert typed.strip() in response.content.decode().replace("&#x27;", "'")
    assert not LetterWording.objects.exists()


def test_a_preview_shows_what_was_typed_and_saves_nothing(administering):
    response = save(administering, action="preview", body="Привет, {name}!\n\nОткрыть <b>:\n{link}")
    html = html_of(response)
    assert "It is not saved yet." in text_of(response)
    assert html.select_one("pre").get_text().startswith("Привет, Maria Novak!")
    frame = html.select_one("iframe")
    assert frame.has_attr("sandbox") and not frame["sandbox"]
    assert "<p>Привет, <bdi>Maria Novak</bdi>!</p>" in frame["srcdoc"] and "<b>Открыть &lt;b&gt;</b>" in frame["srcdoc"]
    assert not LetterWording.objects.exists()


@pytest.mark.parametrize("action", ["save", "reset"])
def test_two_administrators_do_not_overwrite_each_other(administering, action):
    mine = form_of(administering)
    LetterWordingFactory(language="ru", subject="Theirs {title}")
    response = administering.post(EDIT, mine | {"subject": "Mine {title}", "action": action})
    page = text_of(response)
    assert "Somebody else changed this text meanwhile" in page and "Theirs {title}" in page
    assert "Mine {title}" in response.content.decode()
    assert LetterWording.objects.count() == 1
    html = html_of(response)
    again = mine | {"subject": "Mine {title}", "following": html.select_one("[name=following]")["value"]}
    assert administering.post(EDIT, again | {"action": "save"}).status_code == 302
    assert LetterWording.objects.first().subject == "Mine {title}"


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_letter_can_be_looked_at_in_every_language(administering, name):
    for language in ("en", "ru", "be"):
        page = text_of(administering.get(f"{TEXTS}{name}/{language}/"))
        assert "As plain text" in page and "Conjoint" in page
