"""The results page: what a reader finds, and where it leads."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from repository.files.models import StoredFile
from repository.outputs.choices import Access, Kind
from search.indexing.following import changes_follow
from tests.factories import (
    ContributionFactory,
    OutputAbstractFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    PartnerFactory,
    SubjectFactory,
    UserFactory,
)
from tests.pages import html_of

pytestmark = pytest.mark.django_db


def make_work(pages=(), *, file=None, **fields):
    output = OutputFactory(published=True, **fields)
    ContributionFactory(output=output, partners=[PartnerFactory()])
    if pages:
        place = OutputFileFactory(output=output, **(file or {}))
        for number, text in enumerate(pages, start=1):
            PageTextFactory(stored_file=place.stored_file, number=number, text=text)
    output.save()
    return output


def search(client, **data):
    changes_follow()
    response = client.get(reverse("search:results"), data)
    assert response.status_code == 200
    return response


def titles(response):
    return [hit.output.title for hit in response.context["found"].hits]


def test_a_hit_leads_to_the_page_and_quotes_it(engine, client):
    work = make_work(["Preface", "Nothing here", "Inflammation of the pericardium & its <sac>."], title="The heart")
    response = search(client, q="pericardium")
    html = response.content.decode()
    assert f'href="/w/{work.code}/files/1/pages/3/?q=pericardium"' in html
    assert "page 3" in html
    assert "<mark>pericardium</mark> &amp; its &lt;sac&gt;." in html
    assert "1–1 of 1 result" in html


def test_a_hit_says_when_its_files_open(engine, client):
    make_work(["pericardium"], file={"embargo_until": date(2999, 3, 1)}, title="The pericardium")
    marks = html_of(search(client, q="pericardium")).select_one(".hit__marks").text
    assert "opens on March 1, 2999" in marks
    assert "open to everyone" not in marks


def test_slides_and_captions_are_named_as_such(engine, client):
    work = make_work(["pericardium"], file={"stored_file__unit": StoredFile.Unit.SLIDE})
    place = OutputFileFactory(output=work, stored_file__unit=StoredFile.Unit.CAPTION)
    PageTextFactory(stored_file=place.stored_file, number=1, text="pericardium", start_ms=760_000, end_ms=765_000)
    work.save()
    html = search(client, q="pericardium").content.decode()
    assert "slide 1" in html and "12:40" in html


def test_word_forms_are_found_and_marked(engine, client):
    make_work(["Острая сердечная недостаточность у детей"], title="Руководство", language="ru")
    html = search(client, q="сердечной недостаточностью").content.decode()
    assert "<mark>сердечная</mark> <mark>недостаточность</mark>" in html


def test_a_quoted_name_that_nothing_has_just_so_is_said_and_its_words_are_marked(engine, client):
    make_work(["О романе «Война и мир»"], title="Литература", language="ru")
    html = search(client, q="кто написал «Войну и мир»").content.decode()
    assert "Nothing has what you put in quotation marks just so" in html
    assert "«<mark>Война</mark> и <mark>мир</mark>»" in html


def test_without_a_query_everything_newest_first(engine, client):
    for issued in ("2020", "2024-05", "2022"):
        make_work(title=f"Work of {issued}", issued=issued)
    assert titles(search(client)) == ["Work of 2024-05", "Work of 2022", "Work of 2020"]
    assert titles(search(client, sort="oldest")) == ["Work of 2020", "Work of 2022", "Work of 2024-05"]


def test_facets_have_names_and_counts_and_can_be_chosen_several_at_once(engine, client):
    cardiology = SubjectFactory(label="Cardiology")
    make_work(title="One", kind=Kind.ARTICLE, subjects=[cardiology])
    make_work(title="Two", kind=Kind.THESIS)
    make_work(title="Three", kind=Kind.REPORT)
    response = search(client, kind="article")
    facets = {facet.name: facet for facet in response.context["found"].facets}
    assert {(option.label, option.count) for option in facets["kind"].options} == {
        ("article", 1),
        ("thesis", 1),
        ("report", 1),
    }
    assert [(option.label, option.count) for option in facets["subject"].options] == [("Cardiology", 1)]
    both = client.get(reverse("search:results"), {"kind": ["article", "thesis"]})
    assert sorted(titles(both)) == ["One", "Two"]
    assert [chip.label for chip in both.context["found"].chips] == ["Kind: article", "Kind: thesis"]
    assert "/search/?kind=thesis" in both.content.decode()


def test_nothing_found_offers_to_drop_a_filter(engine, client):
    make_work(["pericardium"], kind=Kind.ARTICLE)
    html = search(client, q="pericardium", kind="thesis").content.decode()
    assert "Nothing answers “pericardium”" in html
    assert "without Kind: thesis" in html and 'href="/search/?q=pericardium"' in html


@pytest.mark.parametrize(
    "data",
    [
        {"q": '"myocard +( | -'},
        {"q": "\x00\ud800".encode("utf-8", "replace").decode(), "page": "-1"},
        {"q": "x" * 100_000},
        {"page": "99999999999999999999999", "sort": "nonsense", "year": "abc", "partner": "9" * 50},
        {"partner": "ü", "country": "<script>", "language": "not a language", "course": "-1"},
        {"kind": [str(number) for number in range(300)]},
        {"q": "AND OR NOT title:x^5 *:* {!lucene} \\"},
    ],
)
def test_whatever_the_address_says_there_is_an_answer(engine, client, data):
    make_work(["pericardium"])
    search(client, **data)


def test_the_page_takes_a_constant_number_of_queries(engine, client):
    def queries(count):
        for _ in range(count):
            work = make_work(["the pericardium", "more pericardium"], subjects=[SubjectFactory()])
            OutputAbstractFactory(output=work)
        changes_follow()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(reverse("search:results"), {"q": "pericardium"})
        assert len(response.context["found"].hits) == min(count + response.context["found"].total - count, 20)
        return len(captured)

    queries(1)  # what Django caches in a process is cached now
    assert queries(2) == queries(9)


def test_what_was_just_closed_is_dropped_before_the_index_knows(engine, client):
    work = make_work(["pericardium"])
    assert search(client, q="pericardium").context["found"].total == 1
    work.access = Access.OWNER
    work.save()
    response = client.get(reverse("search:results"), {"q": "pericardium"})
    assert response.context["found"].hits == [] and response.context["found"].total == 0
    client.force_login(work.owner)
    assert titles(client.get(reverse("search:results"), {"q": "pericardium"})) == [work.title]


def test_text_of_a_closed_file_is_neither_found_nor_quoted(engine, client):
    work = make_work(["pericardium"], file={"access": Access.SIGNED_IN})
    assert titles(search(client, q="pericardium")) == []
    client.force_login(UserFactory())
    html = search(client, q="pericardium").content.decode()
    assert work.title in html and "page 1" in html


def test_it_is_not_for_crawlers_and_shared_caches(engine, client):
    response = search(client)
    assert response["X-Robots-Tag"] == "noindex" and "private" in response["Cache-Control"]


def test_titles_are_searched_in_the_database_while_the_engine_is_down(settings, client):
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    make_work(["nothing"], title="On the pericardium", kind=Kind.ARTICLE)
    make_work(["nothing"], title="On the pericardium, again", kind=Kind.THESIS)
    hidden = make_work(title="A hidden pericardium", access=Access.OWNER)
    response = client.get(reverse("search:results"), {"q": "pericardium", "kind": "article"})
    assert titles(response) == ["On the pericardium"]
    html = response.content.decode()
    assert "not available just now" in html and hidden.title not in html


def test_a_search_within_the_results_keeps_all_that_was_asked(engine, client):
    make_work(["the pericardium of adults"], title="Adults", kind=Kind.THESIS)
    make_work(["the pericardium of children", "children"], title="Children", kind=Kind.THESIS)
    make_work(["the pericardium of children"], title="Children too", kind=Kind.REPORT)
    make_work(["children"], title="Only children", kind=Kind.THESIS)
    response = search(client, q="pericardium", kind="thesis", sort="title")
    assert titles(response) == ["Adults", "Children"]
    form = html_of(response).select_one(".search-within form")
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    assert fields == {"q": "pericardium", "kind": "thesis", "sort": "title", "within": ""}
    response = search(client, **fields | {"within": "children"})
    assert titles(response) == ["Children"]
    html = response.content.decode()
    assert "of <mark>children</mark>" in html and "/pages/1/?q=pericardium+children" in html
    chips = {chip.label: chip.url for chip in response.context["found"].chips}
    assert chips["Within: children"] == "/search/?q=pericardium&kind=thesis&sort=title"
    assert titles(search(client, q="pericardium", within=["children -adults", "thesis OR children"])) == [
        "Children",
        "Children too",
    ]
    assert titles(search(client, q="pericardium", within=["", "  ", "-"])) == titles(search(client, q="pericardium"))


def test_three_pages_are_quoted_and_one_link_leads_to_all(engine, client):
    work = make_work([f"Part {number} of the pericardium" for number in range(1, 6)])
    hit = html_of(search(client, q="pericardium")).select_one(".hit")
    quotes = hit.select(".hit__passages > li")
    assert len(quotes) == 3 and all("of the pericardium" in quote.text for quote in quotes)
    link = hit.select_one(".hit__more a")["href"]
    assert link == f"/search/in/{work.code}/?q=pericardium"
    page = html_of(client.get(link))
    assert [quote.a.text.strip() for quote in page.select(".hit__passages > li")] == [
        f"page {number}" for number in range(1, 6)
    ]
    few = make_work(["a myocardium"] * 3)
    html = search(client, q="myocardium").content.decode()
    assert f"/w/{few.code}/files/1/pages/3/?q=myocardium" in html and "hit__more" not in html


def test_a_query_that_finds_nothing_is_offered_what_begins_so(engine, client):
    work = make_work(title="Pericarditis", subjects=[SubjectFactory(label="Pericardial diseases", slug="pericardial")])
    response = search(client, q="perica")
    html = html_of(response).select_one(".empty__offers")
    assert [link["href"] for link in html.find_all("a")] == [work.get_absolute_url(), "/subjects/pericardial/"]


def test_past_the_last_page_there_is_the_last_page(engine, client, settings):
    make_work(title="On the pericardium")
    found = search(client, q="pericardium", page="40").context["found"]
    assert len(found.hits) == 1 and found.page.number == 1
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    found = client.get(reverse("search:results"), {"q": "pericardium", "page": "40"}).context["found"]
    assert found.degraded and len(found.hits) == 1 and found.page.number == 1
