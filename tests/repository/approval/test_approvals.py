"""What is laid down decides what a partner's word means; every way of publishing obeys it."""

from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from repository.approval.approvals import answer_overrule, approval_approve, approval_decline, approval_renew
from repository.approval.confirmations import AlreadyAnswered
from repository.approval.reminders import reminders_send
from repository.approval.terms import Terms, terms_of
from repository.models import Approval, Output
from repository.outputs.choices import State
from repository.outputs.hindrances import publication_hindrances
from repository.outputs.services import output_publish
from repository.partners.models import Word
from tests.drafts import draft_now
from tests.factories import AgreementFactory, PartnerContactFactory, PartnerFactory, UserFactory
from tests.repository.approval.conftest import (
    asked_partner,
    change,
    let_days_pass,
    letters,
    make_draft,
    speaker_for,
    submit,
    take_back,
)

pytestmark = pytest.mark.django_db


def hindrances(output: Output) -> list[str]:
    return [problem.sentence for problem in publication_hindrances(draft_now(output))]


def is_live(output: Output) -> bool:
    return Output.objects.get(pk=output.pk).live


# -- what is laid down ------------------------------------------------------------------------------------------------


def test_nothing_is_laid_down_and_nobody_could_be_told(faculty):
    partner = PartnerFactory()
    assert terms_of(partner, make_draft(faculty, partner)) is None


def test_contacts_are_informed_where_nothing_is_laid_down(faculty):
    partner = PartnerFactory()
    PartnerContactFactory(partner=partner)
    assert terms_of(partner, make_draft(faculty, partner)).word == Word.INFORMED


def test_an_agreement_goes_before_the_partner_and_the_strictest_of_several_counts(faculty):
    partner, other = PartnerFactory(word=Word.REQUIRED), PartnerFactory()
    output = make_draft(faculty, partner)

    def signed(word: str, days: int, *partners) -> None:
        output.agreements.add(AgreementFactory(word=word, silence_days=days, partners=partners))

    signed(Word.REQUIRED, 5, other)  # between others
    signed("", 5, partner)  # lays nothing down
    assert terms_of(partner, output).word == Word.REQUIRED
    signed(Word.INFORMED, 5, partner)
    assert terms_of(partner, output).word == Word.INFORMED
    signed(Word.ASKED, 5, partner)
    signed(Word.ASKED, 30, partner)
    assert terms_of(partner, output) == Terms(Word.ASKED, 30)


def test_the_home_university_is_not_asked_for_its_word(faculty):
    home = PartnerFactory(is_home=True, word=Word.REQUIRED)
    assert not submit(make_draft(faculty, home)).approvals.exists()


# -- required ---------------------------------------------------------------------------------------------------------


def test_what_is_required_is_waited_for(joint, contact, editor):
    output = submit(joint)
    assert [letter.address for letter in letters("partner_required")] == [contact.email]
    with pytest.raises(ValidationError, match="The word of Partner University is required and has not come"):
        output_publish(output=output, user=editor)
    approval_approve(approval=asked_partner(output), user=contact)
    assert output_publish(output=output, user=editor).live


def test_a_refusal_needs_a_reason_and_hinders(joint, contact, editor):
    output = submit(joint)
    with pytest.raises(ValidationError):
        approval_decline(approval=asked_partner(output), user=contact, reason=" ")
    approval_decline(approval=asked_partner(output), user=contact, reason="Not ours.")
    with pytest.raises(ValidationError, match="Partner University declines: “Not ours"):
        output_publish(output=output, user=editor)
    assert {letter.address for letter in letters("partner_declined")} == {output.owner.email, editor.email}


def test_the_first_answer_of_several_contacts_stands(joint, partner, contact):
    output, colleague = submit(joint), speaker_for(partner)
    approval_approve(approval=asked_partner(output), user=contact)
    with pytest.raises(AlreadyAnswered):
        approval_decline(approval=asked_partner(output), user=colleague, reason="No.")
    assert asked_partner(output).state == Approval.State.APPROVED


def test_nobody_else_answers_for_a_partner(joint, partner, editor):
    asked = asked_partner(submit(joint))
    moved = speaker_for(partner)
    moved.institution = PartnerFactory()
    moved.save()
    for user in (UserFactory(institution=partner), speaker_for(PartnerFactory()), moved, editor, joint.owner):
        with pytest.raises(PermissionDenied):
            approval_approve(approval=asked, user=user)


def test_a_work_that_was_taken_back_takes_no_answer(joint, contact):
    output = submit(joint)
    asked = asked_partner(output)
    take_back(output)
    with pytest.raises(PermissionDenied):
        approval_approve(approval=asked, user=contact)


def test_an_approval_outlives_taking_back_unless_the_work_changes(joint, contact):
    output = submit(joint)
    approval_approve(approval=asked_partner(output), user=contact)
    output = submit(change(take_back(output), publisher="Another house"))
    assert asked_partner(output).state == Approval.State.APPROVED
    output = submit(change(take_back(output), title="Another work"))
    assert asked_partner(output).is_open
    assert "The title was “A joint report”." in letters("partner_required")[1].text


def test_an_editor_who_changes_the_work_in_review_has_to_ask_again(joint, contact, editor):
    output = submit(joint)
    approval_approve(approval=asked_partner(output), user=contact)
    output = change(output, title="As an editor calls it")
    assert hindrances(output) == [
        "Partner University approved an earlier version. Ask again, or have it overruled with a reason."
    ]
    approval_renew(approval=asked_partner(output), user=editor)
    approval_approve(approval=asked_partner(output), user=contact)
    assert hindrances(output) == []


def test_a_partner_that_leaves_the_work_is_not_waited_for(joint, editor):
    output = take_back(submit(joint))
    draft = draft_now(output)
    rows = list(draft.contributions.all())
    rows[1].affiliations.set([])
    draft.contributions.set(rows)
    draft.save_revision(user=output.owner)
    output = submit(Output.objects.get(pk=output.pk))
    assert not output.approvals.current().exists()
    assert output_publish(output=output, user=editor).live


def test_a_work_that_was_never_submitted_is_hindered_too(joint, editor):
    with pytest.raises(ValidationError, match="Submit the work for review"):
        output_publish(output=joint, user=editor)


def test_a_correction_of_a_published_work_waits_for_nobody_anew(joint, contact, editor, partner):
    Output.objects.filter(pk=joint.pk).update(live=True, first_published_at=timezone.now())
    assert output_publish(output=change(Output.objects.get(pk=joint.pk), publisher="A house"), user=editor).live
    with pytest.raises(ValidationError):
        output_publish(output=change(Output.objects.get(pk=joint.pk), title="Another work"), user=editor)


# -- silence ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(joint, partner) -> Output:
    partner.word, partner.silence_days = Word.ASKED, 10
    partner.save()
    return submit(joint)


def test_silence_is_consent_from_its_date_on_without_anything_having_run(asked, editor):
    assert "From then on" not in hindrances(asked)[0] and "silence is consent" in hindrances(asked)[0]
    let_days_pass(asked_partner(asked), 11)
    assert str(asked_partner(asked).standing_label) == "consent by silence"
    assert hindrances(asked) == []
    assert output_publish(output=asked, user=editor).live


def test_a_late_refusal_counts_as_long_as_nothing_is_published(asked, contact):
    let_days_pass(asked_partner(asked), 11)
    approval_decline(approval=asked_partner(asked), user=contact, reason="We were away.")
    assert hindrances(asked)


def test_silence_is_counted_anew_after_a_resubmission(asked):
    let_days_pass(asked_partner(asked), 9)
    output = submit(take_back(asked))
    assert asked_partner(output).consent_at > timezone.now() + timezone.timedelta(days=9)


def test_reminders_at_half_the_time_and_the_day_before(asked):
    assert reminders_send() == 0
    let_days_pass(asked_partner(asked), 5)
    assert (reminders_send(), reminders_send()) == (1, 0)
    let_days_pass(asked_partner(asked), 4)
    assert (reminders_send(), reminders_send()) == (1, 0)
    let_days_pass(asked_partner(asked), 2)
    assert reminders_send() == 0
    assert len(letters("partner_reminder")) == 2


def test_what_is_required_is_reminded_of_every_week(joint, contact):
    output = submit(joint)
    for _week in range(3):
        let_days_pass(asked_partner(output), 7)
        assert (reminders_send(), reminders_send()) == (1, 0)
    approval_approve(approval=asked_partner(output), user=contact)
    let_days_pass(asked_partner(output), 7)
    assert reminders_send() == 0


def test_who_is_informed_is_not_waited_for_but_may_decline(joint, partner, contact, editor):
    partner.word = Word.INFORMED
    partner.save()
    output = submit(joint)
    assert hindrances(output) == [] and len(letters("partner_informed")) == 1
    approval_decline(approval=asked_partner(output), user=contact, reason="Wrong institution.")
    assert hindrances(output)


# -- overruling -------------------------------------------------------------------------------------------------------


def test_an_editor_overrules_with_a_reason_that_is_logged(joint, contact, editor):
    output = submit(joint)
    approval_decline(approval=asked_partner(output), user=contact, reason="No.")
    with pytest.raises(ValidationError):
        answer_overrule(answer=asked_partner(output), user=editor, reason="")
    with pytest.raises(PermissionDenied):
        answer_overrule(answer=asked_partner(output), user=output.owner, reason="Because.")
    answer_overrule(answer=asked_partner(output), user=editor, reason="Settled by telephone.")
    entry = ModelLogEntry.objects.get(action="conjoint.overrule")
    assert (entry.user, entry.data["reason"]) == (editor, "Partner University: Settled by telephone.")
    assert output_publish(output=output, user=editor).live
    assert asked_partner(output).state == Approval.State.DECLINED  # the answer stays


def test_what_does_not_hinder_is_not_overruled(joint, contact, editor):
    output = submit(joint)
    approval_approve(approval=asked_partner(output), user=contact)
    with pytest.raises(ValidationError, match="does not stand in the way"):
        answer_overrule(answer=asked_partner(output), user=editor, reason="Because.")


# -- every way of publishing ------------------------------------------------------------------------------------------


def workflow_approves(client, output: Output, editor) -> None:
    state = output.current_workflow_task_state
    client.post(reverse("wagtailsnippets_repository_output:workflow_action", args=[output.pk, "approve", state.pk]))


def wagtail_approves(client, output: Output, editor) -> None:
    with pytest.raises(ValidationError):
        output.current_workflow_task_state.approve(user=editor)


def revision_is_published(client, output: Output, editor) -> None:
    with pytest.raises(ValidationError):
        output.get_latest_revision().publish(user=editor)


def service_publishes(client, output: Output, editor) -> None:
    with pytest.raises(ValidationError):
        output_publish(output=output, user=editor)


def bulk_action_publishes(client, output: Output, editor) -> None:
    url = reverse("wagtail_bulk_action", args=["repository", "output", "publish"])
    page = client.post(f"{url}?{urlencode({'id': output.pk, 'next': '/cms/'})}", follow=True).content.decode()
    assert "is required and has not come" in page


@pytest.mark.parametrize(
    "way", [workflow_approves, wagtail_approves, revision_is_published, service_publishes, bulk_action_publishes]
)
def test_no_way_of_publishing_passes_by(joint, editor, client, way):
    output = submit(joint)
    client.force_login(editor)
    way(client, output, editor)
    row = Output.objects.get(pk=output.pk)
    assert (row.live, row.state) == (False, State.IN_REVIEW)


def test_a_date_of_publication_passes_while_something_hinders_and_others_are_published(joint, faculty, editor):
    free = make_draft(faculty)
    past = timezone.now() - timezone.timedelta(hours=1)
    for output in (joint, free):
        revision = output.get_latest_revision()
        revision.approved_go_live_at = past
        revision.save()
    call_command("publish_scheduled", verbosity=0)
    assert (is_live(joint), is_live(free)) == (False, True)
