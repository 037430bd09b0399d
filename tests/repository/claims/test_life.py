"""Whoever claims, decides, undoes or edits in whatever order: a contributor is one account's at most, row and draft
say the same of whom the work names, and nothing is decided twice."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from repository.claims import decisions, services
from repository.models import Claim, Contribution, Letter, Output, Person
from tests.factories import PersonFactory, UserFactory
from tests.repository.claims.conftest import published

State = Claim.State
ROLES = ("novak", "other", "editor")
actors = st.sampled_from(ROLES)
judges = st.sampled_from(["editor", "editor", "editor", "novak", "other"])
works = st.integers(0, 2)
FINAL = (State.DECLINED, State.TAKEN_BACK, State.UNDONE)


class Life(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.people = {name: UserFactory(groups=["editors"] if name == "editor" else []) for name in ROLES}
        somebody = PersonFactory(family_name="Novak")
        # The first two name a person without an account, the last nobody.
        self.works = [published(f"Work {number}", person=somebody if number < 2 else None).pk for number in range(3)]
        self.final: dict[int, tuple] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def attempt(self, act, **kwargs) -> bool:
        before = self.everything()
        try:
            act(**kwargs)
        except (PermissionDenied, ValidationError):
            assert self.everything() == before, "what is refused changes nothing"
            return False
        return True

    def everything(self) -> list:
        rows = [Claim, Contribution, Person]
        return [list(model.objects.order_by("pk").values()) for model in rows] + [Letter.objects.count()]

    def entries(self, number: int) -> list[Contribution]:
        rows = Contribution.objects.filter(output=self.works[number]).select_related("person")
        return list(rows.order_by("sort_order", "pk"))

    @rule(who=actors, number=works, place=st.integers(0, 1))
    def claim(self, who, number, place):
        entry, user = self.entries(number)[place], self.people[who]
        is_free = entry.person is None or entry.person.user_id is None
        assert self.attempt(services.claims_make, entries=[entry], user=user) == is_free

    @rule(who=actors, which=st.integers(0, 9))
    def take_back(self, who, which):
        if claim := self.some_claim(which, State.OPEN):
            done = self.attempt(services.claim_take_back, claim=claim, user=self.people[who])
            assert done == (claim.user == self.people[who])

    @rule(who=judges, which=st.integers(0, 9), place=st.integers(0, 1), whole=st.booleans())
    def confirm(self, who, which, place, whole):
        if claim := self.some_claim(which, State.OPEN):
            entry = self.entries(self.works.index(claim.output_id))[place]
            is_free = entry.person is None or entry.person.user_id in (None, claim.user_id)
            asked = {"claim": claim, "user": self.people[who], "entry": entry.pk, "whole": whole}
            assert self.attempt(decisions.claim_confirm, **asked) == (who == "editor" and is_free)

    @rule(who=judges, which=st.integers(0, 9))
    def decline(self, who, which):
        if claim := self.some_claim(which, State.OPEN):
            asked = {"claim": claim, "user": self.people[who], "words": "Somebody else."}
            assert self.attempt(decisions.claim_decline, **asked) == (who == "editor")

    @rule(who=actors, number=works, place=st.integers(0, 1), whole=st.booleans())
    def settle(self, who, number, place, whole):
        """What chance alone seldom brings about: said and confirmed, one after the other."""
        self.claim(who, number, place)
        claim = Claim.objects.filter(state=State.OPEN, user=self.people[who], output=self.works[number]).last()
        if claim:
            entry = self.entries(number)[place]
            asked = {"claim": claim, "user": self.people["editor"], "entry": entry.pk, "whole": whole}
            self.attempt(decisions.claim_confirm, **asked)

    @rule(who=judges, which=st.integers(0, 9))
    def undo(self, who, which):
        if claim := self.some_claim(which, State.CONFIRMED):
            own = Person.objects.get(user=claim.user)
            done = self.attempt(decisions.claim_undo, claim=claim, user=self.people[who])
            assert done == (who == "editor")
            if done:
                entry = Contribution.objects.get(output=claim.output_id, key=claim.contributor)
                assert entry.person is None or entry.person.user_id != claim.user_id
                assert claim.former_person in (own, entry.person), "the work names again whom it named before"

    def some_claim(self, which: int, state: str) -> Claim | None:
        claims = list(Claim.objects.filter(state=state).order_by("pk"))
        return claims[which % len(claims)] if claims else None

    @rule(number=works)
    def change_draft(self, number):
        """The depositor changes words; nobody has approved them yet."""
        output = Output.objects.get(pk=self.works[number])
        draft = output.get_latest_revision_as_object()
        draft.title += "!"
        draft.save_revision(user=output.owner)

    @rule(number=works)
    def publish(self, number):
        output = Output.objects.get(pk=self.works[number])
        output.get_latest_revision().publish(user=self.people["editor"])

    @invariant()
    def row_and_draft_name_the_same(self):
        for pk in self.works:
            output = Output.objects.get(pk=pk)
            rows = Contribution.objects.filter(output=pk).order_by("sort_order", "pk")
            draft = output.get_latest_revision_as_object().contributions.all()
            assert [(one.person_id, one.key) for one in rows] == [(one.person_id, one.key) for one in draft]

    @invariant()
    def a_confirmed_claim_is_what_the_work_says(self):
        for claim in Claim.objects.filter(state=State.CONFIRMED):
            entry = Contribution.objects.get(output=claim.output_id, key=claim.contributor)
            assert entry.person is not None and entry.person.user_id == claim.user_id

    @invariant()
    def an_account_is_a_person_by_what_was_confirmed(self):
        accounts = set(Person.objects.exclude(user=None).values_list("user", flat=True))
        assert accounts == set(Claim.objects.filter(state=State.CONFIRMED).values_list("user", flat=True))

    @invariant()
    def nobody_waits_for_what_is_settled(self):
        for claim in Claim.objects.filter(state=State.OPEN):
            entry = claim.entry_among(self.entries(self.works.index(claim.output_id)))
            assert entry.person is None or entry.person.user_id is None

    @invariant()
    def what_is_over_stays_as_it_was(self):
        for claim in Claim.objects.filter(state__in=FINAL):
            said = (claim.state, claim.answer, claim.decided_at)
            assert self.final.setdefault(claim.pk, said) == said

    @invariant()
    def every_decision_is_written_once(self):
        letters = Letter.objects.filter(name__in=["claim-confirmed", "claim-declined", "claim-undone"])
        keys = list(letters.values_list("name", "key"))
        assert len(keys) == len(set(keys))
        declined = Claim.objects.filter(state=State.DECLINED).count()
        assert letters.filter(name="claim-declined").count() == declined


@pytest.mark.django_db
def test_whoever_does_what_in_whatever_order_a_claim_holds():
    run_state_machine_as_test(Life, settings=settings(max_examples=12, stateful_step_count=20))
