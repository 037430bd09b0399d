"""Contributors and files are dragged to their places, by mouse and by finger; the keyboard has buttons for it."""

import pytest
from playwright.sync_api import Page, expect

from repository.models import Output
from tests.factories import ContributionFactory, OutputFactory, OutputFileFactory
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(faculty) -> Output:
    output = OutputFactory(owner=faculty, title="A joint report")
    for name in ("Abe", "Baker", "Chen"):
        ContributionFactory(output=output, family_name=name)
        OutputFileFactory(output=output, name=f"{name}.pdf")
    output = Output.objects.get(pk=output.pk)
    output.save_revision(user=faculty)
    return output


def drag(page: Page, row: str, onto: str) -> None:
    """By mouse, from the handle of one row past the middle of another."""
    handle = page.locator(f"{row} .row__handle").bounding_box()
    page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    page.mouse.down()
    page.locator(onto).scroll_into_view_if_needed()
    target = page.locator(onto).bounding_box()
    above = target["y"] < handle["y"]
    page.mouse.move(handle["x"] + 8, target["y"] + (4 if above else target["height"] - 4), steps=6)
    expect(page.locator(f"{onto}.row--{'before' if above else 'after'}")).to_be_visible()
    page.mouse.up()


def touch_drag(page: Page, row: str, onto: str) -> None:
    """What a finger does: its pointer events, captured by nobody, since the handle takes them for itself."""
    box, target = page.locator(f"{row} .row__handle").bounding_box(), page.locator(onto).bounding_box()
    session = page.context.new_cdp_session(page)
    x, y = box["x"] + 8, box["y"] + 8

    def touch(kind: str, *points) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 9):
        touch("touchMove", {"x": x, "y": y + (target["y"] + 2 - y) * step / 8})
    expect(page.locator(f"{onto}.row--before")).to_be_visible()
    touch("touchEnd")


def names_on(page: Page) -> list[str]:
    return [page.get_by_label("Family name").nth(index).input_value() for index in range(3)]


def test_contributors_are_dragged_with_a_mouse_and_moved_by_keyboard(open_page, faculty, draft):
    page = open_page(f"/deposit/{draft.code}/people/", width=1280, bypass_csp=True)
    page.set_viewport_size({"width": 1280, "height": 2000})
    sign_in(page, faculty)
    drag(page, "#row-contributors-0", "#row-contributors-2")
    expect(page.get_by_label("Family name").nth(2)).to_have_value("Abe")
    assert names_on(page) == ["Baker", "Chen", "Abe"]
    expect(page.get_by_role("status").filter(has_text="Abe: contributor 3 of 3")).to_be_attached()
    expect(page.locator("#row-contributors-2")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("button", name="Up : Contributor 3").press("Enter")
    expect(page.get_by_label("Family name").nth(1)).to_have_value("Abe")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. You can go on now")).to_be_visible()
    kept = Output.objects.get().get_latest_revision_as_object().contributions.all()
    assert [one.family_name for one in kept] == ["Baker", "Abe", "Chen"]


def test_a_drag_is_given_up_by_escape(open_page, faculty, draft):
    page = open_page(f"/deposit/{draft.code}/people/")
    page.set_viewport_size({"width": 1280, "height": 2000})
    sign_in(page, faculty)
    handle = page.locator("#row-contributors-0 .row__handle").bounding_box()
    page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(handle["x"] + 8, handle["y"] + 900, steps=4)
    expect(page.locator(".row--dragged")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".row--dragged")).to_have_count(0)
    page.mouse.up()
    assert names_on(page) == ["Abe", "Baker", "Chen"]


def test_files_are_dragged_with_a_finger_on_a_phone(open_page, faculty, draft):
    page = open_page(f"/deposit/{draft.code}/files/", width=360, has_touch=True, bypass_csp=True)
    page.set_viewport_size({"width": 360, "height": 3000})
    sign_in(page, faculty)
    touch_drag(page, "#row-file-3", "#row-file-1")
    expect(page.locator("#files legend").first).to_contain_text("Chen.pdf")
    expect(page.get_by_role("status").filter(has_text="Chen.pdf: file 1 of 3")).to_be_attached()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [file.number for file in Output.objects.get().get_latest_revision_as_object().files.all()] == [3, 1, 2]
