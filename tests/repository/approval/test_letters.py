"""What letters say, whole."""

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from repository.approval.approvals import approval_decline
from repository.approval.confirmations import confirmation_confirm, confirmation_correct
from repository.letters.kinds import KINDS, Shown
from repository.letters.wordings import default_wording, wording_check
from repository.models import LetterSettings
from repository.partners.models import Word
from tests.repository.approval.conftest import (
    asked_coauthor,
    asked_partner,
    change,
    letters,
    link_in,
    submit,
    take_back,
)

pytestmark = pytest.mark.django_db

OURS = [name for name in KINDS if name.startswith(("coauthor_", "partner_", "thread_"))]
SITE = "https://repository.example"


@pytest.fixture(autouse=True)
def address(settings):
    settings.WAGTAILADMIN_BASE_URL = SITE


def day(moment) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("language", ["en", "ru", "be"])
def test_every_text_fills_in_what_its_kind_knows_and_has_its_link(name, language):
    wording = default_wording(KINDS[name], language)
    wording_check(KINDS[name], wording.subject)
    wording_check(KINDS[name], wording.body)
    assert "{link}" in wording.body and "{title}" in wording.subject


def test_a_coauthor_reads_in_one_language_what_has_changed(solo):
    output = submit(change(solo, language="be"))
    confirmation_confirm(confirmation=asked_coauthor(output))
    submit(change(take_back(output), title="Another title"))
    assert "> Ранейшая назва: «A joint report»." in letters("coauthor_asked")[1].text


def test_the_parts_of_a_correction_are_named_in_the_language_of_who_decides(solo):
    LetterSettings.objects.create(user=solo.owner, language="ru")
    asked = asked_coauthor(submit(solo))
    confirmation_correct(confirmation=asked, proposal={"family_name": "Beispiel", "department": "Anatomy"})
    [letter] = [one for one in letters("coauthor_confirmed") if one.user == solo.owner]
    assert "> Фамилия: Beispiel\n> Подразделение: Anatomy" in letter.text


def test_the_letter_to_a_coauthor(solo):
    asked = asked_coauthor(submit(solo))
    [letter] = letters("coauthor_asked")
    assert letter.subject == "Your name is on “A joint report”: please confirm"
    assert letter.text.startswith(
        f"""Maria Novak is publishing “A joint report” here and names you as a contributor.

Please look at it. On one page you can confirm it, correct how your own name and institution are written, or \
object. You need no account.

See the work and answer:
{SITE}{link_in(letter)}

The link is yours alone and valid until {day(asked.expires_at)}. Please do not pass it on. After you have answered it \
shows only that you did.
"""
    )
    assert "It is used for nothing else and is shown to no reader." in letter.text
    assert (letter.output_id, letter.language, letter.link) == (solo.pk, "en", "")
    assert KINDS["coauthor_asked"].shown is Shown.WITHOUT_LINKS


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("ru", "Ваше имя указано в работе «A joint report»: просим подтвердить"),
        ("be", "Ваша імя пазначана ў працы «A joint report»: просім пацвердзіць"),
        ("ja", "Your name is on “A joint report”: please confirm"),
    ],
)
def test_a_coauthor_is_written_to_in_the_language_of_the_work_where_there_is_a_text(solo, language, subject):
    submit(change(solo, language=language))
    assert letters("coauthor_asked")[0].subject == subject


def test_the_letter_of_a_correction(solo):
    output = submit(solo)
    confirmation_correct(confirmation=asked_coauthor(output), proposal={"family_name": "Muster"}, remark="Thank you.")
    letter = letters("coauthor_confirmed")[0]
    assert letter.subject == "Erika Beispiel confirms “A joint report”"
    assert letter.text.startswith(
        f"""Erika Beispiel has confirmed “A joint report”.

They ask that their entry should read:
> Family name: Muster

They write:
> Thank you.

Open the answers and the thread:
{SITE}/deposit/{output.code}/thread/
"""
    )


def test_the_letter_that_asks_a_partner_says_when_silence_is_consent(joint, partner, contact):
    partner.word = Word.ASKED
    partner.save()
    LetterSettings.objects.create(user=contact, language="ru")
    output = submit(joint)
    [letter] = letters("partner_asked")
    assert letter.subject == "Просим Вашего слова: «A joint report»"
    assert "которой указан партнёр: Partner University." in letter.text
    assert f"{SITE}/approvals/{output.code}/" in letter.text
    assert str(timezone.localtime(asked_partner(output).consent_at).year) in letter.text


def test_the_letter_of_a_refusal(joint, contact):
    output = submit(joint)
    approval_decline(approval=asked_partner(output), user=contact, reason="Not ours.\nNot at all.")
    assert letters("partner_declined")[0].text.startswith(
        f"""Partner University declines the publication of “A joint report”:

> Not ours.
> Not at all.

The work is not published until this is settled, or an editor overrules it with a reason.

Open the answers and the thread:
{SITE}/deposit/{output.code}/thread/
"""
    )
