"""What the programme itself says in a letter is said in the language of the letter."""

import re
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

from repository.approval.forms import PROPOSED
from repository.approval.substance import SENTENCES, sentence_of
from repository.letters.saying import day_of, time_of
from repository.models import WithdrawalRequest
from repository.outputs.choices import Role

OTHERS = ("ru", "be")


@pytest.mark.parametrize("language", OTHERS)
def test_all_that_may_be_quoted_has_words_in_it(language):
    with translation.override(language):
        said = [*SENTENCES.values(), *PROPOSED.values(), *WithdrawalRequest.Why.labels, *Role.labels]
        for words in map(str, said):
            assert re.search("[А-Яа-яЁёІіЎў]", words) or words == "ORCID iD"
            assert language != "be" or not re.search("[иИщЩъЪ]", words)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            ["New among the contributors: M. Novak (editor).", "New or changed files: a.pdf, b.pdf."],
        ),
        (
            "ru",
            ["Теперь среди создателей есть: M. Novak (редактор).", "Новые или изменённые файлы: a.pdf, b.pdf."],
        ),
        (
            "be",
            ["Цяпер сярод стваральнікаў ёсць: M. Novak (рэдактар).", "Новыя або змененыя файлы: a.pdf, b.pdf."],
        ),
    ],
)
def test_a_change_is_said_with_the_role_of_whom_it_is_about(language, sentences):
    changes = [("contributors-new", ["M. Novak (editor)"]), ("files-new", ["a.pdf", "b.pdf"])]
    with translation.override(language):
        assert [sentence_of(change) for change in changes] == sentences


def test_belarusian_months_are_those_of_the_official_orthography():
    days = [day_of(datetime(2026, month, 9, 12, tzinfo=UTC)) for month in (3, 5, 9, 12)]
    with translation.override("be"):
        assert [str(day).split()[1] for day in days] == ["сакавіка", "мая", "верасня", "снежня"]
        assert re.fullmatch(r"9 сакавіка 2026 г\., \d\d:00", str(time_of(datetime(2026, 3, 9, 12, tzinfo=UTC))))


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", {1: "1 новый результат", 3: "3 новых результата", 11: "11 новых результатов", 21: "21 новый результат"}),
        ("be", {1: "1 новы вынік", 3: "3 новыя вынікі", 11: "11 новых вынікаў", 21: "21 новы вынік"}),
    ],
)
def test_numbers_have_their_forms(language, forms):
    with translation.override(language):
        for count, form in forms.items():
            said = ngettext("%(count)s new result", "%(count)s new results", count)
            assert said % {"count": count} == form


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_of_what_is_still_said(language):
    root = Path(settings.BASE_DIR)
    for entry in polib.pofile(str(root / "locale" / language / "LC_MESSAGES" / "django.po")):
        for file, _line in entry.occurrences:
            said = re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", (root / file).read_text())
            assert entry.msgid in said and entry.msgid_plural in said, entry.msgid
