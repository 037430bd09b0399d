"""Lists of works by what they have in common, and the numbers beside them."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from repository.models import Output
from repository.outputs.choices import Access
from repository.reading.counts import counts_by, counts_by_partner, counts_by_subject
from tests.factories import (
    AgreementFactory,
    ContributionFactory,
    CourseFactory,
    CourseTitleFactory,
    OutputFactory,
    PartnerFactory,
    PartnerNameFactory,
    PersonFactory,
    SubjectFactory,
    UserFactory,
)
from tests.pages import html_of, text_of

pytestmark = pytest.mark.django_db


def page_at(client, name, *args, **query) -> BeautifulSoup:
    response = client.get(reverse(f"browse:{name}", args=args), query)
    assert response.status_code == 200
    return html_of(response)


def titles(page) -> list[str]:
    return [heading.get_text() for heading in page.find_all(class_="hit__title")]


def test_partners_are_counted_once_per_work_however_they_are_named():
    one, other = PartnerFactory(), PartnerFactory()
    output = OutputFactory(published=True, tagged_partners=[one, other])
    ContributionFactory(output=output, partners=[one])
    ContributionFactory(output=output, partners=[one])
    ContributionFactory(output=OutputFactory(published=True), partners=[one])
    assert counts_by_partner(Output.objects.all()) == {one.pk: 2, other.pk: 1}


def test_counts_are_of_what_is_asked_for_only():
    subject = SubjectFactory()
    OutputFactory(published=True, subjects=[subject], kind="report", issued="2020")
    OutputFactory(subjects=[subject], kind="report", issued="")
    assert counts_by_subject(Output.objects.published()) == {subject.pk: 1}
    assert counts_by(Output.objects.all(), "kind") == [("report", 2)]
    assert counts_by(Output.objects.all(), "year") == [(2020, 1)]


def test_the_index_counts_what_this_reader_may_see(client):
    partner = PartnerFactory(name="Northern University")
    subject = SubjectFactory(label="Hepatology")
    for access in ("public", "signed_in"):
        OutputFactory(
            published=True, access=access, kind="thesis", issued="2019", subjects=[subject], tagged_partners=[partner]
        )
    OutputFactory(kind="manual")
    anonymous = text_of(page_at(client, "index"))
    for words in ("Thesis 1 work", "Hepatology 1 work", "Northern University 1 work", "2019 1 work"):
        assert words in anonymous
    assert "Manual" not in anonymous
    client.force_login(UserFactory())
    assert "Thesis 2 works" in text_of(page_at(client, "index"))


def test_an_empty_catalogue_says_so(client):
    assert "There is nothing here that is open to you yet." in text_of(page_at(client, "index"))
    assert "No partner has been entered yet." in text_of(page_at(client, "partners"))
    assert "No work that is open to you has a subject yet." in text_of(page_at(client, "subjects"))
    assert "No work that is open to you belongs to a course yet." in text_of(page_at(client, "courses"))
    assert "There is no work here that is open to you." in text_of(page_at(client, "year", 2020))


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("kind", "poem"),
        ("year", 0),
        ("year", 10**20),
        ("subject", "x"),
        ("course", "x"),
        ("partner", "x"),
        ("person", 1),
    ],
)
def test_what_there_is_not(client, name, argument):
    assert client.get(reverse(f"browse:{name}", args=[argument])).status_code == 404


def test_works_by_kind_year_and_subject(client):
    subject = SubjectFactory()
    OutputFactory(published=True, title="Wanted", kind="report", issued="2020-05", subjects=[subject])
    OutputFactory(published=True, title="Other", kind="thesis", issued="2021")
    OutputFactory(published=True, title="Closed", kind="report", issued="2020", subjects=[subject], access="owner")
    for name, argument in (("kind", "report"), ("year", 2020), ("subject", subject.slug)):
        assert titles(page_at(client, name, argument)) == ["Wanted"]


@pytest.mark.parametrize("code", ["MED-101.2", "1-79 01 01", "Б1.О.07/2", "what? 50% & #1"])
def test_the_page_of_a_course_whatever_its_code(client, code):
    course = CourseFactory(code=code, title="Cardiac surgery")
    CourseTitleFactory(course=course, language="ru", text="Кардиохирургия")
    OutputFactory(published=True, teaching=True, title="Earlier", course=course, issued="2019")
    OutputFactory(published=True, teaching=True, title="Later", course=course, issued="2024")
    OutputFactory(published=True, teaching=True, title="Of another course")
    OutputFactory(published=True, teaching=True, title="Closed", course=course, access="owner")
    page = page_at(client, "course", code)
    assert titles(page) == ["Later", "Earlier"]
    assert page.h1.get_text() == "Cardiac surgery"
    assert page.find(lang="ru").get_text() == "Кардиохирургия"
    assert page.find("a", href=f"/search/?course={course.pk}").get_text() == "Search within this course"
    for words in (code, "2 works"):
        assert words in text_of(page.main)
    for name in ("index", "courses"):
        link = page_at(client, name).find("a", href=reverse("browse:course", args=[code]))
        assert text_of(link.parent) == f"Cardiac surgery ( {code} ) 2 works"


def test_a_course_is_called_by_its_title_only_where_a_work_of_it_is_open(client):
    course = CourseFactory(code="MED-101", title="Cardiac surgery")
    CourseTitleFactory(course=course, language="ru", text="Кардиохирургия")
    OutputFactory(published=True, teaching=True, title="Wanted", course=course, access="signed_in")
    page = page_at(client, "course", "MED-101")
    assert page.h1.get_text() == "MED-101"
    assert "There is no work here that is open to you." in text_of(page.main)
    for shown in (page, page_at(client, "courses"), page_at(client, "index")):
        assert "Cardiac surgery" not in str(shown) and "Кардиохирургия" not in str(shown)
    client.force_login(UserFactory())
    page = page_at(client, "course", "MED-101")
    assert (page.h1.get_text(), titles(page)) == ("Cardiac surgery", ["Wanted"])
    assert "Cardiac surgery" in text_of(page_at(client, "courses"))


def test_a_person_is_known_by_visible_works_only(client):
    person = PersonFactory(given_name="Marco", family_name="Rossi", orcid="0000-0002-1825-0097")
    output = OutputFactory(published=True, title="Wanted", access="signed_in")
    ContributionFactory(output=output, person=person)
    assert client.get(reverse("browse:person", args=[person.pk])).status_code == 404
    client.force_login(UserFactory())
    page = page_at(client, "person", person.pk)
    assert page.h1.get_text() == "Marco Rossi"
    assert titles(page) == ["Wanted"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("newest", ["C", "A", "B", "D"]),
        ("oldest", ["B", "A", "C", "D"]),
        ("title", ["A", "B", "C", "D"]),
        ("added", ["D", "C", "B", "A"]),
        ("nonsense", ["C", "A", "B", "D"]),
    ],
)
def test_the_order_of_a_list(client, sort, order):
    for title, issued in (("A", "2020-05"), ("B", "2020"), ("C", "2021"), ("D", "")):
        OutputFactory(published=True, title=title, issued=issued)
    assert titles(page_at(client, "kind", "article", sort=sort)) == order


def test_a_long_list_has_pages(client):
    for number in range(23):
        OutputFactory(published=True, title=f"T{number:02}")
    first = page_at(client, "kind", "article", sort="title")
    assert titles(first) == [f"T{number:02}" for number in range(20)]
    assert "23 works" in text_of(first)
    assert first.find("a", rel="next")["href"] == "?sort=title&page=2"
    assert titles(page_at(client, "kind", "article", sort="title", page="2")) == ["T20", "T21", "T22"]
    assert titles(page_at(client, "kind", "article", sort="title", page="99")) == ["T20", "T21", "T22"]


def test_subjects_stand_in_their_order(client):
    medicine = SubjectFactory(label="Medicine")
    surgery = SubjectFactory(label="Surgery", broader=medicine)
    SubjectFactory(label="Without works", broader=medicine)
    OutputFactory(published=True, subjects=[surgery])
    page = page_at(client, "subjects")
    assert "Medicine Surgery 1 work" in text_of(page.main)
    assert "Without works" not in text_of(page.main)
    assert "Broader: Medicine" in text_of(page_at(client, "subject", surgery.slug))
    assert "Narrower: Surgery" in text_of(page_at(client, "subject", medicine.slug))


def test_partners_by_country(client):
    PartnerFactory(name="Home", country="BY", is_home=True)
    PartnerFactory(name="Abroad", country="IT", city="Padua")
    PartnerFactory(name="Nowhere", country="", city="New York")
    everywhere = text_of(page_at(client, "partners"))
    assert "Belarus (1) Italy (1)" in everywhere
    assert "3 institutions" in everywhere
    assert "Nowhere New York 0 works" in everywhere
    italian = page_at(client, "partners", country="IT")
    assert "Abroad Padua, Italy 0 works" in text_of(italian)
    assert italian.find("option", selected=True)["value"] == "IT"
    assert "There is no partner in this country." in text_of(page_at(client, "partners", country="XX"))


def test_the_page_of_a_partner(client):
    home = PartnerFactory(name="Home", is_home=True)
    partner = PartnerFactory(
        name="Northern", slug="northern", ror="01ej9dk98", website="https://northern.example/", country="LT"
    )
    PartnerNameFactory(partner=partner, text="Северный")
    AgreementFactory(number="17/2024", partners=[partner, home], form="mobility")
    person = PersonFactory(given_name="Marco", family_name="Rossi")
    article = OutputFactory(published=True, title="Joint article", kind="article")
    ContributionFactory(output=article, person=person, partners=[partner])
    ContributionFactory(output=article, partners=[home])
    OutputFactory(published=True, title="Joint report", kind="report", tagged_partners=[partner])
    closed = OutputFactory(published=True, title="Closed", access="owner", tagged_partners=[partner])
    ContributionFactory(output=closed, partners=[PartnerFactory(name="Unseen")])

    page = page_at(client, "partner", "northern")
    assert titles(page) == ["Joint report", "Joint article"]
    for words in (
        "Северный",
        "https://ror.org/01ej9dk98",
        "https://northern.example/",
        "Lithuania",
        "17/2024",
        "academic and student mobility",
        "Home 1 work",
        "Marco Rossi 1 work",
        "All 2 works",
    ):
        assert words in text_of(page.main)
    assert "Unseen" not in text_of(page.main)
    assert titles(page_at(client, "partner", "northern", kind="report")) == ["Joint report"]


@pytest.mark.parametrize(
    "name", ["index", "kind", "subjects", "subject", "courses", "course", "partners", "partner", "year"]
)
def test_the_number_of_queries_does_not_grow(client, name, django_assert_max_num_queries):
    partner, subject, course = PartnerFactory(slug="p"), SubjectFactory(slug="s"), CourseFactory(code="c")
    arguments = {"kind": ["article"], "subject": ["s"], "course": ["c"], "partner": ["p"], "year": [2026]}.get(name, [])

    def add():
        output = OutputFactory(published=True, subjects=[subject, SubjectFactory()], tagged_partners=[partner])
        ContributionFactory(output=output, person=PersonFactory(), partners=[partner, PartnerFactory()])
        for taught in (course, CourseTitleFactory().course):
            OutputFactory(published=True, course=taught)

    def queries():
        with django_assert_max_num_queries(40) as captured:
            page_at(client, name, *arguments)
        return len(captured)

    add()
    add()
    page_at(client, name, *arguments)  # what is kept between requests is read once
    before = queries()
    for _ in range(4):
        add()
    assert queries() == before


# -- a person ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def ada():
    return PersonFactory(family_name="Byron", given_name="Ada")


def written_together(ada, other, *, languages=("en",), partners=(), **options):
    output = OutputFactory(published=True, languages=list(languages), **options)
    ContributionFactory(output=output, person=ada, partners=list(partners))
    ContributionFactory(output=output, person=other)
    return output


def test_a_person_is_shown_with_partners_co_authors_and_languages(client, ada):
    partner, often, once = PartnerFactory(name="Tartu"), PersonFactory(), PersonFactory()
    written_together(ada, often, languages=["en", "ru"], partners=[partner])
    written_together(ada, often)
    written_together(ada, once)
    page = html_of(client.get(f"/people/{ada.pk}/"))
    facts = {
        row.dt.get_text(): [text_of(item) for item in row.select("li")] for row in page.select("dl.facts--wide > div")
    }
    assert facts == {
        "Partners": ["Tartu 1 work"],
        "Worked with": [f"{often} 2 works", f"{once} 1 work"],
        "Languages of the works": ["English 3 works", "Russian 1 work"],
    }


def test_what_is_said_of_a_person_comes_from_works_the_reader_sees(client, ada):
    hidden = PersonFactory(family_name="Unseen")
    written_together(ada, PersonFactory())
    written_together(ada, hidden, access=Access.OWNER, languages=["ka"], partners=[PartnerFactory(name="Tbilisi")])
    said = client.get(f"/people/{ada.pk}/").content.decode()
    assert "Unseen" not in said and "Tbilisi" not in said and "Georgian" not in said


def test_the_page_of_a_person_takes_a_constant_number_of_queries(client, ada):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/people/{ada.pk}/")
        return len(seen)

    written_together(ada, PersonFactory(), partners=[PartnerFactory()])
    queries()
    one = queries()
    for _ in range(4):
        written_together(ada, PersonFactory(), partners=[PartnerFactory()])
    assert queries() <= one
