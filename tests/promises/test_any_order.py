"""The six promises hold through the life of a deposit on the site, whoever does what, in whatever order.

A machine picks somebody and a deed, again and again, and the site takes it or refuses it. The machine has no rules of
its own about who may do what when; it knows what must be true whatever happened: a stranger changes nothing, readers
see only what an editor let them see, bytes and history never become less, and every channel agrees with the record.
"""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from wagtail.models import ModelLogEntry

from repository.access.policies import can_view
from repository.access.selectors import visible_outputs
from repository.models import Output, StoredFile
from repository.outputs.choices import Kind
from search.answering.results import results_page
from search.asking.state import SearchState
from search.indexing.following import changes_follow
from search.indexing.reconciling import index_reconcile
from tests.factories import ContributionFactory, OutputFactory, UserFactory
from tests.repository.deposit.conftest import Depositor

ADMIN = "wagtailsnippets_repository_output"
WORDS = ("heartwood", "sapwood", "cambium")
ROLES = ("owner", "stranger", "editor")
actors = st.sampled_from(ROLES)
judges = st.sampled_from(["editor", "editor", "editor", "owner", "stranger"])


@dataclass(frozen=True)
class Stand:
    """How things stand: the row, the revision that an approval would publish, and the history."""

    row: dict
    revision: int | None
    history: list[tuple]


class Life(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        cache.clear()
        self.open = ExitStack()
        folder = self.open.enter_context(tempfile.TemporaryDirectory(prefix="conjoint-life-"))
        self.open.enter_context(override_settings(SEARCH_ENGINE="embedded", SEARCH_DIR=folder))
        self.open.enter_context(transaction.atomic())
        self.people = {
            "owner": Depositor(UserFactory(groups=["faculty"])),
            "stranger": Depositor(UserFactory(groups=["faculty"])),
            "editor": Depositor(UserFactory(groups=["editors"])),
        }
        output = OutputFactory(
            owner=self.people["owner"].user, kind=Kind.REPORT, title=WORDS[0], issued="2026", licence="CC-BY-4.0"
        )
        ContributionFactory(output=output)
        output.save_revision(user=output.owner)
        self.pk, self.code = output.pk, output.code
        self.shown: dict[int, str] = {}  # file number → SHA-256, of all that readers were ever shown

    def teardown(self):
        transaction.set_rollback(True)
        self.open.close()

    # -- deeds -----------------------------------------------------------------------------------------------------

    @rule(who=actors, word=st.sampled_from(WORDS))
    def retitle(self, who, word):
        def act(page):
            if page.html.select_one("form#step input[name='texts-0-title']"):
                page.step.fill(texts__0__title=word).press("save")

        self.does(who, lambda person: act(person.open(f"/deposit/{self.code}/describe/")))

    @rule(who=actors, text=st.sampled_from(WORDS))
    def add_file(self, who, text):
        file = SimpleUploadedFile(f"{text}.txt", text.encode(), "text/plain")
        self.post(who, f"/deposit/{self.code}/files/", action="save", files=file)

    @rule(who=actors, number=st.integers(1, 3), verb=st.sampled_from(["remove", "restore", "up"]))
    def change_file(self, who, number, verb):
        self.post(who, f"/deposit/{self.code}/files/", action=f"file-{number}:{verb}")

    @rule(who=actors, verb=st.sampled_from(["review", "review", "take-back", "delete", "restore"]))
    def move(self, who, verb):
        self.post(who, f"/deposit/{self.code}/{verb}/")

    @rule(who=judges, verdict=st.sampled_from(["approve", "approve", "reject"]))
    def judge(self, who, verdict):
        task = self.output.current_workflow_task_state
        url = reverse(f"{ADMIN}:workflow_action", args=[self.pk, verdict, task.pk if task else 0])
        self.post(who, url, comment="As agreed.")

    @rule()
    def publish(self):
        """What chance alone seldom brings about: submitted and approved, one after the other."""
        self.move("owner", "review")
        self.judge("editor", "approve")

    @rule(who=judges, verb=st.sampled_from(["withdraw", "withdraw", "restore", "delete", "undelete"]))
    def curate(self, who, verb):
        self.post(who, reverse(f"{ADMIN}:{verb}", args=[self.pk]), reason="At the authors' request.")

    def post(self, who, url, **data):
        self.does(who, lambda person: person.client.post(url, data))

    def does(self, who, deed):
        before, face = self.stand(), self.face()
        deed(self.people[who])
        after = self.stand()
        assert after.history[: len(before.history)] == before.history, "history only grows"
        if who == "stranger":
            assert after == before, "a stranger changes nothing"
        if (after.row, after.revision) != (before.row, before.revision):
            assert len(after.history) > len(before.history), "nothing changes without a line in the history"
        if self.face() != face:
            assert who == "editor", "what readers see is an editor's decision"

    # -- what is always true ---------------------------------------------------------------------------------------

    @property
    def output(self) -> Output:
        return Output.objects.get(pk=self.pk)

    def stand(self) -> Stand:
        row = Output.objects.filter(pk=self.pk).values().get()
        lines = ModelLogEntry.objects.for_instance(self.output).order_by("pk")
        return Stand(row, row["latest_revision_id"], list(lines.values_list("pk", "action", "user_id")))

    def face(self) -> tuple | None:
        """What readers see of the work; None when they do not."""
        output = self.output
        if not can_view(AnonymousUser(), output):
            return None
        return output.title, [(file.number, file.name, file.stored_file.sha256) for file in output.files.all()]

    @invariant()
    def bytes_stay(self):
        for number, _name, sha256 in (self.face() or ("", []))[1]:
            assert self.shown.setdefault(number, sha256) == sha256, "an address of a file never means another"
        kept = {stored.sha256: stored for stored in StoredFile.objects.all()}
        assert kept.keys() >= set(self.shown.values())
        for sha256, stored in kept.items():
            with stored.content.open("rb") as content:
                assert hashlib.sha256(content.read()).hexdigest() == sha256

    @rule()
    def readers_look(self):
        """Every channel agrees with the record."""
        output, anybody = self.output, AnonymousUser()
        is_visible = can_view(anybody, output)
        assert visible_outputs(anybody).filter(pk=self.pk).exists() == is_visible
        assert (Client().get(output.get_absolute_url()).status_code == 200) == is_visible
        changes_follow()
        for word in WORDS:
            found = results_page(anybody, SearchState.of(QueryDict(f"q={word}")))
            assert found.total == len(found.hits) <= is_visible
        assert not index_reconcile(), "the index is what the database says"


@pytest.mark.django_db
def test_whoever_does_what_in_whatever_order_the_promises_hold():
    run_state_machine_as_test(Life, settings=settings(max_examples=12, stateful_step_count=25))
