"""Real files, made when the sample is loaded: PDF with embedded fonts, slides with notes, a manuscript, captions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from fpdf import FPDF
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.text.text import TextFrame
from pptx.util import Pt

from repository.languages import direction

FONTS = Path(__file__).parent / "fonts"
FONT_OF = {
    "zh": "NotoSansSC-subset.otf",
    "ja": "NotoSansJP-subset.otf",
    "fa": "NotoNaskhArabic.ttf",
    "he": "NotoSansHebrew.ttf",
    "ka": "NotoSansGeorgian.ttf",
}
LATIN_AND_CYRILLIC = "NotoSans-latin-cyrillic.ttf"


def pdf(title: str, notice: str, pages: Sequence[str], language: str) -> bytes:
    """A PDF of A4 pages: the notice above, the text, the page number below."""
    document = FPDF(format="A4")
    document.set_title(title)
    document.set_lang(language)
    document.set_auto_page_break(False)
    document.add_font("text", fname=FONTS / FONT_OF.get(language, LATIN_AND_CYRILLIC))
    document.add_font("others", fname=FONTS / LATIN_AND_CYRILLIC)
    document.set_fallback_fonts(["others"])  # full stops and Latin letters, which some of the scripts' fonts lack
    is_rtl = direction(language) == "rtl"
    if is_rtl:  # Arabic letters join; for the others shaping would take most of the time the sample takes
        document.set_text_shaping(True, direction="rtl")
    align = "R" if is_rtl else "L"
    for number, text in enumerate(pages, 1):
        document.add_page()
        _write(document, notice, 9, align)
        _write(document, title, 16 if number == 1 else 11, align)
        for paragraph in text.split("\n"):
            _write(document, paragraph, 12, align)
        document.set_y(-20)
        document.set_font("text", size=9)
        document.cell(0, 8, str(number), align="C")
    return bytes(document.output())


def _write(document: FPDF, text: str, size: int, align: str) -> None:
    document.set_font("text", size=size)
    document.multi_cell(0, size * 0.55, text, align=align, new_x="LMARGIN", new_y="NEXT")
    document.ln(size * 0.3)


@dataclass(frozen=True, slots=True)
class Slide:
    title: str
    lines: Sequence[str]
    notes: str


def pptx(slides: Sequence[Slide], language: str) -> bytes:
    deck = Presentation()
    layout = deck.slide_layouts[1]
    for slide in slides:
        shown = deck.slides.add_slide(layout)
        shown.shapes.title.text = slide.title
        for paragraph in shown.shapes.title.text_frame.paragraphs:
            paragraph.font.size = Pt(30)  # titles are sentences here, and have to stay in their place
        shown.placeholders[1].text = "\n".join(slide.lines)
        shown.notes_slide.notes_text_frame.text = slide.notes
        if direction(language) == "rtl":
            for placeholder in shown.placeholders:
                _run_from_the_right(placeholder.text_frame)
            _run_from_the_right(shown.notes_slide.notes_text_frame)
    return _saved(deck)


def _run_from_the_right(frame: TextFrame) -> None:
    """As presentation programs write it: the direction does not move what is aligned to the left."""
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT
        paragraph._p.get_or_add_pPr().set("rtl", "1")


def docx(title: str, notice: str, sections: Sequence[str]) -> bytes:
    document = Document()
    document.add_heading(title, 0)
    document.add_paragraph(notice)
    for number, section in enumerate(sections, 1):
        document.add_heading(str(number), 1)
        for paragraph in section.split("\n"):
            document.add_paragraph(paragraph)
        document.add_page_break()
    return _saved(document)


def vtt(cues: Sequence[str], seconds_each: int) -> bytes:
    """WebVTT in which each cue lasts ``seconds_each`` seconds and follows the one before."""
    blocks = [
        f"{_clock(number * seconds_each)} --> {_clock((number + 1) * seconds_each)}\n{cue}"
        for number, cue in enumerate(cues)
    ]
    return ("WEBVTT\n\n" + "\n\n".join(blocks) + "\n").encode()


def video() -> bytes:
    """A minute of a moving test card (VP9 in WebM), small enough to lie in the repository."""
    return (Path(__file__).parent / "test-card.webm").read_bytes()


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


def _saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
