"""Many write and read at once on SQLite, and nobody is turned away. Errors are counted, not time."""

import threading
import time
from collections import Counter
from collections.abc import Callable

from tests.promises.installation import Installation

WRITERS, READERS, SECONDS = 8, 40, 60
READ = ("/", "/browse/", "/partners/", "/search/?q=report", "/browse/kinds/report/")


def writing(installation: Installation, number: int) -> Callable[[], tuple[str, int]]:
    browser, url = installation.depositor(), f"{installation.address}/deposit/new/"
    data = {"title": f"Written by {number}"}
    return lambda: ("write", browser.post(url, data, allow_redirects=False, timeout=120).status_code)


def reading(installation: Installation, number: int) -> Callable[[], tuple[str, int]]:
    browser, url = installation.depositor(), installation.address + READ[number % len(READ)]
    return lambda: ("read", browser.get(url, timeout=120).status_code)


def repeat(act: Callable, answers: Counter, end: float) -> None:
    while time.monotonic() < end:
        try:
            answers[act()] += 1
        except OSError as error:
            answers[repr(error)] += 1


def test_eight_writers_and_forty_readers_are_all_answered(installation: Installation):
    installation.start_site()
    installation.start_worker()
    acts = [writing(installation, number) for number in range(WRITERS)]
    acts += [reading(installation, number) for number in range(READERS)]
    answers: Counter = Counter()
    end = time.monotonic() + SECONDS
    threads = [threading.Thread(target=repeat, args=(act, answers, end)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.keys() == {("write", 302), ("read", 200)}, answers
    written = installation.rows("SELECT count(*) FROM repository_output WHERE title LIKE 'Written by %'")
    assert written == [(answers["write", 302],)]
