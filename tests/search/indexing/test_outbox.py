"""Promise 3: a change and the note of it are one; the index catches up by itself."""

import pytest
from django.db import transaction
from django.utils import timezone

from repository.outputs.choices import Access
from search.engines.protocol import Index
from search.indexing.documents import output_key
from search.indexing.following import changes_follow
from search.indexing.outbox import keys_changed
from search.models import IndexedObject
from tests.factories import (
    ContributionFactory,
    CourseFactory,
    OutputFactory,
    PartnerFactory,
    PartnerNameFactory,
    PersonFactory,
    SubjectFactory,
    SubjectLabelFactory,
)
from tests.search.questions import found

pytestmark = pytest.mark.django_db


def waiting() -> set[str]:
    return set(IndexedObject.objects.waiting().values_list("key", flat=True))


class Rollback(Exception):
    pass


def test_a_change_and_its_note_are_taken_back_together():
    with pytest.raises(Rollback), transaction.atomic():
        output = OutputFactory(published=True)
        assert waiting() == {output_key(output.pk)}
        raise Rollback
    assert not IndexedObject.objects.exists()


def test_one_row_for_a_key_however_often_it_changes():
    keys_changed(["output:1", "output:2", "output:1"])
    keys_changed(["output:1"])
    assert dict(IndexedObject.objects.values_list("key", "version")) == {"output:1": 2, "output:2": 1}


def test_a_repair_exceeds_the_version_of_the_index():
    keys_changed(["output:1"], above=41)
    keys_changed(["output:1"], above=7)
    assert IndexedObject.objects.get().version == 43


@pytest.mark.parametrize("make", [PartnerFactory, SubjectFactory, CourseFactory, PersonFactory])
def test_a_new_name_reaches_every_work_that_carries_it(make, embedded):
    thing = make()
    carrying = [OutputFactory(published=True) for _ in range(3)]
    for output in carrying:
        {
            PartnerFactory: lambda output: ContributionFactory(output=output, partners=[thing]),
            SubjectFactory: lambda output: output.subjects.through.objects.create(output=output, subject=thing),
            CourseFactory: lambda output: type(output).objects.filter(pk=output.pk).update(course=thing),
            PersonFactory: lambda output: ContributionFactory(output=output, person=thing),
        }[make](output)
    other = OutputFactory(published=True)
    changes_follow()
    documents = IndexedObject.objects.filter(key__startswith="output:").values_list("key", "version")
    before = dict(documents)
    thing.save()
    assert len(waiting()) == 1
    changes_follow()
    after = dict(documents.all())
    assert waiting() == set()
    assert {key for key in after if after[key] > before[key]} == {output_key(output.pk) for output in carrying}
    assert after[output_key(other.pk)] == before[output_key(other.pk)]


def test_works_are_found_by_the_new_name(engine):
    partner = PartnerFactory(name="Institute of Oldname")
    output = OutputFactory(published=True, tagged_partners=[partner])
    output.save()
    changes_follow()
    partner.name = "Institute of Newname"
    partner.save()
    PartnerNameFactory(partner=partner, language="ru", text="Институт Новоимённый")
    changes_follow()
    assert found(engine, "newname") == found(engine, "Новоименный") == [output_key(output.pk)]
    assert found(engine, "oldname") == []


def test_a_deleted_subject_leaves_no_name_behind(engine):
    subject = SubjectFactory(label="Splanchnology")
    SubjectLabelFactory(subject=subject, language="ru", text="Спланхнология")
    output = OutputFactory(published=True, subjects=[subject])
    output.save()
    changes_follow()
    assert found(engine, "спланхнология") == [output_key(output.pk)]
    subject.delete()
    changes_follow()
    assert found(engine, "splanchnology") == found(engine, "спланхнология") == []


def test_what_readers_may_no_longer_find_leaves_the_index(engine):
    closed, withdrawn, deleted = (OutputFactory(published=True, title=f"Pericardium {n}") for n in range(3))
    never_published = OutputFactory(title="Pericardium in a draft")
    changes_follow()
    assert len(found(engine, "pericardium")) == 3
    closed.access = Access.OWNER
    withdrawn.withdrawn_at, withdrawn.withdrawal_reason = timezone.now(), "By mistake."
    deleted.deleted_at = timezone.now()
    for output in (closed, withdrawn, deleted):
        output.save()
    never_published.delete()
    changes_follow()
    assert found(engine, "pericardium") == []
    assert found(engine, "pericardium", closed.owner) == [output_key(closed.pk)]
    assert {key for key, _ in engine.scan(Index.OUTPUTS)} == {output_key(closed.pk)}
    assert waiting() == set()


def test_saving_works_while_the_engine_is_down_and_is_caught_up_after(engine_name, engine, settings, tmp_path):
    working = (settings.SEARCH_DIR, settings.ELASTICSEARCH_URL)
    (tmp_path / "not-a-folder").write_text("")
    settings.SEARCH_DIR, settings.ELASTICSEARCH_URL = tmp_path / "not-a-folder" / "search", "http://127.0.0.1:9"
    outputs = []
    for number in range(10):
        outputs.append(OutputFactory(published=True, title=f"Pericardium {number}"))
        rest = changes_follow()
        assert rest == 0
    assert waiting() == {output_key(output.pk) for output in outputs}
    settings.SEARCH_DIR, settings.ELASTICSEARCH_URL = working
    assert changes_follow() == 10
    assert len(found(engine, "pericardium")) == 10 and waiting() == set()
