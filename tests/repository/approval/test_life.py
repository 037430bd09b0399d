"""Every order of what depositor, co-author, contact and editor do keeps what must always hold."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from repository.access.policies import is_asked_for_a_word
from repository.approval.approvals import answer_overrule, approval_approve, approval_decline, approval_renew
from repository.approval.confirmations import (
    confirmation_confirm,
    confirmation_object,
    confirmation_resend,
    confirmation_revoke,
)
from repository.approval.links import token_of
from repository.approval.reminders import reminders_send
from repository.deposit.services import deposit_submit, deposit_take_back
from repository.models import Approval, Confirmation, Letter, Output
from repository.outputs.choices import State
from repository.outputs.hindrances import publication_hindrances
from repository.outputs.services import output_publish
from repository.partners.models import Word
from tests.factories import ContributorAddressFactory, PartnerFactory, UserFactory
from tests.repository.approval.conftest import ADDRESS, COAUTHOR, let_days_pass, make_draft, speaker_for

REFUSED = (ValidationError, PermissionDenied)
days = strategies.integers(1, 20)


class Life(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        cache.clear()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.partner = PartnerFactory(word=Word.REQUIRED)
        self.contact, self.editor = speaker_for(self.partner), UserFactory(groups=["editors"])
        self.key = make_draft(UserFactory(groups=["faculty"]), self.partner).pk
        ContributorAddressFactory(output=self.output, contributor=COAUTHOR, address=ADDRESS)
        self.titles = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @property
    def output(self) -> Output:
        return Output.objects.get(pk=self.key)

    @property
    def asked(self) -> Confirmation | None:
        return self.output.confirmations.current().first()

    @property
    def approval(self) -> Approval | None:
        return self.output.approvals.current().first()

    def attempt(self, act, **kwargs) -> bool:
        """What is refused changes nothing: each service is one transaction."""
        try:
            with transaction.atomic():
                act(**kwargs)
        except REFUSED:
            return False
        return True

    @rule(word=strategies.sampled_from(Word))
    def lay_down(self, word):
        self.partner.word = word
        self.partner.save()

    @rule()
    def submit(self):
        self.attempt(deposit_submit, output=self.output, user=self.output.owner)

    @rule()
    def take_back(self):
        self.attempt(deposit_take_back, output=self.output, user=self.output.owner)

    @precondition(lambda self: self.output.state == State.IN_REVIEW)
    @rule()
    def send_back(self):
        self.output.current_workflow_task_state.reject(user=self.editor, comment="Again, please")

    @rule()
    def rewrite(self):
        self.titles += 1
        draft = self.output.get_latest_revision_as_object()
        draft.title = f"Title {self.titles}"
        draft.save_revision(user=self.editor)

    @precondition(lambda self: self.asked)
    @rule(objects=strategies.booleans())
    def coauthor_answers(self, objects):
        was_open, asked = self.asked.is_open, self.asked
        if objects:
            taken = self.attempt(confirmation_object, confirmation=asked, reason="No.")
        else:
            taken = self.attempt(confirmation_confirm, confirmation=asked)
        assert taken == was_open

    @precondition(lambda self: self.asked)
    @rule(verb=strategies.sampled_from([confirmation_resend, confirmation_revoke]))
    def link_changes(self, verb):
        self.attempt(verb, confirmation=self.asked, user=self.editor)

    @precondition(lambda self: self.approval)
    @rule(declines=strategies.booleans())
    def partner_answers(self, declines):
        may = is_asked_for_a_word(self.contact, self.output) and self.approval.is_open
        if declines:
            taken = self.attempt(approval_decline, approval=self.approval, user=self.contact, reason="No.")
        else:
            taken = self.attempt(approval_approve, approval=self.approval, user=self.contact)
        assert taken == may

    @precondition(lambda self: self.approval)
    @rule()
    def ask_again(self):
        self.attempt(approval_renew, approval=self.approval, user=self.editor)

    @rule(of_partner=strategies.booleans())
    def overrule(self, of_partner):
        answer = self.approval if of_partner else self.asked
        if answer:
            self.attempt(answer_overrule, answer=answer, user=self.editor, reason="Settled.")

    @rule(passed=days)
    def time_passes(self, passed):
        for one in (self.asked, self.approval):
            if one:
                let_days_pass(one, passed)
        reminders_send()
        assert reminders_send() == 0

    @rule()
    def publish(self):
        hindered = bool(publication_hindrances(self.output.get_latest_revision_as_object()))
        published = self.attempt(output_publish, output=self.output, user=self.editor)
        assert published == (not hindered)

    @invariant()
    def one_question_stands_for_each(self):
        for current in (self.output.confirmations.current(), self.output.approvals.current()):
            assert current.count() <= 1

    @invariant()
    def contacts_see_what_is_under_review_and_nothing_else(self):
        sees = is_asked_for_a_word(self.contact, self.output)
        assert not sees or self.output.state in (State.IN_REVIEW, State.RETURNED)

    @invariant()
    def a_refusal_or_objection_that_stands_hinders(self):
        answers = [one for one in (self.asked, self.approval) if one and one.state in ("objected", "declined")]
        if any(not one.is_overruled for one in answers):
            assert publication_hindrances(self.output.get_latest_revision_as_object())

    @invariant()
    def only_the_latest_link_can_be_open(self):
        assert len([one for one in self.output.confirmations.all() if one.is_open]) <= 1
        tokens = [token_of(one) for one in self.output.confirmations.all()]
        assert len(set(tokens)) == len(tokens)

    @invariant()
    def nobody_is_written_to_twice_for_one_cause(self):
        causes = [(one.name, one.key, one.address) for one in Letter.objects.all() if one.key]
        assert len(set(causes)) == len(causes)


@pytest.mark.django_db
def test_every_order_of_what_people_do_keeps_what_must_hold():
    run_state_machine_as_test(Life, settings=settings(max_examples=12, stateful_step_count=20))
