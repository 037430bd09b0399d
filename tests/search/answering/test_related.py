"""Related works on the page of a work."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from repository.outputs.choices import Access
from search.answering.related import related_outputs
from search.indexing.following import changes_follow
from tests.factories import OutputFactory, SubjectFactory, UserFactory

pytestmark = pytest.mark.django_db


def related(output, user=None):
    return [work.title for work in related_outputs(user or AnonymousUser(), output)]


def test_works_alike_in_title_subject_and_keywords(engine, client):
    valves = SubjectFactory(label="Heart valves")
    work = OutputFactory(published=True, title="Mitral stenosis in children", subjects=[valves])
    OutputFactory(published=True, title="Stenosis of the mitral valve")
    OutputFactory(published=True, title="A closed mitral stenosis", access=Access.SIGNED_IN)
    OutputFactory(published=True, title="Anatomy of the hand")
    part = OutputFactory(published=True, title="Mitral stenosis in children, part 1", part_of=work)
    changes_follow()
    assert related(work) == ["Stenosis of the mitral valve"]
    assert set(related(work, UserFactory())) == {"Stenosis of the mitral valve", "A closed mitral stenosis"}
    assert work.title not in related(part)
    html = client.get(work.get_absolute_url()).content.decode()
    assert "Related works" in html and "Stenosis of the mitral valve" in html and "A closed" not in html


def test_what_was_just_closed_is_gone_before_the_index_knows(engine):
    work, other = (OutputFactory(published=True, title=f"Mitral stenosis {n}") for n in range(2))
    changes_follow()
    assert related(work) == [other.title]
    other.access = Access.OWNER
    other.save()
    assert related(work) == []


def test_the_database_stands_in(settings):
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    subject = SubjectFactory()
    work, other = (OutputFactory(published=True, title=f"Work {n}", subjects=[subject]) for n in range(2))
    assert related(work) == [other.title]


def test_it_takes_a_constant_number_of_queries(embedded):
    work = OutputFactory(published=True, title="Mitral stenosis")

    def queries(count):
        for _ in range(count):
            OutputFactory(published=True, title="Mitral stenosis")
        changes_follow()
        with CaptureQueriesContext(connection) as captured:
            assert related(work)
        return len(captured)

    assert queries(1) == queries(4)
