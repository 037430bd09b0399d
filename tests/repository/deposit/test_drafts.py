"""How many revisions a draft keeps: all that a conflict may compare with, and of older sittings the last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from repository.deposit.drafts import AUTOSAVE, FURTHEST_BACK, SITTING, draft_change
from repository.deposit.services import deposit_submit, deposit_take_back
from repository.models import Output, User
from tests.factories import CoOwnerFactory, UserFactory
from tests.repository.deposit.conftest import Depositor

pytestmark = pytest.mark.django_db


def pause_of_typing(output: Output, user: User, *, in_passing: bool = True) -> Revision:
    with draft_change(output=output, user=user, in_passing=in_passing) as draft:
        draft.publisher += "x"
    return Output.objects.get(pk=output.pk).latest_revision


def type_on(output: Output, user: User) -> None:
    """Until what stood before lies out of reach."""
    for _pause in range(FURTHEST_BACK):
        pause_of_typing(output, user)


def test_of_a_long_sitting_the_last_stays_and_the_history_has_one_line(depositor, draft):
    begun = Output.objects.get(pk=draft.pk).latest_revision
    type_on(draft, depositor.user), type_on(draft, depositor.user)
    kept = Revision.objects.for_instance(draft)
    assert kept.count() == FURTHEST_BACK + 1
    assert kept.filter(pk=begun.pk).exists()
    assert Output.objects.get(pk=draft.pk).get_latest_revision_as_object().publisher.endswith("x" * 2 * FURTHEST_BACK)
    assert ModelLogEntry.objects.filter(action=AUTOSAVE).count() == 2 * FURTHEST_BACK  # history only grows
    editor = Client()
    editor.force_login(UserFactory(groups=["editors"]))
    page = editor.get(reverse("wagtailsnippets_repository_output:history", args=[draft.pk])).content.decode()
    assert page.count("Saved while typing") == 1


def test_a_window_within_reach_is_still_compared_with_what_it_began_with(depositor, draft):
    type_on(draft, depositor.user)
    mine = depositor.step(draft, "describe").step
    for _pause in range(FURTHEST_BACK - 1):
        pause_of_typing(draft, depositor.user)
    page = mine.fill(place="Minsk").press("save")
    assert "Saved." in page.text and not page.html.select("fieldset.choice")
    assert (page.step.value("place"), len(page.step.value("publisher"))) == ("Minsk", 2 * FURTHEST_BACK - 1)


def on_purpose(draft: Output, target: Revision) -> None:
    pause_of_typing(draft, draft.owner, in_passing=False)


def by_somebody_else(draft: Output, target: Revision) -> None:
    pause_of_typing(draft, CoOwnerFactory(output=draft, user=UserFactory(groups=["faculty"])).user)


def after_a_pause(draft: Output, target: Revision) -> None:
    Revision.objects.filter(pk=target.pk).update(created_at=timezone.now() - SITTING - timedelta(seconds=1))


def reviewed(draft: Output, target: Revision) -> None:
    deposit_submit(output=draft, user=draft.owner)
    deposit_take_back(output=draft, user=draft.owner)


def published(draft: Output, target: Revision) -> None:
    Output.objects.filter(pk=draft.pk).update(live_revision=target)


def on_its_day(draft: Output, target: Revision) -> None:
    Revision.objects.filter(pk=target.pk).update(approved_go_live_at=timezone.now() + timedelta(days=1))


def nothing(draft: Output, target: Revision) -> None: ...


def test_what_is_more_than_a_pause_of_typing_stays(complete):
    reasons = [nothing, on_purpose, by_somebody_else, after_a_pause, reviewed, published, on_its_day]
    targets = {}
    for happened in reasons:
        targets[happened] = pause_of_typing(complete, complete.owner)
        happened(complete, targets[happened])
    type_on(complete, complete.owner)
    there = set(Revision.objects.for_instance(complete).values_list("pk", flat=True))
    assert [happened for happened in reasons if targets[happened].pk in there] == reasons[1:]


def test_only_what_nobody_asked_for_is_saved_in_passing(depositor: Depositor, draft):
    form = depositor.step(draft, "describe").step.fill(publisher="A")
    typed = {name: values for name, values in form.values.items() if values} | {"action": "autosave"}
    depositor.client.post(form.action, typed)
    depositor.step(draft, "describe").step.fill(publisher="B").press("save")
    lines = ModelLogEntry.objects.for_instance(draft).filter(revision__isnull=False).order_by("pk")
    assert list(lines.values_list("action", flat=True))[-2:] == [AUTOSAVE, "wagtail.edit"]
