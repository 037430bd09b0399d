"""The whole life of a published work, in any order of what people may do to it: what readers once could cite is never
lost or changed, nobody reads what is closed, and history only grows."""

from __future__ import annotations

import hashlib

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from wagtail.models import ModelLogEntry

from repository.copies.models import place_of
from repository.deposit import ownership
from repository.deposit.drafts import draft_change
from repository.deposit.files import deposit_file_add, deposit_file_remove, deposit_file_restore
from repository.deposit.versions import version_note_keep
from repository.files.models import OutputFile
from repository.files.removal import deleted_bytes_go
from repository.models import Output
from repository.outputs import services
from repository.outputs.choices import Kind, State
from repository.reading.selectors import file_to_open
from tests.factories import ContributionFactory, OutputFactory, UserFactory

REASON = "It is asked for."
WHO = st.sampled_from(["owner", "colleague", "editor", "stranger"])
NUMBER = st.integers(1, 4)


class LifeOfAWork(RuleBasedStateMachine):
    """Each example is undone at its end."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.people = {name: UserFactory(groups=["faculty"]) for name in ("owner", "colleague", "stranger")}
        self.people["editor"] = UserFactory(groups=["editors"])
        output = OutputFactory(owner=self.people["owner"], kind=Kind.REPORT, licence="CC-BY-4.0")
        ContributionFactory(output=output)
        output.save_revision(user=output.owner)
        self.pk, self.added, self.logged = output.pk, 0, 0
        self.known: dict[int, str] = {}  # number → digest of what readers could open there
        self.add_a_file("owner")
        self.publish()
        assert self.work.live

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @property
    def work(self) -> Output:
        return Output.objects.get(pk=self.pk)

    def attempt(self, act, **options):
        """Refused or done; whatever is refused changes nothing."""
        try:
            with transaction.atomic():
                act(output=self.work, **options)
        except (ValidationError, PermissionDenied):
            pass

    @rule(who=WHO)
    def add_a_file(self, who):
        self.added += 1
        file = SimpleUploadedFile(f"{self.added}.txt", f"Content {self.added}".encode(), "text/plain")
        self.attempt(deposit_file_add, user=self.people[who], file=file)

    @rule(who=WHO, number=NUMBER)
    def remove_a_file(self, who, number):
        self.attempt(deposit_file_remove, user=self.people[who], number=number)

    @rule(who=WHO, number=NUMBER)
    def bring_a_file_back(self, who, number):
        self.attempt(deposit_file_restore, user=self.people[who], number=number)

    @rule(who=WHO, title=st.sampled_from(["One title", "Another title"]))
    def correct_the_title(self, who, title):
        def correct(*, output, user):
            with draft_change(output=output, user=user) as draft:
                draft.title = title

        self.attempt(correct, user=self.people[who])

    @rule(who=WHO, note=st.sampled_from(["", "Why it changed"]))
    def say_what_changed(self, who, note):
        self.attempt(version_note_keep, user=self.people[who], note=note)

    @rule()
    def publish(self):
        self.attempt(services.output_publish, user=self.people["editor"])
        if self.work.live:
            self.known |= {file.number: file.stored_file.sha256 for file in self.work.files.all()}

    @rule(verb=st.sampled_from(["withdraw", "restore", "delete", "undelete"]))
    def decide(self, verb):
        self.attempt(getattr(services, f"output_{verb}"), user=self.people["editor"], reason=REASON)

    @rule(who=WHO, other=WHO, act=st.sampled_from(["co_owner_add", "co_owner_remove", "ownership_offer"]))
    def share(self, who, other, act):
        self.attempt(getattr(ownership, act), user=self.people[who], other=self.people[other])

    @rule(who=WHO, act=st.sampled_from(["ownership_accept", "ownership_cancel"]))
    def answer_an_offer(self, who, act):
        self.attempt(getattr(ownership, act), user=self.people[who])

    @rule()
    def look_for_bytes_to_remove(self):
        assert deleted_bytes_go() == []

    @invariant()
    def what_readers_knew_is_there_unchanged(self):
        for number, digest in self.known.items():
            with place_of(self.work, number).stored_file.content.open() as content:
                assert hashlib.sha256(content.read()).hexdigest() == digest

    @invariant()
    def readers_open_what_is_published_and_nothing_else(self):
        open_to_all = self.work.live and self.work.state not in (State.WITHDRAWN, State.DELETED)
        for number in range(1, self.added + 1):
            try:
                opened = file_to_open(AnonymousUser(), self.work.code, number).stored_file.sha256
            except OutputFile.DoesNotExist:
                opened = None
            assert opened == (self.known.get(number) if open_to_all else None)

    @invariant()
    def versions_count_on_and_one_of_them_stands(self):
        versions = list(self.work.versions.order_by("number"))
        assert [version.number for version in versions] == list(range(1, len(versions) + 1))
        standing = [version.number for version in versions if version.content is None]
        assert standing == [len(versions)] * bool(versions)

    @invariant()
    def history_only_grows(self):
        logged = ModelLogEntry.objects.for_instance(self.work).count()
        assert logged >= self.logged
        self.logged = logged

    @invariant()
    def somebody_owns_it_once(self):
        assert self.work.owner_id not in self.work.co_owners.values_list("user_id", flat=True)


@pytest.mark.django_db
def test_the_promises_hold_in_every_order():
    run_state_machine_as_test(LifeOfAWork, settings=settings(max_examples=6, stateful_step_count=15))
