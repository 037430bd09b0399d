"""Acknowledged is durable: site and worker are killed at the worst moments, and nothing that was promised is lost."""

import socket

import pytest
import requests

from tests.promises.installation import Installation
from tests.repository.letters.smtp import mail_server
from tests.sample_files import make_pdf
from tests.waiting import wait_until

STORED = "SELECT sha256, size, reading, unit_count FROM repository_storedfile"
JOBS = "SELECT status FROM django_tasks_database_dbtaskresult WHERE task_path LIKE '%read_stored_file'"
LETTERS = "SELECT name, state FROM repository_letter"
PAGES = 150


def upload(installation: Installation, data: bytes) -> requests.Response:
    return installation.depositor().post(
        f"{installation.address}/deposit/{installation.code}/files/",
        files={"files": ("report.pdf", data, "application/pdf")},
        headers={"Accept": "application/json"},
        timeout=120,
    )


def half_an_upload(installation: Installation) -> socket.socket:
    """The head and the first megabyte of a form that announces two."""
    browser = installation.depositor()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
    lines = [
        f"POST /deposit/{installation.code}/files/ HTTP/1.1",
        f"Host: 127.0.0.1:{installation.port}",
        "Content-Type: multipart/form-data; boundary=half",
        "Content-Length: 2000000",
        f"Cookie: {cookies}",
        f"X-CSRFToken: {browser.headers['X-CSRFToken']}",
        "",
        "--half",
        'Content-Disposition: form-data; name="files"; filename="half.pdf"',
        "Content-Type: application/pdf",
        "",
        "%PDF-1.7",
    ]
    connection = socket.create_connection(("127.0.0.1", installation.port))
    connection.sendall("\r\n".join(lines).encode() + b"x" * 1_000_000)
    return connection


def test_site_killed_during_an_upload_keeps_nothing_half(installation):
    installation.start_site()
    connection = half_an_upload(installation)
    wait_until(lambda: [path for path in installation.folder.glob("*.upload*") if path.stat().st_size > 100_000])

    installation.kill("site")

    connection.close()
    assert installation.rows(STORED) == []
    assert not list((installation.folder / "media").rglob("*.*"))
    installation.start_site()
    page = installation.depositor().get(f"{installation.address}/deposit/{installation.code}/files/", timeout=120)
    assert page.status_code == 200 and "half.pdf" not in page.text


def test_what_was_acknowledged_outlives_site_and_worker(installation):
    data = make_pdf([f"Page {number} of many" for number in range(1, PAGES + 1)])
    installation.start_site()
    answer = upload(installation, data)
    installation.kill("site")  # the moment the answer is there
    assert answer.status_code == 201
    assert [row[1:3] for row in installation.rows(STORED)] == [(len(data), "waiting")]
    assert installation.rows(JOBS) == [("READY",)]

    installation.start_worker()
    wait_until(lambda: installation.rows(JOBS) != [("READY",)])
    installation.kill("worker")  # while it reads
    assert installation.rows("SELECT count(*) FROM repository_pagetext")[0][0] in (0, PAGES)

    installation.start_site()
    place = f"{installation.address}/w/{installation.code}/files/{answer.json()['number']}/"
    assert installation.depositor().get(place, timeout=120).content == data
    submitted = installation.depositor().post(
        f"{installation.address}/deposit/{installation.code}/review/", allow_redirects=False, timeout=120
    )
    installation.kill("site")
    assert submitted.status_code == 302
    assert installation.rows("SELECT status FROM wagtailcore_workflowstate") == [("in_progress",)]

    installation.silence_passes()
    installation.start_worker()
    wait_until(lambda: [row[2:] for row in installation.rows(STORED)] == [("done", PAGES)])
    assert installation.rows("SELECT count(*) FROM repository_pagetext") == [(PAGES,)]
    everything = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status != 'SUCCESSFUL'"
    wait_until(lambda: installation.rows(everything) == [(0,)])
    wait_until(lambda: installation.rows(LETTERS) == [("submitted", "sent")])  # the editors have been told, too


@pytest.mark.parametrize("victim", ["site", "worker"])
def test_a_killed_process_leaves_the_other_at_work(installation, victim):
    installation.start_site()
    installation.start_worker()
    wait_until(lambda: installation.rows("SELECT count(*) FROM jobs_workerheartbeat") == [(1,)])
    if victim == "worker":
        installation.kill("worker")
        assert upload(installation, make_pdf(["Read later"])).status_code == 201
        installation.start_worker()
    else:
        assert upload(installation, make_pdf(["Read meanwhile"])).status_code == 201
        installation.kill("site")
    wait_until(lambda: [row[2] for row in installation.rows(STORED)] == ["done"])


def test_a_letter_in_the_hand_of_a_killed_worker_comes_again_and_is_recognised(installation):
    installation.start_site()
    address = f"{installation.address}/deposit/{installation.code}/review/"
    assert installation.depositor().post(address, allow_redirects=False, timeout=120).status_code == 302
    installation.kill("site")
    assert installation.rows(LETTERS) == [("submitted", "waiting")]
    with mail_server() as server:
        installation.environment |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "CONJOINT_SECRET_KEY": "only-for-this-test-" * 3,
            "CONJOINT_ALLOWED_HOSTS": "127.0.0.1",
            "CONJOINT_BASE_URL": "https://repository.example",
            "CONJOINT_MAIL_URL": f"smtp://127.0.0.1:{server.port}",
        }
        server.behaviour = "takes and is silent"
        installation.start_worker()
        wait_until(lambda: server.taken)
        installation.kill("worker")  # the server has the letter, and the row does not know
        assert installation.rows(LETTERS) == [("submitted", "waiting")]

        server.behaviour = "well"
        server.released.set()
        installation.silence_passes()
        installation.rows("UPDATE repository_letter SET next_try_at = '2026-01-01 00:00:00'")
        installation.start_worker()
        wait_until(lambda: installation.rows(LETTERS) == [("submitted", "sent")])
        assert len(server.taken) == 2 and len({message["Message-ID"] for message in server.taken}) == 1
