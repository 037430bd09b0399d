"""What a child says is not believed: it may have been taken over by the file it reads."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.files.extraction.faults import Reason
from repository.files.extraction.wire import End, Job, MalformedLine, Outline, Page, Picture, Unit, decode, encode


@pytest.mark.parametrize(
    "item",
    [
        Outline(Unit.PAGE, 900),
        Outline(Unit.CAPTION),
        Page(1, "Текст\nwith lines", "iv", "notes", 0, 1500),
        Page(2, lost=Reason.DAMAGED),
        Picture(b"RIFF\x00\x00\x00\x00WEBP"),
        End(),
        End(paused=True),
        End(Reason.TIMEOUT),
    ],
)
def test_items_arrive_as_they_were_sent(item):
    assert decode(encode(item)) == item
    assert encode(item).count(b"\n") == 1


def test_job_arrives_as_it_was_given():
    job = Job("text", "application/pdf", 1, 2, 3, first=40)
    assert Job.from_json(job.to_json()) == job


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"is": "Job"}',
        b'{"is": ["Page"]}',
        b'{"is": "Page"}',
        b'{"is": "Page", "number": -1}',
        b'{"is": "Page", "number": true}',
        b'{"is": "Page", "number": 99999999999}',
        b'{"is": "Page", "number": 1, "text": 5}',
        b'{"is": "Page", "number": 1, "text": null}',
        b'{"is": "Page", "number": 1, "lost": "bored"}',
        b'{"is": "Page", "number": 1, "start_ms": 1.5}',
        b'{"is": "Page", "number": 1, "shell": "rm"}',
        b'{"is": "Outline", "unit": "chapter"}',
        b'{"is": "Outline", "unit": "page", "page_count": "9"}',
        b'{"is": "Picture", "data": "PHN2Zz4="}',
        b'{"is": "Picture", "data": "!"}',
        b'{"is": "End", "reason": "bored"}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_anything_else_is_malformed(line):
    with pytest.raises(MalformedLine):
        decode(line)


def test_text_is_stripped_on_arrival():
    line = json.dumps({"is": "Page", "number": 1, "text": "a\0b\ud800c\u202ed", "label": "\0"}).encode()
    assert decode(line) == Page(1, "abcd")


@given(
    st.binary()
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.dictionaries(st.sampled_from(["is", "number", "text", "unit", "data", "reason"]), inner)
            | st.lists(inner)
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_decoding_raises_nothing_else(line):
    with contextlib.suppress(MalformedLine):
        decode(line)
