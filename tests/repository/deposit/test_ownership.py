"""A work is shared with co-owners and passes into other hands, with what that means for who reads it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from wagtail.models import ModelLogEntry

from repository.deposit import ownership
from repository.models import CoOwner, Letter, Output, OwnershipOffer, User
from repository.outputs.choices import Access
from repository.signals import outputs_changed
from search.indexing.documents import output_documents
from tests.drafts import draft_now
from tests.factories import CoOwnerFactory, OutputFactory, UserFactory
from tests.repository.deposit.conftest import Depositor

pytestmark = pytest.mark.django_db


@pytest.fixture
def other() -> User:
    return UserFactory(groups=["faculty"], first_name="Ana", last_name="Reyes", email="ana@example.org")


@pytest.fixture
def colleague(other) -> Depositor:
    return Depositor(other)


def actions(output: Output) -> list[str]:
    return [entry.action for entry in ModelLogEntry.objects.for_instance(output).order_by("timestamp", "pk")]


def press(depositor: Depositor, output: Output, act: str, **typed):
    return depositor.client.post(f"/deposit/{output.code}/owners/", {"act": act, **typed}, follow=True)


def test_a_co_owner_edits_and_finds_the_work_among_theirs(depositor, colleague, draft):
    assert colleague.step(draft, "describe").status == 404
    page = press(depositor, draft, "add", address="Ana@Example.org")
    assert "Ana Reyes may edit this work now." in page.content.decode()
    assert "A joint report" in colleague.open("/deposit/").text
    colleague.step(draft, "describe").step.fill(publisher="Both of us").press("save")
    assert draft_now(draft).publisher == "Both of us"
    assert "conjoint.co_owner_add" in actions(draft)


def test_a_co_owner_reads_what_only_owners_may(colleague, other):
    output = OutputFactory(published=True, access=Access.OWNER)
    assert colleague.client.get(output.get_absolute_url()).status_code == 404
    CoOwnerFactory(output=output, user=other)
    assert colleague.client.get(output.get_absolute_url()).status_code == 200
    assert f"user:{other.pk}" in output_documents(output, 1, {}, {}).document.audience


def test_sharing_is_announced_to_whoever_keeps_who_reads_what(depositor, draft, other):
    seen = []

    def listen(output_ids, **kwargs):
        seen.extend(output_ids)

    outputs_changed.connect(listen)
    try:
        ownership.co_owner_add(output=draft, user=depositor.user, other=other)
        ownership.co_owner_remove(output=draft, user=depositor.user, other=other)
    finally:
        outputs_changed.disconnect(listen)
    assert seen == [draft.pk, draft.pk]


def test_a_co_owner_shares_with_nobody_else_and_may_leave(colleague, other, draft):
    CoOwnerFactory(output=draft, user=other)
    with pytest.raises(PermissionDenied):
        ownership.co_owner_add(output=draft, user=other, other=UserFactory(groups=["faculty"]))
    assert "Add as co-owner" not in colleague.open(f"/deposit/{draft.code}/owners/").text
    press(colleague, draft, "remove", person=str(other.pk))
    assert not CoOwner.objects.exists()
    assert colleague.step(draft, "describe").status == 404


@pytest.mark.parametrize("address", ["nobody@example.org", "reader@example.org", "not an address", ""])
def test_an_account_that_may_not_deposit_is_refused_in_a_sentence(depositor, draft, address):
    UserFactory(email="reader@example.org")
    page = press(depositor, draft, "add", address=address)
    assert page.status_code == 422
    assert not CoOwner.objects.exists()


def test_a_work_changes_hands_when_the_other_accepts(depositor, colleague, draft, other):
    press(depositor, draft, "offer", address="ana@example.org")
    assert Output.objects.get(pk=draft.pk).owner == depositor.user
    letter = Letter.objects.get(name="ownership-offered")
    assert (letter.user, f"/deposit/{draft.code}/offer/" in letter.text) == (other, True)
    page = colleague.open(f"/deposit/{draft.code}/offer/")
    assert "A joint report" in page.text
    colleague.client.post(f"/deposit/{draft.code}/offer/", {"accept": "1"})
    assert Output.objects.get(pk=draft.pk).owner == other
    assert depositor.step(draft, "describe").status == 404
    assert Letter.objects.get(name="ownership-changed").user == depositor.user
    assert actions(draft)[-2:] == ["conjoint.ownership_offer", "conjoint.ownership"]
    assert not OwnershipOffer.objects.exists()


def test_looking_at_an_offer_accepts_nothing_and_declining_leaves_all_as_it_was(depositor, colleague, draft, other):
    ownership.ownership_offer(output=draft, user=depositor.user, other=other)
    colleague.open(f"/deposit/{draft.code}/offer/")
    assert OwnershipOffer.objects.exists()
    colleague.client.post(f"/deposit/{draft.code}/offer/", {})
    assert not OwnershipOffer.objects.exists()
    assert Output.objects.get(pk=draft.pk).owner == depositor.user


def test_an_offer_is_for_one_person_and_can_be_taken_back(depositor, colleague, draft, other):
    ownership.ownership_offer(output=draft, user=depositor.user, other=other)
    assert Depositor(UserFactory(groups=["faculty"])).open(f"/deposit/{draft.code}/offer/").status == 404
    press(depositor, draft, "cancel")
    assert colleague.client.post(f"/deposit/{draft.code}/offer/", {"accept": "1"}).status_code == 404
    with pytest.raises(PermissionDenied):
        ownership.ownership_accept(output=draft, user=other)


def test_an_editor_hands_a_work_over_outright(depositor, draft, editor, other):
    press(Depositor(editor), draft, "give", address="ana@example.org")
    assert Output.objects.get(pk=draft.pk).owner == other
    assert {letter.user for letter in Letter.objects.filter(name="ownership-changed")} == {depositor.user, other}
    with pytest.raises(PermissionDenied):
        ownership.ownership_give(output=draft, user=other, other=depositor.user)


def test_an_earlier_revision_brings_no_earlier_owner_back(depositor, draft, editor, other):
    revision = draft.latest_revision
    ownership.ownership_give(output=draft, user=editor, other=other)
    revision.refresh_from_db()
    assert revision.as_object().owner == other


@pytest.mark.django_db(transaction=True)
def test_an_offer_that_is_taken_back_at_the_same_moment_changes_hands_once_or_not(depositor, draft, other):
    ownership.ownership_offer(output=draft, user=depositor.user, other=other)
    gate = threading.Barrier(2)

    def run(act, user):
        try:
            gate.wait()
            act(output=draft, user=user)
        except PermissionDenied:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, [ownership.ownership_accept, ownership.ownership_cancel], [other, depositor.user]))
    handed = Output.objects.get(pk=draft.pk).owner == other
    assert handed is ("conjoint.ownership" in actions(draft))
    assert not OwnershipOffer.objects.exists()
