"""*My deposits*: where each work stands, what the editor said, and what comes next."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from repository.deposit.selectors import FILTERS, deposits_counted, deposits_listed
from repository.deposit.services import deposit_submit
from repository.models import Output
from repository.outputs.choices import Kind, State
from tests.factories import ContributionFactory, OutputFactory, UserFactory
from tests.repository.deposit.conftest import Depositor

pytestmark = pytest.mark.django_db


def in_state(state: str, owner, editor) -> Output:
    if state in (State.PUBLISHED, State.WITHDRAWN):
        return OutputFactory(owner=owner, kind=Kind.REPORT, published=True, withdrawn=state == State.WITHDRAWN)
    output = OutputFactory(owner=owner, kind=Kind.REPORT)
    ContributionFactory(output=output)
    output.save_revision(user=owner)
    if state != State.DRAFT:
        deposit_submit(output=output, user=owner)
    if state == State.RETURNED:
        output.current_workflow_state.current_task_state.reject(user=editor, comment="Add the department.")
    return output


@pytest.mark.parametrize("state", FILTERS)
def test_the_database_and_the_work_agree_on_its_state(faculty, editor, state):
    works = {each: in_state(each, faculty, editor) for each in FILTERS}
    assert [output.pk for output in deposits_listed(user=faculty, state=state)] == [works[state].pk]
    assert Output.objects.get(pk=works[state].pk).state == state
    assert deposits_counted(user=faculty)[state] == 1


@pytest.mark.parametrize(
    ("state", "next_step"),
    [
        (State.DRAFT, "Continue"),
        (State.IN_REVIEW, "Look at it"),
        (State.RETURNED, "Make the changes"),
        (State.PUBLISHED, "Change"),
        (State.WITHDRAWN, "View"),
    ],
)
def test_each_work_has_its_state_in_words_and_a_next_step(depositor, faculty, editor, state, next_step):
    output = in_state(state, faculty, editor)
    page = depositor.open("/deposit/")
    assert str(State(state).label) in page.text
    assert f"{next_step} : {output.title}" in page.links()
    assert ("Editor: “Add the department.”" in page.text) == (state == State.RETURNED)


def test_only_ones_own_works_are_listed(depositor, draft):
    OutputFactory(title="Of somebody else")
    assert "Of somebody else" not in depositor.open("/deposit/").text


def test_an_empty_list_says_how_to_begin(depositor):
    page = depositor.open("/deposit/")
    assert "You have not deposited anything yet." in page.text
    assert page.links()["Start your first deposit"] == "/deposit/new/"


def test_the_number_of_queries_does_not_grow(depositor, faculty, editor):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            depositor.open("/deposit/")
        return len(captured)

    for state in FILTERS:
        in_state(state, faculty, editor)
    queries()
    few = queries()
    for state in FILTERS:
        for _copy in range(3):
            in_state(state, faculty, editor)
    assert queries() == few


def test_a_deleted_draft_comes_back(depositor, draft):
    page = depositor.open("/deposit/").form(f"form[action='/deposit/{draft.code}/delete/']").press()
    assert "“A joint report” is deleted." in page.text
    assert depositor.step(draft, "files").status == 404
    page = page.form(f"form[action='/deposit/{draft.code}/restore/']").press()
    assert "“A joint report” is back." in page.text
    assert depositor.step(draft, "files").status == 200


def test_published_works_are_not_deleted_here(depositor, published):
    assert not depositor.open("/deposit/").html.select("form[action$='/delete/']")
    answer = depositor.client.post(f"/deposit/{published.code}/delete/", follow=True)
    assert "Its page is where you ask for its withdrawal." in answer.content.decode()
    assert Output.objects.get(pk=published.pk).deleted_at is None


def test_others_delete_and_restore_nothing(draft):
    other = Depositor(UserFactory(groups=["faculty"]))
    for verb in ("delete", "restore", "take-back"):
        assert other.client.post(f"/deposit/{draft.code}/{verb}/").status_code == 404


@pytest.mark.parametrize("verb", ["delete", "restore", "take-back"])
def test_looking_at_an_address_does_nothing(depositor, draft, verb):
    assert depositor.client.get(f"/deposit/{draft.code}/{verb}/").status_code == 405


def test_a_draft_deleted_long_ago_does_not_come_back(depositor, draft):
    """Its bytes may be gone."""
    Output.objects.filter(pk=draft.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    assert depositor.client.post(f"/deposit/{draft.code}/restore/").status_code == 404
    assert Output.objects.get(pk=draft.pk).deleted_at
