"""Small functions that make files: honest ones to deposit and hostile ones to survive.

Everything is made as bytes at run time, so no binary lies in the repository and every test says
in code what is inside its file. Nothing here needs a font or a service.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from unicodedata import bidirectional

from PIL import Image
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader, PdfWriter

A4 = (595, 842)
MEBIBYTE = 1 << 20


# --- PDF ---------------------------------------------------------------------------------------


def make_pdf(
    pages: Sequence[str],
    *,
    labels: str = "",
    title: str = "",
    size: tuple[int, int] = A4,
) -> bytes:
    """Return a PDF with one page per text (lines are kept, words are not wrapped).

    Latin text is set in Helvetica and can be seen; other scripts use a font that is not embedded,
    with a Unicode map: their text can be extracted but their picture is blank. Lines in Arabic and
    Hebrew letters are drawn from right to left, as they would be seen (without Latin words in them).
    `labels` is a PDF number tree, such as ``0 << /S /r >> 2 << /S /D >>``.
    """
    contents = [_stream(_page_operators(text, size)) for text in pages]
    return _pdf_of_streams(contents, labels=labels, title=title, size=size)


def make_encrypted_pdf(pages: Sequence[str], password: str = "a secret") -> bytes:
    """Return a PDF that asks for a password before it can be read (AES-256)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf(pages))))
    writer.encrypt(user_password=password, algorithm="AES-256")
    return _written(writer.write)


def pdf_bomb(unpacked: int = 1 << 30, *, pages: Sequence[str] = ("",), bomb_page: int = 1) -> bytes:
    """Return a PDF of which one page's content is twice deflated zeros: it unpacks to `unpacked`."""
    contents = [_stream(_page_operators(text, A4)) for text in pages]
    contents[bomb_page - 1] = _deflated_twice(unpacked)
    return _pdf_of_streams(contents)


def pdf_page_loop() -> bytes:
    """Return a PDF whose page tree contains itself and claims a million pages."""
    return _pdf_file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>",
            b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 1000000 >>",
        ]
    )


def _pdf_of_streams(
    contents: Sequence[bytes],
    *,
    labels: str = "",
    title: str = "",
    size: tuple[int, int] = A4,
) -> bytes:
    page_numbers = [8 + 2 * index for index in range(len(contents))]
    kids = " ".join(f"{number} 0 R" for number in page_numbers)
    page_labels = f"/PageLabels << /Nums [{labels}] >>" if labels else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {page_labels} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H"
            b" /DescendantFonts [5 0 R] /ToUnicode 6 0 R >>"
        ),
        (
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /DW 1000"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
        ),
        _stream(_UNICODE_MAP),
        f"<< /Title <feff{title.encode('utf-16-be').hex()}> >>".encode(),
    ]
    for number, content in zip(page_numbers, contents, strict=True):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}]"
            f" /Contents {number + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
        )
        objects.append(content)
    return _pdf_file(objects, trailer="/Info 7 0 R")


_UNICODE_MAP = (
    b"/CIDInit /ProcSet findresource begin begincmap /CMapName /Sample def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    + b"100 beginbfrange\n"
    + b"".join(b"<%02X00> <%02XFF> <%02X00>\n" % (row, row, row) for row in range(100))
    + b"endbfrange 100 beginbfrange\n"
    + b"".join(b"<%02X00> <%02XFF> <%02X00>\n" % (row, row, row) for row in range(100, 200))
    + b"endbfrange 56 beginbfrange\n"
    + b"".join(b"<%02X00> <%02XFF> <%02X00>\n" % (row, row, row) for row in range(200, 256))
    + b"endbfrange endcmap CMapName currentdict /CMap defineresource pop end end"
)


def _page_operators(text: str, size: tuple[int, int]) -> bytes:
    lines = b" T* ".join(_shown(line) for line in text.split("\n"))
    return b"BT 14 TL 40 %d Td " % (size[1] - 60) + lines + b" ET"


def _shown(line: str) -> bytes:
    try:
        return b"/F1 11 Tf <" + line.encode("cp1252").hex().encode() + b"> Tj"
    except UnicodeEncodeError:
        seen = line[::-1] if bidirectional(line[0]) in ("R", "AL") else line
        return b"/F2 11 Tf <" + seen.encode("utf-16-be").hex().encode() + b"> Tj"


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (
        len(packed),
        packed,
    )


def _deflated_twice(unpacked: int) -> bytes:
    twice = zlib.compress(_deflated_zeros(unpacked), 9)
    return b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (
        len(twice),
        twice,
    )


def _deflated_zeros(count: int) -> bytes:
    """Return a zlib stream (RFC 1950) of zeros, by repeating one deflated mebibyte of them."""
    packer = zlib.compressobj(9)
    head, more = (packer.compress(bytes(MEBIBYTE)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    checksum = count % 65521 << 16 | 1  # Adler-32 of that many zeros
    return head + more * (count // MEBIBYTE - 1) + b"\x03\x00" + checksum.to_bytes(4, "big")


def _pdf_file(objects: Iterable[bytes], trailer: str = "") -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer\n<< /Size {len(offsets) + 1} /Root 1 0 R {trailer} >>\n".encode()
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


# --- PPTX --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slide:
    """What one slide of `make_pptx` holds; `grouped` is text of shapes in a group in a group."""

    title: str = ""
    text: str = ""
    notes: str = ""
    table: Sequence[Sequence[str]] = ()
    grouped: Sequence[str] = ()
    hidden: bool = False


def make_pptx(slides: Sequence[Slide]) -> bytes:
    """Return a presentation with these slides, in this order."""
    deck = Presentation()
    for slide in slides:
        _add_slide(deck, slide)
    return _written(deck.save)


def _add_slide(deck: Presentation, slide: Slide) -> None:
    made = deck.slides.add_slide(deck.slide_layouts[1])
    made.shapes.title.text = slide.title
    made.placeholders[1].text = slide.text
    if slide.table:
        _add_table(made, slide.table)
    if slide.grouped:
        group = made.shapes.add_group_shape().shapes.add_group_shape()
        for text in slide.grouped:
            box = group.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1))
            box.text_frame.text = text
    if slide.notes:
        made.notes_slide.notes_text_frame.text = slide.notes
    if slide.hidden:
        made.element.set("show", "0")


def _add_table(slide, rows: Sequence[Sequence[str]]) -> None:
    shape = slide.shapes.add_table(len(rows), len(rows[0]), Inches(1), Inches(3), Inches(6), Inches(2))
    for row_number, row in enumerate(rows):
        for column, text in enumerate(row):
            shape.table.cell(row_number, column).text = text


def zip_bomb(package: bytes, member: str, unpacked: int = 1 << 30) -> bytes:
    """Return an Office package of which `member` is followed by `unpacked` bytes of spaces."""
    original = _members(package)[member]
    return _rezipped(package, {member: _Padded(original, unpacked)})


def without_member(package: bytes, member: str) -> bytes:
    """Return an Office package that lacks a part which others refer to."""
    return _zipped({name: data for name, data in _members(package).items() if name != member})


def with_member(package: bytes, member: str, data: bytes) -> bytes:
    """Return an Office package with one part written or replaced."""
    return _zipped({**_members(package), member: data})


@dataclass(frozen=True)
class _Padded:
    head: bytes
    size: int


def _rezipped(package: bytes, padded: dict[str, _Padded]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in _members(package).items():
            with made.open(name, "w", force_zip64=True) as part:
                part.write(data)
                for _ in range(padded[name].size // MEBIBYTE if name in padded else 0):
                    part.write(b" " * MEBIBYTE)
    return out.getvalue()


def _members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


# --- DOCX --------------------------------------------------------------------------------------

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True)
class Document:
    """What `make_docx` writes, in order; a paragraph may hold ``\\f``, a break between pages.

    `footnotes` are referred to from the end of the first paragraphs, one each.
    """

    paragraphs: Sequence[str] = ()
    table: Sequence[Sequence[str]] = ()
    footnotes: Sequence[str] = field(default=())
    rendered_breaks: bool = False


def make_docx(document: Document) -> bytes:
    """Return a Word document, as small as the standard (ECMA-376) allows."""
    mark = "<w:lastRenderedPageBreak/>" if document.rendered_breaks else '<w:br w:type="page"/>'
    paragraphs = [_word_paragraph(text, mark) for text in document.paragraphs]
    for number in range(len(document.footnotes)):
        reference = f'<w:r><w:footnoteReference w:id="{number + 1}"/></w:r></w:p>'
        paragraphs[number] = paragraphs[number].removesuffix("</w:p>") + reference
    return docx_of_body("".join(paragraphs) + _word_table(document.table), document.footnotes)


def docx_of_body(body: str, footnotes: Sequence[str] = (), prolog: str = "") -> bytes:
    """Return a Word document with this WordprocessingML (prefix ``w``) as its body."""
    notes = "".join(
        f'<w:footnote w:id="{number}">{_word_paragraph(text, "")}</w:footnote>'
        for number, text in enumerate(footnotes, start=1)
    )
    return _zipped(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="xml" ContentType="application/xml"/>'
                '<Default Extension="rels" ContentType='
                '"application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/word/document.xml" '
                f'ContentType="{_WORD_TYPE}.document.main+xml"/></Types>'
            ).encode(),
            "_rels/.rels": _relationship("officeDocument", "word/document.xml"),
            "word/_rels/document.xml.rels": _relationship("footnotes", "footnotes.xml"),
            "word/footnotes.xml": (f'<w:footnotes xmlns:w="{_WORD}">{notes}</w:footnotes>').encode(),
            "word/document.xml": (
                f'{prolog}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
            ).encode(),
        }
    )


def docx_with_external_entity(path: str) -> bytes:
    """Return a Word document that asks its reader to insert the local file at `path` (XXE)."""
    prolog = f'<!DOCTYPE w:document [<!ENTITY stolen SYSTEM "file://{path}">]>'
    return docx_of_body("<w:p><w:r><w:t>Before &stolen; after</w:t></w:r></w:p>", prolog=prolog)


def _relationship(kind: str, target: str) -> bytes:
    return (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    ).encode()


def _word_paragraph(text: str, page_break: str) -> str:
    runs = f"</w:t>{page_break}<w:t xml:space='preserve'>".join(escape(part) for part in text.split("\f"))
    return f"<w:p><w:r><w:t xml:space='preserve'>{runs}</w:t></w:r></w:p>"


def _word_table(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    cells = (
        "<w:tr>" + "".join(f"<w:tc>{_word_paragraph(cell, '')}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{''.join(cells)}</w:tbl>"


# --- captions and pictures ---------------------------------------------------------------------


def make_vtt(cues: Sequence[tuple[str, str, str]]) -> bytes:
    """Return WebVTT captions from (start, end, text), times as they shall stand in the file."""
    blocks = (f"{start} --> {end}\n{text}\n" for start, end, text in cues)
    return ("WEBVTT\n\n" + "\n".join(blocks)).encode()


def make_picture(size: tuple[int, int] = (640, 480), form: str = "PNG") -> bytes:
    """Return a plain picture in any format that Pillow writes."""
    picture = Image.new("RGB", size, (20, 90, 160))
    return _written(lambda out: picture.save(out, form))


def picture_bomb(side: int = 60_000) -> bytes:
    """Return a small PNG that claims `side` × `side` pixels, all of them really packed inside."""
    packer = zlib.compressobj(9)
    row = bytes(side // 8 + 1)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(name, body) for name, body in chunks)


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _written(write) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()
