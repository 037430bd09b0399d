"""Submit, return, submit again, publish; and who hears of it."""

from email.utils import parseaddr

import pytest
from django.core import mail
from django.db import transaction
from wagtail.models import TaskState, WorkflowState

from repository.deposit.services import deposit_submit
from repository.letters.delivery import letters_deliver
from repository.models import Letter, Output
from repository.outputs.choices import State
from tests.drafts import draft_now
from tests.factories import CoOwnerFactory, OutputFactory, UserFactory
from tests.repository.deposit.conftest import Depositor, uploaded

pytestmark = pytest.mark.django_db


def submit(depositor: Depositor, output: Output):
    return depositor.step(output, "review").form("form[action$='/review/']").press()


def state_of(output: Output) -> str:
    return Output.objects.get(pk=output.pk).state


def task_of(output: Output) -> TaskState:
    return Output.objects.get(pk=output.pk).current_workflow_state.current_task_state


def test_what_is_missing_is_listed_with_a_way_to_each(depositor, draft):
    page = submit(depositor, draft)
    assert page.status == 422
    assert "It cannot be submitted yet. Nothing has been lost." in page.text
    links = {link["href"] for link in page.html.select(".error-summary a")}
    assert links == {
        f"/deposit/{draft.code}/describe/#id_issued",
        f"/deposit/{draft.code}/people/#id_contributors-0-family_name",
    }
    assert state_of(draft) == State.DRAFT
    for link in links:
        address, _hash, anchor = link.partition("#")
        assert depositor.open(address).html.select_one(f"#{anchor}")


def test_what_was_typed_and_is_not_valid_hinders_too(depositor, complete):
    depositor.step(complete, "describe").step.fill(issued="soon").press("save")
    page = submit(depositor, complete)
    assert "“soon” is not a date." in page.text
    assert state_of(complete) == State.DRAFT


def test_submitted_work_waits_for_an_editor_and_is_closed(depositor, complete):
    page = submit(depositor, complete)
    assert "Submitted for review" in page.text
    assert state_of(complete) == State.IN_REVIEW
    assert task_of(complete).revision_id == Output.objects.get(pk=complete.pk).latest_revision_id
    step = depositor.step(complete, "describe")
    assert step.html.select("fieldset[disabled]")
    assert "An editor is reviewing this work." in step.text


def test_a_form_sent_after_the_submission_changes_nothing_and_is_kept(depositor, complete):
    form = depositor.step(complete, "describe").step.fill(publisher="Too late")
    submit(depositor, complete)
    page = form.press("save")
    assert "An editor is reviewing this work." in page.text
    assert draft_now(complete).publisher == ""
    assert 'value="Too late"' in page.response.content.decode()


def test_submitting_twice_is_one_review(depositor, complete, faculty):
    submit(depositor, complete)
    deposit_submit(output=complete, user=faculty)
    assert WorkflowState.objects.count() == 1


def test_a_depositor_takes_the_work_back(depositor, complete):
    submit(depositor, complete)
    page = depositor.step(complete, "review").form("form[action$='/take-back/']").press()
    assert "The work is yours again." in page.text
    assert state_of(complete) == State.DRAFT
    assert submit(depositor, complete).status == 200
    assert state_of(complete) == State.IN_REVIEW


def test_the_whole_way_with_a_comment_and_back(depositor, complete, editor):
    depositor.step(complete, "files").step.press("show", files=[uploaded("report.pdf")])
    depositor.step(complete, "access").step.fill(licence="CC-BY-4.0").press("save")
    submit(depositor, complete)
    task_of(complete).reject(user=editor, comment="Please add the <department>.")
    assert state_of(complete) == State.RETURNED
    page = depositor.step(complete, "review")
    assert "The editor asks for changes Please add the <department>." in page.text
    depositor.step(complete, "describe").step.fill(publisher="The Institute").press("save")
    submit(depositor, complete)
    assert state_of(complete) == State.IN_REVIEW
    assert WorkflowState.objects.count() == 1
    task_of(complete).approve(user=editor)
    row = Output.objects.get(pk=complete.pk)
    assert (row.live, row.state, row.publisher) == (True, State.PUBLISHED, "The Institute")
    assert [file.name for file in row.files.all()] == ["report.pdf"]
    assert [contribution.family_name for contribution in row.contributions.all()] == ["Novak"]


def test_a_change_to_a_published_work_is_seen_when_it_is_approved(depositor, published, editor):
    depositor.step(published, "describe").step.fill(texts__0__title="The new title").press("save")
    submit(depositor, published)
    row = Output.objects.get(pk=published.pk)
    assert (row.state, row.title, row.live) == (State.IN_REVIEW, "What readers see", True)
    task_of(published).approve(user=editor)
    assert Output.objects.get(pk=published.pk).title == "The new title"


def test_a_published_work_without_changes_has_nothing_to_submit(depositor, published):
    assert not depositor.step(published, "review").html.select("form[action$='/review/']")
    page = depositor.client.post(f"/deposit/{published.code}/review/", follow=True)
    assert "Nothing has changed since this work was published" in page.content.decode()


def test_when_nobody_reviews_the_work_is_kept_and_it_is_said(depositor, complete):
    WorkflowState.objects.all().delete()
    Output.get_default_workflow().delete()
    page = submit(depositor, complete)
    assert "Nobody reviews deposits at the moment" in page.text
    assert state_of(complete) == State.DRAFT


def test_a_failing_submission_leaves_neither_review_nor_mail(depositor, complete, faculty):
    with pytest.raises(RuntimeError), transaction.atomic():
        deposit_submit(output=complete, user=faculty)
        raise RuntimeError("the machine stops here")
    assert state_of(complete) == State.DRAFT
    assert not Letter.objects.exists()


# -- mail -------------------------------------------------------------------------------------------------------------


def letters() -> list[tuple[str, str]]:
    letters_deliver()
    found = [(parseaddr(message.to[0])[1], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return found


def test_everybody_hears_what_concerns_them_from_the_worker(depositor, complete, editor, faculty):
    UserFactory(groups=["editors"], is_active=False)
    UserFactory(groups=["editors"], email="")
    submit(depositor, complete)
    assert mail.outbox == []
    assert letters() == [(editor.email, "To review: “A joint report”")]
    task_of(complete).reject(user=editor, comment="Add the department.")
    assert letters() == [(faculty.email, "Changes asked for: “A joint report”")]
    submit(depositor, complete)
    assert letters() == [(editor.email, "To review: “A joint report”")]
    task_of(complete).approve(user=editor, comment="Well done.")
    assert letters() == [(faculty.email, "Published: “A joint report”")]


def test_co_owners_hear_of_a_work_what_its_depositor_hears(depositor, complete, editor, faculty):
    colleague = CoOwnerFactory(output=complete, user=UserFactory(groups=["faculty"])).user
    submit(depositor, complete)
    letters()
    task_of(complete).reject(user=editor, comment="Add the department.")
    assert letters() == [(to.email, "Changes asked for: “A joint report”") for to in (faculty, colleague)]


def test_letters_have_the_comment_the_address_and_both_forms(depositor, complete, editor, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://repository.example/"
    submit(depositor, complete)
    task_of(complete).reject(user=editor, comment="Use <b>the</b> Latin & Greek names.")
    letters_deliver()
    letter = mail.outbox[-1]
    html = letter.alternatives[0][0]
    assert f"https://repository.example/deposit/{complete.code}/review/" in letter.body
    assert "Use <b>the</b> Latin & Greek names." in letter.body
    assert "Use &lt;b&gt;the&lt;/b&gt; Latin &amp; Greek names." in html
    mail.outbox.clear()
    submit(depositor, complete)
    task_of(complete).approve(user=editor)
    letters_deliver()
    to_review, published = mail.outbox
    assert "/cms/" in to_review.body
    assert f"https://repository.example/w/{complete.code}/" in published.body


def test_a_title_cannot_write_headers(depositor, faculty, editor):
    output = OutputFactory(owner=faculty, title="One\r\nBcc: everybody@example.org", kind="report", issued="2026")
    depositor.step(output, "people").step.fill(contributors__0__family_name="Novak").press("save")
    submit(depositor, output)
    assert letters() == [(editor.email, "To review: “One Bcc: everybody@example.org”")]
