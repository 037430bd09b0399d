"""What recipients decide: on the page of the account, and by the link in a letter."""

from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.signing import dumps

from repository.letters.delivery import letters_deliver
from repository.letters.kinds import KINDS
from repository.letters.services import Recipient, letter_send, stop_url
from repository.letters.tokens import Subscription
from repository.models import Letter, LetterChoice, LetterSettings
from tests.factories import LetterChoiceFactory, LetterFactory, UserFactory
from tests.pages import html_of, main_text, signed_in

pytestmark = pytest.mark.django_db
Delivery = LetterChoice.Delivery
PAGE = "/letters/"


def path_of(kind: str, user=None, address: str = "") -> str:
    return urlsplit(stop_url(Subscription(KINDS[kind], user, address))).path


def published(user) -> Letter:
    context = {"title": "The heart", "comment": "", "link": "/w/x/"}
    return letter_send(name="published", recipient=Recipient.of(user), context=context)


# -- the page of the account -------------------------------------------------------------------------------------------


def test_the_page_is_for_who_is_signed_in(client):
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")


def test_each_is_asked_about_the_letters_they_may_get():
    pages = {
        group: main_text(signed_in(UserFactory(groups=[group] if group else [])).get(PAGE))
        for group in ("", "faculty", "editors")
    }
    reviewed, published, flood = "A work is to be reviewed", "A work is published", "When many letters of a kind"
    assert reviewed in pages["editors"] and published in pages["editors"]
    assert reviewed not in pages["faculty"] and published in pages["faculty"]
    assert "Letters that always come Th" in pages["faculty"] and "Changes are asked for" in pages["faculty"]
    assert "Language of letters" in pages[""]
    assert not any(words in pages[""] for words in (reviewed, published, "Changes are asked for"))
    assert flood in pages["faculty"]


def test_what_is_chosen_is_kept_shown_and_heeded():
    user = UserFactory(groups=["editors"])
    client = signed_in(user)
    chosen = {"language": "be", "kind-submitted": Delivery.DAILY, "kind-published": Delivery.NEVER}
    page = client.post(PAGE, chosen, follow=True)
    assert "Saved." in main_text(page)
    html = html_of(page)
    assert {box["name"]: box["value"] for box in html.select("main input[checked]") if box["name"] in chosen} == chosen
    assert LetterSettings.objects.get().language == "be"
    assert published(user).state == Letter.State.UNWANTED
    client.post(PAGE, chosen | {"kind-published": Delivery.AT_ONCE})
    assert published(user).subject == "Апублікавана: «The heart»"
    assert LetterChoice.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"language": "xx"}, {"kind-published": "hourly"}, {"kind-returned": "", "language": ""}]
)
def test_a_wrong_choice_is_told_and_nothing_is_kept(wrong):
    client = signed_in(UserFactory(groups=["faculty"]))
    response = client.post(PAGE, {"language": "ru", "kind-published": Delivery.NEVER} | wrong)
    assert response.status_code == 422 and html_of(response).select(".error-summary")
    assert not LetterChoice.objects.exists() and not LetterSettings.objects.exists()


def test_nobody_chooses_about_letters_that_are_not_theirs_or_necessary():
    client = signed_in(UserFactory(groups=["faculty"]))
    client.post(
        PAGE,
        {
            "language": "ru",
            "kind-published": Delivery.DAILY,
            "kind-submitted": Delivery.NEVER,
            "kind-returned": Delivery.NEVER,
        },
    )
    assert set(LetterChoice.objects.values_list("name", flat=True)) == {"published"}


def test_who_has_no_address_is_told_so():
    assert "no letter can reach you" in main_text(signed_in(UserFactory(email="")).get(PAGE))


# -- the link in a letter ----------------------------------------------------------------------------------------------


def test_mail_programs_stop_a_kind_without_a_session(client):
    user = UserFactory()
    published(user)
    letters_deliver()
    message = mail.outbox[0].message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(message["List-Unsubscribe"].strip("<> ")).path
    client.handler.enforce_csrf_checks = True
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert published(user).state == Letter.State.UNWANTED


def test_looking_changes_nothing_the_button_stops_and_it_can_be_undone(client):
    user = UserFactory()
    path = path_of("published", user)
    page = client.get(path)
    assert "Stop these letters?" in main_text(page) and "A work is published" in main_text(page)
    assert user.username not in page.content.decode() and user.email not in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex" and page["Referrer-Policy"] == "no-referrer"
    assert not LetterChoice.objects.exists()
    client.handler.enforce_csrf_checks = True
    assert "The letters are stopped" in main_text(client.post(path))
    assert client.post(path).status_code == 200  # pressing twice is no fault
    assert "The letters come again" in main_text(client.post(path, {"resume": "1"}))
    assert published(user).state == Letter.State.WAITING


def test_what_waits_does_not_go_after_it_was_stopped(client):
    user, other = UserFactory(), UserFactory()
    letters = [LetterFactory(name="published", user=user), LetterFactory(name="returned", user=user)]
    letters.append(LetterFactory(name="published", user=other))
    client.post(path_of("published", user))
    states = [Letter.objects.get(pk=letter.pk).state for letter in letters]
    assert states == [Letter.State.UNWANTED, Letter.State.WAITING, Letter.State.WAITING]


def test_an_address_without_an_account_is_stopped_alone(client):
    client.post(path_of("published", address="ada@example.org"))
    context = {"title": "The heart", "link": "/w/x/"}
    states = [
        letter_send(name="published", recipient=Recipient(address), context=context).state
        for address in ("Ada@Example.org", "other@example.org")
    ]
    assert states == [Letter.State.UNWANTED, Letter.State.WAITING]


def test_the_gathered_letter_stops_all_that_it_may_hold(client):
    user = LetterChoiceFactory(name="submitted").user
    client.post(path_of("digest", user))
    stopped = {choice.name for choice in LetterChoice.objects.filter(user=user, delivery=Delivery.NEVER)}
    assert stopped == {kind.name for kind in KINDS.values() if kind.may_stop and kind.may_gather}


def test_links_that_we_did_not_write_or_that_are_of_a_necessary_letter_stop_nothing(client):
    user = UserFactory()
    token = path_of("published", user).split("/")[-2]
    spoiled = (token[:-1], token.replace(":", "x", 1), "x", dumps(["published", user.pk, ""], salt="other"))
    necessary = path_of("returned", user).split("/")[-2]
    for wrong in (*spoiled, necessary):
        for method in (client.get, client.post):
            assert method(f"/letters/stop/{wrong}/").status_code == 404
    user.delete()
    assert client.post(f"/letters/stop/{token}/").status_code == 404
    assert not LetterChoice.objects.exists()
