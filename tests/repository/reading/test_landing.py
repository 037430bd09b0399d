"""The page of a work, read by those who may see it and by those who may not."""

import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from repository.models import Output, OutputFile
from repository.outputs.choices import Role
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    AgreementFactory,
    ContributionFactory,
    IdentifierFactory,
    OutputAbstractFactory,
    OutputFactory,
    OutputFileFactory,
    OutputTitleFactory,
    PartnerFactory,
    PersonFactory,
    StoredFileFactory,
    SubjectFactory,
    UserFactory,
)
from tests.pages import html_of, text_of

pytestmark = pytest.mark.django_db


def page_of(client, output, status=200) -> BeautifulSoup:
    response = client.get(output.get_absolute_url())
    assert response.status_code == status
    return html_of(response)


@pytest.fixture
def work():
    partner = PartnerFactory(name="Northern University", slug="northern")
    output = OutputFactory(
        published=True,
        teaching=True,
        title="Lectures on the liver",
        container_title="Joint Lectures",
        volume="4",
        edition="2nd",
        languages=["en", "ru"],
        keywords=["liver", "печень"],
        licence="CC-BY-4.0",
        subjects=[SubjectFactory(label="Hepatology", slug="hepatology")],
        agreements=[AgreementFactory(number="17/2024")],
        activities=[ActivityFactory(title="Liver days")],
    )
    OutputTitleFactory(output=output, text="Лекции о печени")
    OutputTitleFactory(output=output, language="he", text="הרצאות")
    OutputAbstractFactory(output=output, text="An abstract.")
    OutputAbstractFactory(output=output, language="ru", text="Аннотация.")
    ContributionFactory(
        output=output,
        family_name="Rossi",
        given_name="Marco",
        orcid="0000-0002-1825-0097",
        person=PersonFactory(),
        partners=[partner],
    )
    second = ContributionFactory(output=output, family_name="Li", given_name="Wei", role=Role.EDITOR)
    AffiliationFactory(contribution=second, partner=None, institution="Elsewhere Clinic", department="Surgery")
    IdentifierFactory(output=output, value="10.1000/liver")
    OutputFileFactory(output=output, name="lecture.pdf", stored_file__unit="page", stored_file__unit_count=2)
    return output


def test_everything_is_said(client, work):
    page = page_of(client, work)
    assert page.h1.get_text() == "Lectures on the liver"
    assert (page.h1["lang"], page.h1["dir"]) == ("en", "ltr")
    assert page.find(lang="he", dir="rtl").get_text() == "הרצאות"
    for words in (
        "Лекции о печени",
        "Marco Rossi",
        "Wei Li (editor)",
        "Surgery, Elsewhere Clinic",
        "March 2026",
        "Joint Lectures 4",
        "edition: 2nd",
        "English, Russian",
        "An abstract.",
        "Аннотация.",
        "печень",
        "Northern University",
        "17/2024",
        "Liver days",
        "Hepatology",
        "DOI 10.1000/liver",
        "Creative Commons Attribution 4.0",
        "90 minutes",
        "undergraduate",
        "2 pages",
        "Rossi M. Lectures on the liver [lecture slides]. Joint Lectures. 2nd ed. Vol. 4. 2026. doi: 10.1000/liver",
    ):
        assert words in text_of(page)
    addresses = {link["href"] for link in page.find_all("a")}
    assert {
        "/partners/northern/",
        "/subjects/hepatology/",
        f"/courses/{work.course.code}/",
        "https://orcid.org/0000-0002-1825-0097",
        "https://doi.org/10.1000/liver",
        f"/w/{work.code}/files/1/",
        f"/w/{work.code}/files/1/?download=1",
        f"/w/{work.code}/files/1/pages/1/",
        f"/w/{work.code}/cite/bibtex/",
        f"/w/{work.code}/cite/ris/",
    } <= addresses


def test_machines_are_told_the_same(client, work):
    page = page_of(client, work)
    tags = [(tag["name"], tag["content"]) for tag in page.find_all("meta", attrs={"name": True})]
    address = f"http://127.0.0.1:8000/w/{work.code}/"
    assert page.find("link", rel="canonical")["href"] == address
    assert [tag for tag in tags if tag[0].startswith("citation_")] == [
        ("citation_title", "Lectures on the liver"),
        ("citation_author", "Rossi, Marco"),
        ("citation_author_institution", "Northern University"),
        ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("citation_publication_date", "2026/03"),
        ("citation_series_title", "Joint Lectures"),
        ("citation_volume", "4"),
        ("citation_doi", "10.1000/liver"),
        ("citation_language", "en"),
        ("citation_language", "ru"),
        ("citation_keywords", "liver; печень"),
        ("citation_abstract_html_url", address),
        ("citation_pdf_url", f"{address}files/1/"),
    ]


@pytest.mark.parametrize(
    ("closed", "sentence"),
    [
        ({"access": "home"}, "This file is only for staff and students of the home university."),
        ({"embargo_until": timezone.localdate() + timedelta(days=400)}, "Closed until "),
    ],
)
def test_a_closed_file_is_listed_with_the_reason_and_no_way_in(client, closed, sentence):
    output = OutputFactory(published=True)
    file = OutputFileFactory(output=output, name="closed.pdf", **closed)
    page = page_of(client, output)
    assert "closed.pdf" in text_of(page)
    assert sentence in text_of(page)
    assert re.findall(rf"{file.get_absolute_url()}[^\"' ]*", str(page)) == [f"{file.get_absolute_url()}ask/"]
    assert "citation_pdf_url" not in str(page)


def test_an_editor_is_offered_the_closed_file_but_machines_are_not(client):
    output = OutputFactory(published=True)
    file = OutputFileFactory(output=output, access="owner")
    client.force_login(UserFactory(groups=["editors"]))
    page = page_of(client, output)
    assert page.find("a", href=file.get_absolute_url())
    assert "citation_pdf_url" not in str(page)


def test_a_file_that_cannot_be_read_says_why(client):
    output = OutputFactory(published=True)
    OutputFileFactory(output=output, stored_file__reading="unreadable", stored_file__reading_reason="encrypted")
    assert "The file asks for a password, so its text cannot be searched." in text_of(page_of(client, output))


def test_a_recording_is_not_called_a_file_that_cannot_be_read(client):
    output = OutputFactory(published=True)
    OutputFileFactory(
        output=output,
        stored_file__media_type="video/webm",
        stored_file__reading="unreadable",
        stored_file__reading_reason="unsupported_type",
    )
    said = text_of(page_of(client, output))
    assert "A recording has no text of its own to search." in said
    assert "is not read" not in said


def test_a_recording_is_viewed_beside_its_captions(client):
    output = OutputFactory(published=True)
    video = OutputFileFactory(output=output, name="lecture.mp4", stored_file__media_type="video/mp4")
    captions = OutputFileFactory(
        output=output,
        name="lecture.vtt",
        captions_for=video.number,
        stored_file__unit="caption",
        stored_file__unit_count=3,
    )
    view = page_of(client, output).find(class_="work__actions").a
    assert view["href"] == reverse("works:page", args=[output.code, captions.number, 1])


def test_a_work_of_next_to_nothing(client):
    page = page_of(client, OutputFactory(published=True, issued="", languages=[]))
    assert "This work has a description only, no file." in text_of(page)
    assert not page.find_all("h2", string="Abstract")


def test_versions_point_at_the_newest(client):
    first = OutputFactory(published=True, title="First", edition="1st")
    second = OutputFactory(published=True, title="Second", replaces=first)
    OutputFactory(title="A draft of the third", replaces=second)
    old, new = text_of(page_of(client, first)), text_of(page_of(client, second))
    assert "There is a newer version of this work Second Go to the newer version" in old
    assert "There is a newer version" not in new
    listed = page_of(client, second).find(class_="work__versions")
    assert listed.find("a")["href"] == first.get_absolute_url()
    assert [text_of(line) for line in listed.find_all("li")] == [
        "Second (this page) , March 2026",
        "First , 1st , March 2026",
    ]
    assert "third" not in old + new


def test_parts_and_the_whole_know_each_other(client):
    whole = OutputFactory(published=True, title="The whole")
    part = OutputFactory(published=True, title="A part", part_of=whole)
    OutputFactory(published=True, title="A closed part", part_of=whole, access="owner")
    assert "Parts article open to everyone A part" in text_of(page_of(client, whole))
    assert "A closed part" not in text_of(page_of(client, whole))
    assert "Part of The whole" in text_of(page_of(client, part))


def test_a_closed_whole_is_not_named_in_its_part(client):
    part = OutputFactory(published=True, part_of=OutputFactory(published=True, title="Closed whole", access="home"))
    assert "Closed whole" not in str(page_of(client, part))


def languages_on(page) -> list[str]:
    found = page.find(id="translations-title")
    return [text_of(line) for line in found.parent.find_all("li")] if found else []


def alternates_of(page) -> dict[str, str]:
    return {link["hreflang"]: link["href"] for link in page.find_all("link", rel="alternate", hreflang=True)}


@pytest.fixture
def editions():
    original = OutputFactory(published=True, title="Кардиология", language="ru", languages=["ru"], issued="2024")
    english = OutputFactory(published=True, title="Cardiology", languages=["en"], translation_of=original)
    persian = OutputFactory(published=True, title="قلب", language="fa", languages=[], translation_of=english)
    return original, english, persian


def test_editions_in_other_languages_know_one_another(client, editions):
    original, english, persian = editions
    OutputFactory(title="A draft in Georgian", translation_of=original)
    assert languages_on(page_of(client, original)) == [
        "English: Cardiology , March 2026 (a translation of this work)",
        "Persian: قلب , March 2026",
    ]
    page = page_of(client, english)
    assert languages_on(page) == [
        "Persian: قلب , March 2026 (a translation of this work)",
        "Russian: Кардиология , 2024 (this work is a translation of it)",
    ]
    link = page.find("a", href=persian.get_absolute_url())
    assert (link["lang"], link["dir"], link["hreflang"]) == ("fa", "rtl", "fa")


def test_editions_are_named_to_the_webs_search_engines_with_this_one_among_them(client, editions):
    addresses = {one.text_language: f"http://127.0.0.1:8000{one.get_absolute_url()}" for one in editions}
    for one in editions:
        assert alternates_of(page_of(client, one)) == addresses
    OutputFactory(published=True, title="Another English one", languages=["en"], translation_of=editions[0])
    del addresses["en"]
    assert alternates_of(page_of(client, editions[0])) == addresses
    assert alternates_of(page_of(client, OutputFactory(published=True))) == {}


CLOSED = [{"live": False}, {"access": "owner"}, {"withdrawn": True}, {"deleted": True}, {"hidden_until": date.max}]


@pytest.mark.parametrize("hidden", CLOSED)
def test_an_edition_that_is_closed_is_neither_named_nor_passed_through(client, hidden):
    closed = OutputFactory(**{"published": True, "title": "Closed", "language": "ru", **hidden})
    ours = OutputFactory(published=True, title="Ours", translation_of=closed)
    theirs = OutputFactory(published=True, title="Theirs", language="be", translation_of=closed)
    for one in (ours, theirs):
        page = page_of(client, one)
        assert languages_on(page) == []
        assert alternates_of(page) == {}
        assert "Closed" not in str(page) and closed.code not in str(page)


def test_owners_are_offered_to_add_an_edition(client, work):
    assert "Add an edition" not in text_of(page_of(client, work))
    client.force_login(UserFactory(groups=["editors"]))
    assert "Add an edition" not in text_of(page_of(client, work))
    work.owner.groups.set(Group.objects.filter(name="faculty"))
    client.force_login(work.owner)
    link = page_of(client, work).find("a", string="Add an edition in another language")
    assert link["href"] == f"/deposit/{work.code}/translation/"


def test_related_works_share_subjects(client):
    subject = SubjectFactory()
    output = OutputFactory(published=True, subjects=[subject])
    OutputFactory(published=True, title="Alike", subjects=[subject])
    OutputFactory(published=True, title="Alike but closed", subjects=[subject], access="owner")
    OutputFactory(published=True, title="Another matter")
    page = text_of(page_of(client, output))
    assert "Related works article open to everyone Alike" in page
    assert "closed" not in page
    assert "Another matter" not in page


def test_works_without_subjects_are_related_by_partner(client):
    partner = PartnerFactory()
    output = OutputFactory(published=True, tagged_partners=[partner])
    OutputFactory(published=True, title="Of the same partner", tagged_partners=[partner])
    assert "Of the same partner" in text_of(page_of(client, output))


def test_the_history_says_when_it_was_published_and_changed(client):
    output, editor = OutputFactory(live=False), UserFactory(groups=["editors"], username="the-editor")
    for _ in range(2):
        output.save_revision(user=editor, log_action=True).publish(user=editor)
        output.refresh_from_db()
    page = text_of(page_of(client, output))
    assert page.count(": published") == 1
    assert page.count(": changed") == 1
    assert "the-editor" not in page


@pytest.mark.parametrize("hidden", [{"live": False}, {"access": "owner"}, {"access": "home"}, {"access": "signed_in"}])
def test_what_is_not_open_does_not_exist(client, hidden):
    output = OutputFactory(**{"published": True, "title": "A secret", **hidden})
    assert "A secret" not in str(page_of(client, output, status=404))
    assert client.get(reverse("works:cite", args=[output.code, "bibtex"])).status_code == 404


def test_a_withdrawn_work_says_what_it_was_and_why_it_is_gone(client):
    output = OutputFactory(withdrawn=True, title="Withdrawn work", withdrawal_reason="An error in table 2.")
    OutputFileFactory(output=output, name="secret.pdf")
    page = text_of(page_of(client, output, status=410))
    assert "An error in table 2." in page
    assert "Withdrawn work. 2026 Mar." in page
    assert "secret.pdf" not in page
    assert client.get(reverse("works:cite", args=[output.code, "ris"])).status_code == 404


def test_a_withdrawn_work_stays_hidden_from_those_who_never_saw_it(client):
    output = OutputFactory(withdrawn=True, title="Closed and gone", access="home")
    assert "Closed and gone" not in str(page_of(client, output, status=404))


def test_a_deleted_work_leaves_nothing_but_the_fact(client):
    output = OutputFactory(deleted=True, title="Deleted work")
    assert "Deleted work" not in str(page_of(client, output, status=410))
    closed = OutputFactory(deleted=True, access="home")
    page_of(client, closed, status=404)


def test_the_address_in_a_reference_leads_to_the_work(client):
    output = OutputFactory(published=True)
    assert page_of(client, output).select_one("#reference a")["href"].endswith(output.get_absolute_url())


def test_references_for_reference_managers(client, work):
    bibtex = client.get(reverse("works:cite", args=[work.code, "bibtex"]))
    assert bibtex["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert bibtex["Content-Disposition"] == f'attachment; filename="{work.code}.bib"'
    assert bibtex.content.decode().startswith(f"@misc{{rossi2026-{work.code},\n")
    ris = client.get(reverse("works:cite", args=[work.code, "ris"]))
    assert ris.content.decode().startswith("TY  - SLIDE\r\nAU  - Rossi, Marco\r\n")
    assert client.get(reverse("works:cite", args=[work.code, "marc"])).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_work(client, work, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(60) as captured:
            page_of(client, work)
        return len(captured)

    page_of(client, work)  # content types and the like are read once
    before = queries()
    for _ in range(5):
        ContributionFactory(output=work, person=PersonFactory(), partners=[PartnerFactory(), PartnerFactory()])
        OutputFileFactory(output=work)
        OutputAbstractFactory(output=work, language=f"x-{OutputFactory().pk}")
        OutputFactory(published=True, part_of=work)
        OutputFactory(published=True, subjects=list(work.subjects.all()))
    assert queries() <= before + 8  # the lists of parts and related works, once they have something in them


def test_the_preview_of_a_draft_is_the_same_page(client, work):
    draft = work.get_latest_revision_as_object()
    draft.title = "A better title"
    draft.files.add(OutputFile(number=9, name="new.pdf", stored_file=StoredFileFactory()))
    page = preview_of(client, draft)
    assert page.h1.get_text() == "A better title"
    assert "new.pdf" in text_of(page)


def test_a_work_that_was_never_saved_has_a_preview(client):
    assert preview_of(client, Output(title="Never saved")).h1.get_text() == "Never saved"


def preview_of(client, draft) -> BeautifulSoup:
    """What the admin shows beside its form."""
    client.force_login(UserFactory(groups=["editors"]))
    request = client.get("/browse/").wsgi_request
    return html_of(draft.make_preview_request(request, "").render())


def test_of_very_many_contributors_the_first_are_shown_and_the_others_on_demand(client):
    output = OutputFactory(published=True, title="Of many " * 20)
    for number in range(1, 16):
        ContributionFactory(output=output, family_name=f"Author{number}")
    head = page_of(client, output).select_one(".work__head")
    first, others = head.select(".work__people")
    assert "Author12" in first.text and "Author13" not in first.text
    assert others.find_parent("details").summary.text == "and 3 more"
    assert all(f"Author{number}" in others.text for number in (13, 14, 15))
    assert "long-title" in head.h1["class"]
    output.contributions.filter(family_name__in=("Author13", "Author14", "Author15")).delete()
    assert len(page_of(client, output).select(".work__people")) == 1
