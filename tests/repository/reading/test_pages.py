"""The view of one page, slide or caption."""

import pytest
from django.urls import reverse

from repository.reading.times import clock
from tests.factories import OutputFactory, OutputFileFactory, PageTextFactory, StoredFileFactory
from tests.pages import html_of, text_of
from tests.sample_files import make_pdf

pytestmark = pytest.mark.django_db


def make_pages(texts, output=None, **kwargs):
    kwargs.setdefault("stored_file__unit", "page")
    file = OutputFileFactory(
        output=output or OutputFactory(published=True, title="The whole work"),
        stored_file__unit_count=len(texts),
        **kwargs,
    )
    for text in texts:
        PageTextFactory(stored_file=file.stored_file, **({"text": text} if isinstance(text, str) else text))
    return file


def page_of(client, file, number, **query):
    response = client.get(reverse("works:page", args=[file.output.code, file.number, number]), query)
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    return html_of(response)


def test_a_page_of_a_pdf(client):
    file = make_pages(["First", "Second <b>& more</b>", "Third"], stored_file__data=make_pdf(["1", "2", "3"]))
    page = page_of(client, file, 2)
    address = f"/w/{file.output.code}/files/1/"
    assert page.title.get_text().startswith("Page 2 · The whole work")
    assert "Page 2 (2 of 3)" in text_of(page.main)
    assert "Second <b>& more</b>" in text_of(page.main)
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    links = [link["href"] for link in page.main.find_all("a")]
    for wanted in (f"{address}pages/1/", f"{address}pages/3/", f"{address}#page=2", f"/w/{file.output.code}/"):
        assert wanted in links
    assert page.find("img")["src"] == f"{address}pages/2/picture/"


def test_the_first_and_last_page_end_the_way(client):
    file = make_pages(["First", "Second"])
    assert not page_of(client, file, 1).find("a", rel="prev")
    assert not page_of(client, file, 2).find("a", rel="next")


def test_the_printed_number_is_what_a_page_is_called(client):
    file = make_pages([{"text": "Preface", "label": "xii"}])
    assert "Page xii (1 of 1)" in text_of(page_of(client, file, 1))


def test_the_words_of_the_query_are_marked_and_kept(client):
    file = make_pages(["Nothing", "The liver and the heart", "More"])
    page = page_of(client, file, 2, q="liver")
    assert [mark.get_text() for mark in page.find_all("mark")] == ["liver"]
    assert page.find("a", rel="next")["href"].endswith("/pages/3/?q=liver")
    assert "“liver” in this file" in text_of(page.main)


def test_a_query_cannot_bring_in_markup(client):
    file = make_pages(["The <script>alert(1)</script> liver"])
    page = page_of(client, file, 1, q='"><script>alert(1)</script>')
    assert page.main.script is None


def test_a_slide_is_set_like_one_and_has_its_notes(client):
    file = make_pages(
        [{"text": "Title\nPoint", "notes": "What to say"}],
        stored_file__unit="slide",
        stored_file__media_type="application/vnd.openxmlformats-officedocument.presentationml.presentation",
    )
    page = page_of(client, file, 1)
    assert "Slide 1 (1 of 1)" in text_of(page.main)
    assert page.find(class_="page-view__slide-title").get_text() == "Title"
    assert page.find(class_="page-view__slide").get_text() == "TitlePoint"
    assert "Notes What to say" in text_of(page.main)
    assert page.main.img is None


def test_a_caption_plays_the_recording_from_there(client):
    output = OutputFactory(published=True)
    video = OutputFileFactory(output=output, name="lecture.mp4", stored_file__media_type="video/mp4")
    file = make_pages(
        ["Hello", {"text": "The liver", "start_ms": 760_000, "end_ms": 765_500}],
        output=output,
        name="lecture.vtt",
        captions_for=video.number,
        language="en",
        stored_file__unit="caption",
        stored_file__media_type="text/vtt",
    )
    page = page_of(client, file, 2)
    assert "12:40 (2 of 2)" in text_of(page.main)
    assert page.video["src"] == f"{video.get_absolute_url()}#t=760"
    assert (page.track["src"], page.track["srclang"], page.track["kind"]) == (file.get_absolute_url(), "en", "captions")
    assert "Play from 12:40" in text_of(page.main)


def test_captions_do_not_play_a_recording_that_is_closed(client):
    output = OutputFactory(published=True)
    video = OutputFileFactory(output=output, stored_file__media_type="video/mp4", access="owner")
    file = make_pages(
        [{"text": "Hello", "start_ms": 0}], output=output, captions_for=video.number, stored_file__unit="caption"
    )
    assert page_of(client, file, 1).video is None


def test_a_page_without_text_says_so(client):
    stored = StoredFileFactory(unit="page", unit_count=3, reading="partial", reading_reason="no_text_layer")
    file = OutputFileFactory(output=OutputFactory(published=True), stored_file=stored)
    page = page_of(client, file, 2)
    assert "The file holds pictures of text only" in text_of(page.main)
    assert page.main.img


@pytest.mark.parametrize(("go", "leads_to"), [("3", 3), ("99", 3), ("0", 1), ("-4", 2), ("x", 2), ("9" * 5000, 2)])
def test_going_to_another_page_by_number(client, go, leads_to):
    file = make_pages(["1", "2", "3"])
    address = reverse("works:page", args=[file.output.code, 1, 2])
    response = client.get(address, {"go": go, "q": "liver"})
    assert response.status_code == 302
    assert response["Location"] == reverse("works:page", args=[file.output.code, 1, leads_to]) + "?q=liver"


@pytest.mark.parametrize("number", [0, 4, 10**20])
def test_a_page_that_is_not_there(client, number):
    file = make_pages(["1", "2", "3"])
    assert client.get(reverse("works:page", args=[file.output.code, 1, number])).status_code == 404


@pytest.mark.parametrize(
    ("milliseconds", "written"), [(0, "0:00"), (760_900, "12:40"), (3_600_000, "1:00:00"), (36_061_000, "10:01:01")]
)
def test_times(milliseconds, written):
    assert clock(milliseconds) == written
