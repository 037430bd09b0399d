"""Whoever sits before a page, told apart by what they have: a mouse, a phone, or nothing but keys."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.axe import assert_accessible

FURTHEST = 80  # presses of Tab; nobody would go on so long


def has_focus(element: Locator) -> bool:
    return element.count() == 1 and element.evaluate("element => element === document.activeElement")


def tab_to(page: Page, wanted: Locator) -> None:
    """Goes on with Tab until ``wanted`` has the focus, as somebody does who cannot use a mouse and has patience."""
    expect(wanted).to_be_attached()
    page.wait_for_load_state()
    for _press in range(FURTHEST):
        if has_focus(wanted):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} is not reached with Tab on {page.url}")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


@dataclass
class Hand:
    """With a mouse. Counts ``presses`` of buttons, links, choices and inputs, and characters ``written``."""

    page: Page
    presses: int = 0
    written: int = 0

    def press(self, target: Locator) -> None:
        self.presses += 1
        self.reach(target)

    def reach(self, target: Locator) -> None:
        """What stands there with its scripts: a page that is still coming would not hear it all."""
        expect(target).to_be_attached()
        self.page.wait_for_load_state()
        self.hit(target)

    def hit(self, target: Locator) -> None:
        target.click()

    def choose(self, target: Locator, wanted: bool = True) -> None:
        """A radio button or a checkbox, which may have been chosen already."""
        self.press(target)
        expect(target).to_be_checked(checked=wanted)

    def select(self, target: Locator, label: str) -> None:
        self.presses += 1
        target.select_option(label=label)

    def write(self, target: Locator, text: str) -> None:
        """In the place of what stands there."""
        self.presses += 1
        self.into(target)
        self.written += len(text)
        if target.get_attribute("type") == "date":
            target.fill(text)  # the order in which a browser wants the parts of a day is the reader's
        else:
            self.page.keyboard.press("Control+A")
            target.press_sequentially(text)

    def into(self, target: Locator) -> None:
        self.reach(target)

    def pick(self, box: Locator, written: str) -> None:
        """The only suggestion that ``written`` gets in a box that suggests."""
        self.write(box, written)
        self.press(self.suggestions)

    @property
    def suggestions(self) -> Locator:
        return self.page.get_by_role("listbox").get_by_role("option")

    def bring(self, target: Locator, path) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.press(target)
        chooser.value.set_files(path)

    def button(self, name: str) -> None:
        self.press(self.page.get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        self.press(self.page.get_by_role("link", name=name).first)

    def skip(self, name: str) -> None:
        """Past what there is on the page, with the link for that: nothing to those who point."""

    def look(self) -> None:
        """Everybody can use what the page shows now that nothing is under way, and nobody scrolls sideways."""
        expect(self.page.locator("[aria-busy]")).to_have_count(0)
        assert_accessible(self.page)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"


class Finger(Hand):
    """On the screen of a phone."""

    def hit(self, target: Locator) -> None:
        target.tap()


class Keys(Hand):
    """Tab, Enter, Space and arrows."""

    def reach(self, target: Locator) -> None:
        press(self.page, target)

    def into(self, target: Locator) -> None:
        tab_to(self.page, target)

    def skip(self, name: str) -> None:
        self.reach(self.page.get_by_role("link", name=name))

    def choose(self, target: Locator, wanted: bool = True) -> None:
        self.presses += 1
        if target.get_attribute("type") == "radio":
            self._choose_of_group(target)
        else:
            tab_to(self.page, target)
            self.page.keyboard.press("Space")
        expect(target).to_be_checked(checked=wanted)

    def select(self, target: Locator, label: str) -> None:
        self.presses += 1
        tab_to(self.page, target)
        self.page.keyboard.type(label)
        expect(target.locator("option:checked")).to_have_text(label)

    def pick(self, box: Locator, written: str) -> None:
        self.write(box, written)
        self.presses += 1
        expect(self.suggestions).to_have_count(1)
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")

    def _choose_of_group(self, target: Locator) -> None:
        """Tab comes to one of a group, arrows go to the others and check them."""
        group = self.page.locator(f'input[type=radio][name="{target.get_attribute("name")}"]')
        tab_to(self.page, group.and_(self.page.locator(":checked")).or_(group.first).last)
        if has_focus(target):
            self.page.keyboard.press("Space")
        while not target.is_checked():
            self.page.keyboard.press("ArrowDown")


PHONE = {"width": 360, "has_touch": True, "is_mobile": True}
WAYS = {"mouse": (Hand, {}), "phone": (Finger, PHONE), "keys": (Keys, {})}
