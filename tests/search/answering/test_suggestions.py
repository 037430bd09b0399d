"""What the search box offers while somebody types."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from repository.outputs.choices import Access
from search.answering.suggestions import suggestions
from search.indexing.following import changes_follow
from tests.factories import (
    ContributionFactory,
    CourseFactory,
    CourseTitleFactory,
    OutputFactory,
    PartnerFactory,
    PartnerNameFactory,
    PersonFactory,
    SubjectFactory,
    SubjectLabelFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def offered(text, user=None):
    """Group → what is offered in it."""
    groups = suggestions(user or AnonymousUser(), text)
    return {group.name: [suggestion.label for suggestion in group.suggestions] for group in groups}


def make_work(*, person=None, partner=None, **fields):
    output = OutputFactory(published=True, **fields)
    named = {"family_name": person.family_name, "given_name": person.given_name} if person else {}
    ContributionFactory(output=output, person=person, partners=[partner] if partner else [], **named)
    output.save()
    return output


def test_everything_that_begins_so_is_offered_in_groups(engine):
    person = PersonFactory(family_name="Cardoso", given_name="Maria", institution=PartnerFactory(name="Old Clinic"))
    partner = PartnerFactory(name="National Cardiac Centre", city="Vilnius", country="LT")
    subject, course = SubjectFactory(label="Cardiology"), CourseFactory(title="Cardiac surgery", code="MED-101")
    work = make_work(title="Carditis in children", person=person, partner=partner, subjects=[subject], course=course)
    changes_follow()
    groups = {group.name: group.suggestions[0] for group in suggestions(AnonymousUser(), "card")}
    assert {name: (found.label, found.context, found.url) for name, found in groups.items()} == {
        "works": ("Carditis in children", f"Maria Cardoso · {work.year}", work.get_absolute_url()),
        "people": ("Maria Cardoso", "Old Clinic", f"/people/{person.pk}/"),
        "partners": ("National Cardiac Centre", "Vilnius, Lithuania", f"/partners/{partner.slug}/"),
        "subjects": ("Cardiology", "", f"/subjects/{subject.slug}/"),
        "courses": ("Cardiac surgery", "MED-101", "/courses/MED-101/"),
    }


@pytest.mark.parametrize("text", ["кард", "Кард", "КАРД", "наука кард"])
def test_names_in_every_language_are_found_whatever_their_case(embedded, text):
    subject = SubjectFactory(label="Cardiology")
    SubjectLabelFactory(subject=subject, language="ru", text="Наука Кардиология")
    make_work(subjects=[subject])
    (group,) = suggestions(AnonymousUser(), text)
    assert (group.suggestions[0].label, group.suggestions[0].context) == ("Cardiology", "Наука Кардиология")
    with translation.override("ru"):
        (group,) = suggestions(AnonymousUser(), text)
    assert (group.suggestions[0].label, group.suggestions[0].context) == ("Наука Кардиология", "")


def test_one_character_is_enough_where_it_is_a_word(embedded):
    partner = PartnerFactory(name="Peking University")
    PartnerNameFactory(partner=partner, language="zh", text="北京大学")
    make_work(partner=partner)
    assert offered("学") == {"partners": ["Peking University"]}
    assert offered("P") == {} and offered("Pe") == {"partners": ["Peking University"]}


def test_a_person_is_found_by_any_part_of_the_name_and_a_course_by_its_code(embedded):
    make_work(person=PersonFactory(family_name="Garcia Marquez", given_name="Ana Luisa"))
    CourseTitleFactory(course=CourseFactory(code="MED-101", title="Surgery"), language="ru", text="Хирургия")
    make_work(course=CourseFactory(code="MED-102", title="Physiology"))
    for text in ("ana", "marq", "Marquez, Ana", "luisa gar"):
        assert offered(text) == {"people": ["Ana Luisa Garcia Marquez"]}, text
    assert offered("med") == {"courses": ["Physiology"]}
    assert offered("arq") == {} and offered("хир") == {}  # not within a word; a course without a work


def test_people_whom_only_works_name_are_offered_once_and_lead_to_their_works(engine, client):
    member = UserFactory(institution=PartnerFactory())
    person = PersonFactory(family_name="Cardoso", given_name="Maria")
    make_work(person=person)
    for given, family in (("Maria", "Cardoso"), ("Joana", "Cardim"), ("JOANA", "CARDIM"), ("", 'Group "Cardia"')):
        ContributionFactory(output=make_work(title=f"By {given}"), given_name=given, family_name=family)
    closed = make_work(title="Closed", access=Access.PARTNERS, tagged_partners=[member.institution])
    ContributionFactory(output=closed, given_name="Nina", family_name="Cardinale")
    ContributionFactory(output=OutputFactory(), given_name="Nina", family_name="Cardraft")
    changes_follow()
    (group,) = suggestions(AnonymousUser(), "card")
    shown = [(one.label.casefold(), one.url) for one in group.suggestions]
    assert shown[0] == ("maria cardoso", f"/people/{person.pk}/") and [name for name, _url in shown[1:]] == [
        "joana cardim"
    ]
    assert offered("nina card") == {} and offered("nina card", member) == {"people": ["Nina Cardinale"]}
    assert offered("Cardim, Jo") == offered("jo cardim") == {"people": [group.suggestions[1].label]}
    (group,) = suggestions(AnonymousUser(), "group")
    assert group.suggestions[0].url == "/search/?q=author%3A%22Group+Cardia%22"
    found = client.get(shown[1][1]).content.decode()
    assert "By Joana" in found and "By Maria" not in found


def test_names_in_other_scripts_are_found_on_works_whatever_their_case(embedded):
    ContributionFactory(output=make_work(), given_name="Анна", family_name="Кардашова")
    for text in ("кард", "КАРД", "Анна кард"):
        assert offered(text) == {"people": ["Анна Кардашова"]}


def test_at_most_five_of_a_group_those_that_begin_so_first(embedded):
    make_work(subjects=[SubjectFactory(label=f"Acute heart {number}") for number in range(4)])
    make_work(subjects=[SubjectFactory(label=f"Heart {number}") for number in range(3)])
    assert offered("heart") == {"subjects": ["Heart 0", "Heart 1", "Heart 2", "Acute heart 0", "Acute heart 1"]}


def test_nothing_is_offered_that_stands_only_on_what_the_reader_may_not_see(engine):
    member = UserFactory(institution=PartnerFactory(name="Heartwood University"))
    subject, person = SubjectFactory(label="Heartwood"), PersonFactory(family_name="Heartwood", given_name="Ada")
    course = CourseFactory(title="Heartwood")
    fields = {"subjects": [subject], "person": person, "partner": member.institution, "course": course}
    closed = make_work(title="Heartwood for members", access=Access.PARTNERS, **fields)
    for state in ("withdrawn", "deleted"):
        OutputFactory(title="Heartwood gone", **{state: True}, subjects=[subject])
    OutputFactory(title="Heartwood to be", subjects=[subject])
    changes_follow()
    assert offered("heartw") == {} == offered("heartw", UserFactory())
    for reader in (member, closed.owner, UserFactory(groups=["editors"])):
        found = offered("heartw", reader)
        assert found["works"] == ["Heartwood for members"]
        assert set(found) == {"works", "people", "partners", "subjects", "courses"}


def test_what_was_just_closed_is_not_offered_before_the_index_knows(engine):
    work = make_work(title="Heartwood")
    changes_follow()
    assert offered("heartw") == {"works": ["Heartwood"]}
    work.access = Access.OWNER
    work.save()
    assert offered("heartw") == {}


def test_names_are_offered_while_the_engine_is_down(settings):
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    make_work(title="Cardiology today", subjects=[SubjectFactory(label="Cardiology")])
    assert offered("card") == {"subjects": ["Cardiology"]}


@pytest.mark.parametrize(
    "text", ["", " ", "%", "__", "\\", "'\";--", "\x00\x00", "x" * 100_000, "(((", "[a", "\\b(", "🫀"]
)
def test_whatever_is_typed_there_is_an_answer(engine, client, text):
    make_work(title="Heart", subjects=[SubjectFactory(label="Heart")])
    changes_follow()
    response = client.get(reverse("search:suggest"), {"q": text})
    assert response.json() == {"said": "0 suggestions", "groups": []}


def test_the_answer_is_for_this_reader_only(embedded, client):
    make_work(subjects=[SubjectFactory(label="Cardiology", slug="cardiology")])
    response = client.get(reverse("search:suggest"), {"q": "card"})
    shown = {"label": "Cardiology", "context": "", "url": "/subjects/cardiology/"}
    assert response.json() == {
        "said": "1 suggestion",
        "groups": [{"name": "subjects", "title": "Subjects", "suggestions": [shown]}],
    }
    assert "private" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"


def test_it_takes_a_constant_number_of_queries(engine):
    def queries(count):
        for number in range(count):
            partner = PartnerFactory(name=f"Cardiac Centre {count} {number}")
            person = PersonFactory(family_name="Cardoso", institution=partner)
            subject = SubjectFactory(label=f"Cardiology {count} {number}")
            ContributionFactory(output=make_work(), family_name=f"Cardim {count} {number}")
            make_work(
                title="Carditis",
                person=person,
                partner=partner,
                subjects=[subject],
                course=CourseFactory(title="Cardiac"),
            )
        changes_follow()
        with CaptureQueriesContext(connection) as captured:
            assert len(offered("card")) == 5
        return len(captured)

    assert queries(1) == queries(9)
