"""The search for programs says what the results page says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from repository.outputs.choices import Access, Kind
from search.asking.state import PARAMETERS
from search.indexing.following import changes_follow
from tests.factories import (
    ContributionFactory,
    NewsPageFactory,
    OutputAbstractFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    PartnerFactory,
    SubjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

URL = "/api/v1/search"
SITE = "http://testserver"


def make_work(pages=(), *, partners=(), **fields):
    output = OutputFactory(published=True, **fields)
    ContributionFactory(output=output, partners=list(partners), given_name="Vera", family_name="Ivanova")
    if pages:
        place = OutputFileFactory(output=output)
        for number, text in enumerate(pages, start=1):
            PageTextFactory(stored_file=place.stored_file, number=number, text=text)
    output.save()
    return output


def ask(client, url=URL, **data):
    changes_follow()
    response = client.get(url, data)
    assert response.status_code == 200
    return response.json()


def titles(answer):
    return [hit["title"] for hit in answer["hits"]]


def test_a_hit_has_what_the_page_shows_of_it(engine, client):
    partner = PartnerFactory(name="Kazan University")
    work = make_work(
        ["Preface", "Inflammation of the pericardium & its <sac>."],
        partners=[partner],
        title="The <i>pericardium</i>",
        kind=Kind.MANUAL,
        issued="2021",
        language="en",
        container_title="Journal",
    )
    [hit] = ask(client, q="pericardium")["hits"]
    [passage] = hit.pop("passages")
    assert passage == {
        "label": "page 2",
        "url": f"{SITE}/w/{work.code}/files/1/pages/2/?q=pericardium",
        "text": "Inflammation of the pericardium & its <sac>.",
        "html": "Inflammation of the <mark>pericardium</mark> &amp; its &lt;sac&gt;.",
    }
    assert hit == {
        "type": "work",
        "code": work.code,
        "url": f"{SITE}/w/{work.code}/",
        "title": "The <i>pericardium</i>",
        "title_html": "The &lt;i&gt;<mark>pericardium</mark>&lt;/i&gt;",
        "kind": {"value": "manual", "label": "manual"},
        "access": {"value": "public", "label": "everyone"},
        "language": "en",
        "year": 2021,
        "date": None,
        "container_title": "Journal",
        "people": [{"name": "Vera Ivanova", "role": ""}],
        "more_people": 0,
        "partners": ["Kazan University"],
        "snippet": "",
        "snippet_html": "",
        "all_passages_url": None,
    }


def test_an_abstract_is_quoted_where_no_page_is(engine, client):
    work = make_work(title="Untitled")
    OutputAbstractFactory(output=work, language="ru", text="Острая сердечная недостаточность & её лечение.")
    work.save()
    [hit] = ask(client, q="недостаточности")["hits"]
    assert "недостаточность & её" in hit["snippet"] and "<mark>недостаточность</mark> &amp;" in hit["snippet_html"]


def test_letters_of_every_script_are_sent_as_they_are(embedded, client):
    make_work(title="心包炎")
    changes_follow()
    assert "心包炎" in client.get(URL).content.decode()


def test_news_is_found_too(engine, client):
    page = NewsPageFactory(title="A pericardium prize")
    changes_follow()
    [hit] = ask(client, q="pericardium")["hits"]
    assert (hit["type"], hit["kind"]["value"], hit["code"]) == ("story", "news", None)
    assert hit["url"] == SITE + page.url and hit["date"] == page.specific.story_date.strftime("%Y-%m-%d")


def test_facets_are_those_of_the_page_and_their_links_stay_here(engine, client):
    broad = SubjectFactory(label="Medicine")
    subject = SubjectFactory(label="Cardiology", broader=broad)
    for kind, year in ((Kind.ARTICLE, "2020"), (Kind.THESIS, "2021"), (Kind.THESIS, "2022")):
        make_work(title="The heart", kind=kind, issued=year, subjects=[subject], partners=[PartnerFactory()])
    answer = ask(client, q="heart", year="2020..2021", sort="title")
    shown = client.get(reverse("search:results"), {"q": "heart", "year": "2020..2021"}).context["found"]
    assert {
        facet["name"]: [(one["label"], one["count"]) for one in facet["options"]] for facet in answer["facets"]
    } == {facet.name: [(option.label, option.count) for option in facet.options] for facet in shown.facets}
    facets = {facet["name"]: facet for facet in answer["facets"]}
    assert [one["label"] for one in facets["subject"]["options"][0]["narrower"]] == ["Cardiology"]
    thesis = next(one for one in facets["kind"]["options"] if one["value"] == "thesis")
    assert thesis["url"] == f"{SITE}{URL}?q=heart&kind=thesis&year=2020..2021&sort=title"
    narrowed = ask(client, thesis["url"])
    assert narrowed["total"] == 1
    assert [one["label"] for one in narrowed["filters"]] == ["Kind: thesis", "Year: 2020–2021"]
    assert ask(client, narrowed["filters"][0]["url"])["total"] == 2


def test_pages_lead_to_one_another(embedded, client):
    for number in range(41):
        make_work(title=f"Heart {number:02}")
    first = ask(client, sort="title")
    assert (first["total"], first["page"], first["pages"], first["page_size"]) == (41, 1, 3, 20)
    assert first["links"]["previous"] is None and first["links"]["html"] == f"{SITE}/search/?sort=title"
    second = ask(client, first["links"]["next"])
    assert titles(second)[0] == "Heart 20" and second["links"]["previous"] == f"{SITE}{URL}?sort=title&page=1"
    last = ask(client, first["links"]["last"])
    assert titles(last) == ["Heart 40"] and last["links"]["next"] is None
    assert titles(ask(client, last["links"]["first"])) == titles(first)


def test_what_may_have_been_meant(engine, client):
    make_work(["the pericardium and the pericardium again"])
    answer = ask(client, q="pericardiun")
    assert answer["nearly"] and answer["correction"]["label"] == "pericardium"
    assert ask(client, answer["correction"]["url"])["total"] == 1


def test_what_begins_like_a_query_that_finds_nothing(embedded, client):
    make_work(title="Electrocardiography at sea", kind=Kind.ARTICLE)
    answer = ask(client, q="electrocardio", kind="thesis")
    assert not answer["hits"]
    [offer] = [one for one in answer["suggestions"] if one["group"] == "works"]
    assert offer["label"] == "Electrocardiography at sea" and offer["url"].startswith(f"{SITE}/w/")


def test_what_was_left_out_is_said(embedded, client):
    assert "characters" in ask(client, q="heart " * 1000)["notices"][0]


def test_only_what_the_reader_may_see(engine, client):
    hidden = make_work(["pericardium"], access=Access.OWNER)
    for user in (None, UserFactory()):
        if user:
            client.force_login(user)
        answer = ask(client, q="pericardium")
        assert answer["total"] == 0 and not answer["facets"] and not answer["suggestions"]
    client.force_login(hidden.owner)
    assert titles(ask(client, q="pericardium")) == [hidden.title]


def test_while_the_engine_is_down_the_database_answers(settings, client):
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    make_work(title="On the pericardium")
    answer = ask(client, q="pericardium")
    assert answer["degraded"] and titles(answer) == ["On the pericardium"] and answer["facets"] == []


def test_it_is_not_for_crawlers_and_shared_caches(embedded, client):
    response = client.get(URL)
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex" and "private" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("data", "place"),
    [({"page": "x"}, "page"), ({"page": "51"}, "page"), ({"page": "0"}, "page"), ({"sort": "best"}, "sort")],
)
def test_what_is_of_the_wrong_form_is_a_problem(embedded, client, data, place):
    response = client.get(URL, data)
    assert response.status_code == 422 and response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 422 and problem["errors"][0]["loc"] == ["query", place]


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/nothing", "/api/v1/search/", "/api/v2/search"])
def test_an_address_without_anything_is_a_problem(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert "/api/v1/openapi.json" in response.json()["detail"]


@pytest.mark.parametrize(
    "data",
    [{"q": '"myocard +( | -'}, {"kind": ["nonsense"], "partner": "x", "year": "soon", "with": "?"}, {"q": "\x00"}],
)
def test_what_makes_no_sense_is_passed_over(embedded, client, data):
    make_work(["pericardium"])
    ask(client, **data)


def test_it_describes_itself(embedded, client):
    description = client.get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.")
    operation = description["paths"]["/api/v1/search"]["get"]
    names = [parameter["name"] for parameter in operation["parameters"]]
    assert sorted(names) == sorted([*PARAMETERS, "from", "to"])
    assert all(parameter["description"] for parameter in operation["parameters"])
    assert list(operation["responses"]["422"]["content"]) == ["application/problem+json"]
    make_work(["the heart"], partners=[PartnerFactory()])
    assert_as_described(ask(client, q="heart"), "SearchAnswer", description["components"]["schemas"])


def assert_as_described(answer, name, schemas):
    """Every field that is answered is described, and the other way round."""
    properties = schemas[name]["properties"]
    assert answer.keys() == properties.keys(), name
    for field, value in answer.items():
        inner = properties[field].get("items", properties[field]).get("$ref", "").rpartition("/")[2]
        for one in value if isinstance(value, list) else [value]:
            if inner and one is not None:
                assert_as_described(one, inner, schemas)


def test_the_answer_takes_a_constant_number_of_queries(embedded, client):
    def queries(count):
        for _ in range(count):
            work = make_work(["the pericardium"], partners=[PartnerFactory()], subjects=[SubjectFactory()])
            OutputAbstractFactory(output=work)
        changes_follow()
        with CaptureQueriesContext(connection) as captured:
            client.get(URL, {"q": "pericardium"})
        return len(captured)

    queries(1)
    assert queries(2) == queries(9)
