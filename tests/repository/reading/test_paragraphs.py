import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.reading.paragraphs import flowing

WIDE = "The pericardium is a sac of two layers around the heart"


def test_lines_of_a_paragraph_are_joined_and_its_end_is_kept():
    text = f"Chapter 1\n{WIDE}\nand the roots of its great vessels, which it holds in\nplace.\nAnother begins here."
    assert flowing(text) == (
        f"Chapter 1\n{WIDE} and the roots of its great vessels, which it holds in place.\nAnother begins here."
    )


@pytest.mark.parametrize("item", ["• pain", "– pain", "2. Pain", "(b) pain", "[12] Novak M."])
def test_an_item_of_a_list_keeps_its_line(item):
    assert flowing(f"{WIDE}\n{item}") == f"{WIDE}\n{item}"


@pytest.mark.parametrize("text", ["", "Dose\n5 mg\n10 mg", f"{WIDE}\n\n{WIDE}"])
def test_short_lines_and_blank_lines_stay(text):
    assert flowing(text) == text


@pytest.mark.parametrize(
    ("line", "after", "between"),
    [
        ("心包是包裹心脏和出入心脏的大血管根部的纤维浆膜囊分为", "纤维心包和浆膜心包", ""),
        ("심낭은 심장과 대혈관의 기시부를 둘러싸고 있는 이중막 구조의 주머니", "입니다", " "),
        ("הפריקרד הוא שק בעל שתי שכבות העוטף את הלב ואת שורשי", "כלי הדם הגדולים", " "),
        ("التامور كيس ذو طبقتين يحيط بالقلب وجذور الأوعية الدموية", "الكبيرة", " "),
    ],
)
def test_scripts_are_joined_as_they_are_written(line, after, between):
    assert flowing(f"{line}\n{after}") == f"{line}{between}{after}"


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.just("\n"), max_size=400))
def test_nothing_but_line_ends_changes(text):
    assert flowing(text).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
