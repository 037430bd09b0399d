"""Every kind of page is open to everybody (WCAG 2.2 AA), in light and dark, at a desk and on a phone."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import pytest

from repository.files.models import StoredFile
from repository.outputs.choices import Kind
from search.indexing.following import changes_follow
from tests.factories import (
    ContributionFactory,
    CourseTitleFactory,
    EventPageFactory,
    GuidePageFactory,
    NewsPageFactory,
    OutputAbstractFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    PersonFactory,
    SubjectFactory,
    UserFactory,
)
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
in_every_look = pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)]
)

STEPS = ("files", "describe", "people", "access", "review", "preview")
BODY = [("text", "<h2>What was agreed</h2><p>A <a href='/events/'>meeting</a>.</p><ul><li>one</li></ul>")]


@pytest.fixture
def world(embedded, faculty, partner) -> SimpleNamespace:
    """One of everything that has a page, read and in the index."""
    person, subject = PersonFactory(), SubjectFactory(label="Cardiology")
    course = CourseTitleFactory(course__code="MED-101.2").course
    work = OutputFactory(
        published=True, title="Diseases of the pericardium", subjects=[subject], issued="2026-03", course=course
    )
    ContributionFactory(output=work, person=person, partners=[partner])
    OutputAbstractFactory(output=work, text="A guide for cardiologists.")
    OutputAbstractFactory(output=work, language="fa", text="راهنمای بالینی برای پزشکان")
    pdf = OutputFileFactory(output=work, stored_file__unit=StoredFile.Unit.PAGE, stored_file__unit_count=2)
    deck = OutputFileFactory(
        output=work,
        name="lecture.pptx",
        stored_file__unit=StoredFile.Unit.SLIDE,
        stored_file__unit_count=1,
        stored_file__media_type="application/vnd.openxmlformats-officedocument.presentationml.presentation",
    )
    captions = OutputFileFactory(
        output=work,
        name="lecture.vtt",
        stored_file__unit=StoredFile.Unit.CAPTION,
        stored_file__unit_count=1,
        stored_file__media_type="text/vtt",
    )
    PageTextFactory(stored_file=pdf.stored_file, text="On the pericardium")
    PageTextFactory(stored_file=deck.stored_file, text="The pericardium\nIts layers", notes="Say it slowly.")
    PageTextFactory(stored_file=captions.stored_file, text="The pericardium", start_ms=760_000, end_ms=765_000)
    work.save()
    withdrawn = OutputFactory(withdrawn=True)
    draft = OutputFactory(owner=faculty, title="A joint report", kind=Kind.REPORT, issued="", licence="")
    ContributionFactory(output=draft, partners=[partner])
    OutputFileFactory(output=draft)
    draft.save_revision(user=faculty)
    pages = [
        NewsPageFactory(body=BODY, works=[work], partners=[partner]),
        EventPageFactory(body=BODY, works=[work], partners=[partner]),
        GuidePageFactory(body=BODY),
    ]
    changes_follow()
    paths = [
        "/",
        "/search/",
        "/search/?q=pericardium",
        "/search/?q=pericadrium",
        "/search/?q=pericardium&within=guide",
        f"/search/in/{work.code}/?q=pericardium",
        f"/search/in/{work.code}/?q=nothing",
        "/search/?q=pericardium&kind=thesis",
        f"/w/{work.code}/",
        *(f"/w/{work.code}/files/{number}/pages/1/?q=pericardium" for number in (1, 2, 3)),
        "/browse/",
        f"/browse/kinds/{work.kind}/",
        "/browse/years/2026/",
        "/partners/",
        f"/partners/{partner.slug}/",
        "/subjects/",
        f"/subjects/{subject.slug}/",
        "/courses/",
        f"/courses/{course.code}/",
        f"/people/{person.pk}/",
        "/news/",
        "/events/",
        *(page.url for page in pages),
        "/accounts/login/",
        "/accounts/password/reset/",
    ]
    refused = {f"/w/{withdrawn.code}/": 410, "/nothing-here/": 404}
    return SimpleNamespace(public=dict.fromkeys(paths, 200) | refused, draft=f"/deposit/{draft.code}")


def look_at(page, path: str = "", *, status: int = 200) -> None:
    """The page is the one meant, nothing axe knows is wrong, and a reader never has to scroll sideways."""
    if path:
        assert page.goto(path).status == status, path
    assert_accessible(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the screen"


@in_every_look
def test_what_everybody_reads(open_page, world, scheme, width):
    page = open_page(scheme=scheme, width=width, bypass_csp=True)
    for path, status in world.public.items():
        look_at(page, path, status=status)


@in_every_look
def test_what_says_that_the_engine_is_down(open_page, settings, scheme, width):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.SEARCH_ENGINE = "elasticsearch"
        settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        OutputFactory(published=True, title="Diseases of the pericardium")
        page = open_page("/search/?q=pericardium", scheme=scheme, width=width, bypass_csp=True)
        assert page.get_by_text("Full-text search is not available just now").is_visible()
        look_at(page)


@in_every_look
def test_what_depositors_fill_in(open_page, world, faculty, scheme, width):
    page = open_page("/deposit/", scheme=scheme, width=width, bypass_csp=True)
    sign_in(page, faculty)
    page.get_by_role("heading", name="My deposits").wait_for()
    look_at(page)
    look_at(page, "/deposit/new/")
    for step in STEPS:
        look_at(page, f"{world.draft}/{step}/")
    page.goto(f"{world.draft}/describe/")
    page.get_by_label("Date of publication").fill("soon")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("alert").wait_for()
    look_at(page)


@in_every_look
def test_what_a_depositor_sees_first(open_page, scheme, width):
    page = open_page("/deposit/", scheme=scheme, width=width, bypass_csp=True)
    sign_in(page, UserFactory(groups=["faculty"]))
    page.get_by_text("You have not deposited anything yet.").wait_for()
    look_at(page)


def test_the_policy_refuses_nothing_and_no_page_logs_an_error(open_page, world, faculty):
    """Where axe looks the policy is not in force, so the pages are opened once more as readers open them."""
    page = open_page("/deposit/")
    sign_in(page, faculty)
    page.get_by_role("heading", name="My deposits").wait_for()
    for path in (*world.public, "/deposit/new/", *(f"{world.draft}/{step}/" for step in STEPS)):
        page.goto(path)
