"""From what a depositor has at hand to “submitted”, with every press and every typed character counted."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.documents.journals import JOURNALS
from repository.models import Output
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import sign_in
from tests.repository.deposit.conftest import work_off
from tests.repository.imports.lookups.registers import serving_registers

pytestmark = pytest.mark.django_db(transaction=True)

DOI = "10.5555/joint.2026.17"
MOST_PRESSES = 8
ARTICLE = JOURNALS[0]


@dataclass
class Hand:
    """What a depositor does: ``presses`` of buttons, links, choices and inputs, and characters ``written``."""

    page: Page
    presses: int = 0
    written: int = 0

    def press(self, target: Locator) -> None:
        self.presses += 1
        target.click()

    def write(self, target: Locator, text: str) -> None:
        self.press(target)
        self.written += len(text)
        target.press_sequentially(text)

    def bring(self, target: Locator, path) -> None:
        self.presses += 1
        target.set_input_files(path)

    def button(self, name: str) -> None:
        self.press(self.page.get_by_role("button", name=name, exact=True))


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


def begin_page(open_page, faculty, **options) -> Page:
    page = open_page("/deposit/", **options)
    sign_in(page, faculty)
    return page


def go_on(hand: Hand, step: str) -> None:
    hand.button("Save and continue")
    expect(hand.page.get_by_role("heading", level=2, name=step)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_from_a_doi_to_submitted(open_page, registers, faculty, width):
    page = begin_page(open_page, faculty, width=width, bypass_csp=True)
    hand = Hand(page)
    hand.press(page.get_by_role("link", name="New deposit").first)
    assert_accessible(page)
    hand.write(page.get_by_label("Identifier, address or references"), DOI)
    hand.button("Begin")
    expect(page.get_by_text("from Crossref").first).to_be_visible()
    assert_accessible(page)
    go_on(hand, "People and partners")
    go_on(hand, "Access and licence")
    go_on(hand, "Review and submit")
    hand.button("Submit for review")
    expect(page.get_by_text("Submitted for review")).to_be_visible()
    assert (hand.presses, hand.written) == (7, len(DOI))
    assert hand.presses <= MOST_PRESSES


def test_from_a_pdf_to_submitted(open_page, article, faculty):
    page = begin_page(open_page, faculty)
    hand = Hand(page)
    hand.press(page.get_by_role("link", name="New deposit").first)
    hand.bring(page.get_by_label("Add files"), article)
    expect(page.get_by_role("heading", name="1 file")).to_be_visible()
    go_on(hand, "Describe")
    expect(page.get_by_text("Reading “article.pdf” …")).to_be_visible()
    work_off()
    expect(page.get_by_text("from article.pdf").first).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value(ARTICLE.expected.title)
    go_on(hand, "People and partners")
    go_on(hand, "Access and licence")
    if not page.locator('input[name="licence"][value^="CC"]:checked').count():
        hand.press(page.get_by_role("radio", name="Creative Commons Attribution 4.0"))
    go_on(hand, "Review and submit")
    hand.button("Submit for review")
    expect(page.get_by_text("Submitted for review")).to_be_visible()
    assert (hand.presses, hand.written) == (7, 0)
    assert hand.presses <= MOST_PRESSES


def entries(number: int) -> str:
    return "\n".join(
        f"@article{{k{n}, title={{Joint work number {n}}}, author={{Novak, Maria}}, journal={{Letters}}, year=2025}}"
        for n in range(1, number + 1)
    )


def test_fifty_references_become_fifty_drafts(open_page, tmp_path, faculty):
    path = tmp_path / "works.bib"
    path.write_text(entries(50))
    page = begin_page(open_page, faculty, bypass_csp=True)
    hand = Hand(page)
    hand.press(page.get_by_role("link", name="New deposit").first)
    hand.bring(page.get_by_label("Add files"), path)
    expect(page.get_by_text("50 entries were read.")).to_be_visible()
    assert_accessible(page)
    hand.press(page.get_by_role("checkbox", name="Joint work number 50"))
    hand.button("Make drafts of the chosen")
    expect(page.get_by_text("0 of 49").first).to_be_visible()
    assert_accessible(page)
    work_off()
    expect(page.get_by_role("paragraph").filter(has_text="49 drafts were made.")).to_be_visible()
    assert Output.objects.count() == 49
    page.get_by_role("link", name="Joint work number 17", exact=True).click()
    expect(page.get_by_text("from works.bib").first).to_be_visible()


def test_identifiers_pasted_at_once_are_looked_up_and_chosen_from_on_a_phone(open_page, registers, faculty):
    page = begin_page(open_page, faculty, width=360, bypass_csp=True)
    page.goto("/deposit/new/")
    page.get_by_label("Identifier, address or references").fill(f"1. {DOI}\n2. 10.5555/mistyped\n3. PMID 31452104")
    page.get_by_role("button", name="Begin", exact=True).press("Enter")
    expect(page.get_by_text("0 of 3").first).to_be_visible()
    assert_accessible(page)
    work_off()
    expect(page.get_by_text("3 entries were read.").first).to_be_visible()
    expect(page.get_by_text("do not know 10.5555/mistyped")).to_be_visible()
    expect(page.get_by_text("It repeats entry 1.")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.get_by_role("button", name="Make drafts of the chosen").press("Enter")
    expect(page.get_by_text("0 of 1").first).to_be_visible()
    work_off()
    expect(page.get_by_role("paragraph").filter(has_text="1 draft was made.")).to_be_visible()


def test_a_proposal_is_taken_and_undone_by_keyboard_alone(open_page, registers, faculty):
    page = begin_page(open_page, faculty)
    page.goto("/deposit/new/")
    page.get_by_label("Identifier, address or references").focus()
    page.keyboard.type(DOI)
    begin = page.get_by_role("button", name="Begin", exact=True)
    while not begin.evaluate("button => button === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    undo = page.get_by_role("button", name="Undo : Date of publication, Crossref")
    expect(undo).to_be_visible()
    undo.focus()
    page.keyboard.press("Enter")
    take = page.get_by_role("button", name="Take this : Date of publication, Crossref")
    expect(take).to_be_visible()
    expect(page.get_by_label("Date of publication")).to_be_focused()
    expect(page.get_by_label("Date of publication")).to_have_value("")
    page.keyboard.press("Tab")
    expect(take).to_be_focused()
    page.keyboard.press("Enter")
    expect(undo).to_be_visible()
    expect(page.get_by_label("Date of publication")).not_to_have_value("")
