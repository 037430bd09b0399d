"""What the index is told of a work: who may read which text, and all of a long one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from repository.files.models import PageText
from repository.outputs.choices import Access
from search.asking.viewers import viewer_of
from search.engines.protocol import Query
from search.indexing.collecting import documents_of
from search.indexing.documents import EMBARGOED, output_key, title_key
from search.indexing.following import changes_follow
from search.indexing.watching import passed_embargoes_follow
from search.models import IndexedObject
from tests.factories import (
    ContributionFactory,
    IdentifierFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    PartnerFactory,
    SubjectFactory,
    SubjectLabelFactory,
    UserFactory,
)
from tests.search.questions import found

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def document_of(output):
    built = [changes for portion in documents_of({output_key(output.pk): 1}) for changes in portion.changes.values()]
    return built[0]


def add_file(output, text="sapwood", **fields):
    file = OutputFileFactory(output=output, **fields)
    PageTextFactory(stored_file=file.stored_file, number=1, text=text)
    return file


@pytest.mark.parametrize(
    ("record", "file", "open_"),
    [
        (Access.PUBLIC, Access.PUBLIC, True),
        (Access.PUBLIC, Access.SIGNED_IN, False),
        (Access.SIGNED_IN, Access.PUBLIC, True),
        (Access.HOME, Access.SIGNED_IN, True),
        (Access.PARTNERS, Access.PARTNERS, True),
        (Access.PARTNERS, Access.HOME, False),
        (Access.OWNER, Access.HOME, True),
        (Access.PUBLIC, Access.OWNER, False),
    ],
)
def test_a_file_open_to_all_who_see_the_record_has_no_gate(record, file, open_):
    output = OutputFactory(published=True, access=record, tagged_partners=[PartnerFactory()])
    add_file(output, access=file)
    document, replaced = document_of(output)
    assert (document.gate is None) == open_ == bool(document.text)
    assert bool(document.gated_text) != open_ and (replaced.passages[0].gate is None) == open_


def test_the_gate_of_a_work_is_as_strict_as_all_its_closed_files_together():
    output = OutputFactory(published=True)
    late, later = TODAY() + timedelta(days=3), TODAY() + timedelta(days=9)
    add_file(output, access=Access.SIGNED_IN, embargo_until=later)
    add_file(output, access=Access.HOME, embargo_until=late)
    document, replaced = document_of(output)
    assert "home" in document.gate.audience and "signed_in" not in document.gate.audience
    assert document.gate.opens == later
    assert [passage.gate.opens for passage in replaced.passages] == [later, late]
    assert document.facets["access"] == [EMBARGOED]


def test_an_embargo_ends_by_the_date_alone(engine):
    """The document is the one made before; only the reader's day is another."""
    output = OutputFactory(published=True)
    add_file(output, embargo_until=TODAY() + timedelta(days=2))
    output.save()
    changes_follow()
    user = UserFactory()
    assert found(engine, "sapwood", user) == []
    viewer = viewer_of(user)
    for days, keys in ((1, []), (2, [output_key(output.pk)])):
        later = type(viewer)(viewer.tokens, viewer.today + timedelta(days=days))
        assert [hit.key for hit in engine.search(Query(words="sapwood"), later).hits] == keys


def test_works_whose_embargo_has_passed_are_indexed_again(embedded):
    output = OutputFactory(published=True)
    add_file(output, embargo_until=TODAY())
    add_file(OutputFactory(published=True), embargo_until=TODAY() + timedelta(days=9))
    output.save()
    changes_follow()
    passed_embargoes_follow()
    assert not IndexedObject.objects.waiting().exists(), "indexed today, with the file open"
    IndexedObject.objects.update(applied_at=timezone.now() - timedelta(days=2))
    passed_embargoes_follow()
    assert IndexedObject.objects.waiting().get().key == output_key(output.pk)


def test_identifiers_and_names_in_every_language_find_the_work(engine):
    subject = SubjectFactory(label="Cardiology")
    SubjectLabelFactory(subject=subject, language="ru", text="Кардиология")
    output = OutputFactory(published=True, code="kzcxrwqr", title="Heart", subjects=[subject])
    IdentifierFactory(output=output, value="10.1000/xyz-182")
    ContributionFactory(output=output, family_name="Абдуллаев", orcid="0000-0002-1825-0097")
    output.save()
    changes_follow()
    for words in ("10.1000/XYZ-182", "https://doi.org/10.1000/xyz-182", output.code, "0000-0002-1825-0097"):
        assert found(engine, words) == [output_key(output.pk)], words
    for words in ("кардиологии", "cardiology", "абдуллаев"):
        assert found(engine, words) == [output_key(output.pk)], words


def test_a_monograph_is_found_to_its_last_page(engine):
    output = OutputFactory(published=True, title="A long monograph")
    file = OutputFileFactory(output=output, stored_file__unit_count=900)
    words = "the quick brown fox jumps over the lazy dog and runs away from the hunters again " * 20
    pages = [
        PageText(stored_file=file.stored_file, number=n, text=f"{words} leaf{n}", language="en") for n in range(1, 901)
    ]
    PageText.objects.bulk_create(pages)
    output.save()
    changes_follow()
    assert found(engine, "leaf900") == [output_key(output.pk)]
    hits = engine.matching_passages(Query(words="fox"), viewer_of(output.owner), parent=output_key(output.pk))
    assert [hit.target for hit in hits] == [f"1/{number}" for number in range(1, 901)]


def test_a_batch_takes_a_constant_number_of_queries():
    def queries(count):
        works = [OutputFactory(published=True, subjects=[SubjectFactory()]) for _ in range(count)]
        for work in works:
            ContributionFactory(output=work, partners=[PartnerFactory()])
            add_file(work)
        with CaptureQueriesContext(connection) as captured:
            list(documents_of({output_key(work.pk): 1 for work in works}))
        return len(captured)

    assert queries(2) == queries(7)


def test_titles_are_sorted_without_their_punctuation():
    assert title_key("«Ёлка»") == title_key("елка»")
    assert title_key("“The heart”") == "the heart”"
