"""The whole way: from a joint publication on a disk to the page a student was looking for, with nothing left out."""

import hashlib

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import let_the_worker_work, sign_in
from tests.journeys.hands import Hand
from tests.sample_files import make_pdf

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("engine_name"),
]

TITLE = "Pericardial disease: a joint guide"
PHRASE = "tamponade after catheter ablation"
PAGES = [
    "Pericardial disease\nA joint guide of two universities",
    "Chapter 1\nThe anatomy of the heart and of the vessels near it",
    f"Chapter 2\nOn the rare {PHRASE}\nand what to do about it",
    "Chapter 3\nWhat patients are told",
]
COMMENT = "Please say in the abstract for whom this guide is."


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "guide.pdf"
    path.write_bytes(make_pdf(PAGES, title=TITLE))
    return path


def deposit(page: Page, article, partner) -> None:
    """From the list of deposits to the last step, pressing what a depositor presses."""
    page.get_by_role("link", name="New deposit").click()
    page.get_by_label("Title of the work").fill(TITLE)
    page.wait_for_load_state()  # with the scripts that send the file
    page.get_by_label("Add files").set_input_files(article)
    expect(page.get_by_role("heading", name="1 file")).to_be_visible()
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("radio", name="manual").check()
    page.get_by_label("Date of publication").fill("2026-03")
    page.get_by_role("checkbox", name="English").check()
    page.get_by_role("button", name="Save and continue").click()

    contributor = page.get_by_role("group", name="Contributor 1", exact=True)
    contributor.get_by_label("Family name").fill("Novak")
    contributor.get_by_label("Given name").fill("Maria")
    contributor.get_by_role("combobox", name="Institution").press_sequentially(str(partner)[:4])
    page.get_by_role("option", name=str(partner)).click()
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("radio", name="Creative Commons Attribution 4.0").check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="As readers will see it")).to_be_visible()
    expect(page.get_by_text("guide.pdf").first).to_be_visible()


def review(page: Page, action: str, *, comment: str = "") -> None:
    """An editor takes the work from the queue and uses Wagtail's own menu of actions."""
    page.goto("/cms/")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url("**/edit/**")
    footer = page.locator("footer")
    footer.get_by_role("button", name="Actions").click()
    footer.get_by_role("button", name=action).click()
    if comment:
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Comment").fill(comment)
        dialog.get_by_role("button", name=action).click()
    expect(page.locator(".messages")).to_be_visible()


def correct(hand: Hand) -> None:
    """The author reads the comment, does what it asks and submits again."""
    page = hand.page
    page.goto("/deposit/")
    mine = page.get_by_role("row", name=TITLE)
    expect(mine).to_contain_text(COMMENT)
    hand.look()
    hand.press(mine.get_by_role("link", name="Make the changes"))
    expect(page.get_by_text(COMMENT)).to_be_visible()
    hand.look()
    hand.press(page.get_by_role("link", name="Describe"))
    hand.write(page.get_by_role("textbox", name="Abstract"), "A guide for cardiologists in training.")
    hand.button("Save")
    expect(page.get_by_text("Saved. You can go on now")).to_be_visible()
    hand.look()
    hand.press(page.get_by_role("link", name="Review and submit"))
    hand.button("Submit again")
    expect(page.get_by_text("Submitted for review")).to_be_visible()


def find(page: Page, words: str) -> None:
    """Somebody who has not signed in writes into the search box of the home page."""
    page.get_by_role("combobox").fill(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search results")).to_be_visible()


def sha256_of(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_from_a_file_on_a_disk_to_the_page_a_student_looks_for(open_page, article, faculty, editor, partner):
    author = open_page("/deposit/", bypass_csp=True)
    sign_in(author, faculty)
    deposit(author, article, partner)
    author.get_by_role("button", name="Submit for review").click()
    expect(author.get_by_text("Submitted for review")).to_be_visible()
    let_the_worker_work()

    student = open_page("/")
    find(student, f'"{PHRASE}"')
    expect(student.get_by_text("Nothing answers")).to_be_visible()

    desk = open_page("/cms/")
    sign_in(desk, editor)
    review(desk, "Request changes", comment=COMMENT)
    correct(Hand(author))
    review(desk, "Approve and Publish")
    let_the_worker_work()

    student.goto("/")
    find(student, f'"{PHRASE}"')
    expect(student.get_by_role("link", name=TITLE)).to_be_visible()
    student.get_by_role("link", name="page 3").click()
    expect(student.get_by_role("heading", level=1)).to_contain_text("Page 3")
    student.wait_for_load_state()
    marked = student.get_by_role("region", name="Text").locator("mark").all_inner_texts()
    assert " ".join(marked) == PHRASE

    with student.expect_download() as download:
        student.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == article.name
    assert sha256_of(download.value.path()) == sha256_of(article)
    opened = student.get_by_role("link", name="Open the PDF at this page").get_attribute("href")
    assert opened.endswith("#page=3")
    answer = student.request.get(opened)
    assert answer.headers["content-disposition"].startswith("inline")
    assert hashlib.sha256(answer.body()).hexdigest() == sha256_of(article)
