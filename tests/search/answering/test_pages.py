"""Every page of one file that answers a query, for the reader who may open it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from repository.outputs.choices import Access
from search.answering.pages import pages_matching
from search.indexing.following import changes_follow
from tests.factories import OutputFactory, OutputFileFactory, PageTextFactory, UserFactory

pytestmark = pytest.mark.django_db


def work_with_pages(texts, **file):
    output = OutputFactory(published=True)
    other = OutputFileFactory(output=output)
    PageTextFactory(stored_file=other.stored_file, number=1, text="pericardium in another file")
    place = OutputFileFactory(output=output, **file)
    for number, text in enumerate(texts, start=1):
        PageTextFactory(stored_file=place.stored_file, number=number, text=text)
    output.save()
    return place


def numbers(user, file, text):
    return [page.number for page in pages_matching(user, file, text)]


def test_only_pages_of_this_file_in_order(engine):
    file = work_with_pages(["the pericardium", "nothing", "a pericardium again, pericardium"])
    changes_follow()
    assert numbers(AnonymousUser(), file, "pericardium") == [1, 3]
    assert numbers(AnonymousUser(), file, "") == []


def test_the_database_helps_out_while_there_is_no_index(embedded):
    file = work_with_pages(["the pericardium", "nothing"])
    assert numbers(AnonymousUser(), file, "Pericardium") == [1]


def test_who_may_not_open_the_file_learns_nothing(engine):
    file = work_with_pages(["the pericardium"], access=Access.OWNER)
    changes_follow()
    assert numbers(AnonymousUser(), file, "pericardium") == []
    assert numbers(file.output.owner, file, "pericardium") == [1]
    assert numbers(UserFactory(), file, "pericardium") == []


def test_the_tag_takes_the_reader_from_the_request(embedded, rf):
    file = work_with_pages(["the pericardium"])
    request = rf.get("/")
    request.user = AnonymousUser()
    template = Template("{% load marks %}{% matching_pages file 'pericardium' as pages %}{{ pages.0.number }}")
    assert template.render(Context({"request": request, "file": file})) == "1"
