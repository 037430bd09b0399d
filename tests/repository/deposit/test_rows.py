"""The buttons of rows, on any form that a browser could send."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from repository.deposit.forms.rows import MOST_ROWS, rows_changed

TEXTS = st.lists(st.text(max_size=5), min_size=1, max_size=6)


def sent(texts: list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    data["people-TOTAL_FORMS"] = str(len(texts))
    for index, text in enumerate(texts):
        data[f"people-{index}-name"] = text
        data[f"people-{index}-affiliations-0-institution"] = text * 2
    return data


def read(data: QueryDict) -> list[tuple[str, str]]:
    total = int(data["people-TOTAL_FORMS"])
    return [
        (data.get(f"people-{index}-name", ""), data.get(f"people-{index}-affiliations-0-institution", ""))
        for index in range(total)
    ]


@given(TEXTS, st.data())
def test_moving_there_and_back_changes_nothing(texts, draw):
    index = draw.draw(st.integers(0, len(texts) - 1))
    moved, row = rows_changed(sent(texts), f"people-{index}:down")
    if index < len(texts) - 1:
        assert row == f"people-{index + 1}"
        assert read(moved)[index + 1] == read(sent(texts))[index]
        moved, _row = rows_changed(moved, f"people-{index + 1}:up")
    assert read(moved) == read(sent(texts))


@given(TEXTS, st.data())
def test_a_row_goes_to_any_place_and_those_between_close_up(texts, draw):
    here, there = (draw.draw(st.integers(0, len(texts) - 1)) for _ in range(2))
    moved, row = rows_changed(sent(texts), f"people-{here}:to-{there}")
    expected = read(sent(texts))
    expected.insert(there, expected.pop(here))
    assert (read(moved), row) == (expected, f"people-{there}")


@given(TEXTS, st.integers(0, 999))
def test_a_place_beyond_the_last_moves_nothing(texts, beyond):
    moved, row = rows_changed(sent(texts), f"people-0:to-{len(texts) + beyond if beyond < 900 else 999}")
    assert (read(moved), row) == (read(sent(texts)), "people-0")


@given(TEXTS)
def test_adding_keeps_all_rows_and_adds_an_empty_one(texts):
    changed, row = rows_changed(sent(texts), "people:add")
    assert read(changed) == [*read(sent(texts)), ("", "")]
    assert row == f"people-{len(texts)}"


@given(TEXTS, st.data())
def test_removing_and_bringing_back_changes_nothing(texts, draw):
    index = draw.draw(st.integers(0, len(texts) - 1))
    removed, _row = rows_changed(sent(texts), f"people-{index}:remove")
    assert removed[f"people-{index}-DELETE"] == "on"
    restored, _row = rows_changed(removed, f"people-{index}:restore")
    assert restored.dict() == sent(texts).dict()


@pytest.mark.parametrize("count", ["", "x", "-5", "999999999999"])
def test_a_count_of_somebodys_making_is_bounded(count):
    data = QueryDict(f"people-TOTAL_FORMS={count}")
    changed, _row = rows_changed(data, "people:add")
    assert 1 <= int(changed["people-TOTAL_FORMS"]) <= MOST_ROWS


@pytest.mark.parametrize("action", ["people", "people:explode", "people-x:up", ":add", "people-0-a-b-c:up"])
def test_buttons_that_are_not_ours_are_refused(action):
    with pytest.raises(ValueError, match=action):
        rows_changed(sent(["a"]), action)
