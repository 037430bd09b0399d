import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.files.extraction import pdf
from repository.files.extraction.right_to_left import Glyph, reordered
from repository.files.extraction.wire import Page
from tests.sample_files import make_pdf


def drawn(seen: str, order: list[int] | None = None, line: int = 0) -> list[Glyph]:
    """Return the glyphs of a line as it is seen from left to right, given in the order of drawing."""
    top = 800 - 20 * line
    glyphs = [Glyph(character, 10 * place, top, 10 * place + 10, top + 12) for place, character in enumerate(seen)]
    return [glyphs[place] for place in order] if order else glyphs


SEEN = "םולש 2024 Haifa University רקחמ"
READ = "מחקר Haifa University 2024 שלום"


@pytest.mark.parametrize("order", [list(range(len(SEEN))), list(range(len(SEEN)))[::-1]], ids=["forth", "back"])
def test_line_is_read_by_place_in_whatever_order_it_was_drawn(order):
    assert reordered(drawn(SEEN, order)) == READ


def test_line_in_pieces_is_one_line_again():
    pieces = drawn(SEEN[20:]) and [
        *(glyph for glyph in drawn(SEEN)[20:]),
        *(Glyph("\r"), Glyph("\n")),
        *(glyph for glyph in drawn(SEEN)[:20]),
    ]
    assert reordered(pieces) == READ


def test_lines_below_one_another_stay_lines():
    page = [
        *drawn("רקחמ"),
        Glyph("\r"),
        Glyph("\n"),
        *drawn("Plain words", line=1),
        Glyph("\n"),
        *drawn("םולש", line=2),
    ]
    assert reordered(page) == "מחקר\nPlain words\nשלום"


def test_hebrew_words_in_an_english_line_are_read_backwards_together():
    assert reordered(drawn("He said הבר הדות to me")) == "He said תודה רבה to me"


def test_ligature_of_lam_and_alef_is_read_lam_first():
    seen = [Glyph("م", 0, 0, 10, 12), Glyph("ا", 10, 0, 20, 12), Glyph("ل", 10, 0, 20, 12), Glyph("س", 20, 0, 30, 12)]
    assert reordered(seen) == reordered(seen[::-1][:1] + seen[1:3] + seen[:1]) == "سلام"


def test_number_inside_a_word_is_read_forwards():
    assert reordered(drawn("12.5-ב")) == "ב-12.5"


@given(st.lists(st.builds(Glyph, st.sampled_from("אבג سلا 12ab \n"), *[st.floats(-1e4, 1e4)] * 4)))
def test_every_letter_is_kept_wherever_it_stands(glyphs):
    letters = sorted(glyph.character for glyph in glyphs if not glyph.character.isspace())
    assert sorted("".join(reordered(glyphs).split())) == letters


@pytest.mark.parametrize("text", ["تحقیق مشترک دانشگاه\u200cها درباره قلب", "מחקר משותף\nשורה שנייה"])
def test_pdf_drawn_from_right_to_left_is_read_in_order(text):
    assert [item for item in pdf.read(io.BytesIO(make_pdf([text])))][1] == Page(1, text)
