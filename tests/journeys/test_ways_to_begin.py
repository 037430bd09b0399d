"""From what a depositor has at hand to “submitted”, with every press and every typed character counted."""

import pytest
from playwright.sync_api import expect

from benchmarks.documents.journals import JOURNALS
from repository.models import Output
from repository.outputs.choices import Kind
from tests.factories import CourseTitleFactory
from tests.journeys.conftest import sign_in
from tests.journeys.hands import Hand
from tests.repository.deposit.conftest import work_off
from tests.repository.imports.lookups.registers import serving_registers
from tests.sample_files import Slide, make_pptx

pytestmark = pytest.mark.django_db(transaction=True)

DOI = "10.5555/joint.2026.17"
MOST_PRESSES = 8
ARTICLE = JOURNALS[0]


@pytest.fixture
def registers(settings):
    with serving_registers(settings) as registers:
        registers.know_recorded_works()
        yield registers


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.pdf"
    path.write_bytes(ARTICLE.make())
    return path


def begin(hands, faculty) -> Hand:
    hand = hands("/deposit/", faculty)
    hand.link("New deposit")
    expect(hand.page.get_by_role("heading", level=1, name="New deposit")).to_be_visible()
    return hand


def go_on(hand: Hand, step: str) -> None:
    hand.skip("Skip to the buttons of this step")
    hand.button("Save and continue")
    expect(hand.page.get_by_role("heading", level=2, name=step)).to_be_visible()
    hand.page.wait_for_load_state()


def submit(hand: Hand) -> None:
    hand.button("Submit for review")
    expect(hand.page.get_by_text("Submitted for review")).to_be_visible()


def test_from_a_doi_to_submitted(hands, registers, faculty):
    hand = begin(hands, faculty)
    page = hand.page
    hand.look()
    hand.write(page.get_by_label("Identifier, address or references"), DOI)
    hand.button("Begin")
    expect(page.get_by_text("from Crossref").first).to_be_visible()
    hand.look()
    go_on(hand, "People and partners")
    go_on(hand, "Access and licence")
    go_on(hand, "Review and submit")
    submit(hand)
    assert (hand.presses, hand.written) == (7, len(DOI))
    assert hand.presses <= MOST_PRESSES


def test_from_a_pdf_to_submitted(hands, article, faculty):
    hand = begin(hands, faculty)
    page = hand.page
    hand.bring(page.get_by_label("Add files"), article)
    expect(page.get_by_role("heading", name="1 file")).to_be_visible()
    hand.look()
    go_on(hand, "Describe")
    expect(page.get_by_text("Reading “article.pdf” …")).to_be_visible()
    page.get_by_label("Keywords", exact=True).focus()
    work_off()
    expect(page.get_by_text("from article.pdf").first).to_be_visible()
    expect(page.get_by_label("Keywords", exact=True)).to_be_focused()  # whatever came meanwhile
    expect(page.get_by_label("Title", exact=True)).to_have_value(ARTICLE.expected.title)
    hand.look()
    go_on(hand, "People and partners")
    go_on(hand, "Access and licence")
    if not page.locator('input[name="licence"][value^="CC"]:checked').count():
        hand.choose(page.get_by_role("radio", name="Creative Commons Attribution 4.0"))
    go_on(hand, "Review and submit")
    submit(hand)
    assert (hand.presses, hand.written) == (7, 0)
    assert hand.presses <= MOST_PRESSES


def test_from_a_deck_of_a_course_to_submitted(hands, faculty, tmp_path):
    deck = tmp_path / "lecture.pptx"
    deck.write_bytes(make_pptx([Slide("The pericardium", "Its layers", notes="Say it slowly.")]))
    course = CourseTitleFactory(course__code="MED-101.2", text="Clinical anatomy").course
    hand = begin(hands, faculty)
    page = hand.page
    hand.bring(page.get_by_label("Add files"), deck)
    expect(page.get_by_role("heading", name="1 file")).to_be_visible()
    go_on(hand, "Describe")
    expect(page.get_by_text("Reading “lecture.pptx” …")).to_be_visible()
    work_off()
    expect(page.get_by_text("Reading “lecture.pptx” …")).not_to_be_visible()
    hand.choose(page.get_by_role("radio", name="teaching material"))
    hand.write(page.get_by_label("Title", exact=True), "The pericardium")
    hand.write(page.get_by_label("Date of publication"), "2026")
    hand.choose(page.get_by_role("checkbox", name="English"))
    hand.pick(page.get_by_role("combobox", name="Course"), "anatomy")
    hand.select(page.get_by_label("Kind of resource"), "lecture slides")
    hand.look()
    go_on(hand, "People and partners")
    hand.write(page.get_by_label("Family name"), "Novak")
    hand.look()
    go_on(hand, "Access and licence")
    hand.choose(page.get_by_role("radio", name="Creative Commons Attribution 4.0"))
    hand.look()
    go_on(hand, "Review and submit")
    hand.look()
    submit(hand)
    draft = Output.objects.get().get_latest_revision_as_object()
    assert (draft.kind, draft.course) == (Kind.TEACHING, course)


def entries(number: int) -> str:
    return "\n".join(
        f"@article{{k{n}, title={{Joint work number {n}}}, author={{Novak, Maria}}, journal={{Letters}}, year=2025}}"
        for n in range(1, number + 1)
    )


def test_fifty_references_become_fifty_drafts(hands, tmp_path, faculty):
    path = tmp_path / "works.bib"
    path.write_text(entries(50))
    hand = begin(hands, faculty)
    page = hand.page
    hand.bring(page.get_by_label("Add files"), path)
    expect(page.get_by_text("50 entries were read.")).to_be_visible()
    hand.look()
    last = page.get_by_role("checkbox", name="Joint work number 50")
    hand.choose(last, False)
    hand.button("Make drafts of the chosen")
    expect(page.get_by_text("0 of 49").first).to_be_visible()
    hand.look()
    work_off()
    expect(page.get_by_role("paragraph").filter(has_text="49 drafts were made.")).to_be_visible()
    assert Output.objects.count() == 49
    hand.press(page.get_by_role("link", name="Joint work number 17", exact=True))
    expect(page.get_by_text("from works.bib").first).to_be_visible()


@pytest.mark.parametrize("hands", ["phone"], indirect=True)
def test_identifiers_pasted_at_once_are_looked_up_and_chosen_from_on_a_phone(hands, registers, faculty):
    hand = begin(hands, faculty)
    page = hand.page
    pasted = page.get_by_label("Identifier, address or references")
    pasted.fill(f"1. {DOI}\n2. 10.5555/mistyped\n3. PMID 31452104")
    hand.button("Begin")
    expect(page.get_by_text("0 of 3").first).to_be_visible()
    hand.look()
    work_off()
    expect(page.get_by_text("3 entries were read.").first).to_be_visible()
    expect(page.get_by_text("do not know 10.5555/mistyped")).to_be_visible()
    expect(page.get_by_text("It repeats entry 1.")).to_be_visible()
    hand.look()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    hand.button("Make drafts of the chosen")
    expect(page.get_by_text("0 of 1").first).to_be_visible()
    work_off()
    expect(page.get_by_role("paragraph").filter(has_text="1 draft was made.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("hands", ["phone"], indirect=True)
def test_the_first_page_outlives_the_session(hands, faculty, scripts):
    page = hands("/deposit/new/", faculty, java_script_enabled=scripts).page
    page.get_by_label("Title of the work").fill("Лекции о сердце")
    page.context.clear_cookies()
    page.get_by_role("button", name="Begin", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, faculty)
    expect(page.get_by_text("What you gave here last is below")).to_be_visible()
    expect(page.get_by_label("Title of the work")).to_have_value("Лекции о сердце")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Begin", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Лекции о сердце")).to_be_visible()


@pytest.mark.parametrize("hands", ["keys"], indirect=True)
def test_a_proposal_is_taken_and_undone_by_keyboard_alone(hands, registers, faculty):
    hand = hands("/deposit/new/", faculty)
    page = hand.page
    hand.write(page.get_by_label("Identifier, address or references"), DOI)
    hand.button("Begin")
    undo = page.get_by_role("button", name="Undo : Date of publication, Crossref")
    expect(undo).to_be_visible()
    hand.press(undo)
    take = page.get_by_role("button", name="Take this : Date of publication, Crossref")
    expect(take).to_be_visible()
    expect(page.get_by_label("Date of publication")).to_be_focused()
    expect(page.get_by_label("Date of publication")).to_have_value("")
    page.keyboard.press("Tab")
    expect(take).to_be_focused()
    page.keyboard.press("Enter")
    expect(undo).to_be_visible()
    expect(page.get_by_label("Date of publication")).not_to_have_value("")
