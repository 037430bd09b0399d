"""Reading files in child processes: what comes out, what is survived, and what a child may do."""

import contextlib
import io
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from repository.files.extraction.faults import Unreadable
from repository.files.extraction.media_types import DOCX, PDF, PPTX, VTT
from repository.files.sandbox import DEFAULT_LIMITS, Limits, extract_text, render_cover, render_page
from tests.sample_files import (
    Document,
    Slide,
    docx_with_external_entity,
    make_docx,
    make_encrypted_pdf,
    make_pdf,
    make_picture,
    make_pptx,
    make_vtt,
    pdf_bomb,
    pdf_page_loop,
    picture_bomb,
    without_member,
    zip_bomb,
)

ROOT = Path(__file__).parents[3]


def read(data: bytes, media_type: str, limits: Limits = DEFAULT_LIMITS):
    return extract_text(io.BytesIO(data), media_type, limits)


def texts(extraction) -> list[str]:
    return [page.text for page in extraction.pages]


# --- honest files ------------------------------------------------------------------------------


def test_pdf_gives_text_and_label_of_each_page():
    pdf = make_pdf(["Preface by Müller", "Исследование", "联合研究", "The end"], labels="0 << /S /r >> 1 << /S /D >>")
    extraction = read(pdf, PDF)
    assert (extraction.status, extraction.reason) == ("done", "")
    assert (extraction.unit, extraction.page_count) == ("page", 4)
    assert texts(extraction) == ["Preface by Müller", "Исследование", "联合研究", "The end"]
    assert [page.label for page in extraction.pages] == ["i", "1", "2", "3"]
    assert [page.number for page in extraction.pages] == [1, 2, 3, 4]


def test_file_is_read_from_a_path_and_from_an_open_file_alike(tmp_path):
    path = tmp_path / "paper"
    path.write_bytes(make_pdf(["The words of the only page"]))
    with path.open("rb") as file:
        file.read(10)
        assert extract_text(path, PDF) == extract_text(str(path), PDF) == extract_text(file, PDF)


def test_monograph_is_read_to_its_last_page_though_each_child_must_pause():
    pages = [
        f"Page {number} of the monograph.\n" + "Some forty characters stand in this line.\n" * 40
        for number in range(1, 901)
    ]
    extraction = read(make_pdf(pages), PDF, Limits(cpu_seconds=1))
    assert (extraction.status, extraction.page_count, len(extraction.pages)) == ("done", 900, 900)
    assert sum(map(len, texts(extraction))) > 1_000_000
    assert texts(extraction)[899].startswith("Page 900 of the monograph.")


def test_presentation_document_captions_and_text_are_read():
    deck = read(make_pptx([Slide("Heart", "rate", notes="Say hello"), Slide("Lung")]), PPTX)
    assert (deck.unit, deck.page_count, texts(deck)) == ("slide", 2, ["Heart\nrate", "Lung"])
    assert deck.pages[0].notes == "Say hello"
    document = read(make_docx(Document(["One\fTwo"])), DOCX)
    assert (document.unit, document.page_count, texts(document)) == ("section", 2, ["One", "Two"])
    captions = read(make_vtt([("00:01.000", "00:02.500", "Welcome.")]), VTT)
    assert (captions.unit, captions.pages[0].start_ms, captions.pages[0].end_ms) == ("caption", 1000, 2500)
    assert texts(read("Первая лекция о работе сердца.\fВторая".encode("cp1251"), "text/plain"))[1] == "Вторая"


def test_document_is_read_by_one_child_even_when_that_takes_most_of_its_time():
    document = make_docx(Document([f"{number} " + "words of a paragraph " * 8 for number in range(40_000)]))
    extraction = read(document, DOCX, Limits(total_seconds=0, cpu_seconds=15))
    assert (extraction.status, extraction.reason) == ("done", "")
    assert "39999 words of" in texts(extraction)[-1]


# --- hostile files -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gibibyte_pdf() -> bytes:
    return pdf_bomb(1 << 30)


def test_pdf_that_unpacks_to_a_gibibyte_is_called_too_large(gibibyte_pdf):
    assert len(gibibyte_pdf) < 10_000
    extraction = read(gibibyte_pdf, PDF)
    assert (extraction.status, extraction.reason) == ("unreadable", "too_large_unpacked")
    with pytest.raises(Unreadable):
        render_page(io.BytesIO(gibibyte_pdf), PDF, number=1, width=400, limits=Limits(cpu_seconds=1))


def test_page_that_kills_its_reader_is_lost_and_the_others_are_read():
    pdf = pdf_bomb(1 << 30, pages=["The first page of three", "", "The third page of three"], bomb_page=2)
    extraction = read(pdf, PDF)
    assert (extraction.status, extraction.page_count) == ("partial", 3)
    assert extraction.reason in {"damaged", "timeout"}
    assert texts(extraction) == ["The first page of three", "", "The third page of three"]


def test_reading_is_given_up_when_too_many_pages_kill():
    pdf = pdf_bomb(1 << 30, pages=["The first page of three", "", "The third page of three"], bomb_page=2)
    extraction = read(pdf, PDF, Limits(lost_pages=0))
    assert (extraction.status, extraction.page_count) == ("partial", 3)
    assert texts(extraction) == ["The first page of three"]


def test_page_tree_that_contains_itself_is_damaged_and_its_count_not_believed():
    extraction = read(pdf_page_loop(), PDF)
    assert (extraction.status, extraction.reason) == ("unreadable", "damaged")
    assert (extraction.page_count, extraction.pages) == (None, [])


def test_encrypted_pdf_says_so():
    extraction = read(make_encrypted_pdf(["secret words"]), PDF)
    assert (extraction.status, extraction.reason, extraction.pages) == ("unreadable", "encrypted", [])


def test_pdf_that_opens_with_an_empty_password_is_read():
    extraction = read(make_encrypted_pdf(["Words that anyone may read"], password=""), PDF)
    assert texts(extraction) == ["Words that anyone may read"]


@pytest.mark.parametrize("media_type", [PDF, PPTX, DOCX, VTT, "text/plain", "application/x-empty"])
def test_zero_bytes_are_empty(media_type):
    assert (read(b"", media_type).status, read(b"", media_type).reason) == ("unreadable", "empty")


def test_scan_keeps_its_pages_and_says_that_it_has_no_text():
    extraction = read(make_pdf(["", ""]), PDF)
    assert (extraction.status, extraction.reason, extraction.page_count) == ("unreadable", "no_text_layer", 2)
    assert texts(extraction) == ["", ""]


@pytest.mark.parametrize("media_type", [PDF, PPTX, DOCX, VTT])
@pytest.mark.parametrize("data", [b"<!DOCTYPE html><p>not it", bytes(5000), b"%PDF-1.7\n", b"PK\x03\x04" + bytes(100)])
def test_file_that_is_not_what_it_is_taken_for_is_damaged(media_type, data):
    extraction = read(data, media_type)
    assert (extraction.status, extraction.reason) == ("unreadable", "damaged")


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (make_pdf([f"The words of page {number}" for number in range(20)]), PDF),
        (make_pptx([Slide("One"), Slide("Two")]), PPTX),
        (make_docx(Document(["One", "Two"])), DOCX),
    ],
    ids=["pdf", "pptx", "docx"],
)
def test_truncated_file_gives_what_is_left_or_says_damaged(data, media_type, part):
    extraction = read(data[: int(len(data) * part)], media_type)
    assert extraction.status == "done" or extraction.reason == "damaged"


def test_zip_bomb_in_a_slide_costs_that_slide_only():
    deck = make_pptx([Slide("One"), Slide("Two")])
    extraction = read(zip_bomb(deck, "ppt/slides/slide1.xml"), PPTX)
    assert (extraction.status, extraction.reason) == ("partial", "too_large_unpacked")
    assert texts(extraction) == ["", "Two"]


@pytest.mark.parametrize("size", [1 << 30, 120 << 20])
def test_zip_bomb_in_the_main_part_is_too_large(size):
    bomb = zip_bomb(make_docx(Document(["One"])), "word/document.xml", size)
    assert (read(bomb, DOCX).status, read(bomb, DOCX).reason) == ("unreadable", "too_large_unpacked")


def test_missing_slide_is_lost_alone():
    deck = without_member(make_pptx([Slide("One"), Slide("Two")]), "ppt/slides/slide1.xml")
    extraction = read(deck, PPTX)
    assert (extraction.status, texts(extraction)) == ("partial", ["", "Two"])


def test_external_entity_is_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the stolen words")
    extraction = read(docx_with_external_entity(str(secret)), DOCX)
    assert (extraction.status, extraction.reason) == ("unreadable", "unsafe")
    assert "stolen" not in str(extraction)


def test_file_over_the_limit_of_text_is_read_up_to_there():
    extraction = read(make_pdf(["Some words of this page"] * 50), PDF, Limits(total_pages=10))
    assert (extraction.status, extraction.reason) == ("partial", "too_long")
    assert (extraction.page_count, len(extraction.pages)) == (50, 10)


def test_child_that_writes_too_much_is_ended():
    pdf = make_pdf(["Some words of this page " * 40] * 200)
    extraction = read(pdf, PDF, Limits(output_bytes=20_000))
    assert (extraction.status, extraction.reason) == ("partial", "too_long")


def test_child_out_of_time_is_ended_and_says_timeout():
    started = time.monotonic()
    extraction = read(pdf_bomb(1 << 30), PDF, Limits(wall_seconds=1, cpu_seconds=1, total_seconds=1))
    assert extraction.status == "unreadable"
    assert extraction.reason in {"timeout", "too_large_unpacked"}
    assert time.monotonic() - started < 15


def test_unknown_type_is_not_read_at_all():
    extraction = extract_text("/does/not/exist", "video/mp4")
    assert (extraction.status, extraction.reason) == ("unreadable", "unsupported_type")


# --- pictures ----------------------------------------------------------------------------------


def opened(picture: bytes | None) -> Image.Image:
    assert picture
    return Image.open(io.BytesIO(picture))


def test_pdf_page_is_drawn_at_the_width_asked_for():
    pdf = io.BytesIO(make_pdf(["One", "Two"]))
    picture = opened(render_page(pdf, PDF, number=2, width=600))
    assert (picture.format, picture.width) == ("WEBP", 600)
    assert 840 <= picture.height <= 860
    assert picture.convert("L").getextrema()[0] < 100  # there is ink on it
    with pytest.raises(Unreadable):
        render_page(pdf, PDF, number=3, width=600)


def test_page_of_extreme_shape_is_drawn_small():
    picture = opened(render_page(io.BytesIO(make_pdf(["One"], size=(14_400, 30))), PDF, number=1, width=3000))
    assert picture.width * picture.height <= 8_000_000
    tall = opened(render_page(io.BytesIO(make_pdf(["One"], size=(30, 14_400))), PDF, number=1, width=3000))
    assert tall.width * tall.height <= 8_100_000


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_picture_gets_a_thumbnail(form):
    cover = render_cover(io.BytesIO(make_picture((640, 480), form)), f"image/{form.lower()}", width=160)
    assert opened(cover).size == (160, 120)


def test_cover_of_a_presentation_is_the_preview_it_carries():
    deck = io.BytesIO(make_pptx([Slide("One")]))
    assert opened(render_cover(deck, PPTX, width=100)).width <= 100
    with pytest.raises(Unreadable, match="unsupported_type"):
        render_page(deck, PPTX, number=1, width=100)
    with pytest.raises(Unreadable, match="unsupported_type"):
        render_cover(io.BytesIO(make_docx(Document(["One"]))), DOCX, width=100)


def test_picture_bomb_gets_no_thumbnail():
    with pytest.raises(Unreadable, match="too_large_unpacked"):
        render_cover(io.BytesIO(picture_bomb()), "image/png", width=160)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", make_picture()[:60], make_pdf([""])])
def test_broken_picture_gets_no_thumbnail(data):
    with pytest.raises(Unreadable):
        render_cover(io.BytesIO(data), "image/png", width=160)


# --- what a child may do -----------------------------------------------------------------------


def confined(program: str, **limits: int) -> subprocess.CompletedProcess:
    values = {"memory_bytes": 768 << 20, "cpu_seconds": 5, "wall_seconds": 5} | limits
    head = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from repository.files.extraction.confinement import confine\n"
        f"confine(**{values!r})\n"
    )
    return subprocess.run([sys.executable, "-I", "-c", head + program], capture_output=True, timeout=30, check=False)


def test_child_cannot_write_a_file(tmp_path):
    ended = confined(f"open({str(tmp_path / 'made')!r}, 'wb', buffering=0).write(b'x' * 10)")
    assert ended.returncode != 0
    assert (tmp_path / "made").read_bytes() == b""


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux limits address space.")
def test_child_cannot_have_more_memory():
    assert b"MemoryError" in confined("bytearray(900 << 20)").stderr
    assert confined("bytearray(500 << 20)").returncode == 0


def test_child_that_loops_is_ended_by_itself():
    assert confined("while True: pass", cpu_seconds=1).returncode < 0
    assert confined("import time; time.sleep(60)", wall_seconds=1).returncode < 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="Only root may always leave the network.")
def test_child_of_root_cannot_reach_this_machine():
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        program = f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"
        assert confined(program).returncode != 0
        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_child_knows_neither_django_nor_the_environment():
    program = (
        f"import sys, os; sys.path.insert(0, {str(ROOT)!r})\n"
        "import repository.files.extraction.child\n"
        "print([name for name in ('django', 'wagtail', 'PIL', 'pypdf', 'numpy') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
