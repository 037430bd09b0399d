"""Files come, are described, change places, go and come back; their bytes and numbers never change."""

import hashlib
from datetime import date

import pytest

from repository.deposit.files import deposit_file_add
from repository.models import Output, StoredFile
from repository.outputs import services
from repository.outputs.choices import Access
from tests.drafts import draft_now, files_of
from tests.factories import OutputFileFactory
from tests.repository.deposit.conftest import uploaded
from tests.sample_files import make_pdf

pytestmark = pytest.mark.django_db

DAY = date(2131, 1, 15)


@pytest.fixture
def filled(depositor, draft) -> Output:
    names = ["one.pdf", "two.pdf", "three.pdf"]
    depositor.step(draft, "files").step.press("show", files=[uploaded(name, name.encode()) for name in names])
    return draft


def test_the_bytes_are_stored_as_they_came(depositor, draft):
    data = make_pdf(["Page one", "Page two"])
    depositor.step(draft, "files").step.press("show", files=[uploaded("Работа.pdf", data)])
    (file,) = files_of(draft)
    assert (file.name, file.number, file.access) == ("Работа.pdf", 1, Access.PUBLIC)
    assert file.stored_file.sha256 == hashlib.sha256(data).hexdigest()
    with file.stored_file.content.open() as stored:
        assert stored.read() == data


@pytest.mark.parametrize("action", ["save", "continue", "show"])
def test_chosen_files_are_taken_in_by_whatever_button(depositor, draft, action):
    depositor.step(draft, "files").step.press(action, files=[uploaded("one.pdf")])
    assert len(files_of(draft)) == 1


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\u202efdp.exe", "x" * 300 + ".pdf", "C:\\evil.pdf", "<b>.pdf", "nul\x01.pdf"]
)
def test_hostile_names_reach_neither_disk_nor_page(depositor, draft, name):
    page = depositor.step(draft, "files").step.press("show", files=[uploaded(name)])
    assert page.status == 200
    (file,) = files_of(draft)
    assert "/" not in file.name and "\u202e" not in file.name and len(file.name) <= 200
    sha256 = file.stored_file.sha256
    assert file.stored_file.content.name.startswith(f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}")
    assert b"<b>.pdf" not in page.response.content


def test_each_file_is_described(depositor, filled):
    form = depositor.step(filled, "files").step
    form.fill(file__2__description="Lecture 3", file__2__language="ru").press("save")
    assert [(file.description, file.language) for file in files_of(filled)] == [("", ""), ("Lecture 3", "ru"), ("", "")]


def test_access_and_embargo_are_set_for_each(depositor, filled):
    form = depositor.step(filled, "access").step
    form.fill(file__1__access="partners", file__2__embargo_until="2031-01-15").press("save")
    one, two, _three = files_of(filled)
    assert (one.access, two.embargo_until) == (Access.PARTNERS, date(2031, 1, 15))


def test_a_hidden_record_waits_for_no_file(depositor, filled):
    form = depositor.step(filled, "access").step
    days = {f"file__{number}__embargo_until": "2131-01-15" for number in (1, 2)}
    page = form.fill(hidden_until="2131-01-15", file__3__embargo_until="2131-01-14", **days).press("save")
    assert "“three.pdf” would open before the record" in page.text
    assert "“one.pdf” would open" not in page.text
    assert depositor.step(filled, "access").step.value("hidden_until") == "2131-01-15"
    assert "“three.pdf” would open before the record" in depositor.step(filled, "review").text
    page = depositor.step(filled, "access").step.fill(file__3__embargo_until="2131-01-15").press("save")
    assert "would open" not in page.text
    draft = draft_now(filled)
    assert (draft.hidden_until, [file.embargo_until for file in draft.files.all()]) == (DAY, [DAY] * 3)
    file = deposit_file_add(output=filled, user=filled.owner, file=uploaded("four.pdf", b"%PDF-1.4 four"))
    assert file.embargo_until == DAY, "a file that comes later opens no earlier either"


def test_a_wrong_date_is_explained_and_kept(depositor, filled):
    page = depositor.step(filled, "access").step.fill(file__2__embargo_until="next year").press("save")
    assert "two.pdf: This is not a date. Write it as 2027-09-01." in page.text
    assert depositor.step(filled, "access").step.value("file-2-embargo_until") == "next year"
    assert files_of(filled)[1].embargo_until is None


def test_files_change_places_and_keep_their_numbers(depositor, filled):
    form = depositor.step(filled, "files").step.fill(file__3__description="Kept while moving")
    form.press("file-3:up")
    assert [(file.number, file.name) for file in files_of(filled)] == [(1, "one.pdf"), (3, "three.pdf"), (2, "two.pdf")]
    assert files_of(filled)[1].description == "Kept while moving"


def test_a_file_is_put_at_any_place_at_once(depositor, filled):
    depositor.step(filled, "files")
    for place, numbers in (("to-0", [3, 1, 2]), ("to-2", [1, 2, 3]), ("to-9", [1, 2, 3])):
        depositor.client.post(f"/deposit/{filled.code}/files/", {"action": f"file-3:{place}", "fingerprint": ""})
        assert [file.number for file in files_of(filled)] == numbers


def test_a_removed_file_comes_back_with_all_that_was_said_of_it(depositor, filled):
    depositor.step(filled, "files").step.fill(file__2__description="Lecture 3").press("save")
    page = depositor.step(filled, "files").step.press("file-2:remove")
    assert [file.number for file in files_of(filled)] == [1, 3]
    assert "“two.pdf” was removed from this work." in page.text
    page.step.press("file-2:restore")
    assert [(file.number, file.description) for file in files_of(filled)] == [(1, ""), (3, ""), (2, "Lecture 3")]


def test_the_number_of_a_removed_file_is_never_given_away(depositor, filled):
    depositor.step(filled, "files").step.press("file-3:remove")
    depositor.step(filled, "files").step.press("show", files=[uploaded("four.pdf", b"four")])
    assert [file.number for file in files_of(filled)] == [1, 2, 4]


def test_the_same_bytes_are_in_a_work_once(depositor, filled):
    page = depositor.step(filled, "files").step.press("show", files=[uploaded("again.pdf", b"one.pdf")])
    assert "“again.pdf” is in this work already, as “one.pdf”. It was not added a second time." in page.text
    assert len(files_of(filled)) == 3
    assert StoredFile.objects.count() == 3


@pytest.mark.parametrize(
    ("data", "status", "said"), [(b"four", 201, "four.pdf"), (b"", 422, "is empty"), (b"one.pdf", 422, "already")]
)
def test_a_script_gets_one_answer_for_each_file(depositor, filled, data, status, said):
    answer = depositor.client.post(
        f"/deposit/{filled.code}/files/", {"files": uploaded("four.pdf", data)}, headers={"accept": "application/json"}
    )
    assert answer.status_code == status
    assert said in str(answer.json())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reading": StoredFile.Reading.WAITING}, "waiting to be read"),
        ({"reading": StoredFile.Reading.DONE, "unit": "page", "unit_count": 12}, "read: 12 pages"),
        ({"reading": StoredFile.Reading.UNREADABLE, "reading_reason": "encrypted"}, "The file asks for a password"),
    ],
)
def test_how_far_the_reading_is(depositor, filled, fields, said):
    StoredFile.objects.filter(pk=files_of(filled)[0].stored_file_id).update(**fields)
    assert said in depositor.step(filled, "files").text


def test_a_new_file_of_a_published_work_waits_for_approval(depositor, published):
    OutputFileFactory(output=published, name="old.pdf")
    depositor.step(published, "files").step.press("show", files=[uploaded("new.pdf")])
    assert [file.name for file in Output.objects.get(pk=published.pk).files.all()] == ["old.pdf"]
    assert [(file.name, file.number) for file in files_of(published)] == [("old.pdf", 1), ("new.pdf", 2)]


def test_readers_are_told_why_a_file_is_closed(client, depositor, published, editor):
    Output.objects.filter(pk=published.pk).update(licence="CC-BY-4.0")
    OutputFileFactory(output=published, name="closed.pdf")
    form = depositor.step(published, "access").step
    form.fill(file__1__embargo_until="2131-01-15", file__1__embargo_reason="The publisher asks for it.").press("save")
    services.output_publish(output=published, user=editor)
    said = client.get(published.get_absolute_url()).content.decode()
    assert "Closed until" in said and "The publisher asks for it." in said
