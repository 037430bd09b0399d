"""The table of an export, as spreadsheets read it."""

import csv
import io
import re
from dataclasses import replace

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from repository.interop.record import Record
from search.export.spreadsheet import COLUMNS, FORMULA_STARTS, header, serialise
from tests.repository.interop.records import ARTICLE, BARE, CHAPTER, UNDATED


def read(*records: Record) -> list[dict[str, str]]:
    data = (header() + "".join(map(serialise, records))).encode().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data, newline="")))


def test_it_begins_with_the_mark_and_the_header():
    assert header().encode().startswith(b"\xef\xbb\xbfcode,address,kind,title,") and header().endswith("\r\n")


def test_readers_are_told_the_columns_in_their_order():
    told = (settings.BASE_DIR / "docs/student.md").read_text().split("Its columns are ")[1].split(". Several")[0]
    assert re.findall(r"`(\w+)`", told) == list(COLUMNS)


def test_a_record_in_its_row():
    (row,) = read(ARTICLE)
    assert row["title"] == ARTICLE.title and row["code"] == ARTICLE.code and row["year"] == ARTICLE.year
    assert row["container"] == ARTICLE.container.title
    assert row["doi"] == ARTICLE.identifier("doi")
    assert row["contributors"].split("; ")[0].startswith(ARTICLE.contributors[0].family)
    assert row["abstract"] in [abstract.text for abstract in ARTICLE.abstracts]


@pytest.mark.parametrize("record", [ARTICLE, CHAPTER, UNDATED, BARE])
def test_every_row_has_every_column(record):
    (row,) = read(record)
    assert list(row) == list(COLUMNS) and None not in row.values()


@pytest.mark.parametrize("start", [*FORMULA_STARTS, "  =", " @"])
def test_no_cell_is_a_formula(start):
    (row,) = read(replace(BARE, title=f"{start}HYPERLINK(1)"))
    assert row["title"] == f"'{start}HYPERLINK(1)"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_whatever_a_title_is_it_comes_back(title):
    (row,) = read(replace(BARE, title=title))
    assert row["title"].removeprefix("'") == title.removeprefix("'")
    assert not row["title"].lstrip(" ").startswith(FORMULA_STARTS)
