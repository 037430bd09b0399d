"""An editor who is no superuser reviews a deposit with Wagtail's own buttons, from the queue to publication."""

import pytest
from django.urls import reverse
from wagtail.models import TaskState

from repository.models import Output
from repository.outputs.choices import Kind, State
from tests.drafts import draft_now
from tests.factories import ContributionFactory, OutputFactory, UserFactory
from tests.pages import html_of

pytestmark = pytest.mark.django_db

URLS = "wagtailsnippets_repository_output"


def submitted(**fields) -> Output:
    """As a depositor leaves it: the contents in a revision, the row not public, the review begun."""
    output = OutputFactory(owner=UserFactory(groups=["faculty"]), **({"kind": Kind.REPORT} | fields))
    ContributionFactory(output=output)
    output.save_revision(user=output.owner)
    output = Output.objects.get(pk=output.pk)
    output.get_workflow().start(output, output.owner)
    return Output.objects.get(pk=output.pk)


def act(client, output, action, **data):
    task_state = output.current_workflow_task_state
    url = reverse(f"{URLS}:workflow_action", args=[output.pk, action, task_state.pk])
    return client.post(url, data, follow=True)


def state_of(output) -> str:
    return Output.objects.get(pk=output.pk).state


def test_the_queue_shows_what_waits_the_longest_waiting_first(editing):
    first, second = submitted(title="First come"), submitted(title="Second come")
    OutputFactory(title="Not submitted")
    page = editing.get(reverse(f"{URLS}:review_queue")).content.decode()
    assert page.index("First come") < page.index("Second come")
    assert "Not submitted" not in page
    assert list(Output.objects.awaiting_review()) == [first, second]


def test_the_first_page_shows_what_waits(editing):
    submitted(title="Please look at this")
    page = editing.get(reverse("wagtailadmin_home")).content.decode()
    assert "Awaiting review" in page and "Please look at this" in page


def test_the_queue_is_closed_to_others(client):
    client.force_login(UserFactory(groups=["faculty"]))
    assert client.get(reverse(f"{URLS}:review_queue")).status_code == 302


def buttons(client, output) -> list[str]:
    page = html_of(client.get(reverse(f"{URLS}:edit", args=[output.pk])))
    return [" ".join(button.text.split()) for button in page.select("footer button:not([aria-label])")]


def test_a_work_in_review_has_one_main_action(editing):
    offered = buttons(editing, submitted())
    assert offered[0] == "Approve and Publish"
    assert "Publish" not in offered and "Request changes" in offered


def test_a_work_that_nobody_reviews_is_published_as_ever(editing):
    assert "Publish" in " ".join(buttons(editing, OutputFactory()))


def test_approving_publishes(editing, editor):
    output = submitted()
    act(editing, output, "approve", comment="Well done")
    assert state_of(output) == State.PUBLISHED
    task_state = TaskState.objects.get(finished_by=editor)
    assert (task_state.status, task_state.comment) == (TaskState.STATUS_APPROVED, "Well done")


def test_returning_takes_the_comment_along_and_publishes_nothing(editing, editor):
    output = submitted()
    act(editing, output, "reject", comment="Please add an abstract")
    assert state_of(output) == State.RETURNED
    assert TaskState.objects.get(finished_by=editor).comment == "Please add an abstract"
    assert not Output.objects.awaiting_review().exists()


def test_a_returned_work_comes_back_into_the_queue(editing):
    output = submitted()
    act(editing, output, "reject", comment="Again, please")
    output = Output.objects.get(pk=output.pk)
    output.current_workflow_state.resume(user=output.owner)
    assert list(Output.objects.awaiting_review()) == [output]
    act(editing, Output.objects.get(pk=output.pk), "approve")
    assert state_of(output) == State.PUBLISHED


def test_what_is_incomplete_is_not_approved_and_says_why(editing):
    output = submitted(issued="")
    response = act(editing, output, "approve")
    assert "cannot be published yet" in response.content.decode()
    assert "Say when the work was published" in response.content.decode()
    assert state_of(output) == State.IN_REVIEW


def test_the_dialogue_is_led_back_too(editing):
    output = submitted(issued="")
    url = reverse(f"{URLS}:workflow_action", args=[output.pk, "approve", output.current_workflow_task_state.pk])
    response = editing.post(url, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.json() == {"step": "success", "redirect": reverse(f"{URLS}:edit", args=[output.pk])}
    assert state_of(output) == State.IN_REVIEW


def test_readers_see_the_old_version_until_a_change_is_approved(editing, editor):
    output = submitted(title="As it was")
    act(editing, output, "approve")
    draft = draft_now(output)
    draft.title = "As it will be"
    draft.save_revision(user=output.owner)
    output = Output.objects.get(pk=output.pk)
    output.get_workflow().start(output, output.owner)
    assert (Output.objects.get(pk=output.pk).title, state_of(output)) == ("As it was", State.IN_REVIEW)
    act(editing, Output.objects.get(pk=output.pk), "approve")
    assert Output.objects.get(pk=output.pk).title == "As it will be"


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_faculty_cannot_review_even_their_own(client, action):
    output = submitted()
    client.force_login(output.owner)
    assert "do not have permission" in act(client, output, action).content.decode()
    assert state_of(output) == State.IN_REVIEW
