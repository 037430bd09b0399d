"""Files in pieces: the protocol as a program speaks it, and every order in which its requests may come."""

from __future__ import annotations

import base64
import hashlib
import os
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from repository.deposit.models import Upload, UploadPiece
from repository.deposit.services import deposit_submit
from repository.deposit.uploads import KEPT, REMEMBERED, sweep_uploads
from repository.files.partials import Partial, folder
from repository.models import Output, StoredFile
from repository.outputs.choices import Kind
from tests.drafts import files_of
from tests.factories import OutputFactory, UploadFactory, UserFactory
from tests.repository.deposit.conftest import Depositor

pytestmark = pytest.mark.django_db

TUS = {"tus-resumable": "1.0.0"}
BYTES = b"%PDF-1.4 " + bytes(range(256)) * 4


def metadata(**texts: str) -> str:
    return ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in texts.items())


def begin(client: Client, output: Output, length: int = len(BYTES), **texts: str) -> HttpResponse:
    headers = TUS | {
        "upload-length": str(length),
        "upload-metadata": metadata(**{"filename": "Лекция.pdf"} | texts),
    }
    return client.post(f"/deposit/{output.code}/uploads/", content_type="application/octet-stream", headers=headers)


def send(client: Client, url: str, data: bytes, *, at: int, **headers: str) -> HttpResponse:
    headers = TUS | {"upload-offset": str(at)} | {name.replace("_", "-"): text for name, text in headers.items()}
    return client.patch(url, data, content_type="application/offset+octet-stream", headers=headers)


def offset(answer: HttpResponse) -> int:
    return int(answer["Upload-Offset"])


def head(client: Client, url: str) -> HttpResponse:
    return client.head(url, headers=TUS)


def checksum(data: bytes) -> str:
    return f"sha256 {base64.b64encode(hashlib.sha256(data).digest()).decode()}"


@pytest.fixture
def client(depositor) -> Client:
    return depositor.client


def test_a_file_comes_in_pieces_and_takes_its_place_with_the_last(client, draft):
    begun = begin(client, draft)
    url = begun["Location"]
    assert (begun.status_code, offset(begun)) == (201, 0)
    assert offset(send(client, url, BYTES[:100], at=0)) == 100
    state = head(client, url)
    assert (offset(state), state["Upload-Length"], state["Cache-Control"]) == (100, str(len(BYTES)), "no-store")
    assert files_of(draft) == []
    last = send(client, url, BYTES[100:], at=100)
    assert (last.status_code, offset(last), last["Tus-Resumable"]) == (204, len(BYTES), "1.0.0")
    (file,) = files_of(draft)
    assert (file.name, file.number, file.stored_file.sha256) == ("Лекция.pdf", 1, hashlib.sha256(BYTES).hexdigest())
    with file.stored_file.content.open() as stored:
        assert stored.read() == BYTES
    assert not Partial(url.split("/")[-2]).path.exists()
    assert not UploadPiece.objects.exists()
    assert offset(head(client, url)) == len(BYTES)  # for a browser that did not hear the last answer


def test_what_the_server_can_do_is_asked_without_an_account(client, draft, settings):
    answer = Client().options(f"/deposit/{draft.code}/uploads/")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,checksum,expiration,termination"
    assert answer["Tus-Max-Size"] == str(settings.UPLOAD_MAX_BYTES)


@pytest.mark.parametrize("at", [0, 99, 101, 5000])
def test_a_piece_that_belongs_elsewhere_is_answered_with_the_right_offset(client, draft, at):
    url = begin(client, draft)["Location"]
    send(client, url, BYTES[:100], at=0)
    answer = send(client, url, BYTES[:100], at=at)
    assert (answer.status_code, offset(answer)) == (409, 100)
    send(client, url, BYTES[100:], at=100)
    assert hashlib.sha256(BYTES).hexdigest() == files_of(draft)[0].stored_file.sha256


def test_a_piece_with_a_wrong_checksum_is_not_kept(client, draft):
    url = begin(client, draft)["Location"]
    assert send(client, url, BYTES[:100], at=0, upload_checksum=checksum(BYTES[:99])).status_code == 460
    assert offset(head(client, url)) == 0
    assert send(client, url, BYTES[:100], at=0, upload_checksum=checksum(BYTES[:100])).status_code == 204
    assert send(client, url, BYTES[100:], at=100, upload_checksum="md5 abc").status_code == 400
    assert send(client, url, BYTES[100:], at=100, upload_checksum="sha256 ???").status_code == 400


def test_a_file_that_is_not_what_the_browser_said_is_refused(client, draft):
    url = begin(client, draft, sha256="0" * 64)["Location"]
    answer = send(client, url, BYTES, at=0)
    assert answer.status_code == 422
    assert "did not arrive as it was sent" in answer.json()["error"]
    assert files_of(draft) == [] and not StoredFile.objects.exists() and not Upload.objects.exists()
    assert head(client, url).status_code == 404


def test_bytes_that_changed_on_the_disk_are_sent_again(client, draft):
    url = begin(client, draft)["Location"]
    send(client, url, BYTES[:100], at=0)
    Partial(url.split("/")[-2]).path.write_bytes(b"x" * 100)
    answer = send(client, url, BYTES[100:], at=100)
    assert (answer.status_code, offset(answer)) == (409, 0)
    assert send(client, url, BYTES, at=0).status_code == 204
    assert files_of(draft)[0].stored_file.sha256 == hashlib.sha256(BYTES).hexdigest()


def test_bytes_that_the_disk_lost_are_asked_for_again(client, draft):
    url = begin(client, draft)["Location"]
    send(client, url, BYTES[:100], at=0)
    send(client, url, BYTES[100:200], at=100)
    os.truncate(Partial(url.split("/")[-2]).path, 150)
    assert offset(head(client, url)) == 100
    assert send(client, url, BYTES[100:], at=100).status_code == 204
    assert files_of(draft)[0].stored_file.sha256 == hashlib.sha256(BYTES).hexdigest()


def test_bytes_that_nobody_promised_to_keep_are_overwritten(client, draft):
    """The process died after it wrote and before it said so."""
    url = begin(client, draft)["Location"]
    send(client, url, BYTES[:100], at=0)
    with Partial(url.split("/")[-2]).path.open("ab") as file:
        file.write(b"half a piece")
    assert offset(head(client, url)) == 100
    send(client, url, BYTES[100:], at=100)
    assert files_of(draft)[0].stored_file.sha256 == hashlib.sha256(BYTES).hexdigest()


def test_the_same_file_chosen_again_goes_on_where_it_stopped(client, draft):
    url = begin(client, draft, fingerprint="video 300")["Location"]
    send(client, url, BYTES[:100], at=0)
    again = begin(client, draft, fingerprint="video 300")
    assert (again["Location"], offset(again)) == (url, 100)
    assert begin(client, draft, fingerprint="another")["Location"] != url
    assert begin(client, draft)["Location"] != begin(client, draft)["Location"]


def test_an_upload_exists_for_nobody_else(client, draft, editor):
    url = begin(client, draft)["Location"]
    for other in (Depositor(editor).client, Depositor(UserFactory(groups=["faculty"])).client):
        assert head(other, url).status_code == 404
        assert send(other, url, BYTES, at=0).status_code == 404
        assert other.delete(url, headers=TUS).status_code == 404
    assert begin(Depositor(UserFactory(groups=["faculty"])).client, draft).status_code == 404
    elsewhere = OutputFactory(owner=draft.owner)
    assert head(client, url.replace(draft.code, elsewhere.code)).status_code == 404
    signed_out = send(Client(), url, BYTES, at=0)
    assert signed_out.status_code == 401
    assert "Sign in again" in signed_out.json()["error"]
    assert head(client, f"/deposit/{draft.code}/uploads/{uuid4()}/").status_code == 404
    assert Upload.objects.get().offset == 0


@pytest.mark.parametrize(
    ("length", "status", "said"), [(0, 422, "is empty"), (2000, 413, "is larger than"), (901, 413, "unfinished")]
)
def test_size_and_quota_are_judged_before_anything_is_sent(client, draft, settings, length, status, said):
    settings.UPLOAD_MAX_BYTES, settings.UPLOAD_UNFINISHED_BYTES = 1000, 1000
    assert begin(client, draft, length=100).status_code == 201
    answer = begin(client, draft, length=length)
    assert answer.status_code == status
    assert said in answer.json()["error"]
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"tus-resumable": "0.2"}, 412),
        ({"upload-offset": "minus"}, 400),
        ({"upload-offset": ""}, 400),
        ({"content-type": "application/pdf"}, 415),
    ],
)
def test_what_is_not_of_the_protocol_is_refused(client, draft, headers, status):
    url = begin(client, draft)["Location"]
    given = TUS | {"upload-offset": "0", "content-type": "application/offset+octet-stream"} | headers
    answer = client.generic("PATCH", url, BYTES, content_type=given.pop("content-type"), headers=given)
    assert answer.status_code == status
    assert offset(head(client, url)) == 0


def test_more_than_was_said_is_refused(client, draft):
    url = begin(client, draft, length=10)["Location"]
    assert send(client, url, BYTES, at=0).status_code == 413
    assert client.get(url, headers=TUS).status_code == 405


@pytest.mark.parametrize("header", ["filename ???", "filename"])
def test_metadata_that_cannot_be_read(client, draft, header):
    headers = TUS | {"upload-length": "9", "upload-metadata": header}
    answer = client.post(f"/deposit/{draft.code}/uploads/", content_type="application/octet-stream", headers=headers)
    assert answer.status_code == (400 if "?" in header else 201)


def test_bytes_that_are_in_the_work_already_are_refused_and_forgotten(client, draft):
    send(client, begin(client, draft)["Location"], BYTES, at=0)
    url = begin(client, draft, filename="again.pdf")["Location"]
    answer = send(client, url, BYTES, at=0)
    assert answer.status_code == 422
    assert "is in this work already" in answer.json()["error"]
    assert len(files_of(draft)) == 1 and not list(folder().glob(f"{url.split('/')[-2]}*"))


def test_a_work_that_went_to_the_editors_meanwhile_takes_no_file(complete, depositor):
    url = begin(depositor.client, complete)["Location"]
    send(depositor.client, url, BYTES[:100], at=0)
    deposit_submit(output=complete, user=depositor.user)
    answer = send(depositor.client, url, BYTES[100:], at=100)
    assert answer.status_code == 403
    assert "An editor is reviewing this work" in answer.json()["error"]
    assert offset(head(depositor.client, url)) == 100  # it goes on when the work is taken back
    assert begin(depositor.client, complete).status_code == 403


def test_an_upload_is_cancelled_with_all_it_brought(client, draft):
    url = begin(client, draft)["Location"]
    send(client, url, BYTES[:100], at=0)
    assert client.delete(url, headers=TUS).status_code == 204
    assert head(client, url).status_code == 404
    assert not Partial(url.split("/")[-2]).path.exists()


def test_unfinished_uploads_are_shown_and_cancelled_without_scripts(depositor, draft):
    url = begin(depositor.client, draft, filename="video.mp4")["Location"]
    send(depositor.client, url, BYTES[:100], at=0)
    page = depositor.step(draft, "files")
    assert "video.mp4" in page.text and "Choose the same file again" in page.text
    page = page.step.press(f"upload-{url.split('/')[-2]}:cancel")
    assert "video.mp4" not in page.text
    assert not Upload.objects.exists()


def test_what_nobody_continues_goes(client, draft):
    old, young, done = (begin(client, draft, filename=name)["Location"] for name in ("old", "young", "done"))
    for url in (old, young):
        send(client, url, BYTES[:100], at=0)
    send(client, done, BYTES, at=0)
    now = timezone.now()
    Upload.objects.filter(name="old").update(touched_at=now - KEPT - timedelta(minutes=1))
    stray = folder() / str(uuid4())
    stray.write_bytes(b"of nobody")
    os.utime(stray, times=(0, 0))
    assert set(sweep_uploads()) == {old.split("/")[-2], stray.name}
    assert not stray.exists() and not Partial(old.split("/")[-2]).path.exists()
    assert offset(head(client, young)) == 100
    Upload.objects.filter(name="done").update(touched_at=now - REMEMBERED - timedelta(minutes=1))
    assert sweep_uploads() == [done.split("/")[-2]]
    assert len(files_of(draft)) == 1
    assert sweep_uploads() == []


def test_a_file_comes_in_pieces_to_an_object_store(client, draft, object_store):
    url = begin(client, draft)["Location"]
    send(client, url, BYTES[:100], at=0)
    send(client, url, BYTES[100:], at=100)
    with files_of(draft)[0].stored_file.content.open() as stored:
        assert stored.read() == BYTES
    assert not Partial(url.split("/")[-2]).path.exists()


@pytest.mark.django_db(transaction=True)
def test_pieces_sent_at_once_spoil_nothing(draft, faculty):
    data = os.urandom(400_000)
    url = begin(Depositor(faculty).client, draft, length=len(data))["Location"]

    def go_on() -> None:
        client = Depositor(faculty).client
        try:
            while (here := offset(head(client, url))) < len(data):
                send(client, url, data[here : here + 50_000], at=here)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go_on) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (file,) = files_of(draft)
    assert file.stored_file.sha256 == hashlib.sha256(data).hexdigest()


def test_an_upload_is_never_beyond_its_length(db):
    upload = UploadFactory(length=100)
    with pytest.raises(Exception, match=r"(?i)constraint|check"):
        Upload.objects.filter(pk=upload.pk).update(offset=101)


class AnyOrder(RuleBasedStateMachine):
    """One browser and one file, whose requests come in any order, some twice; beside it a model: how much is kept."""

    def __init__(self):
        super().__init__()
        user = UserFactory(groups=["faculty"])
        self.client = Depositor(user).client
        self.draft = OutputFactory(owner=user, kind=Kind.REPORT)
        self.draft.save_revision(user=user)
        self.data = os.urandom(30)
        self.url, self.kept, self.taken_in = "", 0, 0

    @rule()
    def begin(self):
        answer = begin(self.client, self.draft, length=len(self.data), fingerprint="it")
        assert (answer.status_code, offset(answer)) == (201, self.kept if self.is_begun else 0)
        assert not self.is_begun or answer["Location"] == self.url
        if not self.is_begun:
            self.url, self.kept = answer["Location"], 0

    @property
    def is_begun(self) -> bool:
        return bool(self.url) and self.kept < len(self.data)

    @precondition(lambda self: self.url)
    @rule(at=st.integers(0, 29), size=st.integers(1, 30), checked=st.booleans())
    def send(self, at, size, checked):
        data = self.data[at : at + size]
        answer = send(self.client, self.url, data, at=at, **({"upload_checksum": checksum(data)} if checked else {}))
        if at != self.kept:
            assert (answer.status_code, offset(answer)) == (409, self.kept)
        elif at + len(data) == len(self.data) and self.taken_in:
            assert answer.status_code == 422  # the work has these bytes already
            self.url, self.kept = "", 0
        else:
            assert (answer.status_code, offset(answer)) == (204, at + len(data))
            self.kept = at + len(data)
            self.taken_in += self.kept == len(self.data)

    @precondition(lambda self: self.is_begun)
    @rule()
    def send_it_spoilt(self):
        data = self.data[self.kept :][:5]
        spoilt = bytes([data[0] ^ 1]) + data[1:]
        assert send(self.client, self.url, spoilt, at=self.kept, upload_checksum=checksum(data)).status_code == 460

    @precondition(lambda self: self.url)
    @rule()
    def cancel(self):
        assert self.client.delete(self.url, headers=TUS).status_code == 204
        assert head(self.client, self.url).status_code == 404
        self.url, self.kept = "", 0

    @precondition(lambda self: self.url)
    @rule(age=st.sampled_from([KEPT, timedelta(0)]))
    def sweep(self, age):
        Upload.objects.filter(pk=self.url.split("/")[-2]).update(touched_at=timezone.now() - age - timedelta(hours=1))
        swept = sweep_uploads()
        assert swept == ([self.url.split("/")[-2]] if age else [])
        if age:
            self.url, self.kept = "", 0

    @precondition(lambda self: self.url)
    @rule()
    def lose_what_was_not_promised(self):
        path = Partial(self.url.split("/")[-2]).path
        if self.is_begun and path.exists():
            with path.open("ab") as file:
                file.write(b"of a process that died")

    @invariant()
    def it_is_there_as_it_was_sent(self):
        digests = [file.stored_file.sha256 for file in files_of(self.draft)]
        assert digests == [hashlib.sha256(self.data).hexdigest()] * self.taken_in

    @invariant()
    def only_what_is_on_its_way_has_bytes_waiting(self):
        if self.url:
            assert offset(head(self.client, self.url)) == self.kept
        waiting = {str(pk) for pk in Upload.objects.filter(number=None).values_list("pk", flat=True)}
        assert {path.name for path in folder().iterdir()} <= waiting


class TestAnyOrder(TestCase):
    """Each example in a transaction of its own."""

    def test_every_order_of_requests_keeps_the_promises(self):
        from hypothesis.stateful import run_state_machine_as_test

        def fresh() -> AnyOrder:
            Upload.objects.all().delete()
            for path in folder().iterdir():
                path.unlink()
            return AnyOrder()

        assert connection.in_atomic_block
        run_state_machine_as_test(
            fresh,
            settings=settings(max_examples=25, stateful_step_count=15, suppress_health_check=list(HealthCheck)),
        )
