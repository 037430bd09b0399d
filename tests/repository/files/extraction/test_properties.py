"""What a file says of itself, as the child reads it: information dictionary, XMP, core properties, layout."""

import io

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from repository.files.extraction import document, pdf, presentation
from repository.files.extraction.media_types import DOCX, PDF
from repository.files.extraction.properties import (
    MAX_CHARACTERS,
    MAX_LINES,
    MAX_VALUE_CHARACTERS,
    NOTHING_SAID,
    Line,
    Properties,
    bounded,
    properties_of_dict,
)
from repository.files.extraction.wire import MalformedLine, decode, encode
from repository.files.extraction.xmp import MAX_BYTES, read_xmp
from repository.files.sandbox import extract_text
from tests.sample_files import (
    Document,
    Slide,
    make_docx,
    make_encrypted_pdf,
    make_pdf,
    make_pptx,
    with_member,
)

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def read(reader, data: bytes) -> Properties:
    """What all claims of a reader come to, as the parent puts them together."""
    found = NOTHING_SAID
    for claim in reader.properties(io.BytesIO(data)):
        found = claim.joined_to(found)
    return found


def packet(properties: str, prolog: str = "") -> bytes:
    return (
        f'{prolog}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" '
        'xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" prism:volume="12">'
        f"{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


# --- PDF ---------------------------------------------------------------------------------------


def test_a_pdf_tells_its_information_and_how_its_lines_are_set():
    paper = FPDF()
    paper.add_page()
    paper.set_title("Сон")
    paper.set_author("Anna Example")
    paper.set_keywords("sleep, walking")
    paper.set_font("Times", "B", 18)
    paper.cell(0, 10, "Walking in company", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Times", "", 11)
    paper.write(6, "Anna Example")
    paper.char_vpos = "SUP"
    paper.write(6, "1,2")
    found = read(pdf, bytes(paper.output()))
    assert {name: found.said[name] for name in ("title", "byline", "keywords")} == {
        "title": ("Сон",),
        "byline": ("Anna Example",),
        "keywords": ("sleep, walking",),
    }
    title, names = found.lines
    assert (title.page, title.text, title.size, title.bold) == (1, "Walking in company", 18, True)
    assert (names.text, names.size, names.bold) == ("Anna Example¹ ²", 11, False)
    assert 0 < title.top < names.top < 0.2
    assert 0 < title.left < 0.1


def test_the_size_is_what_is_seen_and_not_what_a_matrix_stretches():
    paper = FPDF(unit="pt")
    paper.add_page()
    paper.set_font("Times", "", 10)
    with paper.transform(paper_scale(3)):
        paper.text(20, 40, "Three times ten")
    assert read(pdf, bytes(paper.output())).lines[0].size == 30


def paper_scale(factor: float):
    from fpdf.drawing_primitives import Transform

    return Transform.scaling(factor)


def test_xmp_is_believed_before_the_information_dictionary():
    paper = FPDF()
    paper.add_page()
    paper.set_title("Microsoft Word - x.doc")
    paper.set_xmp_metadata(packet("<dc:title><rdf:Alt><rdf:li>The title</rdf:li></rdf:Alt></dc:title>").decode())
    found = read(pdf, bytes(paper.output()))
    assert found.said["title"] == ("The title", "Microsoft Word - x.doc")
    assert found.said["volume"] == ("12",)


def test_a_file_that_is_encrypted_or_has_no_text_says_nothing():
    assert extract_text(io.BytesIO(make_encrypted_pdf(["hidden"])), PDF).properties == NOTHING_SAID


def test_only_the_first_pages_and_so_many_lines_are_kept():
    data = make_pdf(["\n".join(f"line {number}" for number in range(55))] * 9)
    lines = read(pdf, data).lines
    assert {line.page for line in lines} == {1, 2, 3, 4}
    assert len(lines) <= MAX_LINES


# --- XMP ---------------------------------------------------------------------------------------


def test_xmp_gives_each_person_and_the_place_in_the_journal():
    found = read_xmp(
        packet(
            "<dc:creator><rdf:Seq><rdf:li>Anna Example</rdf:li><rdf:li>Boris Muster</rdf:li></rdf:Seq></dc:creator>"
            "<prism:doi>10.5555/1</prism:doi><prism:startingPage>4</prism:startingPage>"
            "<prism:endingPage>9</prism:endingPage>"
        )
    )
    assert found.said == {
        "author": ("Anna Example", "Boris Muster"),
        "doi": ("10.5555/1",),
        "pages": ("4–9",),
        "volume": ("12",),
    }


def test_what_ingredients_and_histories_say_is_not_of_this_file():
    inner = (
        "<xmpMM:Ingredients><rdf:Bag><rdf:li><dc:title>Of a picture</dc:title></rdf:li></rdf:Bag></xmpMM:Ingredients>"
    )
    assert "title" not in read_xmp(packet(inner)).said


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(packet("<dc:title>&l9;</dc:title>", laughs()), id="billion laughs"),
        pytest.param(
            packet("<dc:title>&f;</dc:title>", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'), id="entity"
        ),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\x00", id="no xml"),
        pytest.param(b"<a>" * 100_000, id="deep"),
    ],
)
def test_hostile_xmp_says_nothing(data):
    assert read_xmp(data) == NOTHING_SAID


def test_of_ten_megabytes_only_the_beginning_is_read():
    begins = packet("<dc:title>The title</dc:title>").removesuffix(b"</rdf:Description></rdf:RDF></x:xmpmeta>")
    filler = b"<dc:rights>" + b"x" * (10 << 20) + b"</dc:rights>"
    behind = b"<dc:publisher>Too late</dc:publisher>"
    said = read_xmp(begins + filler + behind).said
    assert said["title"] == ("The title",)
    assert "publisher" not in said
    assert len(filler) > MAX_BYTES


@given(st.binary(max_size=400))
def test_any_bytes_are_read_as_xmp(data):
    assert isinstance(read_xmp(data), Properties)


@given(
    st.lists(
        st.sampled_from(["<rdf:li>", "</rdf:li>", "<dc:title>", "</dc:title>", "<rdf:Alt>", "a", "&#0;", "<![CDATA["])
    )
)
def test_any_order_of_tags_is_read_as_xmp(parts):
    assert isinstance(read_xmp(packet("".join(parts))), Properties)


# --- Office ------------------------------------------------------------------------------------

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:creator>A. Example; B. Muster</dc:creator>'
    "<cp:keywords>sleep; walking</cp:keywords></cp:coreProperties>"
)


def test_a_presentation_tells_its_core_properties_and_its_first_slide():
    deck = with_member(
        make_pptx([Slide(title="Острый\nсиндром", text="Лекция"), Slide(title="Second")]),
        "docProps/core.xml",
        CORE.format("A title").encode(),
    )
    found = read(presentation, deck)
    assert found.said == {
        "title": ("A title",),
        "byline": ("A. Example; B. Muster",),
        "keywords": ("sleep; walking",),
    }
    assert found.lines == (Line(1, "Острый синдром", role="title"), Line(1, "Лекция"))


def test_a_document_tells_how_its_first_paragraphs_are_set():
    body = [
        '<w:p><w:r><w:rPr><w:b/><w:sz w:val="36"/></w:rPr><w:t>Large and bold</w:t></w:r></w:p>',
        '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr><w:r><w:t>Plain</w:t></w:r></w:p>',
        "<w:p/>",
    ]
    from tests.sample_files import docx_of_body

    found = read(document, docx_of_body("".join(body)))
    assert found.lines == (Line(1, "Large and bold", size=18, bold=True), Line(1, "Plain", size=10))


@pytest.mark.parametrize(
    "core",
    [
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        b"not xml",
        b"<cp:coreProperties xmlns:cp='x'><title>" + b"y" * 3_000_000 + b"</title></cp:coreProperties>",
    ],
)
def test_core_properties_that_are_broken_or_huge_cost_nothing_of_the_text(core):
    deck = with_member(make_pptx([Slide(title="A title")]), "docProps/core.xml", core)
    found = read(presentation, deck)
    assert [line.text for line in found.lines] == ["A title"]
    assert all(len(value) <= MAX_VALUE_CHARACTERS for value in found.said.get("title", ()))


def test_a_document_that_is_read_whole_has_its_properties_beside_its_text():
    extraction = extract_text(io.BytesIO(make_docx(Document(["A paragraph"]))), DOCX)
    assert [page.text for page in extraction.pages] == ["A paragraph"]
    assert [line.text for line in extraction.properties.lines] == ["A paragraph"]


# --- the wire ----------------------------------------------------------------------------------

WHOLE = Properties(
    {"title": ("Сон",), "author": ("A B", "C D")}, (Line(1, "Сон", 18.5, True, "title", 0.1, 0.2), Line(2, "x"))
)


def test_properties_arrive_as_they_were_sent():
    assert decode(encode(WHOLE)) == WHOLE
    assert properties_of_dict(WHOLE.as_dict()) == WHOLE


@pytest.mark.parametrize(
    "line",
    [
        b'{"is": "Properties", "said": []}',
        b'{"is": "Properties", "said": {"title": "not a list"}}',
        b'{"is": "Properties", "said": {"title": [1]}}',
        b'{"is": "Properties", "lines": {}}',
        b'{"is": "Properties", "lines": [[]]}',
        b'{"is": "Properties", "lines": [{"page": 1}]}',
        b'{"is": "Properties", "lines": [{"page": "1", "text": "x"}]}',
        b'{"is": "Properties", "lines": [{"page": 1, "text": "x", "size": NaN}]}',
        b'{"is": "Properties", "lines": [{"page": 1, "text": "x", "size": 1e999}]}',
        b'{"is": "Properties", "lines": [{"page": 1, "text": "x", "size": "18"}]}',
        b'{"is": "Properties", "lines": [{"page": 1, "text": "x", "more": 1}]}',
    ],
)
def test_what_is_of_another_shape_is_not_believed(line):
    with pytest.raises(MalformedLine):
        decode(line)


def test_a_measure_beyond_all_measure_is_cut():
    line = decode(b'{"is": "Properties", "lines": [{"page": 1, "text": "x", "size": 1%s}]}' % (b"0" * 4000)).lines[0]
    assert line.size == 1_000_000


def test_names_nobody_knows_and_what_no_text_may_hold_are_left_out():
    said = {"title": ["a\x00b\u202ec\ud800"], "password": ["secret"], "doi": ["  "]}
    assert bounded(said) == Properties({"title": ("abc",)})


def test_there_is_an_end_to_all_of_it():
    huge = bounded({"title": ["x" * 50_000] * 500, "author": ["y" * 50_000] * 500}, [Line(1, "z" * 5000)] * 5000)
    assert sum(len(value) for values in huge.said.values() for value in values) <= MAX_CHARACTERS
    assert len(huge.lines) == MAX_LINES
    assert len(encode(huge)) < 1 << 20
