"""What readers type, answered: from the text in the box to the works on the page, on both engines."""

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from repository.outputs.choices import Access, Kind
from repository.outputs.identifiers import Scheme
from search.indexing.following import changes_follow
from tests.factories import (
    ContributionFactory,
    CourseFactory,
    IdentifierFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    PartnerFactory,
    SubjectFactory,
)
from tests.search.asking.test_query import ANYTHING, LIKELY

pytestmark = pytest.mark.django_db


def ask(client, text):
    response = client.get(reverse("search:results"), {"q": text})
    assert response.status_code == 200
    return response.context["found"]


def titles(client, text):
    return [hit.output.title for hit in ask(client, text).hits]


def make_work(title, *, page="", family_name="Someone", partner=None, **fields):
    output = OutputFactory(published=True, title=title, **fields)
    ContributionFactory(output=output, family_name=family_name, partners=[partner or PartnerFactory()])
    if page:
        PageTextFactory(stored_file=OutputFileFactory(output=output).stored_file, number=1, text=page)
    return output


@pytest.fixture
def works(db):
    """Works about hearts, each of its own partner, year, kind, person, subject or course."""
    turku = PartnerFactory(name="University of Turku", slug="turku")
    subject, course = SubjectFactory(label="Cardiology"), CourseFactory(code="MED-101.2", title="Inner medicine")
    first = make_work(
        "Heart attack in adults",
        page="Asthma of the heart, in 10 of 1000",
        family_name="Ivanov",
        issued="2019",
        partner=turku,
    )
    IdentifierFactory(output=first, scheme=Scheme.DOI, value="10.1000/abc-12.3")
    second = make_work("Heart of children", family_name="Petrova", issued="2021", kind=Kind.THESIS, subjects=[subject])
    IdentifierFactory(output=second, scheme=Scheme.ISBN, value="978-0-306-40615-7")
    make_work("Heart and copd", page="As shown (doi:10.1000/abc-12.3).", issued="2023", course=course, language="de")
    make_work("Kidneys", page="A heart attack, by Ivanov", issued="2024")
    make_work("Numbers", page="10, 1000 and 12.3 abc", issued="2025")
    for output in (first, second):
        output.save()


@pytest.fixture
def library(engine, works):
    """The works in the index of each engine."""
    changes_follow()


ADULTS, CHILDREN, COPD, KIDNEYS = "Heart attack in adults", "Heart of children", "Heart and copd", "Kidneys"

SETS = {
    "author:ivanov": {ADULTS},
    "heart -author:Ivanov": {CHILDREN, COPD, KIDNEYS},
    'author:"Petrova A."': {CHILDREN},
    "author:(Ivanov OR Petrova)": {ADULTS, CHILDREN},
    "title:heart": {ADULTS, CHILDREN, COPD},
    'title:"children heart"': {CHILDREN},
    "year:2019..2021": {ADULTS, CHILDREN},
    "heart year:2022..": {COPD, KIDNEYS},
    "year:..2019": {ADULTS},
    "kind:thesis": {CHILDREN},
    "heart -kind:thesis year:..2021": {ADULTS},
    "lang:german": {COPD},
    "partner:turku": {ADULTS},
    "subject:cardio": {CHILDREN},
    "course:MED-101.2": {COPD},
    "heart asthma OR children": {ADULTS, CHILDREN},
    "asthma OR copd": {ADULTS, COPD},
    '"heart attack" OR children': {ADULTS, KIDNEYS, CHILDREN},
    "(heart attack) OR copd": {ADULTS, KIDNEYS, COPD},
    "author:Ivanov OR course:MED-101.2": {ADULTS, COPD},
    'heart -"heart attack"': {CHILDREN, COPD},
    "partner:Atlantis": set(),
    "heart kind:sonnet": set(),
    "doi:10.1000/ABC-12.3": {ADULTS},
    "isbn:0306406152": {CHILDREN},
}
ORDERED = {
    "10.1000/abc-12.3": [ADULTS, COPD],
    "10.1000/ABC-12.3": [ADULTS, COPD],
    "https://doi.org/10.1000/abc-12.3": [ADULTS, COPD],
    "doi: 10.1000/abc-12.3": [ADULTS, COPD],
    "(10.1000/abc-12.3).": [ADULTS, COPD],
    "978-0-306-40615-7": [CHILDREN],
    "9780306406157": [CHILDREN],
    "0-306-40615-2": [CHILDREN],
    "ISBN 978-0-306-40615-7": [CHILDREN],
}
ON_TOP = {
    "ISBN 978 0 306 40615 7": CHILDREN,
    "MED-101.2": COPD,
    "med 101.2": COPD,
    "heart 10.1000/abc-12.3": ADULTS,
    "kidneys 0-306-40615-2": CHILDREN,
}


def test_what_is_found(library, client):
    """One index for all questions: making one takes longer than asking it."""
    found = {text: titles(client, text) for text in SETS}
    assert {text: set(shown) for text, shown in found.items()} == SETS
    assert all(len(shown) == len(set(shown)) for shown in found.values())


def test_identifiers_are_exact_and_on_top(library, client):
    """A DOI by itself leads to its work, and then to those that cite it."""
    assert {text: titles(client, text) for text in ORDERED} == ORDERED
    assert {text: titles(client, text)[0] for text in ON_TOP} == ON_TOP
    assert [len(hit.passages) for hit in ask(client, "10.1000/abc-12.3").hits] == [0, 1]


def test_what_matched_is_marked_and_names_that_mean_nothing_are_said(library, client):
    (hit,) = ask(client, "title:children").hits
    assert hit.title == "Heart of <mark>children</mark>"
    (hit,) = ask(client, '"heart attack" OR infarction year:2019').hits
    assert hit.title in ("<mark>Heart attack</mark> in adults", "<mark>Heart</mark> <mark>attack</mark> in adults")
    assert {hit.title for hit in ask(client, "asthma OR copd").hits} == {ADULTS, "Heart and <mark>copd</mark>"}
    by_title = {hit.output.title: hit for hit in ask(client, '"heart attack" OR children').hits}
    assert [link.label for link in by_title[KIDNEYS].passages] == ["page 1"]
    assert "No partner is called “Atlantis”" in ask(client, "partner:Atlantis").state.query.notices[0]
    assert "No partner is called “b&lt;b&gt;”" in client.get("/search/", {"q": 'partner:"b<b>"'}).content.decode()


def test_names_give_no_hidden_work_away(engine, client):
    hidden = make_work("Heartwood", access=Access.OWNER, family_name="Secretov")
    IdentifierFactory(output=hidden, value="10.1000/hidden")
    hidden.save()
    changes_follow()
    for text in ("author:Secretov", "title:heartwood", "doi:10.1000/hidden", "year:1000..2200", "-author:nobody"):
        assert ask(client, text).total == 0
    client.force_login(hidden.owner)
    for text in ("author:Secretov", "title:heartwood", "doi:10.1000/hidden"):
        assert ask(client, text).total == 1, text


@settings(max_examples=60)
@given(st.one_of(ANYTHING, LIKELY))
def test_whatever_is_typed_is_answered(library, client, text):
    found = ask(client, text)
    assert not found.degraded


FROM_DATABASE = {
    "heart year:2019..2021": {ADULTS, CHILDREN},
    "kind:thesis": {CHILDREN},
    "partner:turku": {ADULTS},
    "subject:cardiology": {CHILDREN},
    "lang:de": {COPD},
    "author:Petrova": {CHILDREN},
    "children OR kidneys": {CHILDREN, KIDNEYS},
    'heart -"heart attack" -kind:thesis': {COPD},
    "doi:10.1000/abc-12.3": {ADULTS},
    "partner:Atlantis": set(),
}


def test_the_database_alone_honours_fields(works, client, settings):
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    assert {text: set(titles(client, text)) for text in FROM_DATABASE} == FROM_DATABASE
