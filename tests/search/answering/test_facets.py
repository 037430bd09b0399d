"""Narrowing a search down: counts, choices of several values, subjects in their tree, years, partners together."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from repository.models import PartnerName
from repository.outputs.choices import Access, Kind
from search.answering.facets import facet_labels
from search.asking.state import SearchState
from search.indexing.following import changes_follow
from tests.factories import (
    ContributionFactory,
    CourseFactory,
    OutputFactory,
    PartnerFactory,
    SubjectFactory,
    UserFactory,
)
from tests.pages import html_of

pytestmark = pytest.mark.django_db


def make_work(*partners, **fields):
    output = OutputFactory(published=True, **fields)
    if partners:
        ContributionFactory(output=output, partners=partners)
        output.save()
    return output


def search(client, **data):
    changes_follow()
    response = client.get(reverse("search:results"), data)
    assert response.status_code == 200
    return response.context["found"]


def titles(found):
    return sorted(hit.output.title for hit in found.hits)


def facet(found, name):
    return next((facet for facet in found.facets if facet.name == name), None)


def counts(options):
    return {option.label: option.count for option in options}


def tree(options):
    return {option.label: (option.count, tree(option.narrower)) for option in options}


# -- choices -----------------------------------------------------------------------------------------------------------


def test_counts_leave_out_the_choice_of_their_own_facet(engine, client):
    make_work(kind=Kind.ARTICLE, language="en"), make_work(kind=Kind.THESIS, language="ru")
    make_work(kind=Kind.THESIS, language="en")
    found = search(client, kind="article", language="en")
    assert counts(facet(found, "kind").options) == {"article": 1, "thesis": 1}
    assert counts(facet(found, "language").options) == {"English": 1}
    assert [option.selected for option in facet(found, "kind").options] == [True, False]


def test_a_choice_without_works_stays_among_the_options_and_can_be_taken_off(engine, client):
    make_work(kind=Kind.ARTICLE, issued="2020")
    found = search(client, kind="thesis", year="1999")
    chosen = facet(found, "kind").options[0]
    assert (chosen.label, chosen.count, chosen.selected) == ("thesis", 0, True)
    assert search_url_of(chosen.url, client).state.chosen == {"year": ("1999",)}


def search_url_of(url, client):
    return client.get(url).context["found"]


def test_values_that_no_facet_has_are_passed_over(embedded, client):
    make_work(title="One")
    found = search(client, kind="nonsense", country="<b>", language="??", access="all", partner="-1", year="soon")
    assert titles(found) == ["One"] and not found.chips


def test_a_partner_that_is_not_there_finds_nothing_and_can_be_taken_off(embedded, client):
    make_work()
    found = search(client, partner="987654")
    assert found.total == 0 and [chip.label for chip in found.chips] == ["Partner: not known"]
    assert search_url_of(found.chips[0].url, client).total == 1


def test_long_facets_show_their_first_and_lead_to_all(embedded, client):
    make_work(*[PartnerFactory(name=f"University of {number:02}") for number in range(30)])
    shown = facet(search(client), "partner")
    assert (len(shown.in_sight), len(shown.more), shown.left_out) == (8, 16, "All 30")
    assert shown.all_url == "/search/facets/partner/" and shown.has_find
    assert facet(search(client, q="work", kind="article"), "kind").all_url == ""


def test_names_are_in_the_readers_language(embedded, client):
    partner = PartnerFactory(name="Kazan University")
    PartnerName.objects.create(partner=partner, language="ru", text="Казанский университет")
    PartnerName.objects.create(partner=partner, language="ru-RU", text="Казанский университет (КФУ)")
    make_work(partner)
    assert counts(facet(search(client), "partner").options) == {"Kazan University": 1}

    for language, name in (
        ("ru", "Казанский университет"),
        ("ru-ru", "Казанский университет"),
        ("de", "Kazan University"),
    ):
        with translation.override(language):
            labels = facet_labels({"partner": [(str(partner.pk), 1)]}, SearchState())
        assert labels["partner"] == {str(partner.pk): name}


# -- subjects ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def subjects():
    medicine = SubjectFactory(label="Medicine")
    cardiology = SubjectFactory(label="Cardiology", broader=medicine)
    return medicine, cardiology, SubjectFactory(label="Arrhythmia", broader=cardiology)


def test_a_work_counts_under_all_broader_subjects(engine, client, subjects):
    medicine, cardiology, arrhythmia = subjects
    make_work(title="Rhythm", subjects=[arrhythmia]), make_work(title="Heart", subjects=[cardiology])
    make_work(title="Law", subjects=[SubjectFactory(label="Law")])
    found = search(client)
    assert tree(facet(found, "subject").options) == {
        "Medicine": (2, {"Cardiology": (2, {"Arrhythmia": (1, {})})}),
        "Law": (1, {}),
    }
    assert titles(search(client, subject=medicine.pk)) == ["Heart", "Rhythm"]
    assert titles(search(client, subject=arrhythmia.pk)) == ["Rhythm"]


def test_a_subject_that_gets_another_broader_one_takes_its_works_along(engine, client, subjects):
    medicine, cardiology, arrhythmia = subjects
    make_work(title="Rhythm", subjects=[arrhythmia])
    assert titles(search(client, subject=medicine.pk)) == ["Rhythm"]
    physics = SubjectFactory(label="Physics")
    cardiology.broader = physics
    cardiology.save()
    assert titles(search(client, subject=medicine.pk)) == []
    assert titles(search(client, subject=physics.pk)) == ["Rhythm"]


def test_the_tree_stands_in_nested_lists(embedded, client, subjects):
    make_work(subjects=[subjects[2]])
    changes_follow()
    html = html_of(client.get(reverse("search:results")))
    nested = html.select_one(".facet__options .facet__options .facet__options .facet__label")
    assert nested.get_text() == "Arrhythmia"


@pytest.mark.parametrize("name", ["subject", "course"])
def test_a_term_of_hidden_works_alone_is_not_called_by_its_name(embedded, client, name):
    subject, course = SubjectFactory(label="Secret"), CourseFactory(title="Secret")
    hidden = make_work(subjects=[subject], course=course, access=Access.OWNER)
    value = {"subject": subject.pk, "course": course.pk}[name]
    assert "Secret" not in " ".join(chip.label for chip in search(client, **{name: value}).chips)
    client.force_login(hidden.owner)
    assert [chip.label.partition(": ")[2] for chip in search(client, **{name: value, "q": "no"}).chips] == ["Secret"]


# -- years -------------------------------------------------------------------------------------------------------------


def test_a_range_of_years_is_a_choice_like_any_other(engine, client):
    for year in (1999, 2015, 2019, 2024):
        make_work(title=f"Work of {year}", issued=str(year))
    found = search(client, **{"from": "2015", "to": "2019"})
    assert titles(found) == ["Work of 2015", "Work of 2019"]
    assert [chip.label for chip in found.chips] == ["Year: 2015–2019"]
    assert titles(search(client, year=["2020..", "1999"])) == ["Work of 1999", "Work of 2024"]
    options = facet(found, "year").options
    assert [(option.label, option.count) for option in options] == [
        ("2015–2019", 2),
        ("2024", 1),
        ("2019", 1),
        ("2015", 1),
        ("1999", 1),
    ]


def test_the_histogram_draws_every_year_and_lights_the_chosen(embedded, client):
    for year, works in ((2019, 4), (2021, 1)):
        for _ in range(works):
            make_work(issued=str(year))
    histogram = facet(search(client, year="2021"), "year").histogram
    assert [(bar.text, bar.selected) for bar in histogram.bars] == [
        ("2019: 4 works", False),
        ("2020: 0 works", False),
        ("2021: 1 work", True),
    ]
    first, none, chosen = histogram.bars
    assert first.height == histogram.height and none.height == 0 and first.height / chosen.height == 4
    assert chosen.y + chosen.height == histogram.height
    assert (histogram.range_from, histogram.range_to) == ("2021", "2021")
    assert search_url_of(first.url, client).state.chosen == {"year": ("2019",)}
    assert search_url_of(chosen.url, client).state.chosen == {}, "again takes it off"


def test_a_long_time_is_drawn_in_bars_of_several_years(embedded, client):
    make_work(issued="1893"), make_work(issued="2024"), make_work(issued="2021")
    histogram = facet(search(client), "year").histogram
    assert len(histogram.bars) <= 40 and (histogram.first, histogram.last) == (1893, 2024)
    assert sum(int(re.search(r": (\d+)", bar.text)[1]) for bar in histogram.bars) == 3
    assert len(titles(search_url_of(histogram.bars[-1].url, client))) == 2


def test_the_range_is_sent_with_all_the_rest(embedded, client):
    partner = PartnerFactory()
    for year in (2019, 2021):
        make_work(partner, issued=str(year), title="The heart")
    changes_follow()
    page = client.get(reverse("search:results"), {"q": "heart", "with": partner.pk, "year": "2019", "sort": "title"})
    form = html_of(page).select_one("form.facet__range")
    fields = {field["name"]: field.get("value", "") for field in form.select("input")}
    assert fields == {"q": "heart", "with": str(partner.pk), "sort": "title", "from": "2019", "to": "2019"}


# -- partners together -------------------------------------------------------------------------------------------------


@pytest.fixture
def partners():
    return [PartnerFactory(name=name) for name in ("Minsk", "Kazan", "Tashkent")]


def test_two_partners_together(engine, client, partners):
    minsk, kazan, _tashkent = partners
    make_work(minsk, title="Minsk"), make_work(minsk, kazan, title="Both"), make_work(*partners, title="All")
    either = search(client, partner=[minsk.pk, kazan.pk])
    assert titles(either) == ["All", "Both", "Minsk"]
    switch = facet(either, "partner").switch
    assert not switch.together
    both = search_url_of(switch.all_url, client)
    assert titles(both) == ["All", "Both"]
    assert [chip.label for chip in both.chips] == ["Joint with: Minsk", "Joint with: Kazan"]
    options = facet(both, "partner").options
    assert counts(options) == {"Minsk": 2, "Kazan": 2, "Tashkent": 1}
    assert titles(search_url_of(options[2].url, client)) == ["All"], "a third one, together with both"
    assert titles(search_url_of(both.chips[0].url, client)) == ["All", "Both"]
    assert search_url_of(facet(both, "partner").switch.any_url, client).state.chosen == either.state.chosen


def test_an_affiliation_and_a_tag_count_the_same(engine, client, partners):
    minsk, kazan, _tashkent = partners
    work = make_work(minsk, title="Tagged")
    work.tagged_partners.add(kazan)
    work.save()
    assert titles(search(client, **{"with": [minsk.pk, kazan.pk]})) == ["Tagged"]


def test_no_more_than_five_are_asked_for_together(embedded, client):
    six = [PartnerFactory() for _ in range(6)]
    make_work(*six)
    found = search(client, partner=[partner.pk for partner in six])
    assert facet(found, "partner").switch.all_url == ""
    found = search(client, **{"with": [partner.pk for partner in six]})
    assert len(found.chips) == 5 and len(facet(found, "partner").options) == 5


def test_joint_work_of_at_least_so_many(engine, client, partners):
    make_work(*partners, title="Three"), make_work(*partners[:2], title="Two"), make_work(partners[0], title="One")
    found = search(client, breadth="2")
    assert titles(found) == ["Three", "Two"]
    options = facet(found, "breadth").options
    assert [(option.label, option.count) for option in options] == [("at least 2", 2), ("at least 3", 1)]
    three = search_url_of(options[1].url, client)
    assert titles(three) == ["Three"] and [chip.label for chip in three.chips] == ["Institutions together: at least 3"]


# -- the page ----------------------------------------------------------------------------------------------------------


def test_no_crawler_follows_a_filter(embedded, client, partners, subjects):
    for year in (2019, 2021):
        make_work(*partners, issued=str(year), subjects=[subjects[2]])
    changes_follow()
    page = client.get(reverse("search:results"), {"partner": [partner.pk for partner in partners], "kind": "article"})
    html = html_of(page)
    links = html.select(".search-facets a, .chips a")
    assert len(links) > 20 and all(link["rel"] == ["nofollow"] for link in links)


def test_facets_take_a_constant_number_of_queries(embedded, client):
    def queries(count):
        for _ in range(count):
            make_work(PartnerFactory(), PartnerFactory(), subjects=[SubjectFactory()], course=CourseFactory())
        changes_follow()
        client.get(reverse("search:results"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("search:results"), {"year": "2020..", "breadth": "2"})
        return len(captured)

    assert queries(2) == queries(8)


def test_the_database_stands_in_with_the_same_choices(settings, client, partners, subjects):
    minsk, kazan, _tashkent = partners
    make_work(*partners, title="Broad", issued="2020", subjects=[subjects[2]])
    make_work(minsk, kazan, title="Narrow", issued="2010")
    tagged = make_work(minsk, title="Tagged", issued="2022")
    tagged.tagged_partners.add(kazan, minsk)
    tagged.save()
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"

    def found(**data):
        page = client.get(reverse("search:results"), data).context["found"]
        assert page.degraded
        return titles(page)

    assert found(**{"with": [minsk.pk, kazan.pk]}) == ["Broad", "Narrow", "Tagged"]
    assert found(breadth="3") == ["Broad"] and found(breadth="2") == ["Broad", "Narrow", "Tagged"]
    assert found(year="2015..2021") == ["Broad"] and found(year=["..2010", "2022"]) == ["Narrow", "Tagged"]
    assert found(subject=subjects[0].pk) == ["Broad"]
    assert found(kind="news") == []


# -- all values of one facet -------------------------------------------------------------------------------------------


def values(client, name, **data):
    changes_follow()
    response = client.get(reverse("search:facet", args=[name]), data)
    assert response.status_code == 200 and response["X-Robots-Tag"] == "noindex"
    return response.context["shown"]


def labels(shown):
    return [option.label for option in shown.options]


def test_one_of_three_hundred_partners_is_found(engine, client):
    names = [f"University number {number:03}" for number in range(300)]
    partners = [PartnerFactory(name=name) for name in names]
    rare = PartnerFactory(name="Università di Verona")
    for start in range(0, 300, 50):
        make_work(*partners[start : start + 50], title="The heart")
    make_work(rare, partners[7], title="Another matter")
    shown = values(client, "partner", order="name")
    assert shown.options.paginator.count == 301 and labels(shown)[:2] == ["Università di Verona", names[0]]
    assert labels(values(client, "partner"))[0] == names[7], "most works first"
    assert labels(values(client, "partner", find="verona UNIVERSITA")) == ["Università di Verona"]
    assert labels(values(client, "partner", find="verona", q="heart")) == [], "it has no such work"
    url = values(client, "partner", find="verona", kind="article", sort="title").options[0].url
    assert search_url_of(url, client).state.chosen == {"kind": ("article",), "partner": (str(rare.pk),)}


def test_its_pages_keep_the_search(embedded, client):
    make_work(*[PartnerFactory() for _ in range(70)], title="The heart")
    changes_follow()
    page = client.get(reverse("search:facet", args=["partner"]), {"q": "heart", "order": "name"})
    html = html_of(page)
    forward = html.select_one('a[rel="next"]')["href"]
    assert {"q=heart", "order=name", "page=2"} <= set(forward.lstrip("?").split("&"))
    assert len(labels(values(client, "partner", q="heart", order="name", page="2"))) == 10
    assert len(labels(values(client, "partner", page="nonsense"))) == 60


def test_subjects_stand_under_what_they_are_a_part_of(embedded, client, subjects):
    make_work(subjects=[subjects[2]]), make_work(subjects=[SubjectFactory(label="Law")])
    shown = values(client, "subject", order="name")
    assert [(option.path, option.label) for option in shown.options] == [
        ("", "Law"),
        ("", "Medicine"),
        ("Medicine", "Cardiology"),
        ("Medicine › Cardiology", "Arrhythmia"),
    ]
    assert labels(values(client, "subject", find="medi arr")) == ["Arrhythmia"]


def test_only_what_occurs_in_works_that_the_reader_may_see(engine, client):
    partner = PartnerFactory(name="Hidden partner")
    hidden = make_work(partner, access=Access.OWNER)
    make_work(PartnerFactory(name="Open partner"))
    assert labels(values(client, "partner")) == ["Open partner"]
    client.force_login(UserFactory())
    assert labels(values(client, "partner", find="hidden")) == []
    client.force_login(hidden.owner)
    assert labels(values(client, "partner", find="hidden")) == ["Hidden partner"]


def test_there_is_no_such_facet(client):
    assert client.get(reverse("search:facet", args=["nothing"])).status_code == 404


def test_while_the_engine_is_down_it_says_so(settings, client):
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    response = client.get(reverse("search:facet", args=["partner"]), {"kind": "article"})
    assert response.status_code == 200 and "not available just now" in response.content.decode()
