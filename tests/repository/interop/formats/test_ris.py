import re
from dataclasses import replace

import pytest
from hypothesis import given

from repository.interop.formats import ris
from repository.interop.record import Contributor, Record, Teaching
from tests.repository.interop.records import ARTICLE, BARE, CHAPTER, UNDATED, any_record


def lines(text: str) -> str:
    return text.replace("\n", "\r\n") + "ER  - \r\n"


def test_an_article():
    assert ris.serialise(ARTICLE) == lines(
        """TY  - JOUR
AU  - Kavaliova, Hanna P.
AU  - Rossi, Marco
AU  - Иванов, Иван
TI  - Joint training of surgeons: 5% & more
TT  - Совместная подготовка хирургов
T2  - Journal of Joint Studies
VL  - 12
IS  - 3
SP  - 45
EP  - 52
PY  - 2025
DA  - 2025/11/03/
SN  - 2049-3630
DO  - 10.1000/joint_1
AN  - 31452104
UR  - https://repository.example/w/0k3vq8zt/
LA  - en
KW  - surgery
KW  - joint training
AB  - We compared two programmes.
AB  - Мы сравнили две программы.
"""
    )


def test_a_chapter_in_cyrillic():
    assert ris.serialise(CHAPTER) == lines(
        """TY  - CHAP
AU  - Петрова, Анна
A2  - Li, Wei
A2  - Novak, Jan
TI  - Глава о сердце
T2  - Кардиология
VL  - 2
SP  - 101
EP  - 130
ET  - 3rd
PB  - Вышэйшая школа
CY  - Минск
PY  - 2024
SN  - 978-3-16-148410-0
UR  - https://repository.example/w/1m4wr9xa/
LA  - ru
"""
    )


def test_a_group_without_a_date():
    assert ris.serialise(UNDATED) == lines(
        """TY  - GEN
AU  - World Liver Alliance
TI  - Lecture 4: The liver
UR  - https://repository.example/w/2n5xs0yb/
LA  - en
"""
    )


@pytest.mark.parametrize(
    ("record", "type_"),
    [
        (Record(kind="monograph", title="x"), "BOOK"),
        (Record(kind="manual", title="x"), "BOOK"),
        (Record(kind="proceedings", title="x"), "CONF"),
        (Record(kind="thesis", title="x"), "THES"),
        (Record(kind="report", title="x"), "RPRT"),
        (Record(kind="teaching", title="x", teaching=Teaching(resource="slides")), "SLIDE"),
        (Record(kind="teaching", title="x", teaching=Teaching(resource="recording")), "VIDEO"),
    ],
)
def test_every_kind_has_its_type(record, type_):
    assert ris.serialise(record).startswith(f"TY  - {type_}\r\n")


@pytest.mark.parametrize(("issued", "written"), [("2025-11", "DA  - 2025/11//\r\n"), ("2025", "PY  - 2025\r\n")])
def test_a_date_is_as_exact_as_is_known(issued, written):
    assert written in ris.serialise(replace(BARE, issued=issued))


def test_a_translation_names_its_original():
    assert "\r\nOP  - Отчёт\r\n" in ris.serialise(replace(BARE, translation_of_title="Отчёт"))


def test_the_editors_of_a_book_without_authors_stand_first():
    record = replace(BARE, kind="monograph", contributors=(Contributor("Li", "Wei", role="editor"),))
    assert ris.serialise(record).startswith("TY  - BOOK\r\nAU  - Li, Wei\r\n")


@given(any_record)
def test_any_record_is_one_reference_of_tagged_lines(record):
    *tagged, last, end = ris.serialise(record).split("\r\n")
    assert tagged[0].startswith("TY  - ")
    assert (last, end) == ("ER  - ", "")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]+", line) for line in tagged)
