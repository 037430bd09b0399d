import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.files.extraction import document
from repository.files.extraction.faults import Unreadable
from repository.files.extraction.wire import Outline, Page
from tests.sample_files import Document, docx_of_body, make_docx, with_member


def items(data: bytes) -> list[Outline | Page]:
    return list(document.read(io.BytesIO(data)))


def texts(data: bytes) -> list[str]:
    return [page.text for page in items(data)[1:]]


def test_paragraphs_and_tables_come_in_order_and_footnotes_apart():
    data = make_docx(Document(["Введение", "Methods"], table=[["a", "b"], ["c", "d"]], footnotes=["See page 2."]))
    assert items(data) == [
        Outline("section"),
        Page(1, "Введение\nMethods\na\tb\nc\td", notes="See page 2."),
    ]


def test_author_s_page_breaks_divide_sections():
    assert texts(make_docx(Document(["One\fTwo", "Three\f\fFour"]))) == ["One", "Two\nThree", "Four"]


def test_pages_that_word_marked_are_pages():
    data = make_docx(Document(["One\fTwo", "\f", "Four"], rendered_breaks=True))
    assert items(data)[0] == Outline("page")
    assert texts(data) == ["One", "Two", "Four"]


def test_break_of_author_and_mark_of_word_are_one_border():
    both = (
        '<w:p><w:r><w:t>One</w:t><w:br w:type="page"/></w:r></w:p>'
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Two</w:t></w:r></w:p>"
    )
    assert texts(docx_of_body(both)) == ["One", "Two"]


def test_long_document_is_divided_at_paragraphs():
    sections = texts(make_docx(Document([f"{number} " + "word " * 200 for number in range(20)])))
    assert len(sections) == 10
    assert sections[9].startswith("18 word")


def test_document_of_the_usual_library_is_read():
    made = docx.Document()
    made.add_heading("Heading", 1)
    made.add_paragraph("Paragraph").add_run(" bold").bold = True
    made.add_table(1, 2).cell(0, 1).text = "cell"
    out = io.BytesIO()
    made.save(out)
    assert texts(out.getvalue()) == ["Heading\nParagraph bold\n\tcell"]


def test_deleted_words_field_codes_and_tab_stops_are_left_out():
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText>"
        "<w:t>gone</w:t></w:r></w:del><w:ins><w:r><w:t> added</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText>"
        "<w:tab/><w:noBreakHyphen/><w:t>end</w:t><w:br/><w:t>line</w:t></w:r></w:p>"
    )
    assert texts(docx_of_body(body)) == ["kept added\t-end\nline"]


def test_text_before_damage_is_kept():
    whole = docx_of_body("<w:p><w:r><w:t>Readable</w:t></w:r></w:p><w:p><w:r><w:t>lost")
    found = []
    with pytest.raises(Unreadable):
        for item in document.read(io.BytesIO(whole)):
            found.append(item)
    assert [page.text for page in found[1:]] == ["Readable"]


def test_ten_thousand_tables_in_one_another_are_walked():
    depth = 10_000
    body = "<w:tbl><w:tr><w:tc>" * depth + "<w:p><w:r><w:t>deep</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * depth
    assert texts(docx_of_body(body)) == ["deep"]


TAGS = ["p", "r", "t", "tbl", "tr", "tc", "br", "tab", "del", "pPr", "lastRenderedPageBreak", "footnoteReference", "c"]


@st.composite
def elements(draw, depth: int = 4) -> str:
    tag = draw(st.sampled_from(TAGS))
    attributes = draw(st.sampled_from(["", ' w:id="1"', ' w:type="page"', ' id=""']))
    children = draw(st.lists(elements(depth=depth - 1), max_size=3)) if depth else []
    return f"<w:{tag}{attributes}>{draw(st.sampled_from(['', 'word', ' ']))}{''.join(children)}</w:{tag}>"


@given(elements())
def test_any_well_formed_body_is_walked(body):
    pages = items(docx_of_body(body, footnotes=["note"]))
    assert [page.number for page in pages[1:]] == list(range(1, len(pages)))


BASE = make_docx(Document(["One"], footnotes=["two"]))


@given(
    st.sampled_from(["word/document.xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/footnotes.xml"]),
    st.binary(max_size=200),
)
def test_any_part_may_be_anything(part, data):
    try:
        items(with_member(BASE, part, data))
    except Unreadable as fault:
        assert fault.reason in {"damaged", "unsafe"}


@given(st.data())
def test_any_bytes_may_have_changed(data):
    package = bytearray(BASE)
    for _ in range(data.draw(st.integers(1, 8))):
        package[data.draw(st.integers(0, len(package) - 1))] = data.draw(st.integers(0, 255))
    try:
        items(bytes(package))
    except Unreadable as fault:
        assert fault.reason in {"damaged", "unsafe", "too_large_unpacked"}
