"""Types are told by content and names are shown without disguise, whatever is uploaded."""

import io
import tracemalloc
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.files.extraction.media_types import DOCX, PDF, PPTX, VTT
from repository.files.sniffing import EXTENSIONS, INLINE_TYPES, display_name, sniff_media_type
from tests.sample_files import (
    Document,
    Slide,
    make_docx,
    make_encrypted_pdf,
    make_pdf,
    make_picture,
    make_pptx,
    make_vtt,
    with_member,
    without_member,
    zip_bomb,
)

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
WEBM = bytes.fromhex("1a45dfa301000000000000 1f4286810142f7810142f2810442f381084282847765626d4287")
OGG = b"OggS\x00\x02" + bytes(22)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def sniffed(data: bytes, name: str = "") -> str:
    return sniff_media_type(io.BytesIO(data), name=name)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (make_pdf(["one"]), PDF),
        (make_encrypted_pdf(["one"]), PDF),
        (b"\r\n" + make_pdf(["one"]), PDF),
        (make_pptx([Slide("one")]), PPTX),
        (make_docx(Document(["one"])), DOCX),
        (make_vtt([("00:01.000", "00:02.000", "one")]), VTT),
        (b"\xef\xbb\xbf" + make_vtt([("00:01.000", "00:02.000", "one")]), VTT),
        (make_picture(), "image/png"),
        (make_picture(form="JPEG"), "image/jpeg"),
        (make_picture(form="WEBP"), "image/webp"),
        (make_picture(form="GIF"), "image/gif"),
        (MP4, "video/mp4"),
        (WEBM, "video/webm"),
        (OGG + b"\x80theora", "video/ogg"),
        (OGG + b"\x01vorbis", "audio/ogg"),
        (b"ID3\x03\x00\x00\x00\x00\x00\x00", "audio/mpeg"),
        (b"{\\rtf1 one}", "application/rtf"),
        (b"Plain words.", "text/plain"),
        ("Обычный текст".encode("cp1251"), "text/plain"),
        ("Обычный текст".encode("utf-16"), "text/plain"),
        (b"", "application/x-empty"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
        (b"MZ" + bytes(200), "application/x-msdownload"),
        (b"PK\x03\x04 cut off", "application/zip"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_type_is_told_by_content_and_the_file_left_at_its_start(data, media_type):
    file = io.BytesIO(data)
    assert sniff_media_type(file, name="a.html") == media_type
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<!DOCTYPE html><title>x</title>", "text/html"),
        (b"\n <HTML><body>", "text/html"),
        (b"<!-- hidden --><script>alert(1)</script>", "text/html"),
        (b"<script>alert(1)</script>", "text/html"),
        ("<html>".encode("utf-16"), "text/html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "application/xhtml+xml"),
        (SVG, "image/svg+xml"),
        (b'<?xml version="1.0"?>\n<!-- x --><!DOCTYPE svg PUBLIC "x" "y">' + SVG, "image/svg+xml"),
        (b"\xef\xbb\xbf" + SVG, "image/svg+xml"),
        (b'<?xml version="1.0"?><records/>', "application/xml"),
        (b'<TEI xmlns="http://www.tei-c.org/ns/1.0">', "application/xml"),
    ],
)
@pytest.mark.parametrize("name", ["paper.pdf", "page.csv", "photo.png", "talk.txt"])
def test_markup_is_recognised_under_any_name_and_never_opens_in_the_browser(data, media_type, name):
    assert sniffed(data, name) == media_type
    assert media_type not in INLINE_TYPES


def test_file_without_a_name_is_sniffed():
    assert sniff_media_type(io.BytesIO(b"words"), name=None) == "text/plain"


def test_text_about_pdf_is_not_a_pdf():
    assert sniffed(b"A file that begins with %PDF-1.7 is a PDF.", "a.pdf") == "text/plain"


def test_zip_that_starts_with_a_stored_pdf_is_a_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.pdf", make_pdf(["one"]))
    assert sniffed(out.getvalue(), "a.pdf") == "application/zip"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("table.CSV", "text/csv"),
        ("notes.md", "text/markdown"),
        ("table.tsv", "text/tab-separated-values"),
        ("page.html", "text/plain"),
        ("drawing.svg", "text/plain"),
        ("paper.pdf", "text/plain"),
    ],
)
def test_name_chooses_only_between_kinds_of_plain_text(name, media_type):
    assert sniffed(b"a,b\n1,2\n", name) == media_type


def test_office_file_is_told_by_its_main_part():
    deck = make_pptx([Slide("one")])
    assert sniffed(without_member(deck, "[Content_Types].xml")) == "application/zip"
    entity = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Types>&b;</Types>'
    assert sniffed(with_member(deck, "[Content_Types].xml", entity)) == "application/zip"


def test_content_types_that_unpack_to_a_quarter_gibibyte_are_unpacked_only_at_their_start():
    bomb = zip_bomb(make_docx(Document(["one"])), "[Content_Types].xml", unpacked=1 << 28)
    tracemalloc.start()
    try:
        assert sniffed(bomb) == DOCX
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_archive_of_very_many_members_is_not_listed():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(30_000):
            made.writestr(f"{number:030}", b"")
    assert sniffed(with_member(make_docx(Document(["one"])), "x", b"")) == DOCX
    tracemalloc.start()
    try:
        assert sniffed(out.getvalue()) == "application/zip"
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_inline_types_and_types_with_text_have_an_extension():
    assert set(EXTENSIONS) >= INLINE_TYPES
    assert len(set(EXTENSIONS.values())) == len(EXTENSIONS)


@given(
    st.binary(max_size=3000),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml ", b"OggS"]),
)
def test_sniffing_never_raises(data, start):
    assert "/" in sniffed(start + data)


@given(st.data())
def test_sniffing_an_office_file_with_bytes_changed_never_raises(data):
    package = bytearray(DAMAGEABLE)
    for _ in range(data.draw(st.integers(1, 5))):
        package[data.draw(st.integers(0, len(package) - 1))] = data.draw(st.integers(0, 255))
    assert "/" in sniffed(bytes(package))


DAMAGEABLE = make_docx(Document(["one"]))


@pytest.mark.parametrize(
    ("uploaded", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\paper.pdf", "paper.pdf"),
        ("pa\x00per\x1b.pdf", "paper.pdf"),
        ("annual\u202efdp.exe", "annualfdp.exe"),
        ("\u2066a\u2069.pdf\u200f", "a.pdf"),
        ("  two\n\t words .pdf", "two words .pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("دانشگاه\u200cها.pdf", "دانشگاه\u200cها.pdf"),
        ("\ud800paper.pdf", "paper.pdf"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("..", "file"),
        ("folder/", "file"),
        ("\u200c\u202e\x00", "file"),
    ],
)
def test_name_is_shown_without_path_control_or_disguise(uploaded, shown):
    assert display_name(uploaded) == shown


def test_long_name_keeps_its_extension():
    shown = display_name("ж" * 300 + ".pptx")
    assert len(shown) == 200
    assert shown.endswith("ж.pptx")
    assert len(display_name("x" * 300)) == len(display_name("a." + "x" * 300)) == 200


@given(st.text(max_size=400))
def test_any_name_comes_out_fit_to_be_stored(name):
    shown = display_name(name)
    assert 1 <= len(shown) <= 200
    assert not set(shown) & set("/\\\0\n\r\u202e")
    assert shown == display_name(shown)
    assert shown == unicodedata.normalize("NFC", shown)
    shown.encode()
