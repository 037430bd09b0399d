"""Large files over lines that break, into an installation of its own that is killed on the way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PATIENCE
from tests.journeys.flaky_line import FlakyLine
from tests.journeys.hands import Finger, Keys
from tests.promises.conftest import fresh_installation, installation  # noqa: F401
from tests.promises.installation import Installation
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024
STORED = "SELECT sha256, size FROM repository_storedfile"
SMALL = {"width": 360, "height": 800}
MARGIN = 80 * MEGABYTE  # what a request of a few megabytes may take; the file is much larger


@pytest.fixture
def site(installation: Installation) -> Installation:  # noqa: F811
    installation.start_site()
    return installation


@pytest.fixture
def depositor(browser, site) -> Iterator[Callable[..., Page]]:
    """The depositor's browser, signed in, before the Files step; ``port`` is the line's."""
    contexts = []

    def open_it(port: int, **options) -> Page:
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}", bypass_csp=True, **options)
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": site.session, "domain": "127.0.0.1", "path": "/"}])
        page = context.new_page()
        page.goto(f"/deposit/{site.code}/files/")
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture
def line(site) -> Iterator[Callable[..., FlakyLine]]:
    lines = []

    def make(*cut_at: int) -> FlakyLine:
        lines.append(FlakyLine(site.port, cut_at=list(cut_at)))
        return lines[-1]

    yield make
    for each in lines:
        each.close()


def video(path: Path, size: int) -> Path:
    """Mostly nothing, so that it is there at once, with marks that show whether it arrived in order."""
    with path.open("wb") as file:
        file.write(b"\x00\x00\x00\x18ftypmp42")
        file.truncate(size)
        for place in range(MEGABYTE, size, 7 * MEGABYTE):
            file.seek(place)
            file.write(str(place).encode())
    return path


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def most_memory(site: Installation) -> int:
    """The most that any process of the site ever held."""
    group = site.processes["site"].pid
    states = [path.read_text() for path in Path("/proc").glob("[0-9]*/status")]
    ours = [state for state in states if re.search(rf"^(NSpgid|PPid|Pid):\s+{group}$", state, re.MULTILINE)]
    return max(int(re.search(r"VmHWM:\s+(\d+) kB", state)[1]) * 1024 for state in ours if "VmHWM" in state)


def test_a_video_arrives_whole_over_a_line_that_is_cut_three_times(depositor, site, line, tmp_path):
    file = video(tmp_path / "lecture.mp4", 300 * MEGABYTE)
    flaky = line(60 * MEGABYTE, 130 * MEGABYTE, 220 * MEGABYTE)
    hand = Finger(depositor(flaky.port, viewport=SMALL, has_touch=True, is_mobile=True))
    before = most_memory(site)
    hand.bring(hand.page.get_by_label("Add files"), file)
    expect(hand.page.get_by_role("heading", name="1 file")).to_be_visible(timeout=100_000)
    hand.look()
    assert flaky.cuts == 3
    assert site.rows(STORED) == [(digest(file), 300 * MEGABYTE)]
    assert most_memory(site) - before < MARGIN
    assert list((site.folder / "uploads").iterdir()) == []


def test_an_upload_is_paused_and_goes_on_after_the_site_was_killed_and_the_page_loaded_again(
    depositor, site, line, tmp_path
):
    file = video(tmp_path / "lecture.mp4", 60 * MEGABYTE)
    steady = line()
    hand = Keys(depositor(steady.port, viewport=SMALL))
    page = hand.page
    session = page.context.new_cdp_session(page)

    def send_at_most(speed: int) -> None:
        """Bytes in a second; -1 for as many as can be."""
        line = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        session.send("Network.emulateNetworkConditions", line)

    send_at_most(2 * MEGABYTE)  # so that it is far from its end when it is paused, and when the site is killed
    hand.bring(page.get_by_label("Add files"), file)
    arrived = "SELECT offset FROM repository_upload WHERE offset > 8000000"
    wait_until(lambda: site.rows(arrived))
    pause = page.get_by_role("button", name="Pause: lecture.mp4")
    hand.press(pause)
    expect(page.get_by_role("button", name="Go on: lecture.mp4")).to_be_focused()
    expect(page.get_by_text(re.compile(r"^paused, \d+ %$"))).to_be_visible()
    hand.look()

    page.keyboard.press("Enter")  # go on
    (before,) = site.rows(arrived)[0]
    wait_until(lambda: site.rows(arrived)[0] > (before,))
    site.kill("site")
    (promised,) = site.rows(arrived)[0]
    expect(page.get_by_text("The connection is broken. It goes on by itself")).to_be_visible()
    site.start_site()
    steady.target = site.port
    page.goto(f"/deposit/{site.code}/files/")
    expect(page.get_by_text("Choose the same file again and it goes on where it stopped.")).to_be_visible()
    hand.look()
    send_at_most(-1)
    hand.bring(page.get_by_label("Add files"), file)
    expect(page.get_by_role("heading", name="1 file")).to_be_visible(timeout=60_000)
    assert site.rows(STORED) == [(digest(file), 60 * MEGABYTE)]
    assert promised >= before
    assert site.rows("SELECT count(*) FROM repository_upload") == [(1,)]
