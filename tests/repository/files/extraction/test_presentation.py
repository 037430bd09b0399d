import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from repository.files.extraction import presentation
from repository.files.extraction.faults import Unreadable
from repository.files.extraction.wire import Outline, Page
from tests.sample_files import Slide, make_pptx, with_member

DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
SLIDES = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'


def slides(data: bytes, first: int = 1) -> list[Page]:
    return [item for item in presentation.read(io.BytesIO(data), first) if isinstance(item, Page)]


def saved(deck) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def test_slide_has_title_text_table_and_groups_and_its_notes_apart():
    deck = make_pptx(
        [
            Slide(
                "Сердце",
                "Первая строка\nВторая",
                notes="Сказать медленно\nи громко",
                table=[["rate", "норма"], ["60", "100"]],
                grouped=["left ventricle", "right ventricle"],
            )
        ]
    )
    [slide] = slides(deck)
    assert slide.text.split("\n") == [
        *("Сердце", "Первая строка", "Вторая", "rate\tнорма", "60\t100"),
        *("left ventricle", "right ventricle"),
    ]
    assert slide.notes == "Сказать медленно\nи громко"


def test_slides_come_in_the_order_of_presentation_and_hidden_ones_count():
    deck = Presentation(io.BytesIO(make_pptx([Slide("One"), Slide("Two", hidden=True), Slide("Three")])))
    order = deck.slides._sldIdLst
    order.insert(0, order[2])
    data = saved(deck)
    assert [(slide.number, slide.text) for slide in slides(data)] == [(1, "Three"), (2, "One"), (3, "Two")]
    assert [slide.number for slide in slides(data, first=3)] == [3]
    assert next(iter(presentation.read(io.BytesIO(data)))) == Outline("slide", 3)


def test_words_of_a_chart_are_found():
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    chart_data = CategoryChartData()
    chart_data.categories = ["a"]
    chart_data.add_series("s", (1,))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.PIE, Inches(1), Inches(1), Inches(3), Inches(3), chart_data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Ejection fraction"
    assert [slide.text for slide in slides(saved(deck))] == ["Ejection fraction"]


def test_words_of_smart_art_are_found():
    deck = make_pptx([Slide("Circle")])
    relations = "ppt/slides/_rels/slide1.xml.rels"
    with zipfile.ZipFile(io.BytesIO(deck)) as package:
        related = package.read(relations).decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
    relation = f'<Relationship Id="rId9" Type="{kind}" Target="../diagrams/data1.xml"/></Relationships>'
    deck = with_member(deck, relations, related.replace("</Relationships>", relation).encode())
    art = f"<d {DRAWING}><a:p><a:r><a:t>Systole</a:t></a:r></a:p><a:p><a:r><a:t>Diastole</a:t></a:r></a:p></d>"
    assert [slide.text for slide in slides(with_member(deck, "ppt/diagrams/data1.xml", art.encode()))] == [
        "Circle\nSystole\nDiastole"
    ]


def slide_of(body: str) -> str:
    data = f"<p:sld {SLIDES} {DRAWING}>{body}</p:sld>".encode()
    return slides(with_member(make_pptx([Slide("x")]), "ppt/slides/slide1.xml", data))[0].text


def paragraph(text: str) -> str:
    return f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"


def test_slide_numbers_dates_and_footers_are_left_out():
    shapes = "".join(
        f'<p:sp><p:nvPr><p:ph type="{kind}"/></p:nvPr><p:txBody>{paragraph(kind)}</p:txBody></p:sp>'
        for kind in ("ctrTitle", "sldNum", "dt", "ftr", "body")
    )
    assert slide_of(shapes) == "ctrTitle\nbody"


def test_alternate_content_is_said_once():
    assert (
        slide_of(
            f"<p:AlternateContent><p:Choice>{paragraph('a')}</p:Choice><p:Fallback>{paragraph('a')}</p:Fallback>"
            f"</p:AlternateContent>{paragraph('b')}"
        )
        == "a\nb"
    )


def test_ten_thousand_groups_in_one_another_are_walked():
    depth = 10_000
    assert slide_of("<p:grpSp>" * depth + paragraph("deep") + "</p:grpSp>" * depth) == "deep"


TAGS = ["p:sp", "p:grpSp", "p:ph", "a:p", "a:r", "a:t", "a:tbl", "a:tr", "a:tc", "a:br", "p:Fallback", "p:sldId", "c"]


@st.composite
def elements(draw, depth: int = 4) -> str:
    tag = draw(st.sampled_from(TAGS))
    children = draw(st.lists(elements(depth=depth - 1), max_size=3)) if depth else []
    return f"<{tag}>{draw(st.sampled_from(['', 'word', ' ']))}{''.join(children)}</{tag}>"


@given(elements())
def test_any_well_formed_slide_is_walked(body):
    assert slide_of(body) is not None


BASE = make_pptx([Slide("One", "two", notes="three")])
PARTS = ["ppt/slides/slide1.xml", "ppt/presentation.xml", "_rels/.rels", "ppt/_rels/presentation.xml.rels"]


@given(st.sampled_from(PARTS), st.one_of(st.binary(max_size=200), elements().map(str.encode)))
def test_any_part_may_be_anything(part, data):
    try:
        slides(with_member(BASE, part, data))
    except Unreadable as fault:
        assert fault.reason in {"damaged", "unsafe"}


@pytest.mark.parametrize("target", ["../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "", "%00"])
def test_relation_that_points_outside_the_package_finds_nothing(target):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = f'<Relationships><Relationship Id="a" Type="{kind}" Target="{target}"/></Relationships>'
    with pytest.raises(Unreadable):
        slides(with_member(BASE, "_rels/.rels", relations.encode()))
