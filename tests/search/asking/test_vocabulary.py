"""Names in a query mean what the catalogue calls so, in any language, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from search.asking.query import parse_query
from search.asking.vocabulary import Named, resolve_names, values_called
from tests.factories import (
    CourseFactory,
    CourseTitleFactory,
    PartnerFactory,
    PartnerNameFactory,
    SubjectFactory,
    SubjectLabelFactory,
)

THINGS = [
    Named(
        "1", ["Belarusian State Medical University", "Белорусский государственный медицинский университет"], ["bsmu"]
    ),
    Named("2", ["Medical University of Łódź", "Uniwersytet Medyczny w Łodzi"], ["lodz"]),
    Named("3", ["Kyoto University", "京都大学"], ["kyoto-university", "02kpeqv85"]),
    Named("4", ["Kyoto"], ["kyoto-city", "MED-101.2"]),
]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Belarusian State Medical University", "1"),
        ("BELARUSIAN state  medical university", "1"),
        ("bsmu", "1"),
        ("БГМУ", "1"),
        ("белорус", "1"),
        ("medical univ", "12"),
        ("univ medical", "12"),
        ("lodz", "2"),
        ("lodzi", "2"),
        ("Łódź", "2"),
        ("Kyoto", "4"),
        ("Kyoto Univ.", "3"),
        ("京都", "3"),
        ("大学", "3"),
        ("https://ror.org/02kpeqv85", "3"),
        ("med 101.2", "4"),
        ("yoto", ""),
        ("...", ""),
    ],
)
def test_what_a_name_means(name, values):
    assert values_called(name, THINGS) == tuple(values)


def values_in(text: str) -> list[tuple[str, ...]]:
    return [term.values for clause in resolve_names(parse_query(text)).clauses for term in clause.terms]


@pytest.mark.django_db
def test_partners_subjects_and_courses_are_known_by_all_their_names():
    partner = PartnerFactory(name="University of Turku", slug="turku", ror="05vghhr25")
    PartnerNameFactory(partner=partner, language="fi", text="Turun yliopisto")
    subject = SubjectFactory(label="Cardiology", mesh_id="D002309")
    SubjectLabelFactory(subject=subject, language="ru", text="Кардиология")
    course = CourseFactory(code="МЕД-101.2", title="Anatomy")
    CourseTitleFactory(course=course, language="ru", text="Анатомия человека")
    for text in ("partner:Turku", 'partner:"Turun yliopisto"', "partner:05vghhr25", "партнёр:turku"):
        assert values_in(text) == [(str(partner.pk),)], text
    for text in ("subject:cardiology", "subject:КАРДИО", "subject:D002309"):
        assert values_in(text) == [(str(subject.pk),)], text
    for text in ("course:anatomy", "course:анатомия", "course:МЕД-101.2", "course:мед101.2"):
        assert values_in(text) == [(str(course.pk),)], text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("kind:thesis", "thesis"),
        ("kind:theses", "thesis"),
        ("kind:Articles", "article"),
        ("type:teaching", "teaching"),
        ("kind:news", "news"),
        ("lang:ru", "ru"),
        ("lang:Russian", "ru"),
        ("lang:русский", "ru"),
        ("lang:中文", "zh"),
        ("lang:zh-Hant", "zh"),
        ("language:germ", "de"),
        ("lang:Suomi", "fi"),
    ],
)
def test_kinds_and_languages_need_no_catalogue(text, value):
    assert values_in(text) == [(value,)]


@pytest.mark.django_db
def test_a_name_that_means_nothing_is_met_by_nothing_and_said():
    query = resolve_names(parse_query("heart partner:Atlantis -subject:magic kind:sonnet lang:xyzzy course:X-1"))
    assert [condition.values for (condition,) in query.required] == [(), (), (), ()]
    assert [sentence.split(".")[0] for sentence in query.notices] == [
        "No partner is called “Atlantis”",
        "No subject is called “magic”",
        "No kind of work is called “sonnet”",
        "No language is called “xyzzy”",
        "No course is called “X-1”, and none has it as its code",
    ]


@pytest.mark.django_db
def test_names_take_a_constant_number_of_queries():
    def queries(text):
        with CaptureQueriesContext(connection) as captured:
            resolve_names(parse_query(text))
        return len(captured)

    for _ in range(3):
        PartnerNameFactory(partner=PartnerFactory())
        SubjectLabelFactory(subject=SubjectFactory())
    assert queries("heart author:Ivanov year:2020 kind:thesis") == 0
    assert queries("partner:university subject:subject") == 4
    assert queries("partner:university OR partner:x -partner:y subject:a subject:b") == 4


@pytest.mark.django_db
@settings(max_examples=60)
@given(st.sampled_from(["partner", "subject", "course", "kind", "lang"]), st.text(max_size=60))
def test_no_name_is_an_error(field, name):
    query = resolve_names(parse_query(f'{field}:"{name}" {field}:{name}'))
    assert all(isinstance(sentence, str) for sentence in query.notices)
