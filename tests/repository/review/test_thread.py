"""One thread for both sides: who reads it, what is kept, what is resolved, and who is told."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from repository.approval.confirmations import confirmation_correct, confirmation_object
from repository.models import Comment, Confirmation, Output
from repository.review.selectors import thread_of, unread_counts
from repository.review.services import comment_add, comment_edit, comment_resolve, reviewers_set, thread_seen
from tests.drafts import draft_now
from tests.factories import ReviewerFactory, UserFactory
from tests.pages import main_text, signed_in
from tests.repository.approval.conftest import (
    COAUTHOR,
    asked_coauthor,
    contact,
    editor,
    faculty,
    joint,
    letters,
    make_draft,
    partner,
    solo,
    submit,
    take_back,
)

__all__ = ["contact", "editor", "faculty", "joint", "partner", "solo"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewed(joint) -> Output:
    return submit(joint)


def test_depositor_editor_and_contact_speak_and_others_do_not(reviewed, editor, contact, partner):
    for user in (reviewed.owner, editor, contact):
        comment_add(output=reviewed, user=user, text=f"From {user}")
    for user in (UserFactory(institution=partner), UserFactory(groups=["faculty"])):
        with pytest.raises(PermissionDenied):
            comment_add(output=reviewed, user=user, text="Me too")
    assert [entry.text for entry in thread_of(reviewed, contact)] == [
        "From Maria Novak",
        "From Olga Editor",
        f"From {contact}",
    ]


def test_a_contact_is_outside_once_the_work_is_taken_back(reviewed, contact):
    comment = comment_add(output=reviewed, user=contact, text="A question")
    take_back(reviewed)
    with pytest.raises(PermissionDenied):
        comment_edit(comment=comment, user=contact, text="Another question")
    with pytest.raises(PermissionDenied):
        thread_seen(output=Output.objects.get(pk=reviewed.pk), user=contact)


def test_nothing_is_no_comment(reviewed, editor):
    with pytest.raises(ValidationError):
        comment_add(output=reviewed, user=editor, text=" \n ")
    assert not Comment.objects.exists()


def test_everybody_else_gets_a_letter_that_leads_to_the_place(reviewed, editor, contact):
    comment = comment_add(output=reviewed, user=contact, text="Which <department>?")
    found = letters("thread_comment")
    assert {letter.address for letter in found} == {reviewed.owner.email, editor.email}
    assert f"/deposit/{reviewed.code}/thread/#comment-{comment.pk}" in found[0].text
    assert "Which <department>?" in found[0].text and "Which &lt;department&gt;?" in found[0].html


@pytest.mark.parametrize("published", [False, True])
def test_a_question_reaches_the_editors_before_and_after_the_review(joint, editor, published):
    """As when a depositor asks for a withdrawal."""
    Output.objects.filter(pk=joint.pk).update(live=published)
    comment_add(output=Output.objects.get(pk=joint.pk), user=joint.owner, text="Please withdraw it.")
    assert [letter.address for letter in letters("thread_comment")] == [editor.email]


def test_with_reviewers_assigned_only_they_are_told_of_the_editors(reviewed, editor):
    chosen = UserFactory(groups=["editors"])
    ReviewerFactory(output=reviewed, user=chosen)
    comment_add(output=reviewed, user=reviewed.owner, text="Ready?")
    addresses = {letter.address for letter in letters("thread_comment")}
    assert chosen.email in addresses and editor.email not in addresses


def test_an_edit_keeps_the_earlier_wording(reviewed, editor):
    comment = comment_add(output=reviewed, user=editor, text="First")
    comment_edit(comment=comment, user=editor, text="First")
    assert not Comment.objects.get().earlier
    comment_edit(comment=comment, user=editor, text="Second")
    comment_edit(comment=comment, user=editor, text="Third")
    kept = Comment.objects.get()
    assert (kept.text, [one["text"] for one in kept.earlier]) == ("Third", ["First", "Second"])
    page = main_text(signed_in(editor).get(f"/deposit/{reviewed.code}/thread/"))
    assert "Third" in page and "First" in page and "Second" in page


def test_only_its_author_edits_a_comment(reviewed, editor, contact):
    comment = comment_add(output=reviewed, user=editor, text="First")
    with pytest.raises(PermissionDenied):
        comment_edit(comment=comment, user=contact, text="Mine")
    url = f"/deposit/{reviewed.code}/thread/{comment.pk}/edit/"
    assert signed_in(contact).get(url).status_code == 404
    assert signed_in(contact).post(url, {"text": "Mine"}).status_code == 404
    assert Comment.objects.get().text == "First"


def test_a_requested_change_is_marked_as_done_and_taken_up_again(reviewed, editor, contact):
    comment = comment_add(output=reviewed, user=editor, text="Add it", field="abstracts", asks_change=True)
    with pytest.raises(PermissionDenied):
        comment_resolve(comment=comment, user=contact, resolved=True)
    comment_resolve(comment=comment, user=reviewed.owner, resolved=True)
    first = Comment.objects.get().resolved_at
    comment_resolve(comment=comment, user=editor, resolved=True)
    assert (Comment.objects.get().resolved_at, Comment.objects.get().resolved_by) == (first, reviewed.owner)
    comment_resolve(comment=comment, user=editor, resolved=False)
    assert Comment.objects.get().is_open
    remark = comment_add(output=reviewed, user=editor, text="By the way")
    with pytest.raises(ValidationError):
        comment_resolve(comment=remark, user=editor, resolved=True)


def test_what_is_new_is_counted_until_somebody_says_they_read_it(reviewed, editor, contact):
    comment_add(output=reviewed, user=contact, text="One")
    comment_add(output=reviewed, user=contact, text="Two")
    assert unread_counts(editor, [reviewed]) == {reviewed.pk: 2}
    assert unread_counts(contact, [reviewed]) == {}
    client = signed_in(editor)
    assert "Mark 2 new comments as read" in main_text(client.get(f"/deposit/{reviewed.code}/thread/"))
    assert unread_counts(editor, [reviewed]) == {reviewed.pk: 2}  # looking changes nothing
    assert "new comment" not in main_text(client.post(f"/deposit/{reviewed.code}/thread/seen/", follow=True))
    assert unread_counts(editor, [reviewed]) == {}
    comment_add(output=reviewed, user=reviewed.owner, text="Three")
    assert unread_counts(editor, [reviewed]) == {reviewed.pk: 1}


def test_what_the_workflow_says_stands_in_the_thread_too(reviewed, editor, contact):
    reviewed.current_workflow_task_state.reject(user=editor, comment="Please add the abstract.")
    entry = thread_of(Output.objects.get(pk=reviewed.pk), contact)[0]
    assert (entry.who, entry.deed, entry.text) == ("Olga Editor", "asked for changes", "Please add the abstract.")


def test_a_coauthors_answer_is_not_for_contacts(joint, editor, contact, solo):
    output = submit(solo)
    confirmation_object(confirmation=asked_coauthor(output), reason="Not mine.")
    assert [entry.deed for entry in thread_of(output, editor)] == ["objects"]
    assert thread_of(output, contact) == []


# -- the page ---------------------------------------------------------------------------------------------------------


def test_a_comment_is_written_on_the_page_about_a_field(reviewed, editor):
    client = signed_in(editor)
    url = f"/deposit/{reviewed.code}/thread/"
    assert client.post(url, {"text": "", "field": "title"}).status_code == 422
    page = client.post(url, {"text": "Shorter", "field": "title", "asks_change": "on"}, follow=True)
    assert "to be changed" in main_text(page) and "about: title" in main_text(page)
    comment = Comment.objects.get()
    done = client.post(f"{url}{comment.pk}/resolve/", {"action": "resolve"}, follow=True)
    assert "Marked as done by Olga Editor" in main_text(done)
    client.post(f"{url}{comment.pk}/resolve/", {"action": "reopen"})
    assert Comment.objects.get().is_open


def test_an_editor_assigns_reviewers_and_finds_their_own(reviewed, editor, faculty):
    client, stranger = signed_in(editor), UserFactory()
    url = f"/deposit/{reviewed.code}/thread/reviewers/"
    client.post(url, {"reviewers": [stranger.pk]})
    assert not reviewed.reviewers.exists()
    client.post(url, {"reviewers": [editor.pk]})
    assert [row.user for row in reviewed.reviewers.all()] == [editor]
    assert ModelLogEntry.objects.filter(action="conjoint.reviewers").count() == 1
    listed = client.get(reverse("wagtailsnippets_repository_output:list") + "?mine=on").content.decode()
    assert "A joint report" in listed and "To review:" in listed
    assert "To review:" not in client.get(reverse("wagtailsnippets_repository_output:list")).content.decode()
    other = signed_in(UserFactory(groups=["editors"]))
    listed = other.get(reverse("wagtailsnippets_repository_output:list") + "?mine=on").content.decode()
    assert "A joint report" not in listed
    assert signed_in(faculty).post(url, {"reviewers": [editor.pk]}).status_code == 404
    with pytest.raises(ValidationError):
        reviewers_set(output=reviewed, user=editor, reviewers=[stranger])


def answer(client: Client, output: Output, kind: str, verb: str, **data) -> str:
    asked = (output.confirmations if kind == "coauthor" else output.approvals).current().get()
    return main_text(client.post(f"/deposit/{output.code}/answers/{kind}/{asked.pk}/{verb}/", data, follow=True))


def test_an_editor_overrules_on_the_page_and_the_history_says_why(reviewed, editor, faculty):
    client = signed_in(editor)
    assert "It cannot be published yet" in main_text(client.get(f"/deposit/{reviewed.code}/thread/"))
    assert "Say why" in answer(client, reviewed, "partner", "overrule", reason="")
    page = answer(client, reviewed, "partner", "overrule", reason="They agreed by telephone.")
    assert "It cannot be published yet" not in page
    assert "Overruled by Olga Editor: “They agreed by telephone.”" in page
    history = client.get(reverse("wagtailsnippets_repository_output:history", args=[reviewed.pk])).content.decode()
    assert "They agreed by telephone." in history
    asked = reviewed.approvals.current().get()
    url = f"/deposit/{reviewed.code}/answers/partner/{asked.pk}/overrule/"
    assert signed_in(faculty).post(url, {"reason": "I say so."}).status_code == 404


def test_a_correction_is_taken_on_the_page(solo, editor):
    output = submit(solo)
    confirmation_correct(confirmation=asked_coauthor(output), proposal={"family_name": "Muster"})
    page = main_text(signed_in(editor).get(f"/deposit/{output.code}/thread/"))
    assert "confirmed with a correction" in page and "Muster" in page
    assert "The correction is in the work." in answer(signed_in(editor), output, "coauthor", "take")
    draft = draft_now(output)
    assert [one.family_name for one in draft.contributions.all() if one.key == COAUTHOR] == ["Muster"]


@pytest.mark.parametrize("verb", ["resend", "revoke", "take", "decline", "overrule"])
def test_nobody_else_acts_on_answers(solo, contact, verb):
    output = submit(solo)
    before = Confirmation.objects.values().get()
    for user in (contact, UserFactory(groups=["faculty"])):
        asked = asked_coauthor(output)
        url = f"/deposit/{output.code}/answers/coauthor/{asked.pk}/{verb}/"
        assert signed_in(user).post(url, {"reason": "x"}).status_code == 404
        assert signed_in(user).get(url).status_code == 405
    assert Confirmation.objects.values().get() == before


def test_the_answers_of_another_work_are_not_reached_from_here(solo, joint, faculty):
    other, output = submit(make_draft(faculty)), submit(solo)
    url = f"/deposit/{other.code}/answers/coauthor/{asked_coauthor(output).pk}/revoke/"
    assert signed_in(faculty).post(url).status_code == 404


def test_the_depositor_sees_how_words_stand_on_the_last_step_and_in_the_list(solo, faculty):
    output = submit(solo)
    client = signed_in(faculty)
    for path in ("/deposit/", f"/deposit/{output.code}/review/"):
        page = main_text(client.get(path))
        assert "Erika Beispiel" in page and "asked" in page


def test_the_edit_view_of_the_admin_leads_to_the_review(reviewed, editor):
    page = signed_in(editor).get(reverse("wagtailsnippets_repository_output:edit", args=[reviewed.pk])).content.decode()
    assert f'href="/deposit/{reviewed.code}/thread/"' in page
    assert "is required and has not come" in page
    assert "There is no abstract." in page
