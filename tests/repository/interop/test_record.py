import json

import pytest
from hypothesis import given

from repository.interop.record import (
    Problem,
    RecordError,
    dict_of_record,
    json_of_record,
    record_of_dict,
    record_of_json,
    record_schema,
)
from tests.repository.interop.records import ARTICLE, BARE, any_record


@given(any_record)
def test_what_is_written_is_read_back(record):
    assert record_of_json(json_of_record(record)) == record
    assert record_of_dict(dict_of_record(record)) == record


def test_what_is_empty_is_left_out():
    assert dict_of_record(BARE) == {"kind": "report", "title": "A report"}


def test_a_line_is_readable_by_people_and_by_other_programs():
    line = json_of_record(ARTICLE).decode()
    assert "\n" not in line
    assert "Совместная подготовка хирургов" in line
    assert json.loads(line)["contributors"][0] == {
        "family": "Kavaliova",
        "given": "Hanna P.",
        "orcid": "0000-0002-1825-0097",
        "affiliations": [
            {"institution": "Belarusian State Medical University", "department": "Surgery", "partner": "bsmu"}
        ],
    }


def test_every_fault_is_named_with_its_place():
    with pytest.raises(RecordError) as error:
        record_of_json('{"kind": 3, "contributors": [{"family": "Li"}, {"famly": "Rossi"}], "issued": 2026}')
    assert error.value.problems == [
        Problem("kind", "Input should be a valid string"),
        Problem("title", "Field required"),
        Problem("contributors.2.family", "Field required"),
        Problem("contributors.2.famly", "Unexpected keyword argument"),
        Problem("issued", "Input should be a valid string"),
    ]


@pytest.mark.parametrize("line", ["", "{", "[]", "null", b"\xff", '{"kind": "article", "title": "\\ud800"}'])
def test_what_is_no_record_is_refused(line):
    with pytest.raises(RecordError):
        record_of_json(line)


def test_the_shape_is_documented_as_a_json_schema():
    schema = record_schema()
    assert schema["required"] == ["kind", "title"]
    assert "part_of" in schema["properties"]
