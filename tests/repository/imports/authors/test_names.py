"""Lists as people paste them: from title pages, from journals' sites, from reference managers, in several scripts."""

from unicodedata import is_normalized

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repository.imports.authors import authors_in
from repository.imports.authors.names import GROUP
from repository.imports.authors.titles import AMBIGUOUS, TITLES, bare


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Family name and initials.
        ("Ivanova A., Petrov B.; Sato K.¹²", "Ivanova|A. Petrov|B. Sato|K."),
        ("Smith J, Jones AB, et al.", "Smith|J Jones|AB"),
        ("Smith J and others", "Smith|J"),
        ("SMITH J, JONES AB", "SMITH|J JONES|AB"),
        ("Smith J & Jones A", "Smith|J Jones|A"),
        ("Smith J.; Jones A.; and Lee B.", "Smith|J. Jones|A. Lee|B."),
        ("Li W, Zhang Y", "Li|W Zhang|Y"),
        ("De Luca G, Van Damme P", "De_Luca|G Van_Damme|P"),
        ("O'Brien K; d'Alembert J., L'Hôpital G.", "O'Brien|K d'Alembert|J. L'Hôpital|G."),
        ("Al-Hassan M.", "Al-Hassan|M."),
        ("Müller H-J, Łukasz K., Ñandú P.", "Müller|H-J Łukasz|K. Ñandú|P."),
        ("Ivanov I. I. and Petrov P. P.", "Ivanov|I._I. Petrov|P._P."),
        ("Smith J, MD", "Smith|J"),
        # Initials first, full names.
        ("J.-P. Sartre, Simone de Beauvoir", "Sartre|J.-P. de_Beauvoir|Simone"),
        ("John Smith, Mary-Jane O'Neil and Li Wei", "Smith|John O'Neil|Mary-Jane Li|Wei"),
        ("Wei Li, Yang Zhang", "Li|Wei Zhang|Yang"),
        ("John A. Smith", "Smith|John_A."),
        ("John Smith Jr., Sammy Davis, Jr.", "Smith_Jr.|John Davis_Jr.|Sammy"),
        ("Ludwig van Beethoven", "van_Beethoven|Ludwig"),
        ("Maria da Silva, João dos Santos", "da_Silva|Maria dos_Santos|João"),
        ("José Ortega y Gasset", "y_Gasset|José_Ortega"),
        ("Anna IVANOVA, IVANOVA Anna", "IVANOVA|Anna IVANOVA|Anna"),
        ("Robert (Bob) Smith, Ann Lee", "Smith|Robert_(Bob) Lee|Ann"),
        ("Anna-Maria Rossi | Marco Bianchi", "Rossi|Anna-Maria Bianchi|Marco"),
        ("Plato", "Plato|"),
        # Family, given.
        ("van der Berg, P.; de Souza, M.", "van_der_Berg|P. de_Souza|M."),
        ("Smith, J., Jones, A. B., & Lee, C.", "Smith|J. Jones|A._B. Lee|C."),
        ("Smith, J., & Jones, A.", "Smith|J. Jones|A."),
        ("Smith, John; Doe, Jane", "Smith|John Doe|Jane"),
        ("Smith, John and Doe, Jane", "Smith|John Doe|Jane"),
        ("Smith, MD, Jones, AB", "Smith|MD Jones|AB"),
        ("Smith, J. A.; Jones, B. C.", "Smith|J._A. Jones|B._C."),
        ("Kim, Min-su; Park, Ji-hoon", "Kim|Min-su Park|Ji-hoon"),
        ("Ivanova, Anna", "Ivanova|Anna"),
        ("Ivanova, Anna Petrovna", "Ivanova|Anna_Petrovna"),
        ("García Márquez, Gabriel", "García_Márquez|Gabriel"),
        # Russian, Belarusian, and what goes with a father's name.
        ("Иванова А.А.¹, Петров Б.В.²", "Иванова|А.А. Петров|Б.В."),
        ("А.А. Иванов, Б.В. Петров и др.", "Иванов|А.А. Петров|Б.В."),
        ("А.А.Иванов, Петров Б.В.", "Иванов|А.А. Петров|Б.В."),
        ("Иванов И. И., Петров П. П.", "Иванов|И._И. Петров|П._П."),
        ("Иванов Иван Иванович, Петрова Мария Сергеевна", "Иванов|Иван_Иванович Петрова|Мария_Сергеевна"),
        ("Иван Иванович Иванов", "Иванов|Иван_Иванович"),
        ("Анна Иванова, Петров Борис", "Иванова|Анна Петров|Борис"),
        ("Ким Чен Ын", "Ким|Чен_Ын"),
        ("ИВАНОВ И.И., ПЕТРОВ П.П.", "ИВАНОВ|И.И. ПЕТРОВ|П.П."),
        ("Ковалёв А.Б.*, Ким В.Г.", "Ковалёв|А.Б. Ким|В.Г."),
        ("Каваль І.І. і Янкоўская Г.П.", "Каваль|І.І. Янкоўская|Г.П."),
        ("И.И. Иванов¹, С.С. Сидоров¹˒²", "Иванов|И.И. Сидоров|С.С."),
        ("Ivanov Ivan Ivanovich", "Ivanov|Ivan_Ivanovich"),
        ("Mamedov Ali Rashid ogly", "Mamedov|Ali_Rashid_ogly"),
        # Degrees and titles.
        ("Prof. John Smith, MD, PhD; Dr. Jane Doe", "Smith|John Doe|Jane"),
        ("John Smith, Ph.D., Jane Doe, M.D.", "Smith|John Doe|Jane"),
        ("Mary Smith MD, John Doe PhD", "Smith|Mary Doe|John"),
        ("Prof. Dr. med. Hans Müller", "Müller|Hans"),
        ("Assoc. Prof. Mehmet Yılmaz, Prof. Ayşe Demir", "Yılmaz|Mehmet Demir|Ayşe"),
        ("проф., д.м.н. Иванов И.И., к.м.н., доцент Петров П.П.", "Иванов|И.И. Петров|П.П."),
        ("Иванов И.И., д.м.н., профессор", "Иванов|И.И."),
        ("Ковалев Александр Борисович – д.м.н., профессор", "Ковалев|Александр_Борисович"),
        ("Петров П.П., доктор медицинских наук, Иванов И.И., канд. мед. наук", "Петров|П.П. Иванов|И.И."),
        # One a line, and numbered.
        ("John Smith\nMary Jones", "Smith|John Jones|Mary"),
        ("Smith J,\r\nJones A,\r\nLee B", "Smith|J Jones|A Lee|B"),
        ("1. John Smith\n2. Mary Jones\n3) Li Wei", "Smith|John Jones|Mary Li|Wei"),
        ("(1) Smith J\n(2) Jones A", "Smith|J Jones|A"),
        ("• John Smith\n• Jane Doe", "Smith|John Doe|Jane"),
        # Other scripts.
        ("王伟, 李娜、张三丰", "王|伟 李|娜 张|三丰"),
        ("欧阳修；司马光", "欧阳|修 司马|光"),
        ("王 伟; 佐藤 健", "王|伟 佐藤|健"),
        ("佐藤健一", "佐藤健一|"),
        ("김민수, 이영희", "김|민수 이|영희"),
        ("محمد بن سلمان، علی رضایی", "بن_سلمان|محمد رضایی|علی"),
        ("Иванов И.И.; Smith J.; 王伟", "Иванов|И.И. Smith|J. 王|伟"),
        # Groups.
        ("World Health Organization", "World_Health_Organization|"),
        ("Joint Study Group; Smith J", "Joint_Study_Group| Smith|J"),
        # Next to nothing.
        ("", ""),
        (" \n ", ""),
        ("et al.", ""),
        ("X", "X|"),
    ],
)
def test_a_list(text, names):
    """In ``names`` a bar stands between family and given name, and a low line for a space."""
    found = [f"{one.family}|{one.given}".replace(" ", "_") for one in authors_in(text)]
    assert " ".join(found) == names


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Edited by John Smith and Jane Doe", "editor"),
        ("Под ред. И.И. Иванова", "editor"),
        ("Составители: Иванов И.И., Петров П.П.", "compiler"),
        ("Smith J (ed.), Jones A (eds.)", "editor"),
        ("Иванов И.И. (пер.)", "translator"),
        ("Авторы: Иванов И.И., Петров П.П.", "author"),
        ("Authors: John Smith, Jane Doe", "author"),
        ("John Smith", "author"),
    ],
)
def test_a_role_that_is_said(text, role):
    assert {one.role for one in authors_in(text)} == {role}


@pytest.mark.parametrize(
    "text",
    [
        "Smith J (ORCID: 0000-0002-1825-0097), Jones A",
        "Smith J https://orcid.org/0000-0002-1825-0097; Jones A",
        "Smith J¹ ORCID iD 0000-0002-1825-0097, Jones A²",
        "Smith J 0000-0002-1825-0097\nJones A",
    ],
)
def test_an_orcid_belongs_to_the_name_before_it(text):
    assert [(one.family, one.orcid) for one in authors_in(text)] == [("Smith", "0000-0002-1825-0097"), ("Jones", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Smith J (corresponding author), Jones A",
        "Smith J <smith@example.org>, Jones A",
        "Smith J*; Jones A\n* Corresponding author: Smith J, smith@example.org",
        "Smith J (ORCID: 0000-0002-1825-0098), Jones A\nE-mail: smith@example.org",
    ],
)
def test_remarks_are_no_names(text):
    assert [(one.family, one.given, one.orcid, one.affiliations) for one in authors_in(text)] == [
        ("Smith", "J", "", ()),
        ("Jones", "A", "", ()),
    ]


# Whatever is a name, every letter of it comes out.

LETTERS = st.characters(categories=["Lu", "Ll", "Lo"], max_codepoint=0xFFFF)
NOT_NAMES = TITLES | AMBIGUOUS | {"and", "und", "et", "al", "и", "і", "by", "ed", "eds", "others", "др", "еt", "ред"}


def is_no_title(word: str) -> bool:
    return bare(word) not in NOT_NAMES and not GROUP.search(word) and is_normalized("NFC", word)


words = st.text(LETTERS, min_size=2, max_size=8).filter(is_no_title)
families = st.lists(words, min_size=1, max_size=3).map(" ".join) | st.sampled_from(
    ["van der Berg", "de Souza", "O'Neil", "Иванова-Петрова", "王伟", "Al-Hassan", "Ковалёв", "بن سلمان"]
)
initials = st.lists(st.sampled_from(["A.", "J.-P.", "И.", "Ё.", "Ł."]), min_size=1, max_size=2).map(" ".join)
names = st.one_of(
    st.tuples(families, initials).map(" ".join),
    st.tuples(initials, families).map(" ".join),
    st.tuples(families, initials).map(", ".join),
    st.tuples(words, words).map(" ".join),
    families,
)
decorations = st.sampled_from(["", "¹", "¹,²", "1,2", "*", " (1)", "[3]", ", PhD", "†"])
separators = st.sampled_from(["; ", "\n", ";\n", " & ", ";"])


@given(st.lists(st.tuples(names, decorations), max_size=6), separators)
@example([("Smith J", "¹"), ("van der Berg", ", PhD")], "; ")
def test_every_letter_of_every_name_comes_out(listed, separator):
    text = separator.join(f"{name}{decoration}" for name, decoration in listed)
    found = "".join(f"{one.family}{one.given}" for one in authors_in(text))
    assert sorted(filter(str.isalpha, found)) == sorted(filter(str.isalpha, "".join(name for name, _ in listed)))


LIKELY = [
    *(
        "Smith J",
        "Иванов И.И.",
        "王伟",
        "¹",
        "²,³",
        "1",
        "a",
        "*",
        ",",
        ";",
        "\n",
        " and ",
        " (",
        ")",
        "[",
        "]",
        "«",
        "»",
    ),
    *("University", "УО «БГМУ»", "1 — ", "ORCID 0000-0002-1825-0097", "a@b.org", "et al.", "д.м.н.", "Prof.", "^", "."),
    *("\x00", "\ud800", "\ue000", "\ue0010", "\u2028", "،", "Jr", "MD", "ред", ":"),
]


@given(st.text() | st.lists(st.sampled_from(LIKELY) | st.text(max_size=3), max_size=40).map("".join))
def test_any_text_is_a_list_of_people_with_names(text):
    assert all(one.family or one.given for one in authors_in(text))
