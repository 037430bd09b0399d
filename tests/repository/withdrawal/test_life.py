"""A request for withdrawal holds, whoever does what in whatever order."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from wagtail.models import ModelLogEntry

from repository.models import Letter, Output, WithdrawalRequest
from repository.outputs import services as works
from repository.withdrawal import services
from tests.factories import CoOwnerFactory, OutputFactory, UserFactory

State = WithdrawalRequest.State
actors = st.sampled_from(["owner", "coowner", "stranger", "editor"])
OWNERS = ("owner", "coowner")


class Life(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        names = {"owner": "faculty", "coowner": "faculty", "stranger": "faculty", "editor": "editors"}
        self.people = {name: UserFactory(groups=[group]) for name, group in names.items()}
        output = OutputFactory(published=True, owner=self.people["owner"])
        CoOwnerFactory(output=output, user=self.people["coowner"])
        self.pk = output.pk
        self.settled: dict[int, tuple] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def output(self) -> Output:
        return Output.objects.get(pk=self.pk)

    @property
    def open(self) -> WithdrawalRequest | None:
        return WithdrawalRequest.objects.filter(state=State.OPEN).first()

    def attempt(self, act, **kwargs) -> bool:
        history = ModelLogEntry.objects.count()
        try:
            act(**kwargs)
        except (PermissionDenied, ValidationError):
            assert ModelLogEntry.objects.count() == history, "what is refused leaves nothing behind"
            return False
        return True

    @rule(who=actors)
    def ask(self, who):
        published = Output.objects.published().filter(pk=self.pk).exists()
        done = self.attempt(
            services.withdrawal_ask, output=self.output, user=self.people[who], why="error", reason="Wrong."
        )
        assert done == (who in OWNERS and published)

    @rule(who=actors, verb=st.sampled_from(["grant", "decline", "take_back"]))
    def settle(self, who, verb):
        request = self.open or WithdrawalRequest.objects.first()
        if request is None:
            return
        words = {"grant": {"reason": "Wrong."}, "decline": {"words": "Right."}, "take_back": {}}[verb]
        was_open = request.is_open
        act = getattr(services, f"withdrawal_{verb}")
        done = self.attempt(act, request=request, user=self.people[who], **words)
        assert done == (was_open and (who in OWNERS if verb == "take_back" else who == "editor"))
        if done and verb == "grant":
            assert self.output.withdrawn_at

    @rule(verb=st.sampled_from(["withdraw", "restore", "delete", "undelete"]))
    def curate(self, verb):
        act = getattr(works, f"output_{verb}")
        self.attempt(act, output=self.output, user=self.people["editor"], reason="As found.")

    @invariant()
    def only_a_published_work_has_a_question(self):
        requests = WithdrawalRequest.objects.filter(state=State.OPEN)
        assert requests.count() <= 1
        if requests:
            assert Output.objects.published().filter(pk=self.pk).exists()

    @invariant()
    def what_is_settled_stays_as_it_was(self):
        rows = WithdrawalRequest.objects.exclude(state=State.OPEN).values_list("pk", "state", "answer", "decided_at")
        for pk, *rest in rows:
            assert self.settled.setdefault(pk, tuple(rest)) == tuple(rest)

    @invariant()
    def every_decision_was_written_once_to_each_owner(self):
        decided = WithdrawalRequest.objects.filter(state__in=[State.GRANTED, State.DECLINED]).count()
        written = Letter.objects.filter(name__in=["withdrawal-granted", "withdrawal-declined"]).count()
        assert written == decided * len(OWNERS)


@pytest.mark.django_db
def test_whoever_does_what_in_whatever_order_a_request_holds():
    run_state_machine_as_test(Life, settings=settings(max_examples=12, stateful_step_count=20))
