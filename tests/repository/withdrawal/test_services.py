"""An owner asks for a withdrawal; an editor grants or declines it, or withdraws the work in another way."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from wagtail.models import ModelLogEntry

from repository.letters.kinds import KINDS
from repository.letters.wordings import default_wording, wording_check
from repository.models import LetterSettings, Output, WithdrawalRequest
from repository.outputs.services import output_delete, output_withdraw
from repository.withdrawal.services import (
    withdrawal_ask,
    withdrawal_decline,
    withdrawal_grant,
    withdrawal_take_back,
)
from tests.factories import CoOwnerFactory, LetterSettingsFactory, OutputFactory, UserFactory
from tests.repository.withdrawal.conftest import letters

pytestmark = pytest.mark.django_db
State = WithdrawalRequest.State
SITE = "https://repository.example"
REASON = "The second table is wrong."


@pytest.fixture(autouse=True)
def address(settings):
    settings.WAGTAILADMIN_BASE_URL = SITE


@pytest.fixture
def asked(work, owner) -> WithdrawalRequest:
    return withdrawal_ask(output=work, user=owner, why="error", reason=f" {REASON} ")


def actions(output) -> list[str]:
    return list(ModelLogEntry.objects.for_instance(output).order_by("pk").values_list("action", flat=True))


def test_the_kind_of_reason_is_named_in_the_language_of_who_reads_it(editor, work, owner):
    LetterSettingsFactory(user=editor, language="ru")
    withdrawal_ask(output=work, user=owner, why="duplicate", reason=REASON)
    assert f"> работа размещена дважды: {REASON}" in letters("withdrawal-asked")[0].text


def test_a_request_is_kept_logged_and_told_to_the_editors(editor, asked, work, owner):
    assert (asked.reason, asked.state, asked.user) == (REASON, State.OPEN, owner)
    assert actions(work) == ["conjoint.withdrawal_asked"]
    assert Output.objects.get(pk=work.pk).withdrawn_at is None
    [letter] = letters("withdrawal-asked")
    assert letter.user == editor
    assert letter.subject == "A withdrawal is asked for: “On the heart”"
    assert letter.text.startswith(
        f"""Maria Novak asks you to withdraw “On the heart”. It is published and stays so until you decide.

They write:
> an error in the work: {REASON}

Look at the request and decide:
{SITE}/cms/withdrawals/{asked.pk}/
"""
    )


def test_a_co_owner_asks_too_and_a_work_has_one_request_at_a_time(asked, work):
    other = CoOwnerFactory(output=work, user=UserFactory(groups=["faculty"])).user
    work = Output.objects.get(pk=work.pk)
    assert withdrawal_ask(output=work, user=other, why="rights", reason="Not ours.") == asked
    withdrawal_take_back(request=asked, user=other)
    assert withdrawal_ask(output=work, user=other, why="rights", reason="Not ours.") != asked


@pytest.mark.parametrize("state", [{}, {"withdrawn": True}, {"deleted": True}], ids=["draft", "withdrawn", "deleted"])
def test_only_what_is_published_can_be_withdrawn(owner, state):
    output = OutputFactory(owner=owner, **state)
    with pytest.raises(PermissionDenied):
        withdrawal_ask(output=output, user=owner, why="error", reason=REASON)


def test_nobody_else_asks_and_a_reason_is_needed(work, owner, editor):
    for stranger in (UserFactory(groups=["faculty"]), editor):
        with pytest.raises(PermissionDenied):
            withdrawal_ask(output=work, user=stranger, why="error", reason=REASON)
    with pytest.raises(ValidationError, match="Say why"):
        withdrawal_ask(output=work, user=owner, why="error", reason=" \x00 ")
    assert not WithdrawalRequest.objects.exists()


def test_granting_withdraws_the_work_with_the_words_of_the_editor(asked, work, owner, editor):
    withdrawal_grant(request=asked, user=editor, reason="Table 2 was wrong.")
    work = Output.objects.get(pk=work.pk)
    assert work.withdrawn_at and work.withdrawal_reason == "Table 2 was wrong."
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.answer) == (State.GRANTED, editor, "Table 2 was wrong.")
    assert actions(work) == ["conjoint.withdrawal_asked", "conjoint.withdraw"]
    [letter] = letters("withdrawal-granted")
    assert letter.user == owner
    assert letter.text.startswith(
        f"""The library has taken “On the heart” out of view. Its files are closed, and search no longer finds it.

Readers find in its place:
> Table 2 was wrong.

See how it stands:
{SITE}/w/{work.code}/
"""
    )


def test_declining_leaves_it_published_and_says_why(asked, work, owner, editor):
    with pytest.raises(ValidationError, match="Write a sentence"):
        withdrawal_decline(request=asked, user=editor, words="")
    withdrawal_decline(request=asked, user=editor, words="An erratum is enough.")
    assert Output.objects.published().filter(pk=work.pk).exists()
    assert actions(work)[-1] == "conjoint.withdrawal_declined"
    [letter] = letters("withdrawal-declined")
    assert letter.user == owner
    assert letter.text.startswith(
        f"""The library has not withdrawn “On the heart”. It stays as it is, and the editor writes:

> An erratum is enough.

The page of the work, where you can ask again:
{SITE}/w/{work.code}/
"""
    )


@pytest.mark.parametrize("way", [output_withdraw, output_delete])
def test_a_work_that_leaves_view_in_another_way_closes_its_request(asked, work, editor, way):
    way(output=work, user=editor, reason="Found in a check.")
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (State.GRANTED, None)
    [letter] = letters("withdrawal-granted")
    assert ("Found in a check." in letter.text) is (way is output_withdraw)  # nobody reads the reason of a deletion
    assert letter.text.count(f"/w/{work.code}/") == (way is output_withdraw)


def test_what_is_settled_cannot_be_settled_again(asked, work, owner, editor):
    withdrawal_take_back(request=asked, user=owner)
    with pytest.raises(ValidationError, match="settled already"):
        withdrawal_grant(request=asked, user=editor, reason="Late.")
    with pytest.raises(ValidationError, match="settled already"):
        withdrawal_take_back(request=asked, user=owner)
    assert Output.objects.published().filter(pk=work.pk).exists()


def test_who_may_not_decide_does_not(asked, work, owner):
    for act in (withdrawal_grant, withdrawal_decline):
        with pytest.raises(PermissionDenied):
            act(request=asked, user=owner, **{"reason" if act is withdrawal_grant else "words": "Mine."})
    with pytest.raises(PermissionDenied):
        withdrawal_take_back(request=asked, user=UserFactory(groups=["faculty"]))


@pytest.mark.parametrize("name", ["withdrawal-asked", "withdrawal-granted", "withdrawal-declined"])
@pytest.mark.parametrize("language", ["en", "ru", "be"])
def test_every_text_fills_in_what_its_kind_knows_and_has_its_link(name, language):
    wording = default_wording(KINDS[name], language)
    wording_check(KINDS[name], wording.subject)
    wording_check(KINDS[name], wording.body)
    assert "{link}" in wording.body and "{title}" in wording.subject


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "ru",
            """Библиотека не отозвала работу «On the heart». Она остаётся как есть, и редактор пишет:

> An erratum is enough.

Страница работы, где можно попросить ещё раз:
""",
        ),
        (
            "be",
            """Бібліятэка не адклікала працу «On the heart». Яна застаецца як ёсць, і рэдактар піша:

> An erratum is enough.

Старонка працы, дзе можна папрасіць яшчэ раз:
""",
        ),
    ],
)
def test_owners_read_the_decision_in_the_language_they_chose(asked, owner, editor, language, text):
    LetterSettings.objects.create(user=owner, language=language)
    withdrawal_decline(request=asked, user=editor, words="An erratum is enough.")
    assert letters("withdrawal-declined")[0].text.startswith(text)


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_decide_once(asked, editor):
    start = threading.Barrier(2)

    def decide(act) -> str:
        try:
            start.wait()
            act()
            return "done"
        except ValidationError as refused:
            return refused.messages[0]
        finally:
            connection.close()

    acts = [
        lambda: withdrawal_grant(request=asked, user=editor, reason="Wrong."),
        lambda: withdrawal_decline(request=asked, user=editor, words="Right."),
    ]
    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(decide, acts))
    assert said == ["This request is settled already. Nothing was changed.", "done"]
    asked.refresh_from_db()
    assert bool(asked.output.withdrawn_at) is (asked.state == State.GRANTED)
    assert len(letters("withdrawal-granted") + letters("withdrawal-declined")) == 1
