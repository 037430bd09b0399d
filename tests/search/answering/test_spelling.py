"""Did you mean, and hits of words that are written nearly the same."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from repository.outputs.choices import Access, Kind
from search.answering.spelling import Piece, Spelling, spelling_of
from search.indexing.following import changes_follow
from tests.factories import (
    ContributionFactory,
    OutputAbstractFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    SubjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def make_work(title="A work", page="", *, file=None, **fields):
    output = OutputFactory(published=True, title=title, **fields)
    if page:
        place = OutputFileFactory(output=output, **(file or {}))
        PageTextFactory(stored_file=place.stored_file, text=page)
    output.save()
    return output


def search(client, q, **data):
    changes_follow()
    response = client.get(reverse("search:results"), {"q": q, **data})
    assert response.status_code == 200
    return response


def meant(response):
    correction = response.context["found"].correction
    return correction.text if correction else None


def titles(response):
    return [hit.output.title for hit in response.context["found"].hits]


def test_nothing_answers_so_what_is_nearly_the_same_does_and_says_so(engine, client):
    work = make_work("The heart", "Inflammation of the pericardium in children.")
    response = search(client, "pericadrium", kind=work.kind)
    assert titles(response) == ["The heart"] and meant(response) == "pericardium"
    html = response.content.decode()
    assert "Nothing answers “pericadrium” just so." in html and "<mark>pericardium</mark>" in html
    link = BeautifulSoup(html, "html.parser").select_one(".correction a")
    assert str(link.em) == "<em>pericardium</em>"
    assert link["href"] == f"/search/?q=pericardium&kind={work.kind}"
    assert titles(client.get(link["href"])) == ["The heart"]


def test_one_wrong_word_among_others_is_pointed_out_while_these_are_found(engine, client):
    make_work("On the myocardium", "myocardium")
    make_work("Surgery of the pericardium")
    response = search(client, 'myocardium "on the" pericaridum')
    assert meant(response) == 'myocardium "on the" pericardium'
    assert not response.context["found"].nearly and titles(response) == ["On the myocardium"]


def test_later_pages_are_not_asked_again_what_was_meant(embedded, client):
    for number in range(21):
        make_work(f"On the myocardium {number}")
    make_work("Surgery of the pericardium")
    assert meant(search(client, "myocardium pericaridum")) == "myocardium pericardium"
    later = search(client, "myocardium pericaridum", page="2")
    assert len(titles(later)) == 1 and meant(later) is None


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("cardilogy", "cardiology"),  # a subject
        ("Navakova", "novakova"),  # a person
        ("Руковотство", "руководство"),  # a title
        ("myocarditus", "myocarditis"),  # a keyword
        ("endocardtis", "endocarditis"),  # an abstract
    ],
)
def test_the_better_word_comes_from_whatever_a_record_says(engine, client, typed, better):
    work = make_work(
        "Руководство", language="ru", keywords=["myocarditis"], subjects=[SubjectFactory(label="Cardiology")]
    )
    ContributionFactory(output=work, family_name="Novakova", given_name="Jana")
    OutputAbstractFactory(output=work, text="Of endocarditis in short.")
    work.save()
    assert meant(search(client, typed)) == better


def test_a_word_that_something_has_is_left_alone(engine, client):
    make_work("Heart of the heartland")
    make_work("A hearth", "hearth")
    assert meant(search(client, "hearth")) is None
    assert meant(search(client, "hearts")) is None  # another form
    response = search(client, "hearth", kind=Kind.THESIS)  # it is the filter that nothing answers
    assert meant(response) is None and titles(response) == [] and not response.context["found"].nearly


@pytest.mark.parametrize(
    "typed", ['"pericadrium"', "10.1000/pericadrium2", "心包緊", "peri", "-pericadrium", "qzxwvjk"]
)
def test_quotations_identifiers_and_short_words_are_taken_as_they_are(engine, client, typed):
    make_work("Pericardium 心包炎", identifiers=[])
    assert meant(search(client, typed)) is None


def test_at_most_three_words_are_looked_up(engine):
    make_work("Endocarditis myocarditis pericarditis valvulitis")
    changes_follow()
    words = ["endocardtis", "myocardtis", "pericardtis", "valvultis"]
    assert len(spelling_of(AnonymousUser(), words, language="en").unknown) == 3


def test_words_that_the_reader_may_not_see_are_never_proposed(engine, client):
    closed = make_work("Closed", "pericardium", file={"access": Access.SIGNED_IN})
    make_work("Endocarditis", access=Access.OWNER, owner=closed.owner)
    for typed in ("pericadrium", "endocardtis"):
        response = search(client, typed)
        assert meant(response) is None and titles(response) == []
    client.force_login(UserFactory())
    assert meant(search(client, "pericadrium")) == "pericardium" and meant(search(client, "endocardtis")) is None
    client.force_login(closed.owner)
    assert meant(search(client, "endocardtis")) == "endocarditis"


def test_what_was_just_closed_is_not_proposed_before_the_index_knows(engine, client):
    work = make_work("Pericardium")
    assert meant(search(client, "pericadrium")) == "pericardium"
    work.access = Access.OWNER
    work.save()
    response = client.get(reverse("search:results"), {"q": "pericadrium"})
    assert meant(response) is None and titles(response) == []


def test_it_takes_a_constant_number_of_queries(engine, client):
    def queries(count):
        for number in range(count):
            work = make_work(f"Work {number}", "pericardium", subjects=[SubjectFactory()])
            ContributionFactory(output=work, partners=[])
        changes_follow()
        with CaptureQueriesContext(connection) as captured:
            response = client.get(reverse("search:results"), {"q": "pericadrium"})
        assert response.context["found"].nearly
        return len(captured)

    queries(1)
    assert queries(1) == queries(9)


def test_only_what_is_wrong_is_replaced():
    spelling = Spelling({"hart": "heart", "qwxz": "", "a+b": "a-b"})
    assert spelling.pieces('hart "hart" hartland qwxz') == [
        Piece("heart", True),
        Piece(" "),
        Piece('"hart"'),
        Piece(" hartland qwxz"),
    ]
    assert spelling.corrected("a+b") == "a-b"
    assert Spelling().corrected("x") == "x"
