"""Institutions below a list of authors, and whose they are."""

import pytest

from repository.imports.authors import authors_in
from repository.imports.authors.places import affiliation_of
from repository.interop.record import Affiliation

BSMU, PADUA = "Belarusian State Medical University, Minsk, Belarus", "University of Padua, Padua, Italy"


def places(text: str) -> dict[str, list[str]]:
    return {one.family: [place.institution for place in one.affiliations] for one in authors_in(text)}


@pytest.mark.parametrize(
    "text",
    [
        f"Ivanova A.¹, Petrov B.¹,², Sato K.²\n1 {BSMU}; 2 {PADUA}",
        f"Ivanova A.¹, Petrov B.¹², Sato K.²\n¹{BSMU}\n²{PADUA}",
        f"Ivanova A.1, Petrov B.1,2, Sato K.2*\n1. {BSMU}.\n2. {PADUA}.\n*Corresponding author: a@b.org",
        f"Ivanova A. 1, Petrov B. 1, 2 and Sato K. 2\n1 — {BSMU};\n2 — {PADUA}",
        f"Ivanova A. a, Petrov B. a,b, Sato K. b\na {BSMU}\nb {PADUA}",
        f"Ivanova A.^a, Petrov B.^a,b, Sato K.^b\n(a) {BSMU}\n(b) {PADUA}",
        f"Ivanova A.ᵃ, Petrov B.ᵃᵇ, Sato K.ᵇ\nᵃ {BSMU}\nᵇ {PADUA}",
        f"Ivanova A.[1], Petrov B.[1,2], Sato K.[2]\n[1] {BSMU}\n[2] {PADUA}",
        f"Ivanova A.,¹ Petrov B.,¹,² Sato K.²\n¹{BSMU} ²{PADUA}",
        f"Ivanova A.¹, Petrov B.¹,², Sato K.² ¹{BSMU}; ²{PADUA}",
        f"Ivanova A., MD¹; Petrov B., PhD¹,²; Sato K.²\n1 Belarusian State Medical\n"
        f"University, Minsk, Belarus\n2 {PADUA}",
        f"Ivanova A.*, Petrov B.*†, Sato K.†\n* {BSMU}\n† {PADUA}",
    ],
)
def test_marks_tie_institutions_to_names(text):
    assert places(text) == {"Ivanova": [BSMU], "Petrov": [BSMU, PADUA], "Sato": [PADUA]}


def test_twelve_is_the_twelfth_where_there_is_one():
    text = "Li W.¹², Wu Z.¹\n" + "\n".join(f"{number} University {number}" for number in range(1, 13))
    assert places(text) == {"Li": ["University 12"], "Wu": ["University 1"]}


def test_without_marks_all_belong_to_it():
    assert places(f"Ivanova A., Petrov B.\n{BSMU}") == {"Ivanova": [BSMU], "Petrov": [BSMU]}


def test_names_and_institutions_by_turns():
    assert places(f"Ivanova A.\n{BSMU}\nRossi M., Bianchi L.\n{PADUA}") == {
        "Ivanova": [BSMU],
        "Rossi": [PADUA],
        "Bianchi": [PADUA],
    }


def test_institutions_in_brackets():
    assert places("John Smith (University of Oxford), Иванов И.И. (Минск)") == {
        "Smith": ["University of Oxford"],
        "Иванов": ["Минск"],
    }


def test_a_russian_title_page():
    ivanova, petrov = authors_in(
        "Иванова А.А.¹, Петров Б.В.¹,²\n"
        "1 — УО «Белорусский государственный медицинский университет, головной», кафедра хирургии, г. Минск\n"
        "2 — РНПЦ «Кардиология», г. Минск, Беларусь"
    )
    surgery = Affiliation(
        "УО «Белорусский государственный медицинский университет, головной», г. Минск", "кафедра хирургии"
    )
    assert ivanova.affiliations == (surgery,)
    assert petrov.affiliations == (surgery, Affiliation("РНПЦ «Кардиология», г. Минск, Беларусь"))


@pytest.mark.parametrize(
    ("place", "institution", "department"),
    [
        (
            "Department of Surgery, University of Oxford, Oxford, UK.",
            "University of Oxford, Oxford, UK",
            "Department of Surgery",
        ),
        ("BSMU University, Department of Surgery", "BSMU University", "Department of Surgery"),
        ("Кафедра терапии, Университет Падуи, Падуя", "Университет Падуи, Падуя", "Кафедра терапии"),
        (
            "Faculty of Medicine, Department of Surgery, Uni University",
            "Uni University",
            "Faculty of Medicine, Department of Surgery",
        ),
        ("Department of Health, London", "Department of Health, London", ""),
        ("Institute of Physics, Minsk", "Institute of Physics, Minsk", ""),
        ("北京大学", "北京大学", ""),
        ("Minsk", "Minsk", ""),
    ],
)
def test_department_and_institution(place, institution, department):
    assert affiliation_of(place) == Affiliation(institution, department)
