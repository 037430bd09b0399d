"""What is typed on a step outlives the line, the browser, the session and the other window."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from repository.models import Output
from repository.outputs.choices import Kind
from tests.factories import OutputFactory
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import sign_in
from tests.journeys.hands import press, tab_to
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("embedded")]

SAVED = re.compile(r"^Saved \d?\d:\d\d")
OFFERED = "Words that did not reach the server"


@pytest.fixture
def draft(faculty) -> Output:
    output = OutputFactory(owner=faculty, title="A joint report", kind=Kind.REPORT, issued="")
    output.save_revision(user=faculty)
    return output


@pytest.fixture
def signed_in(new_context, faculty) -> Callable[..., BrowserContext]:
    """A browser in which the depositor, or somebody else, is signed in; its line may fail, which is logged there."""

    def make(user=faculty, **options) -> BrowserContext:
        context = new_context(bypass_csp=True, **options)
        page = context.new_page()
        page.goto("/accounts/login/?next=/deposit/")
        sign_in(page, user)
        page.close()
        return context

    return make


def describe(context: BrowserContext, draft: Output) -> Page:
    page = context.new_page()
    page.goto(f"/deposit/{draft.code}/describe/")
    return page


def publisher(page: Page):
    return page.get_by_label("Institution that issued it")


def now(output: Output) -> Output:
    return Output.objects.get(pk=output.pk).get_latest_revision_as_object()


def kept_in(page: Page) -> str:
    return page.evaluate("JSON.stringify({...localStorage})")


def crash(page: Page) -> None:
    """The browser's process ends as if killed: nothing is sent on leaving, which a page that is closed may still do."""
    with pytest.raises(PlaywrightError, match="crash"):
        page.goto("chrome://crash")
    page.close()


def test_it_is_saved_while_it_is_typed(signed_in, draft):
    page = describe(signed_in(), draft)
    publisher(page).fill("The Press")
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert now(draft).publisher == "The Press"
    page.wait_for_function("Object.keys(localStorage).length === 0")
    publisher(page).press("End")
    page.keyboard.type(" of Minsk")
    page.get_by_role("link", name="People and partners").click()
    expect(page.get_by_role("heading", name="Contributors")).to_be_visible()
    assert now(draft).publisher == "The Press of Minsk"
    expect(page.get_by_role("heading", name=OFFERED)).to_be_hidden()


@pytest.mark.parametrize("choice", ["Put it into the form", "Discard it"])
def test_what_was_typed_off_line_is_offered_back(signed_in, draft, editor, choice):
    context = signed_in(viewport={"width": 360, "height": 800})
    page = describe(context, draft)
    context.set_offline(True)
    publisher(page).fill("The Press")
    expect(page.get_by_text("Not saved: the server does not answer.").last).to_be_visible()
    page.wait_for_function("Object.keys(localStorage).length === 1")
    assert "Press" not in kept_in(page)  # nobody can read it who uses this computer next
    crash(page)
    context.set_offline(False)

    elsewhere = context.new_page()
    elsewhere.goto(f"/deposit/{draft.code}/people/")
    expect(elsewhere.get_by_text("are kept in this browser on: Describe")).to_be_visible()
    page = describe(context, draft)
    expect(page.get_by_role("region", name=OFFERED).first).to_be_focused()
    expect(page.get_by_role("row", name="Institution that issued it")).to_contain_text("The Press")
    assert_accessible(page)
    press(page, page.get_by_role("button", name=choice))
    expect(page.get_by_role("heading", name=OFFERED)).to_be_hidden()
    taken = choice == "Put it into the form"
    expect(publisher(page)).to_have_value("The Press" if taken else "")
    page.reload()
    expect(publisher(page)).to_have_value("The Press" if taken else "")
    expect(page.get_by_role("heading", name=OFFERED)).to_be_hidden()


def test_it_is_saved_when_the_line_is_back(signed_in, draft):
    context = signed_in()
    page = describe(context, draft)
    context.set_offline(True)
    publisher(page).fill("The Press")
    expect(page.get_by_text("Not saved: the server does not answer.").last).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert now(draft).publisher == "The Press"


def test_nobody_else_at_the_same_browser_is_offered_it(signed_in, draft, editor):
    context = signed_in()
    page = describe(context, draft)
    context.set_offline(True)
    publisher(page).fill("The Press")
    expect(page.get_by_text("Not saved: the server does not answer.").last).to_be_visible()
    crash(page)
    context.set_offline(False)
    context.clear_cookies()
    page = context.new_page()
    page.goto(f"/deposit/{draft.code}/describe/")
    sign_in(page, editor)
    expect(publisher(page)).to_have_value("")
    page.wait_for_timeout(300)
    expect(page.get_by_role("heading", name=OFFERED)).to_be_hidden()


def test_two_windows_choose_field_by_field_with_keys(signed_in, draft):
    context = signed_in(viewport={"width": 360, "height": 800})
    mine, other = describe(context, draft), describe(context, draft)
    publisher(other).fill("Other window")
    other.get_by_label("Keywords").fill("heart")
    wait_until(lambda: now(draft).keywords == ["heart"])  # what was typed first may be saved before the rest
    publisher(mine).fill("This window")
    mine.get_by_label("Place of publication").fill("Minsk")
    expect(mine.get_by_text("but somebody else changed this step meanwhile").last).to_be_visible()
    press(mine, mine.get_by_role("button", name="Save", exact=True))
    expect(mine.get_by_role("heading", name="This step was changed meanwhile")).to_be_visible()
    assert_accessible(mine)
    tab_to(mine, mine.get_by_role("radio", name="What you typed"))
    mine.keyboard.press("ArrowDown")
    expect(mine.get_by_role("radio", name="What is saved now")).to_be_checked()
    press(mine, mine.get_by_role("button", name="Save what is chosen"))
    expect(mine.get_by_text("Saved as you chose.")).to_be_visible()
    work = now(draft)
    assert (work.publisher, work.place, work.keywords) == ("Other window", "Minsk", ["heart"])
    expect(mine.get_by_role("heading", name=OFFERED)).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_that_ends_meanwhile_loses_nothing(signed_in, draft, faculty, scripts):
    context = signed_in(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"/deposit/{draft.code}/describe/")
    context.clear_cookies()
    publisher(page).fill("The Press")
    if scripts:
        expect(page.get_by_text("Not saved: you have been signed out.").last).to_be_visible()
        expect(page.get_by_role("link", name="Sign in again in a new tab")).to_be_visible()
    page.get_by_role("button", name="Save and continue").click()
    sign_in_again(page, faculty)
    expect(publisher(page)).to_have_value("The Press")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="Contributors")).to_be_visible()
    assert now(draft).publisher == "The Press"


def sign_in_again(page: Page, user) -> None:
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, user)
    expect(page.get_by_role("heading", name="Describe")).to_be_visible()


def test_signing_in_again_in_another_tab_is_enough(signed_in, draft, faculty):
    context = signed_in()
    page = describe(context, draft)
    context.clear_cookies()
    publisher(page).fill("The Press")
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again in a new tab").click()
    sign_in_again(opened.value, faculty)
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert now(draft).publisher == "The Press"


def test_texts_run_in_the_direction_of_their_language_at_once(signed_in, draft):
    page = describe(signed_in(), draft)
    page.get_by_label("Language", exact=True).first.select_option("fa")
    expect(page.locator("#id_texts-0-abstract")).to_have_attribute("dir", "rtl")
    page.get_by_label("Language", exact=True).first.select_option("ru")
    expect(page.locator("#id_texts-0-title")).to_have_attribute("dir", "ltr")
