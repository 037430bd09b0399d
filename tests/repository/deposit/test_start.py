"""The first page: nothing exists until something is given, and then exactly one work does."""

import pytest

from repository.models import Output
from tests.factories import UserFactory
from tests.repository.deposit.conftest import Depositor, uploaded

pytestmark = pytest.mark.django_db


def test_looking_creates_nothing(depositor):
    depositor.open("/deposit/new/")
    assert not Output.objects.exists()


def test_nothing_given_is_explained(depositor):
    page = depositor.open("/deposit/new/").form().press()
    assert "Choose a file, give an identifier or write a title to begin." in page.text
    assert not Output.objects.exists()


def test_a_title_begins_a_draft_of_ones_own(depositor, faculty):
    page = depositor.open("/deposit/new/").form().fill(title="Совместная монография", language="ru").press()
    output = Output.objects.get()
    assert (output.title, output.language, output.owner) == ("Совместная монография", "ru", faculty)
    assert not output.live
    assert page.address == f"/deposit/{output.code}/files/"


def test_files_begin_a_draft_and_a_poor_one_stops_nothing(depositor):
    files = [uploaded("one.pdf"), uploaded("empty.pdf", b""), uploaded("two.pdf", b"%PDF-1.4 other")]
    page = depositor.open("/deposit/new/").form().press(files=files)
    draft = Output.objects.get().get_latest_revision_as_object()
    assert [(file.name, file.number) for file in draft.files.all()] == [("one.pdf", 1), ("two.pdf", 2)]
    assert "“empty.pdf” is empty" in page.text
    assert "2 files are stored." in page.text


def test_the_same_form_sent_twice_begins_one_work(depositor):
    form = depositor.open("/deposit/new/").form().fill(title="Once")
    first, second = form.press(files=[uploaded("one.pdf")]), form.press(files=[uploaded("one.pdf")])
    assert first.address == second.address
    assert Output.objects.count() == 1
    assert "is in this work already" in second.text


def test_somebody_elses_form_begins_no_work_of_theirs(depositor):
    form = depositor.open("/deposit/new/").form().fill(title="Mine")
    other = Depositor(UserFactory(groups=["faculty"]))
    form.page.client = other.client
    form.press()
    form.page.client = depositor.client
    form.press()
    assert set(Output.objects.values_list("owner", flat=True)) == {other.user.pk, depositor.user.pk}


def test_a_token_cannot_choose_an_address(depositor, draft):
    form = depositor.open("/deposit/new/").form().fill(title="Another", token=draft.code)
    form.press()
    assert Output.objects.count() == 2


def test_a_script_is_told_where_to_send_the_files(depositor):
    form = depositor.open("/deposit/new/").form()
    answer = depositor.client.post(
        "/deposit/new/", {"token": form.value("token"), "begin": "on"}, headers={"accept": "application/json"}
    )
    assert answer.json() == {"url": f"/deposit/{Output.objects.get().code}/files/"}


def test_readers_who_are_not_signed_in_are_asked_to(client):
    for address in ("/deposit/", "/deposit/new/", "/deposit/abcdefgh/files/", "/deposit/suggest/partners/"):
        assert client.get(address)["Location"].startswith(f"/accounts/login/?next={address}")


def test_accounts_without_the_permission_begin_nothing(db):
    student = Depositor(UserFactory())
    answer = student.client.post("/deposit/new/", {"title": "Mine"})
    assert answer["Location"] == "/deposit/"
    assert not Output.objects.exists()


def test_uploads_are_limited_by_the_setting(depositor, draft, settings):
    settings.UPLOAD_MAX_BYTES = 10
    page = depositor.step(draft, "files").step.press("save", files=[uploaded("large.pdf", b"x" * 11)])
    assert "“large.pdf” is larger than 10" in page.text
    assert not draft.get_latest_revision_as_object().files.all()
