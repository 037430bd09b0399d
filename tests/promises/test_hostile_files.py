"""Files made to do harm, on their whole way: uploaded, kept, read by the worker, and answered for on the page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from jobs.worker import Worker
from repository.models import Output, StoredFile
from tests.factories import OutputFactory, UserFactory
from tests.pages import signed_in
from tests.sample_files import (
    Document,
    Slide,
    docx_with_external_entity,
    make_docx,
    make_encrypted_pdf,
    make_pdf,
    make_pptx,
    pdf_bomb,
    pdf_page_loop,
    zip_bomb,
)

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><html><script>alert(1)</script>words of a page</html>"
SLIDES = [Slide(title="Only slide", text="words")]


@pytest.fixture
def draft() -> Output:
    output = OutputFactory(owner=UserFactory(groups=["faculty"]))
    output.save_revision(user=output.owner)
    return output


def sent(draft: Output, data: bytes, name: str):
    """As a browser sends it, and the answer."""
    client = signed_in(draft.owner)
    file = SimpleUploadedFile("x", data)
    file.name = name
    return client, client.post(
        f"/deposit/{draft.code}/files/", {"files": [file]}, headers={"Accept": "application/json"}
    )


def work_off() -> None:
    """The real worker takes every job that waits; that it comes to the end is half of the proof."""
    worker = Worker(worker_id="test", interval=0, batch=True)
    for job in DBTaskResult.objects.ready().order_by("enqueued_at"):
        worker.run_task(job)


def secret(folder) -> str:
    path = folder / "secret.txt"
    path.write_text("what the server keeps to itself")
    return str(path)


@pytest.mark.parametrize(
    ("make", "name", "reading", "reason"),
    [
        pytest.param(lambda _: pdf_bomb(1 << 30), "bomb.pdf", "unreadable", "too_large_unpacked", id="gibibyte"),
        pytest.param(lambda _: pdf_page_loop(), "loop.pdf", "unreadable", "damaged", id="page tree loop"),
        pytest.param(lambda _: make_encrypted_pdf(["hidden"]), "locked.pdf", "unreadable", "encrypted", id="encrypted"),
        pytest.param(lambda _: make_pdf(["true type"]), "talk.pptx", "done", "", id="wrong extension"),
        pytest.param(
            lambda _: zip_bomb(make_pptx(SLIDES), "ppt/presentation.xml", 1 << 28),
            "deck.pptx",
            "unreadable",
            "too_large_unpacked",
            id="zip bomb",
        ),
        pytest.param(
            lambda folder: docx_with_external_entity(secret(folder)), "x.docx", "unreadable", "unsafe", id="entity"
        ),
    ],
)
def test_it_is_kept_and_says_what_became_of_its_text(draft, tmp_path, make, name, reading, reason):
    data = make(tmp_path)
    client, answer = sent(draft, data, name)
    assert answer.status_code == 201
    work_off()

    stored = StoredFile.objects.get()
    assert (stored.reading, stored.reading_reason) == (reading, reason)
    assert not stored.pages.filter(text__contains="keeps to itself").exists()
    assert client.get(f"/w/{draft.code}/files/{answer.json()['number']}/").getvalue() == data
    assert client.get(f"/deposit/{draft.code}/files/").status_code == 200

    # The worker lives: it reads what comes next.
    sent(draft, make_docx(Document(["Words of the next one"])), "next.docx")
    work_off()
    assert StoredFile.objects.latest("pk").reading == StoredFile.Reading.DONE


def test_an_empty_file_is_refused_and_nothing_is_kept(draft):
    _client, answer = sent(draft, b"", "empty.pdf")
    assert answer.status_code == 422
    assert "empty.pdf" in answer.json()["error"]
    assert not StoredFile.objects.exists()


def test_html_called_a_pdf_can_do_nothing_in_the_name_of_the_site(draft):
    client, answer = sent(draft, HTML, "article.pdf")
    work_off()
    response = client.get(f"/w/{draft.code}/files/{answer.json()['number']}/")
    assert response.getvalue() == HTML
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("nul\x00in it.pdf", None),
        ("photo\u202efdp.exe.pdf", "photofdp.exe.pdf"),
        ("n" * 300 + ".pdf", None),
    ],
    ids=["path", "NUL", "right-to-left override", "300 characters"],
)
def test_a_hostile_name_is_made_harmless(draft, name, shown):
    client, answer = sent(draft, make_pdf(["words"]), name)
    assert answer.status_code == 201
    kept = answer.json()["name"]
    assert shown is None or kept == shown
    assert len(kept) <= 200 and kept.endswith(".pdf")
    assert not set(kept) & {"\x00", "\u202e", "/"}
    stored = StoredFile.objects.get()
    assert stored.content.name.startswith(f"files/{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}")
    response = client.get(f"/w/{draft.code}/files/{answer.json()['number']}/?download=1")
    assert response.getvalue().startswith(b"%PDF")
    assert "\x00" not in response["Content-Disposition"] and "\u202e" not in response["Content-Disposition"]
