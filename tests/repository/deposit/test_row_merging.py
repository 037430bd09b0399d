"""Two people change one list: whatever each did, the rows meet, and choosing loses and invents none."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from repository.deposit.forms.row_merging import MINE, THEIRS, Row, rows_met

WORDS = st.sampled_from("abc")


@st.composite
def states(draw) -> list[Row]:
    """Rows with a name each, once in a list, and words that may change."""
    names = draw(st.lists(st.integers(0, 5), unique=True, max_size=5))
    return [Row(f"{name}{draw(WORDS)}", (f"named {name}",)) for name in names]


def texts(rows) -> list[str]:
    return [row.text for row in rows]


def chosen(met, side=None) -> list[str]:
    rows = [row.of(side or row.likely) for row in met]
    return [row.text for row in rows if row]


@given(states(), states())
def test_what_only_one_side_changed_is_likely_as_that_side_has_it(before, after):
    assert chosen(rows_met(before, after, before)) == texts(after)
    assert chosen(rows_met(before, before, after)) == texts(after)
    assert chosen(rows_met(before, after, after)) == texts(after)


@given(states(), states(), states())
def test_all_rows_of_one_side_are_exactly_its_list(before, mine, theirs):
    met = rows_met(before, mine, theirs)
    assert Counter(chosen(met, MINE)) == Counter(texts(mine))
    assert Counter(chosen(met, THEIRS)) == Counter(texts(theirs))


@given(states(), states(), states())
def test_nothing_that_both_have_is_asked_and_nothing_disputed_passes_unasked(before, mine, theirs):
    for row in rows_met(before, mine, theirs):
        assert row.differs or row.mine.text == row.theirs.text
        assert row.differs or not row.is_disputed
        assert row.mine or row.theirs


@given(states(), states(), states())
def test_no_row_is_there_twice_whatever_is_chosen(before, mine, theirs):
    met = rows_met(before, mine, theirs)
    for pick in (MINE, THEIRS, None):
        names = [text[0] for text in chosen(met, pick)]
        assert len(names) == len(set(names))


@given(states(), states(), states())
def test_keys_tell_rows_apart(before, mine, theirs):
    keys = [row.key for row in rows_met(before, mine, theirs)]
    assert len(keys) == len(set(keys))


@given(states(), states(), states())
def test_the_order_is_that_of_the_side_that_changed_it(before, mine, theirs):
    met = rows_met(before, mine, theirs)
    moved = [row.before.names for row in met if row.before and row.theirs]
    in_theirs = [row.names for row in theirs if row.names in {one.names for one in before}]
    in_before = [row.names for row in before if row.names in {one.names for one in theirs}]
    if in_theirs != in_before:
        assert moved == in_theirs
    else:
        assert [text for text in chosen(met, MINE)] == texts(mine)


def test_the_surer_name_tells_who_is_who():
    before = [Row("Li Wei", ("key 1", "family Li")), Row("Li Na", ("key 2", "family Li"))]
    theirs = [Row("Li Naomi", ("key 2", "family Li")), Row("Li Weiwei", ("family Li",))]
    met = {row.before.text: row.theirs.text for row in rows_met(before, before, theirs)}
    assert met == {"Li Na": "Li Naomi", "Li Wei": "Li Weiwei"}


def test_each_sides_deed_is_named():
    kept, changed, gone = Row("1a"), Row("2a", ("key 2",)), Row("3a")
    mine = [kept, Row("2b", ("key 2",)), gone, Row("4a")]
    theirs = [kept, Row("2c", ("key 2",)), Row("5a")]
    met = rows_met([kept, changed, gone], mine, theirs)
    told = {(_said(row.mine), _said(row.theirs)): (row.deed_of_mine, row.deed_of_theirs, row.likely) for row in met}
    assert told == {
        ("1a", "1a"): ("kept", "kept", THEIRS),
        ("2b", "2c"): ("changed", "changed", MINE),
        ("3a", ""): ("kept", "removed", THEIRS),
        ("4a", ""): ("added", "kept", MINE),
        ("", "5a"): ("kept", "added", THEIRS),
    }
    assert [row.is_disputed for row in met].count(True) == 1


def _said(row: Row | None) -> str:
    return row.text if row else ""
