"""The address of a search: whatever is on can be written into it and read back; whatever else it says is nothing."""

from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from repository.outputs.choices import Access, Kind
from repository.outputs.licences import Licence
from search.asking.facet_values import MOST_CHOICES, values_read, years_in
from search.asking.state import MOST_TOGETHER, PARAMETERS, ParameterLinks, SearchState
from search.engines.protocol import FACETS, Condition, Sort

KEYS = st.integers(1, 10**18 - 1).map(str)
YEARS = st.integers(1, 9999)
RANGES = st.tuples(YEARS, YEARS).filter(lambda ends: ends[0] < ends[1]).map(lambda ends: f"{ends[0]}..{ends[1]}")
VALUES = {
    "kind": st.sampled_from([*Kind.values, "news", "event"]),
    "partner": KEYS,
    "breadth": st.integers(2, 9).map(str),
    "country": st.text("ABCXYZ", min_size=2, max_size=2),
    "year": YEARS.map(str) | RANGES | YEARS.map(lambda year: f"{year}..") | YEARS.map(lambda year: f"..{year}"),
    "language": st.sampled_from(["en", "ru", "zh", "und", "tg"]),
    "subject": KEYS,
    "course": KEYS,
    "licence": st.sampled_from(Licence.values),
    "access": st.sampled_from([*Access.values, "embargoed"]),
}
ANYTHING = st.text(max_size=80)


def read(address: str) -> SearchState:
    return SearchState.of(QueryDict(urlsplit(address).query))


def written(**data) -> SearchState:
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values)
    return SearchState.of(query)


pytestmark = pytest.mark.django_db  # an editor's synonyms are a part of every query

CHOSEN = st.fixed_dictionaries(
    {}, optional={name: st.lists(values, min_size=1, max_size=MOST_CHOICES) for name, values in VALUES.items()}
)


@given(
    q=ANYTHING,
    chosen=CHOSEN,
    together=st.lists(KEYS, max_size=7),
    sort=st.sampled_from([*Sort, ""]),
    page=st.integers(1, 50),
)
def test_what_is_on_comes_back_from_its_address(q, chosen, together, sort, page):
    state = written(q=[q], sort=[sort], page=[str(page)], **chosen, **{"with": together})
    assert read(state.url()) == state
    assert state.page == page and (state.sort or "") == sort
    assert len(state.together) == min(len(set(together)), MOST_TOGETHER)
    for name, values in chosen.items():
        kept = values[:1] if name == "breadth" else list(dict.fromkeys(values))
        assert state.chosen[name] == tuple(kept)


@given(st.dictionaries(st.sampled_from([*PARAMETERS, "from", "to"]), st.lists(ANYTHING, max_size=3)))
def test_whatever_an_address_says_it_can_be_read_and_is_then_stable(data):
    state = written(**data)
    assert read(state.url()) == state
    query = state.to_query()
    assert all(query.chosen.values()), "a filter without values would be none"
    assert all(len(values) <= 3 for values in state.chosen.values())


@given(chosen=CHOSEN, name=st.sampled_from(FACETS), data=st.data())
def test_links_add_and_take_away_as_the_state_does(chosen, name, data):
    state, value = written(page=["3"], **chosen), data.draw(VALUES[name])
    there = state.toggled(name, value)
    assert there.page == 1 and (value in there.chosen.get(name, ())) != (value in state.chosen.get(name, ()))
    assert ParameterLinks(state, name).to(*there.chosen.get(name, ())) == there.url()
    if name != "breadth":
        assert set(there.toggled(name, value).chosen.get(name, ())) == set(state.chosen.get(name, ()))


@given(CHOSEN)
def test_a_form_keeps_all_but_what_it_changes(chosen):
    state = written(q=["heart"], sort=["title"], page=["2"], **chosen)
    fields = QueryDict(mutable=True)
    for name, value in state.fields_beside_sort:
        fields.appendlist(name, value)
    fields["sort"] = "oldest"
    changed = SearchState.of(fields)
    assert (changed.query, changed.chosen) == (state.query, state.chosen)
    assert changed.sort == Sort.OLDEST and changed.page == 1


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2019", "2024", "2019..2024"),
        ("2024", "2019", "2019..2024"),
        (" 2019 ", "", "2019.."),
        ("", "2024", "..2024"),
        ("2019", "2019", "2019"),
        ("last year", "2024", "..2024"),
        ("", "", None),
        ("x", "20190", None),
    ],
)
def test_two_fields_make_a_range_of_years(first, last, years):
    chosen = written(**{"from": [first], "to": [last]}).chosen
    assert chosen == ({"year": (years,)} if years else {})


def test_a_range_replaces_the_years_that_were_chosen():
    assert written(year=["1999"], **{"from": ["2001"], "to": ["2003"]}).chosen == {"year": ("2001..2003",)}


def test_a_range_is_asked_year_by_year():
    assert years_in("2019..2021") == ["2021", "2020", "2019"]
    assert years_in("1987") == ["1987"]
    assert years_in("2190..")[0] == "2200" and years_in("..3")[-1] == "1"
    query = written(year=["2019..2021", "2020", "1987"]).to_query()
    assert query.chosen["year"] == ["2021", "2020", "2019", "1987"]
    assert written(year=["5000..6000"]).to_query().chosen["year"] == ["5000..6000"], "nothing, rather than everything"


def test_partners_together_are_each_required():
    query = written(**{"with": ["3", "5", "3", "x"]}).to_query()
    assert query.required == [[Condition(facet="partner", values=["3"])], [Condition(facet="partner", values=["5"])]]


def test_of_at_least_so_many_one_number_is_chosen():
    state = written(breadth=["3", "5", "40"])
    assert state.chosen == {"breadth": ("3",)}
    assert state.toggled("breadth", "5").chosen == {"breadth": ("5",)}
    assert state.toggled("breadth", "3").chosen == {}


@pytest.mark.parametrize("name", FACETS)
def test_what_no_facet_has_is_passed_over(name):
    nonsense = ["", "-1", "0", "x" * 200, "<script>", "ü", "１９９９", "1e9", "\x00", "9" * 50, "..", "1..2..3", "A B"]
    assert values_read(name, nonsense) == ()
    assert len(values_read(name, (str(number) for number in range(1, 500)))) <= MOST_CHOICES
