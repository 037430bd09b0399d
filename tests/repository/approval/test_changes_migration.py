"""What was kept as English sentences before is said in any language, too."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from repository.models import Confirmation
from tests.factories import ConfirmationFactory

pytestmark = pytest.mark.django_db
migration = import_module("repository.migrations.0024_changes_by_name")

BEFORE = [
    "The title was “A manual, and ”more”.",
    "New among the contributors: Novak, Maria (author), Group (of two) (editor).",
    "No longer among the contributors: Ada Boo (author).",
    "The contributors stand in another order.",
    "New or changed files: one, two.pdf, three.pdf.",
    "Files as they were before: one.pdf.",
    "The files stand in another order.",
    "The link you were sent before has expired.",
]


def test_sentences_become_names_and_say_the_same():
    former, today = ConfirmationFactory(changed=BEFORE), ConfirmationFactory(changed=[["files-new", ["a.pdf"]]])
    migration.name_changes(apps, connection.schema_editor())
    former, today = (Confirmation.objects.get(pk=one.pk) for one in (former, today))
    assert former.changed[1] == ["contributors-new", ["Novak, Maria (author)", "Group (of two) (editor)"]]
    assert [sentence.casefold() for sentence in former.changes_in_words] == [one.casefold() for one in BEFORE]
    assert today.changed == [["files-new", ["a.pdf"]]]
