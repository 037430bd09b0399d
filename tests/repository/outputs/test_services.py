"""Withdraw, restore, delete, take back, publish, and changing many works at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from repository.models import Output
from repository.outputs import services
from repository.outputs.choices import Access, Kind, State
from repository.signals import outputs_changed
from tests.factories import ContributionFactory, OutputFactory, SubjectFactory, UserFactory

pytestmark = pytest.mark.django_db

REASON = "The authors asked for it."


@pytest.fixture
def editor():
    return UserFactory(groups=["editors"])


@pytest.fixture
def announced():
    """The primary keys that were announced, in order."""
    seen = []

    def listen(output_ids, **kwargs):
        seen.extend(output_ids)

    outputs_changed.connect(listen)
    yield seen
    outputs_changed.disconnect(listen)


def log_of(output: Output) -> list[tuple]:
    entries = ModelLogEntry.objects.for_instance(output).order_by("timestamp", "pk")
    return [(entry.action, entry.user, entry.data.get("reason")) for entry in entries]


CHAIN = [
    (services.output_withdraw, State.WITHDRAWN, "conjoint.withdraw"),
    (services.output_delete, State.DELETED, "conjoint.delete"),
    (services.output_undelete, State.WITHDRAWN, "conjoint.undelete"),
    (services.output_restore, State.PUBLISHED, "conjoint.restore"),
]


def test_a_work_goes_through_every_state_and_its_history_only_grows(editor, announced):
    output = OutputFactory(published=True)
    announced.clear()
    for step, (verb, state, action) in enumerate(CHAIN, start=1):
        before = log_of(output)
        verb(output=output, user=editor, reason=f" {REASON} ")
        assert Output.objects.get(pk=output.pk).state == state
        assert log_of(output) == [*before, (action, editor, REASON)]
        assert announced == [output.pk] * step


@pytest.mark.parametrize("verb", [verb for verb, _, _ in CHAIN])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_needed_and_nothing_happens_without(verb, reason, editor, announced):
    output = OutputFactory(published=True)
    announced.clear()
    with pytest.raises(ValidationError, match="Say why"):
        verb(output=output, user=editor, reason=reason)
    assert Output.objects.get(pk=output.pk).state == State.PUBLISHED
    assert not announced and not log_of(output)


@pytest.mark.parametrize(
    ("verb", "trait"),
    [
        (services.output_withdraw, "withdrawn"),
        (services.output_withdraw, "deleted"),
        (services.output_restore, "published"),
        (services.output_restore, "deleted"),
        (services.output_delete, "deleted"),
        (services.output_undelete, "published"),
    ],
)
def test_a_verb_that_does_not_fit_the_state_is_refused(verb, trait, editor):
    output = OutputFactory(**{trait: True})
    with pytest.raises(ValidationError):
        verb(output=output, user=editor, reason=REASON)
    assert not log_of(output)


def test_a_draft_cannot_be_withdrawn(editor):
    with pytest.raises(ValidationError, match="Only a published work"):
        services.output_withdraw(output=OutputFactory(), user=editor, reason=REASON)


def test_a_deletion_is_taken_back_for_thirty_days(editor):
    late = OutputFactory(deleted=True, deleted_at=timezone.now() - timedelta(days=30, minutes=1))
    early = OutputFactory(deleted=True, deleted_at=timezone.now() - timedelta(days=29, hours=23))
    services.output_undelete(output=early, user=editor, reason=REASON)
    with pytest.raises(ValidationError, match="30 days"):
        services.output_undelete(output=late, user=editor, reason=REASON)


def test_an_old_record_that_misses_what_is_asked_for_today_can_still_be_withdrawn(editor):
    output = OutputFactory(published=True, title="")
    assert services.output_withdraw(output=output, user=editor, reason=REASON).state == State.WITHDRAWN


def test_what_readers_have_seen_is_never_removed():
    with pytest.raises(models.ProtectedError):
        OutputFactory(published=True).delete()
    OutputFactory().delete()


def test_a_rollback_takes_the_log_entry_away_too(editor):
    output = OutputFactory(published=True)

    def fail(**kwargs):
        raise RuntimeError

    outputs_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            services.output_withdraw(output=output, user=editor, reason=REASON)
    finally:
        outputs_changed.disconnect(fail)
    assert Output.objects.get(pk=output.pk).state == State.PUBLISHED
    assert not log_of(output)


def test_publishing_an_earlier_revision_does_not_undo_a_withdrawal(editor):
    output = OutputFactory(published=True)
    revision = output.save_revision(user=editor)
    services.output_withdraw(output=output, user=editor, reason=REASON)
    Revision.objects.get(pk=revision.pk).publish(user=editor)
    output = Output.objects.get(pk=output.pk)
    assert (output.state, output.withdrawal_reason) == (State.WITHDRAWN, REASON)


# -- many at once ----------------------------------------------------------------------------------------------------


def edited(output: Output, editor, title="As it will be") -> Output:
    """A published work with a change that waits."""
    draft = output.get_latest_revision_as_object()
    draft.title = title
    draft.save_revision(user=editor)
    return Output.objects.get(pk=output.pk)


def test_access_changes_for_readers_and_in_the_waiting_draft(editor, announced):
    output = edited(OutputFactory(published=True, title="As it is"), editor)
    services.outputs_change_access(outputs=[output], access=Access.HOME, user=editor, reason=REASON)
    row = Output.objects.get(pk=output.pk)
    draft = row.get_latest_revision_as_object()
    assert (row.title, row.access, row.has_unpublished_changes) == ("As it is", Access.HOME, True)
    assert (draft.title, draft.access) == ("As it will be", Access.HOME)
    assert output.pk in announced
    assert log_of(output)[-1] == ("conjoint.access", editor, REASON)


def test_access_changes_without_making_a_draft_of_a_published_work(editor):
    output = OutputFactory(published=True)
    output.save_revision(user=editor).publish(user=editor)
    services.outputs_change_access(outputs=[output], access=Access.OWNER, user=editor, reason=REASON)
    row = Output.objects.get(pk=output.pk)
    assert (row.access, row.has_unpublished_changes) == (Access.OWNER, False)
    assert row.live_revision_id == row.latest_revision_id
    assert row.latest_revision.as_object().access == Access.OWNER


@pytest.mark.parametrize("edited_since", [True, False])
def test_access_changes_in_a_version_that_goes_live_at_its_time(editor, edited_since):
    output = edited(OutputFactory(published=True), editor, title="As it goes live")
    at = timezone.now() + timedelta(days=1)
    Revision.objects.filter(pk=output.latest_revision_id).update(approved_go_live_at=at)
    if edited_since:
        output = edited(output, editor, title="As it is edited since")
    services.outputs_change_access(outputs=[output], access=Access.HOME, user=editor, reason=REASON)
    revision = Revision.objects.for_instance(output).get(approved_go_live_at=at)
    revision.publish()
    row = Output.objects.get(pk=output.pk)
    assert (row.title, row.access) == ("As it goes live", Access.HOME)
    latest = row.latest_revision.as_object()
    assert (latest.title, latest.access) == (
        "As it is edited since" if edited_since else "As it goes live",
        Access.HOME,
    )


def test_an_access_that_does_not_exist_changes_nothing(editor):
    output = OutputFactory(published=True)
    with pytest.raises(ValueError, match="nobody"):
        services.outputs_change_access(outputs=[output], access="nobody", user=editor, reason=REASON)
    assert Output.objects.get(pk=output.pk).access == Access.PUBLIC


def test_a_subject_is_added_to_rows_and_drafts(editor):
    output = edited(OutputFactory(published=True), editor)
    kept, subject = SubjectFactory(), SubjectFactory()
    output.subjects = [kept]
    output.save()
    for _twice in range(2):
        services.outputs_add_subject(outputs=[output], subject=subject, user=editor)
    row = Output.objects.get(pk=output.pk)
    assert set(row.subjects.all()) == {kept, subject}
    assert subject in row.get_latest_revision_as_object().subjects.all()


def test_earlier_revisions_stay_as_they_were(editor):
    output = edited(OutputFactory(published=True), editor)
    before = dict(Revision.objects.for_instance(output).values_list("pk", "content"))
    services.outputs_change_access(outputs=[output], access=Access.HOME, user=editor, reason=REASON)
    after = dict(Revision.objects.for_instance(output).values_list("pk", "content"))
    assert before == {pk: content for pk, content in after.items() if pk in before}
    assert len(after) == len(before) + 1


# -- publish ---------------------------------------------------------------------------------------------------------


def test_publish_makes_the_latest_version_public(editor):
    output = OutputFactory(kind=Kind.REPORT)
    ContributionFactory(output=output)
    published = services.output_publish(output=edited(output, editor), user=editor)
    assert (published.state, published.title) == (State.PUBLISHED, "As it will be")
    assert published.contributions.count() == 1


def test_publish_refuses_what_is_incomplete_or_deleted(editor):
    with pytest.raises(ValidationError, match="at least one contributor"):
        services.output_publish(output=OutputFactory(), user=editor)
    with pytest.raises(ValidationError, match="deleted"):
        services.output_publish(output=OutputFactory(deleted=True), user=editor)


def test_publish_approves_what_is_in_review(editor):
    output = OutputFactory(kind=Kind.REPORT)
    ContributionFactory(output=output)
    output.save_revision(user=output.owner)
    output = Output.objects.get(pk=output.pk)
    state = output.get_workflow().start(output, output.owner)
    assert services.output_publish(output=output, user=editor).state == State.PUBLISHED
    state.refresh_from_db()
    assert state.status == state.STATUS_APPROVED


def test_what_was_read_before_a_withdrawal_does_not_undo_it(editor):
    output = OutputFactory(kind=Kind.REPORT, published=True)
    ContributionFactory(output=output)
    read_earlier = Output.objects.get(pk=output.pk)
    revision = read_earlier.save_revision(user=editor)
    services.output_withdraw(output=output, user=editor, reason=REASON)
    revision.publish(user=editor)
    output = Output.objects.get(pk=output.pk)
    assert (output.state, output.withdrawal_reason) == (State.WITHDRAWN, REASON)


def at_once(*acts) -> None:
    """Each in a thread, and so a connection, of its own; all begin at the same moment."""
    start = threading.Barrier(len(acts))

    def run(act) -> None:
        try:
            start.wait()
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result()


@pytest.mark.django_db(transaction=True)
def test_publishing_and_withdrawing_at_once_leaves_it_withdrawn():
    """Whichever comes first: a publication never takes a withdrawal back, and neither is lost from the history."""
    editor, outputs = (
        UserFactory(groups=["editors"]),
        [OutputFactory(kind=Kind.REPORT, published=True) for _ in range(8)],
    )
    for output in outputs:
        ContributionFactory(output=output)
        revision = Output.objects.get(pk=output.pk).save_revision(user=editor)  # holds the row as it was read here
        at_once(
            partial(revision.publish, user=editor),
            partial(services.output_withdraw, output=output, user=editor, reason=REASON),
        )
        row = Output.objects.get(pk=output.pk)
        assert (row.state, row.live, row.live_revision_id) == (State.WITHDRAWN, True, revision.pk)


def test_deleting_ends_the_review(editor):
    output = OutputFactory()
    output.save_revision(user=output.owner)
    output = Output.objects.get(pk=output.pk)
    state = output.get_workflow().start(output, output.owner)
    services.output_delete(output=output, user=editor, reason=REASON)
    state.refresh_from_db()
    assert state.status == state.STATUS_CANCELLED
    assert not Output.objects.awaiting_review().exists()
