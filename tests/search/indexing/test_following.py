"""From a change in the catalogue to what readers find."""

import pytest
from django.contrib.auth.models import AnonymousUser

from search.asking.viewers import viewer_of
from search.engines.protocol import Query
from search.indexing.following import changes_follow
from tests.factories import OutputFactory, OutputFileFactory, PageTextFactory

pytestmark = pytest.mark.django_db


def found(engine, words: str, user=None) -> list[str]:
    return [hit.key for hit in engine.search(Query(words=words), viewer_of(user or AnonymousUser())).hits]


def test_a_page_of_a_published_work_is_found(engine):
    output = OutputFactory(published=True)
    file = OutputFileFactory(output=output)
    PageTextFactory(stored_file=file.stored_file, number=1, text="Preface")
    PageTextFactory(stored_file=file.stored_file, number=2, text="The pericardium surrounds the heart.")
    output.save()
    changes_follow()
    assert found(engine, "pericardium") == [f"output:{output.pk}"]
    hits = engine.matching_passages(
        Query(words="pericardium"), viewer_of(AnonymousUser()), parent=f"output:{output.pk}"
    )
    assert [hit.target for hit in hits] == ["1/2"]
