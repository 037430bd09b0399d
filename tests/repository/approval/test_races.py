"""Two answers at one moment, from two connections: one is taken, and the other is told so."""

import threading
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from repository.approval.approvals import approval_approve, approval_decline
from repository.approval.confirmations import AlreadyAnswered, confirmation_confirm, confirmation_object
from repository.approval.reminders import reminders_send
from repository.models import Confirmation, Letter
from repository.outputs.services import output_publish
from tests.repository.approval.conftest import asked_coauthor, asked_partner, let_days_pass, speaker_for, submit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> Counter:
    """What came of each: nothing, or the name of what was raised."""
    barrier, answers = threading.Barrier(len(acts)), []

    def run(act) -> None:
        barrier.wait()
        try:
            act()
            answers.append("taken")
        except ValidationError as error:
            answers.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(answers)


@pytest.fixture(autouse=True)
def in_a_file(request):
    """Two connections see the same rows only where the database is not in one connection's memory."""
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("SQLite in memory belongs to one connection: run with CONJOINT_DATABASE_URL of a file")


def test_confirming_and_objecting_at_once(solo):
    asked = asked_coauthor(submit(solo))
    came = at_once(
        lambda: confirmation_confirm(confirmation=asked),
        lambda: confirmation_object(confirmation=asked, reason="No."),
        lambda: confirmation_confirm(confirmation=asked),
    )
    assert came == {"taken": 1, AlreadyAnswered.__name__: 2}
    assert Letter.objects.filter(name__in=("coauthor_confirmed", "coauthor_objected")).count() == 1


def test_two_contacts_at_once(joint, partner, contact):
    asked, other = asked_partner(submit(joint)), speaker_for(partner)
    came = at_once(
        lambda: approval_approve(approval=asked, user=contact),
        lambda: approval_decline(approval=asked, user=other, reason="No."),
    )
    assert came == {"taken": 1, AlreadyAnswered.__name__: 1}


def test_an_objection_and_a_publication_at_once(solo, editor):
    """Either the work is published and the objection comes after it, or the objection was there before."""
    output = submit(solo)
    asked = asked_coauthor(output)
    came = at_once(
        lambda: confirmation_object(confirmation=asked, reason="No."),
        lambda: output_publish(output=output, user=editor),
    )
    output.refresh_from_db()
    assert Confirmation.objects.get().state == "objected"
    assert came["taken"] == 1 + output.live


def test_two_workers_remind_once(solo):
    let_days_pass(asked_coauthor(submit(solo)), 8)
    at_once(reminders_send, reminders_send)
    assert Letter.objects.filter(name="coauthor_reminder").count() == 1
