"""Co-authors are asked on submission, answer once, and are asked again when the work is another one."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from repository.approval.confirmations import (
    AlreadyAnswered,
    confirmation_confirm,
    confirmation_correct,
    confirmation_object,
    confirmation_resend,
    confirmation_revoke,
)
from repository.approval.links import confirmation_of, token_of
from repository.approval.reminders import reminders_send
from repository.deposit.corrections import correction_decline, correction_take
from repository.models import Affiliation, Confirmation, ContributorAddress, Output
from repository.outputs.services import output_publish
from tests.drafts import draft_now
from tests.factories import ConfirmationFactory, ContributorAddressFactory, PartnerFactory
from tests.repository.approval.conftest import (
    ADDRESS,
    COAUTHOR,
    asked_coauthor,
    change,
    let_days_pass,
    letters,
    submit,
    take_back,
)

pytestmark = pytest.mark.django_db
State = Confirmation.State


def test_who_has_an_address_is_asked_on_submission_and_nobody_before(solo):
    assert not solo.confirmations.exists()
    output = submit(solo)
    asked = asked_coauthor(output)
    assert (asked.contributor, asked.name, asked.address, asked.state) == (
        COAUTHOR,
        "Erika Beispiel",
        ADDRESS,
        State.ASKED,
    )
    assert (asked.expires_at - asked.asked_at).days == 30
    assert [letter.address for letter in letters("coauthor_asked")] == [ADDRESS]


def test_the_depositor_is_not_asked_about_their_own_work(solo, faculty):
    ContributorAddress.objects.update(address=faculty.email.upper())
    assert not submit(solo).confirmations.exists()


def test_a_submission_that_fails_asks_nobody(solo):
    with pytest.raises(RuntimeError), transaction.atomic():
        submit(solo)
        raise RuntimeError("the machine stops here")
    assert not Confirmation.objects.exists() and not letters()


def test_confirming_is_kept_logged_and_told(solo, faculty):
    output = submit(solo)
    confirmation_confirm(confirmation=asked_coauthor(output))
    asked = asked_coauthor(output)
    assert asked.state == State.CONFIRMED and asked.answered_at
    assert ModelLogEntry.objects.filter(action="conjoint.coauthor_confirmed").count() == 1
    assert [letter.address for letter in letters("coauthor_confirmed")] == [faculty.email]


def test_the_first_answer_stands(solo):
    asked = asked_coauthor(submit(solo))
    confirmation_object(confirmation=asked, reason="Not mine.")
    with pytest.raises(AlreadyAnswered):
        confirmation_confirm(confirmation=asked)
    assert asked_coauthor(solo).state == State.OBJECTED


def test_an_objection_needs_a_reason(solo):
    asked = asked_coauthor(submit(solo))
    with pytest.raises(ValidationError):
        confirmation_object(confirmation=asked, reason="  ")
    assert asked_coauthor(solo).state == State.ASKED


def test_an_objection_hinders_publication_and_is_told_to_editors_too(solo, editor, faculty):
    output = submit(solo)
    confirmation_object(confirmation=asked_coauthor(output), reason="The data are not mine.")
    with pytest.raises(ValidationError, match="Erika Beispiel objects: “The data are not mine"):
        output_publish(output=output, user=editor)
    assert not Output.objects.get(pk=output.pk).live
    assert {letter.address for letter in letters("coauthor_objected")} == {faculty.email, editor.email}


def test_silence_of_a_coauthor_hinders_nothing(solo, editor):
    assert output_publish(output=submit(solo), user=editor).live


def test_resubmitting_the_same_work_asks_nobody_again(solo):
    output = submit(solo)
    confirmation_confirm(confirmation=asked_coauthor(output))
    output = submit(take_back(output))
    assert asked_coauthor(output).state == State.CONFIRMED
    assert Confirmation.objects.count() == 1
    output = submit(change(take_back(output), publisher="Another house"))
    assert Confirmation.objects.count() == 1


def test_an_open_question_goes_on_with_the_same_link(solo):
    output = submit(solo)
    token = token_of(asked_coauthor(output))
    output = submit(change(take_back(output), title="Another title"))
    assert token_of(asked_coauthor(output)) == token
    assert asked_coauthor(output).substance["title"] == "Another title"
    assert len(letters("coauthor_asked")) == 1


def test_who_answered_is_asked_again_when_the_work_changed_and_told_what(solo):
    output = submit(solo)
    first = asked_coauthor(output)
    confirmation_confirm(confirmation=first)
    output = submit(change(take_back(output), title="Another title"))
    again = asked_coauthor(output)
    assert (again.state, again.changed) == (State.ASKED, [["title", ["A joint report"]]])
    assert not confirmation_of(token_of(first)).is_open
    assert again.changes_in_words == ["The title was “A joint report”."]
    assert "The title was “A joint report”." in letters("coauthor_asked")[1].text


def test_an_objection_is_settled_by_changing_what_it_was_about(solo, editor):
    output = submit(solo)
    confirmation_object(confirmation=asked_coauthor(output), reason="Wrong title.")
    output = submit(change(take_back(output), title="The right title"))
    assert output_publish(output=output, user=editor).live


def test_whoever_leaves_the_work_loses_the_link(solo):
    output = submit(solo)
    asked = asked_coauthor(output)
    output = take_back(output)
    draft = output.get_latest_revision_as_object()
    draft.contributions.set([one for one in draft.contributions.all() if one.key != COAUTHOR])
    draft.save_revision(user=output.owner)
    submit(Output.objects.get(pk=output.pk))
    gone = Confirmation.objects.get(pk=asked.pk)
    assert (gone.state, bool(gone.closed_at)) == (State.REVOKED, True)
    with pytest.raises(AlreadyAnswered):
        confirmation_confirm(confirmation=asked)


def test_another_address_gets_another_link(solo):
    output = submit(solo)
    first = asked_coauthor(output)
    output = take_back(output)
    ContributorAddress.objects.update(address="other@example.net")
    submit(output)
    assert not Confirmation.objects.get(pk=first.pk).is_open
    assert [letter.address for letter in letters("coauthor_asked")] == [ADDRESS, "other@example.net"]


def test_an_expired_link_takes_no_answer_and_is_renewed_on_submission(solo):
    output = submit(solo)
    asked = asked_coauthor(output)
    let_days_pass(asked, 31)
    asked.refresh_from_db()
    assert (asked.standing, str(asked.standing_label)) == ("expired", "link expired")
    with pytest.raises(AlreadyAnswered):
        confirmation_confirm(confirmation=asked)
    output = submit(take_back(output))
    assert asked_coauthor(output).is_open
    assert "has expired" in letters("coauthor_asked")[1].text


def test_a_new_link_makes_the_old_one_useless(solo, faculty):
    output = submit(solo)
    asked = asked_coauthor(output)
    old = token_of(asked)
    with pytest.raises(ValidationError, match="less than an hour"):
        confirmation_resend(confirmation=asked, user=faculty)
    let_days_pass(asked, 2)
    confirmation_resend(confirmation=asked, user=faculty)
    assert confirmation_of(old) is None
    with pytest.raises(AlreadyAnswered):
        confirmation_confirm(confirmation=asked)  # which a browser opened with the old link holds
    assert asked_coauthor(output).is_open
    assert len(letters("coauthor_asked")) == 2


def test_a_revoked_link_takes_no_answer_until_a_new_one_is_sent(solo, faculty):
    asked = asked_coauthor(submit(solo))
    confirmation_revoke(confirmation=asked, user=faculty)
    with pytest.raises(AlreadyAnswered):
        confirmation_confirm(confirmation=asked)
    confirmation_resend(confirmation=asked, user=faculty)
    confirmation_confirm(confirmation=asked_coauthor(solo))
    with pytest.raises(AlreadyAnswered):
        confirmation_revoke(confirmation=asked, user=faculty)


def test_one_reminder_after_a_week_and_none_to_who_answered(solo):
    asked = asked_coauthor(submit(solo))
    assert reminders_send() == 0
    let_days_pass(asked, 8)
    assert (reminders_send(), reminders_send()) == (1, 0)
    assert [letter.address for letter in letters("coauthor_reminder")] == [ADDRESS]
    let_days_pass(asked, 20)
    assert reminders_send() == 0


def test_nobody_is_reminded_of_a_work_that_was_taken_back(solo):
    output = submit(solo)
    let_days_pass(asked_coauthor(output), 8)
    take_back(output)
    assert reminders_send() == 0


# -- corrections ------------------------------------------------------------------------------------------------------


def entry(output: Output):
    draft = draft_now(output)
    return next(one for one in draft.contributions.all() if one.key == COAUTHOR)


PROPOSAL = {"family_name": "Beispiel-Muster", "orcid": "0000-0002-1825-0097", "institution": "Partner University"}


def test_a_correction_is_a_proposal_and_changes_nothing_itself(solo):
    output = submit(solo)
    confirmation_correct(confirmation=asked_coauthor(output), proposal=PROPOSAL)
    assert entry(output).family_name == "Beispiel"
    assert asked_coauthor(output).awaits_decision


def test_a_correction_that_is_taken_is_in_the_draft_and_nobody_is_asked_again(solo, editor):
    partner = PartnerFactory(name="Partner University")
    output = submit(solo)
    confirmation_correct(confirmation=asked_coauthor(output), proposal=PROPOSAL)
    correction_take(confirmation=asked_coauthor(output), user=editor)
    row = entry(output)
    assert (row.family_name, row.given_name, row.orcid) == ("Beispiel-Muster", "Erika", "0000-0002-1825-0097")
    assert [one.partner for one in row.affiliations.all()] == [partner]
    submit(take_back(Output.objects.get(pk=output.pk)))
    assert Confirmation.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="conjoint.correction_taken", user=editor).exists()


@pytest.fixture
def elsewhere(solo) -> Output:
    """The co-author has two institutions, the second of them no partner."""

    draft = solo.get_latest_revision_as_object()
    rows = list(draft.contributions.all())
    row = next(one for one in rows if one.key == COAUTHOR)
    row.affiliations.set(
        [
            Affiliation(sort_order=0, partner=PartnerFactory(name="Partner University"), department="Surgery"),
            Affiliation(sort_order=1, institution="Elsewhere", department="Anatomy"),
        ]
    )
    draft.contributions.set(rows)
    draft.save_revision(user=solo.owner)
    return Output.objects.get(pk=solo.pk)


@pytest.mark.parametrize(
    ("proposal", "stands"),
    [
        ({"institution-2": "Elsewhere Clinic"}, ["Surgery, Partner University", "Anatomy, Elsewhere Clinic"]),
        ({"department-2": "Histology"}, ["Surgery, Partner University", "Histology, Elsewhere"]),
        ({"institution": "", "department": ""}, ["Anatomy, Elsewhere"]),
        (
            {"institution-2": "Partner University", "institution": "Elsewhere"},
            ["Surgery, Elsewhere", "Anatomy, Partner University"],
        ),
        ({"institution-3": "A third"}, ["Surgery, Partner University", "Anatomy, Elsewhere", "A third"]),
        ({"institution-3": "", "department-3": "Nowhere"}, ["Surgery, Partner University", "Anatomy, Elsewhere"]),
    ],
)
def test_every_institution_can_be_corrected_and_one_be_added(elsewhere, editor, proposal, stands):
    output = submit(elsewhere)
    confirmation_correct(confirmation=asked_coauthor(output), proposal=proposal)
    correction_take(confirmation=asked_coauthor(output), user=editor)
    rows = entry(output).affiliations.all()
    assert [str(one) for one in rows] == stands
    assert [one.partner_id is not None for one in rows] == ["Partner University" in line for line in stands]


def test_a_correction_is_decided_once(solo, editor):
    output = submit(solo)
    confirmation_correct(confirmation=asked_coauthor(output), proposal=PROPOSAL)
    correction_decline(confirmation=asked_coauthor(output), user=editor)
    with pytest.raises(AlreadyAnswered):
        correction_take(confirmation=asked_coauthor(output), user=editor)
    assert entry(output).family_name == "Beispiel"


def test_a_correction_that_cannot_be_taken_stays_undecided(solo, faculty):
    output = submit(solo)
    confirmation_correct(confirmation=asked_coauthor(output), proposal=PROPOSAL)
    with pytest.raises(ValidationError, match="Take it back"):
        correction_take(confirmation=asked_coauthor(output), user=faculty)
    assert asked_coauthor(output).awaits_decision


# -- what the database refuses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": State.CONFIRMED},
        {"state": State.OBJECTED, "reason": ""},
        {"overruling": "for no date"},
        {"contributor": "same", "closed_at": None},
    ],
)
def test_the_database_holds_what_must_hold(wrong):
    first = ConfirmationFactory(contributor="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmationFactory(output=first.output, **wrong)


def test_an_address_belongs_to_somebody():
    with pytest.raises(IntegrityError), transaction.atomic():
        ContributorAddressFactory(contributor="")
