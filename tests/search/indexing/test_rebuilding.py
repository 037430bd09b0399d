"""The index can be built anew at any time, while people write and readers search."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from repository.models import Output
from search.engines.protocol import Index, PassagesReplaced
from search.indexing.collecting import removal
from search.indexing.documents import output_key
from search.indexing.following import changes_follow
from search.indexing.rebuilding import DEAD, RebuildRunning, dead_rebuild_settle, index_rebuild
from search.indexing.reconciling import index_reconcile
from search.indexing.watching import index_exists
from search.models import IndexedObject, IndexState
from tests.factories import OutputFactory, OutputFileFactory, PageTextFactory
from tests.search.questions import found

pytestmark = pytest.mark.django_db


def make_work(title, text="pericardium"):
    output = OutputFactory(published=True, title=title)
    file = OutputFileFactory(output=output)
    PageTextFactory(stored_file=file.stored_file, number=1, text=text)
    output.save()
    return output


def test_from_nothing_and_without_the_outbox(engine):
    """Rows that came in past every signal are found all the same, and the worker has nothing left to do."""
    works = [make_work("One"), make_work("Two")]
    OutputFactory(title="A draft")
    IndexedObject.objects.all().delete()
    assert index_rebuild() == 2
    assert sorted(found(engine, "pericardium")) == sorted(output_key(work.pk) for work in works)
    assert not IndexedObject.objects.waiting().exists()
    assert not index_reconcile()


def test_what_changes_meanwhile_reaches_the_new_index(engine):
    changed, withdrawn, untouched = make_work("Before"), make_work("Withdrawn"), make_work("Untouched")
    changes_follow()

    def write(done, total):
        """After the old state has been read, and applied to the old index before the swap."""
        changed.title = "Afterwards"
        changed.save()
        withdrawn.withdrawn_at, withdrawn.withdrawal_reason = timezone.now(), "By mistake."
        withdrawn.save()
        changes_follow()
        assert found(engine, "afterwards") == [output_key(changed.pk)], "the old index serves on"

    index_rebuild(progress=write)
    changes_follow()
    assert found(engine, "afterwards") == [output_key(changed.pk)]
    assert found(engine, "before") == found(engine, "withdrawn") == []
    assert found(engine, "untouched") == [output_key(untouched.pk)]
    assert not index_reconcile()


def test_a_rebuild_that_fails_leaves_the_old_index(engine):
    work = make_work("One")
    changes_follow()

    def fail(done, total):
        raise OSError("No space left on device")

    with pytest.raises(OSError):
        index_rebuild(progress=fail)
    assert found(engine, "pericardium") == [output_key(work.pk)]
    assert index_rebuild() == 1


def test_a_killed_rebuild_is_settled_after_a_while(embedded):
    """Nobody knows whether it had come to its swap, so what was applied since its start waits again."""
    work = make_work("One")
    changes_follow()
    started = timezone.now() - DEAD - timedelta(minutes=1)
    IndexState.objects.update(rebuild_started_at=started, rebuild_seen_at=started)
    dead_rebuild_settle()
    assert IndexState.current().rebuild_started_at is None
    assert IndexedObject.objects.waiting().get().key == output_key(work.pk)


def test_only_one_at_a_time(embedded):
    IndexState.current()
    IndexState.objects.update(rebuild_started_at=timezone.now(), rebuild_seen_at=timezone.now())
    with pytest.raises(RebuildRunning):
        index_rebuild()
    dead_rebuild_settle()
    assert IndexState.current().rebuild_started_at is not None


def test_an_index_that_has_gone_is_not_begun_with_the_last_change(engine):
    kept = make_work("Kept")
    changes_follow()
    with engine.rebuild() as rebuild:
        rebuild.swap()  # an empty index, as after a lost disk
    assert found(engine, "pericardium") == []
    assert index_reconcile().missing == [output_key(kept.pk)]


def test_an_installation_without_works_has_an_index_that_answers(engine):
    assert not engine.health().available
    index_exists()
    assert engine.health().available and found(engine, "") == []


def test_the_command_says_how_far_it_is(embedded, capsys):
    make_work("One")
    call_command("search_rebuild")
    assert capsys.readouterr().out.splitlines() == [
        "1 of 1",
        "The new index is in service. It holds 1 works and stories.",
    ]


def test_the_command_says_that_the_engine_is_down(settings):
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    make_work("One")
    with pytest.raises(CommandError, match="does not answer"):
        call_command("search_rebuild")


def test_drift_of_three_kinds_is_found_and_repaired(engine, capsys):
    missing, stale, extra = make_work("Missing"), make_work("Stale"), make_work("Extra")
    fewer_pages = make_work("Fewer pages")
    changes_follow()
    assert not index_reconcile()
    versions = dict(IndexedObject.objects.values_list("key", "version"))
    engine.apply(removal(output_key(missing.pk), versions[output_key(missing.pk)]))
    engine.apply([PassagesReplaced(output_key(fewer_pages.pk), versions[output_key(fewer_pages.pk)] + 1, ())])
    IndexedObject.objects.filter(pk=output_key(stale.pk)).update(version=9, applied_version=9)
    Output.objects.filter(pk=extra.pk).update(live=False)
    with pytest.raises(SystemExit) as ended:
        call_command("search_reconcile")
    assert ended.value.code == 1
    told = capsys.readouterr().out
    assert f"missing: 1 {output_key(missing.pk)}\n" in told and f"extra: 1 {output_key(extra.pk)}\n" in told
    assert "stale: 2" in told
    assert {key for key, _ in engine.scan(Index.OUTPUTS)} == {
        output_key(work.pk) for work in (missing, stale, fewer_pages)
    }
    assert not index_reconcile()
    call_command("search_reconcile")
