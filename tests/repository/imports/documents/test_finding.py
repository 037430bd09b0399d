"""The rules by themselves: what is taken, and above all what is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repository.files.extraction.properties import NOTHING_SAID, Line, Properties, bounded
from repository.imports.documents import finding_in
from repository.imports.documents.abstracts import keywords_of
from repository.imports.documents.citing import citation_of
from repository.imports.documents.evidence import evidence_of, joined
from repository.imports.documents.kinds import licence_of
from repository.imports.documents.meaningless import repaired, told_people, told_title
from repository.imports.documents.people import people_in
from repository.imports.documents.years import year_of
from repository.imports.findings import NOTHING_KNOWN
from repository.interop.record import Container, Record, dict_of_record, record_of_dict


def record(lines: list[Line] | None = None, pages: list[str] | None = None, name: str = "x.pdf", **said: str) -> Record:
    finding = finding_in(bounded({key: [value] for key, value in said.items()}, lines or []), pages or [], name)
    return finding.record if finding else NOTHING_KNOWN


def page(*rows: tuple[str, float]) -> list[Line]:
    """A page of lines, each with its size, one below the other."""
    lines, top = [], 0.05
    for text, size in rows:
        top += 1.3 * size / 842 + 0.02
        lines.append(Line(1, text, size, left=0.1, top=round(top, 3)))
    return lines


BODY = [("Running text that goes on for a while and says nothing of note to anybody at all.", 10)] * 4


# --- titles ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        *("Microsoft Word - document1", "untitled", "Без имени-1", "PowerPoint Presentation", "Презентация PowerPoint"),
        *("Слайд 1", "статья.docx", "Journal_2024_3.indd", "paper_final_v2", "doi:10.5555/1", "Scan 12", "12", "  "),
        *("C:\\wp\\FILE94\\MT_r1.wpd [PFP#1181]", "Документ1", "Шаблон письма"),
    ],
)
def test_a_title_that_a_program_wrote_is_none(title):
    assert told_title(title, "x.pdf") == ""
    assert record(title=title) == NOTHING_KNOWN


def test_a_title_that_is_the_name_of_the_file_is_none():
    assert told_title("stroke2024", "Stroke2024.pdf") == ""
    assert told_title("Life after a stroke", "Life after a stroke.pdf") == "Life after a stroke"


def test_cyrillic_that_was_written_as_latin_is_read():
    assert repaired("Ìåòîäè÷åñêîå ïîñîáèå") == "Методическое пособие"
    assert repaired("Études sur le cœur") == "Études sur le cœur"


def test_a_title_that_no_page_bears_out_gives_way_to_the_printed_one():
    lines = page(("Sleep in old age", 18), *BODY)
    assert record(lines, title="Annual report of the department").title == "Sleep in old age"


def test_a_word_torn_at_the_line_end_is_whole():
    lines = [
        Line(1, "Cardio\u00ad", 18, left=0.1, top=0.1),
        Line(1, "pulmonary resuscitation", 18, left=0.1, top=0.13),
        *page(*BODY),
    ]
    assert record(lines).title == "Cardiopulmonary resuscitation"
    assert joined(["Cardio\u00ad", "pulmonary", "arrest"]) == "Cardiopulmonary arrest"


def test_capitals_are_written_as_the_text_writes_the_words():
    lines = page(("СОН У ЖИТЕЛЕЙ МИНСКА", 18), ("Мы изучали, как спит население, и сон жителей Минска.", 10), *BODY)
    assert record(lines).title == "Сон у жителей Минска"


def test_udk_and_rubrics_are_no_titles():
    lines = page(("УДК 616.12-008", 20), ("ОРИГИНАЛЬНЫЕ ИССЛЕДОВАНИЯ", 20), ("Сон в пожилом возрасте", 16), *BODY)
    assert record(lines).title == "Сон в пожилом возрасте"


def test_a_cover_of_a_network_of_researchers_is_passed_over():
    cover = "See discussions, stats, and author profiles for this publication at: https://www.example.org/1"
    lines = [Line(1, cover, 6, left=0.1, top=0.1), Line(1, "Of the network", 30, left=0.1, top=0.2)]
    lines += [Line(2, line.text, line.size, left=0.1, top=line.top) for line in page(("Of the article", 18), *BODY)]
    assert record(lines, [cover, "Of the article"]).title == "Of the article"


# --- people ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("И. И. Иванов, А. В. Петрова", [("Иванов", "И. И."), ("Петрова", "А. В.")]),
        ("Иванов И.И., Петрова А.В.", [("Иванов", "И.И."), ("Петрова", "А.В.")]),
        ("ИВАНОВ И. И.", [("Иванов", "И. И.")]),
        ("Образцова Анна Викторовна", [("Образцова", "Анна Викторовна")]),
        ("Anna Example¹*, Boris Muster² and Li Shili³", [("Example", "Anna"), ("Muster", "Boris"), ("Li", "Shili")]),
        ("Primer E, Rei H", [("Primer", "E"), ("Rei", "H")]),
        ("Ludwig van Beispiel", [("van Beispiel", "Ludwig")]),
        ("Dora Beispiel, MD, PhD; Li Shili, MD", [("Beispiel", "Dora"), ("Li", "Shili")]),
    ],
)
def test_lists_of_people_in_the_ways_they_are_printed(text, people):
    assert [(one.family, one.given) for one in people_in(text)] == people


@pytest.mark.parametrize(
    "text",
    [
        *("Department of Cardiology, Example University", "Кафедра нормальной анатомии", "U.S. Census Bureau"),
        *("ОСОБЕННОСТИ ЗАПОМИНАНИЯ ТЕРМИНОВ", "anna@example.org", "Minsk, 2024", "", "А", "Open Access", "x" * 5000),
    ],
)
def test_what_is_not_a_list_of_people_is_none(text):
    assert people_in(text) == ()


@pytest.mark.parametrize(
    "name", ["admin", "User", "Пользователь Windows", "HP LaserJet MFP", "python-docx", "maket", "a@b.c"]
)
def test_users_of_computers_are_no_authors(name):
    assert told_people(name) == ""


def test_one_author_that_only_a_property_names_has_to_stand_on_a_page():
    assert record(page(("Sleep in old age", 18), *BODY), byline="Anna Example").contributors == ()


# --- identifiers -------------------------------------------------------------------------------


def test_a_doi_of_the_references_is_not_the_works():
    lines = page(
        ("Sleep in old age", 18), *BODY, ("References", 10), ("1. A. B. Sleep. https://doi.org/10.5555/other", 10)
    )
    assert record(lines).identifiers == ()


def test_of_two_dois_that_stand_alike_neither_is_taken():
    text = "It follows 10.5555/one and 10.5555/two in all but name."
    assert record(page(("Sleep in old age", 18), (text, 10), *BODY)).identifiers == ()


def test_the_doi_in_a_line_of_its_own_is_the_works():
    rows = [("Sleep in old age", 18), ("doi: 10.5555/OWN.1.", 8), ("As shown in 10.5555/two before, it is so.", 10)]
    assert record(page(*rows, *BODY)).identifier("doi") == "10.5555/own.1"


def test_an_isbn_with_a_wrong_check_digit_is_none():
    assert record(page(("Sleep in old age", 18), ("ISBN 978-985-21-1234-6", 9))).identifiers == ()
    assert record(page(("Sleep in old age", 18), ("ISBN 978-985-21-1234-5", 9))).identifiers != ()


# --- where it was published --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "container", "year"),
    [
        ("Invented Heart Journal 12 (2024) 101–115", Container("Invented Heart Journal", "12", "", "101–115"), "2024"),
        ("Invented Med (2023) 45:123-134", Container("Invented Med", "45", "", "123–134"), "2023"),
        (
            "A B, C D. Sleep in old age. J. Invent. Med. 2024;12(3):45–52.",
            Container("J. Invent. Med", "12", "3", "45–52"),
            "2024",
        ),
        ("Журнал. 2024. Т. 12, № 3. С. 45–52", Container("Журнал", "12", "3", "45–52"), "2024"),
        (
            "Иванов И. Сон // Вестник. – 2020. – Т. 17, № 2. – С. 133–140.",
            Container("Вестник", "17", "2", "133–140"),
            "2020",
        ),
        ("Inventions 2021, 9, 77.", Container("Inventions", "9", "", "77"), "2021"),
    ],
)
def test_lines_on_how_to_cite(line, container, year):
    citation = citation_of(line)
    assert (citation.container, citation.year) == (container, year)


@pytest.mark.parametrize("line", ["Received 3 March 2023", "In 2024 we saw 12 patients", "Minsk, 2024", "2024", ""])
def test_lines_with_years_that_are_no_citations(line):
    assert citation_of(line) is None


def test_the_date_of_saving_counts_only_where_a_page_has_that_year():
    said = bounded({"created": ["D:20230105"]})
    assert year_of(evidence_of(said, ["In the spring of 2023 we began."], "x")) == "2023"
    assert year_of(evidence_of(said, ["In the spring of 2019 we began."], "x")) == ""


# --- the rest ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "CC-BY-NC-ND-4.0"),
        ("under the CC BY-SA license", "CC-BY-SA-4.0"),
        ("Creative Commons Attribution-NonCommercial 4.0 International", "CC-BY-NC-4.0"),
        ("https://creativecommons.org/licenses/by/3.0/", ""),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("Все права защищены", "LicenseRef-InCopyright"),
        ("Free to read", ""),
    ],
)
def test_licences_are_ours_or_none(text, licence):
    assert licence_of(evidence_of(NOTHING_SAID, [text], "x.pdf")) == licence


def test_a_sentence_that_begins_with_abstract_is_no_abstract():
    lines = page(("Libexample", 20), ("Abstract Syntax Notation One library for a system of some kind", 11), *BODY)
    assert record(lines).abstracts == ()


def test_keywords_in_the_ways_they_are_printed():
    assert keywords_of("сон; ходьба.") == ("сон", "ходьба")
    assert keywords_of("sleep · walking · sleep") == ("sleep", "walking")
    assert keywords_of("x" * 200) == ()


def test_a_file_that_says_nothing_gives_nothing():
    assert finding_in(NOTHING_SAID, [], "Лекция 3.mp4") is None
    assert finding_in(NOTHING_SAID, ["", "  "], "scan.pdf") is None


# --- whatever the file -------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(
            "Abstract",
            "Аннотация. ",
            "Ключевые слова: ",
            "УДК 616",
            "doi:10.5555/",
            "10.5555/;",
            "ISBN 978-985-21-1234-5",
        ),
        *("И. И. Иванов", "Anna Example¹, Boris Muster²", "J. 2024;12(3):45–52", "// Журнал. 2024. Т. 12, № 3. С. 4–5"),
        *("© 2024", "/ А. Б. Ваш. – Минск : Б, 2023. –", "Авторы: ", "References", "\u00ad", "\n", "ТЕЗИСЫ О СНЕ"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=20), max_size=8).map(" ".join)
LINES = st.builds(
    Line,
    page=st.integers(0, 4),
    text=TEXTS,
    size=st.floats(0, 40),
    bold=st.booleans(),
    role=st.sampled_from(["", "title", "subtitle", "heading"]),
    left=st.floats(0, 1),
    top=st.floats(0, 1),
)
SAID = st.dictionaries(
    st.sampled_from(["title", "author", "byline", "doi", "created", "keywords"]), st.lists(TEXTS, max_size=3)
)


@settings(max_examples=150)
@given(SAID, st.lists(LINES, max_size=12), st.lists(TEXTS, max_size=3), st.text(max_size=30))
def test_any_file_gives_a_finding_that_is_whole_or_none(said, lines, pages, name):
    finding = finding_in(bounded(said, lines), pages, name)
    assert finding is None or record_of_dict(dict_of_record(finding.record)) == finding.record


def test_a_doi_that_is_only_punctuation_is_none():
    """Found by fuzzing: what is left of it when its end is cleaned is nothing."""
    pages = ["10.5555/;\n10.5555/one\n10.5555/two"]
    assert finding_in(Properties({"title": ("Sleep in old age",)}), pages, "x.pdf").record.identifiers == ()


def steps(pages: list[str], said: dict[str, list[str]]) -> int:
    """How many lines of Python the rules run: what they cost, whatever else the machine does."""
    import sys

    count = 0

    def trace(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        finding_in(bounded(said), pages, "x.pdf")
    finally:
        sys.settrace(before)
    return count


def test_twice_the_text_costs_no_more_than_twice_the_steps():
    row = "Иванов И. И., Anna Example / А. Б. – 10.5555/x 2024, 9, 77 Abstract. "
    small, large = ([row * 3 + "\n"] * rows for rows in (20, 40))
    steps(["".join(large)], {})  # what is loaded only once
    assert steps(["".join(large)], {}) < 3 * steps(["".join(small)], {})
