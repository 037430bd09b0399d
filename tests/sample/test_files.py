"""The files of the sample are real: their text can be read back, in every script, with fonts that travel with them."""

import io
import unicodedata

import pypdf
import pypdfium2
import pytest
from pptx import Presentation

from repository.languages import direction
from sample import files, texts


def readable(text: str) -> str:
    """Without what fonts and line ends do to a text: ligatures, joined forms, hyphens and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("language", texts.NOTICE)
def test_a_pdf_says_what_was_written_and_carries_its_fonts(language):
    notice = texts.NOTICE[language]
    made = files.pdf("Sample", notice, [notice, notice], language)
    document = pypdfium2.PdfDocument(made)
    assert len(document) == 2
    read = readable(document[1].get_textpage().get_text_bounded())
    assert all(readable(word) in read for word in notice.rstrip(".。").split())
    fonts = pypdf.PdfReader(io.BytesIO(made)).pages[1]["/Resources"]["/Font"].values()
    described = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert described
    assert all("/FontFile2" in each or "/FontFile3" in each for each in described)


@pytest.mark.parametrize("language", texts.NOTICE)
def test_slides_run_in_the_direction_of_their_script(language):
    notice = texts.NOTICE[language]
    slide = Presentation(io.BytesIO(files.pptx([files.Slide(notice, [notice, notice], notice)], language))).slides[0]
    frames = [*(each.text_frame for each in slide.placeholders), slide.notes_slide.notes_text_frame]
    paragraphs = [paragraph for frame in frames for paragraph in frame.paragraphs]
    assert [paragraph.text for paragraph in paragraphs] == [notice] * 4
    wanted = "1" if direction(language) == "rtl" else None
    assert [p._p.get_or_add_pPr().get("rtl") for p in paragraphs] == [wanted] * 4
