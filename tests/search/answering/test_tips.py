"""The help page keeps its word: each example means what stands beside it."""

import pytest
from django.urls import reverse

from search.answering.tips import TIPS
from search.asking.query import LONGEST, parse_query
from tests.pages import html_of
from tests.search.asking.test_query import identifier, people, phrase, title, words, years

TRIED = [tip.query for group in TIPS for tip in group.tips]

#            words   phrases   excluded   required   forbidden
MEANINGS = {
    "heart failure": (("heart", "failure"), (), (), (), ()),
    '"heart failure"': ((), ("heart failure",), (), (), ()),
    "asthma -children": (("asthma",), (), ("children",), (), ()),
    "diet asthma OR copd": (("diet",), (), (), ((words("asthma"), words("copd")),), ()),
    'surgery ("heart attack" OR infarction)': (
        ("surgery",),
        (),
        (),
        ((phrase("heart attack"), words("infarction")),),
        (),
    ),
    "author:ivanov": ((), (), (), ((people("ivanov"),),), ()),
    'title:"internal medicine"': ((), (), (), ((title("internal medicine"),),), ()),
    "-author:ivanov heart": (("heart",), (), (), (), (people("ivanov"),)),
    "author:(ivanov OR petrova)": ((), (), (), ((people("ivanov"), people("petrova")),), ()),
    "year:2024": ((), (), (), ((years(2024, 2024),),), ()),
    "year:2019..2024": ((), (), (), ((years(2019, 2024),),), ()),
    "year:2019..": ((), (), (), ((years(2019, 2200),),), ()),
    "year:..2019": ((), (), (), ((years(1, 2019),),), ()),
    "10.1000/182": (("10.1000/182",), (), (), ((identifier("101000182"), phrase("10.1000/182")),), ()),
    "doi:10.1000/182": ((), (), (), ((identifier("101000182"),),), ()),
    "isbn:978-3-16-148410-0": ((), (), (), ((identifier("9783161484100"),),), ()),
    "orcid:0000-0002-1825-0097": ((), (), (), ((identifier("0000000218250097"),),), ()),
    "MED-101.2": (("MED-101.2",), (), (), (), ()),
}
FACETS = {
    "partner:university": "partner",
    "subject:cardiology": "subject",
    "course:anatomy": "course",
    "kind:thesis": "kind",
    "lang:ru": "language",
}


def test_every_example_is_tried_below():
    assert set(TRIED) == {*MEANINGS, *FACETS} and len(TRIED) == len(set(TRIED))


@pytest.mark.parametrize("query", MEANINGS)
def test_an_example_means_what_is_said(query):
    parsed = parse_query(query)
    assert (parsed.words, parsed.phrases, parsed.excluded, parsed.required, parsed.forbidden) == MEANINGS[query]
    assert not parsed.notices


@pytest.mark.parametrize("query", FACETS)
def test_an_example_of_a_name_narrows_its_facet(query):
    ((condition,),) = parse_query(query).required
    assert condition.facet == FACETS[query]


@pytest.mark.django_db
def test_every_example_can_be_tried(client, embedded):
    page = html_of(client.get(reverse("search:help")))
    links = {link.code.text: link["href"] for link in page.find_all("a") if link.code}
    assert list(links) == TRIED
    assert f"up to {LONGEST} characters" in page.text
    for query, address in links.items():
        response = client.get(address)
        assert response.status_code == 200 and response.context["found"].state.query.text == query


@pytest.mark.django_db
def test_the_help_is_near_the_box(client, embedded):
    page = html_of(client.get(reverse("search:results"), {"q": "heart"}))
    assert len(page.main.find_all("a", href=reverse("search:help"), string="Search tips")) == 2  # nothing is found
