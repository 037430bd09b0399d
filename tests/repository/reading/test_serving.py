"""Ranges as pure arithmetic, and whole HTTP exchanges over real bytes."""

import pytest
from django.utils.http import http_date
from hypothesis import given
from hypothesis import strategies as st

from repository.reading.serving import Unsatisfiable, span_of_range
from tests.factories import OutputFactory, OutputFileFactory

BYTES = bytes(range(256)) * 1000


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("0", "0", (0, 1)),
        ("0", "", (0, 10)),
        ("3", "5", (3, 3)),
        ("3", "99", (3, 7)),
        ("", "4", (6, 4)),
        ("", "99", (0, 10)),
        ("5", "3", None),
        ("", "", None),
    ],
)
def test_the_span_of_a_range(first, last, span):
    assert span_of_range(first, last, 10) == span


@pytest.mark.parametrize(("first", "last", "size"), [("10", "", 10), ("", "0", 10), ("0", "", 0), ("", "5", 0)])
def test_a_range_with_nothing_in_it(first, last, size):
    with pytest.raises(Unsatisfiable):
        span_of_range(first, last, size)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 20))
def test_a_span_is_what_slicing_gives(first, last, size):
    data = bytes(size)
    try:
        span = span_of_range(str(first), str(last), size)
    except Unsatisfiable:
        assert first >= size
    else:
        assert span is None if last < first else span == (first, len(data[first : last + 1]))


@pytest.fixture
def file(db):
    return OutputFileFactory(
        output=OutputFactory(published=True),
        name="data.mp4",
        stored_file__data=BYTES,
        stored_file__media_type="video/mp4",
    )


def body(response) -> bytes:
    return b"".join(response)


def test_the_whole_file(client, file):
    response = client.get(file.get_absolute_url())
    assert response.status_code == 200
    assert body(response) == BYTES
    assert response["Content-Length"] == str(len(BYTES))
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == f'"{file.stored_file.sha256}"'


def test_head_says_the_same_without_the_bytes(client, file):
    whole, head = client.get(file.get_absolute_url()), client.head(file.get_absolute_url())
    assert head.content == b""
    assert dict(head.headers) == dict(whole.headers)
    body(whole)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-99", 0, 100), ("bytes=255990-", 255990, 256000), ("bytes=-5", 255995, 256000), ("bytes=1-1", 1, 2)],
)
def test_a_part_of_it(client, file, asked, start, end):
    response = client.get(file.get_absolute_url(), headers={"Range": asked})
    assert response.status_code == 206
    assert body(response) == BYTES[start:end]
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/256000"
    assert response["Content-Length"] == str(end - start)


def test_a_part_beyond_the_end(client, file):
    response = client.get(file.get_absolute_url(), headers={"Range": "bytes=256000-"})
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */256000"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=x", "bytes=5-2", "bytes=" + "9" * 400 + "-"])
def test_what_is_no_single_range_gets_the_whole(client, file, asked):
    response = client.get(file.get_absolute_url(), headers={"Range": asked})
    assert response.status_code == 200
    assert body(response) == BYTES


def test_an_interrupted_download_goes_on_only_with_the_same_bytes(client, file):
    def status(if_range):
        response = client.get(file.get_absolute_url(), headers={"Range": "bytes=5-", "If-Range": if_range})
        body(response)
        return response.status_code

    tag, modified = f'"{file.stored_file.sha256}"', http_date(file.stored_file.created_at.timestamp())
    assert status(tag) == 206
    assert status(modified) == 206
    assert status('"another"') == 200
    assert status(f"W/{tag}") == 200
    assert status("Mon, 01 Jan 2001 00:00:00 GMT") == 200
    assert status("yesterday") == 200


def test_a_copy_that_is_still_good_is_not_sent_again(client, file):
    first = client.head(file.get_absolute_url())
    again = client.get(file.get_absolute_url(), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    since = client.get(file.get_absolute_url(), headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304


def test_a_condition_that_fails(client, file):
    assert client.get(file.get_absolute_url(), headers={"If-Match": '"another"'}).status_code == 412


def test_a_file_without_bytes(client, db):
    empty = OutputFileFactory(output=OutputFactory(published=True), stored_file__data=b"")
    response = client.get(empty.get_absolute_url())
    assert (response.status_code, body(response), response["Content-Length"]) == (200, b"", "0")
