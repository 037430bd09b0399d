"""Writes of one transaction: the site is killed in the midst of each, and after it has acknowledged it; and so is a
worker that makes one after the other."""

import json
import re
import sqlite3
import threading
from contextlib import closing, suppress

import pytest
import requests

from tests.promises.installation import Installation
from tests.repository.imports.lookups.registers import Registers, serving
from tests.waiting import wait_until

WORLD = """
import json
from django.test import Client
from repository.approval.links import link_of
from repository.deposit.services import deposit_submit
from repository.models import Confirmation, Output, User
from tests.factories import *
depositor, editor = User.objects.get(username="depositor"), User.objects.get(username="editor")
asked = OutputFactory(owner=depositor, kind="report", title="Asked about", issued="2026", licence="CC-BY-4.0")
ContributionFactory(output=asked, key="coauthor0001")
OutputFileFactory(output=asked)
ContributorAddressFactory(output=asked, contributor="coauthor0001", address="erika@example.net")
asked.save_revision(user=depositor)
deposit_submit(output=asked, user=depositor)
offered = OwnershipOfferFactory(output__owner=editor, output__title="Offered", user=depositor).output
known = OutputFactory(published=True, owner=depositor, kind="report", issued="2026", licence="CC-BY-4.0")
ContributionFactory(output=known)
OutputFileFactory(output=known)
added = OutputFileFactory(output=known, name="new.pdf")
Output.objects.filter(pk=known.pk).update(version_note="A file is added.")
known = Output.objects.get(pk=known.pk)
known.save_revision(user=depositor)
added.delete()
deposit_submit(output=known, user=depositor)
closed = OutputFactory(published=True, owner=depositor, title="Closed")
OutputFileFactory(output=closed, access="owner")
request = CopyRequestFactory(output=closed)
claimed, disputed, doubted = OutputFactory.create_batch(3, published=True, owner=depositor)
mine, theirs = ContributionFactory(output=claimed), ContributionFactory(output=disputed)
claim = ClaimFactory(output=disputed, family_name=theirs.family_name, given_name=theirs.given_name)
withdrawal = WithdrawalRequestFactory(output=claimed)
client = Client()
client.force_login(editor)
print("MADE" + json.dumps({
    "link": link_of(Confirmation.objects.get()),
    "asked": asked.code, "offered": offered.code, "known": known.pk, "request": request.pk,
    "claimed": claimed.code, "mine": mine.pk, "claim": claim.pk, "theirs": theirs.pk,
    "doubted": doubted.code, "withdrawal": withdrawal.pk,
    "state": Output.objects.get(pk=known.pk).current_workflow_task_state.pk,
    "editor": client.cookies["sessionid"].value,
}))
"""
# In every one of these a letter, a line of the history or a job comes after what it is about, and before the end.
SLOW = """
CREATE VIEW long_time AS
  WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 1000000000) SELECT max(n) FROM count;
CREATE TRIGGER slow_letter AFTER INSERT ON repository_letter BEGIN SELECT * FROM long_time; END;
CREATE TRIGGER slow_history AFTER INSERT ON wagtailcore_modellogentry BEGIN SELECT * FROM long_time; END;
CREATE TRIGGER slow_job AFTER INSERT ON django_tasks_database_dbtaskresult BEGIN SELECT * FROM long_time; END;
CREATE TRIGGER slow_answer AFTER UPDATE ON repository_reference WHEN NEW.number = 2 BEGIN SELECT * FROM long_time; END;
"""
FAST = """
DROP TRIGGER slow_letter; DROP TRIGGER slow_history; DROP TRIGGER slow_job; DROP TRIGGER slow_answer;
DROP VIEW long_time;
"""
KNOWN = {"given": "10.5555/joint.2026.17\n10.5555/978-0-00-000000-2_7\n10.5555/teaching.42"}  # to some register
ANSWERS = "SELECT asked FROM repository_reference ORDER BY number"


@pytest.fixture
def world(installation: Installation) -> dict:
    return json.loads(re.search(r"MADE(.*)", installation.manage("shell", "-v0", "-c", WORLD))[1])


def script(installation: Installation, statements: str) -> None:
    with closing(sqlite3.connect(installation.folder / "site.sqlite3", timeout=60)) as connection:
        connection.executescript(statements)


def everything(installation: Installation) -> list[str]:
    with closing(sqlite3.connect(installation.folder / "site.sqlite3", timeout=60)) as connection:
        return list(connection.iterdump())


def is_writing(installation: Installation) -> bool:
    with closing(sqlite3.connect(installation.folder / "site.sqlite3", timeout=0)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def send(installation: Installation, session: str, path: str, data: dict) -> requests.Response:
    browser = installation.depositor()
    if session:
        browser.cookies.set("sessionid", session, domain="127.0.0.1")
        page = browser.get(f"{installation.address}/deposit/new/", timeout=120)
        browser.headers["X-CSRFToken"] = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    return browser.post(f"{installation.address}{path}", data=data, allow_redirects=False, timeout=120)


def kill_in_the_midst(installation: Installation, *act) -> None:
    def try_it() -> None:
        with suppress(requests.RequestException):
            send(installation, *act)

    script(installation, SLOW)
    thread = threading.Thread(target=try_it)
    thread.start()
    wait_until(lambda: is_writing(installation) and is_writing(installation))
    installation.kill("site")
    thread.join()
    script(installation, FAST)


def test_a_write_is_there_once_acknowledged_and_wholly_absent_before(installation, world):
    asked, request = world["asked"], world["request"]
    publish = f"/cms/snippets/repository/output/workflow/action/{world['known']}/approve/{world['state']}/"
    acts = [
        (
            ("", re.sub(r"^https?://[^/]+", "", world["link"]), {"action": "confirm"}),
            "SELECT state FROM repository_confirmation WHERE state = 'confirmed'",
        ),
        (
            ("", f"/deposit/{asked}/thread/", {"text": "A word."}),
            "SELECT text FROM repository_comment WHERE text = 'A word.'",
        ),
        (
            ("", f"/deposit/{world['offered']}/offer/", {"accept": "1"}),
            "SELECT title FROM repository_output JOIN repository_user ON owner_id = repository_user.id "
            "WHERE title = 'Offered' AND username = 'depositor' "
            "AND NOT EXISTS (SELECT * FROM repository_ownershipoffer)",
        ),
        (
            (world["editor"], publish, {}),
            "SELECT number FROM repository_outputversion WHERE number = 2",
        ),
        (
            ("", f"/deposit/requests/{request}/", {"act": "approve", "words": ""}),
            "SELECT state FROM repository_copyrequest WHERE state = 'approved'",
        ),
        (
            ("", f"/w/{world['claimed']}/claim/", {"contributor": world["mine"], "words": "I wrote it."}),
            "SELECT state FROM repository_claim WHERE words = 'I wrote it.'",
        ),
        (
            (world["editor"], f"/cms/claims/{world['claim']}/", {"act": "confirm", "confirm-entry": world["theirs"]}),
            "SELECT state FROM repository_claim JOIN repository_contribution ON key = contributor "
            "JOIN repository_person ON person_id = repository_person.id "
            "WHERE state = 'confirmed' AND repository_person.user_id = repository_claim.user_id",
        ),
        (
            ("", f"/w/{world['doubted']}/withdrawal/", {"why": "rights", "reason": "Not ours."}),
            "SELECT state FROM repository_withdrawalrequest WHERE why = 'rights'",
        ),
        (
            (world["editor"], f"/cms/withdrawals/{world['withdrawal']}/", {"act": "grant", "grant-reason": "Wrong."}),
            "SELECT state FROM repository_withdrawalrequest JOIN repository_output "
            "ON output_id = repository_output.id WHERE state = 'granted' AND withdrawal_reason = 'Wrong.'",
        ),
        (
            ("", "/deposit/new/", KNOWN),
            "SELECT state FROM repository_referencelist WHERE state = 'asking' "
            "AND (SELECT count(*) FROM repository_reference) = 3 AND (SELECT count(*) FROM "
            "django_tasks_database_dbtaskresult WHERE task_path LIKE '%.ask_registers') = 1",
        ),
    ]
    installation.start_site()
    for act, _made in acts:
        installation.depositor()  # whatever a session writes when it is used is written
        before = everything(installation)
        kill_in_the_midst(installation, *act)
        assert everything(installation) == before, act
        installation.start_site()
        assert send(installation, *act).status_code == 302, act
    installation.kill("site")
    for act, made in acts:
        assert len(installation.rows(made)) == 1, act


def test_registers_are_asked_on_where_a_killed_worker_was(installation):
    with serving() as server:
        Registers(server).know_recorded_works()
        installation.environment |= {
            "CONJOINT_LOOKUPS_ADDRESSES": f"crossref={server.url}/crossref,datacite={server.url}/datacite",
            "CONJOINT_LOOKUPS_LOCAL": "crossref,datacite",
        }
        installation.start_site()
        assert send(installation, "", "/deposit/new/", KNOWN).status_code == 302
        script(installation, SLOW)
        installation.start_worker()
        wait_until(lambda: installation.rows(ANSWERS)[0] == ("given",) and is_writing(installation))
        installation.kill("worker")
        script(installation, FAST)
        assert installation.rows(ANSWERS) == [("given",), ("awaited",), ("awaited",)]
        installation.silence_passes()
        installation.start_worker()
        wait_until(lambda: installation.rows("SELECT state FROM repository_referencelist") == [("choosing",)])
        assert installation.rows(ANSWERS) == [("given",)] * 3
        assert [request.path for request in server.asked].count("/crossref/works/10.5555%2Fjoint.2026.17") == 1
