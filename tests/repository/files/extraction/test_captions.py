import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.files.extraction import captions
from repository.files.extraction.captions import Cue, merged, parsed
from repository.files.extraction.faults import Unreadable
from repository.files.extraction.wire import Page
from tests.sample_files import make_vtt


def pages(data: bytes) -> list[Page]:
    return [item for item in captions.read(io.BytesIO(data)) if isinstance(item, Page)]


def test_cues_have_times_in_milliseconds_and_text_without_markup():
    vtt = """WEBVTT - A lecture

STYLE
::cue { color: red }

NOTE not
said

1
00:00:01.500 --> 00:00:04.000 align:start position:0%
<v.loud Anna Müller>Hello &amp; <b>welcome</b>
to <c.term>cardiology</c>

00:05.000 --> 00:06.000
<00:05.200>Half <00:05.400>an hour

101:00:00.000 --> 101:00:02.000
- &lt;late&gt;
"""
    assert list(parsed(vtt)) == [
        Cue(1500, 4000, "Hello & welcome\nto cardiology"),
        Cue(5000, 6000, "Half an hour"),
        Cue(363_600_000, 363_602_000, "- <late>"),
    ]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("00:01.00", "00:02.000"),
        ("00:61.000", "00:62.000"),
        ("1:2.000", "1:3.000"),
        ("00:03.000", "00:02.000"),
        ("00:02.000", "00:02.000"),
        ("00:01,000", "00:02,000"),
        ("x", "y"),
        ("", ""),
        ("٠٠:٠١.٠٠٠", "٠٠:٠٢.٠٠٠"),
    ],
)
def test_malformed_cue_is_passed_over(start, end):
    vtt = make_vtt([(start, end, "bad"), ("00:05.000", "00:06.000", "good")])
    assert [page.text for page in pages(vtt)] == ["good"]


def test_line_ends_and_byte_order_mark_do_not_matter():
    vtt = make_vtt([("00:01.000", "00:02.000", "One."), ("00:03.000", "00:04.000", "Two.")])
    assert pages(vtt) == pages(b"\xef\xbb\xbf" + vtt.replace(b"\n", b"\r\n")) == pages(vtt.replace(b"\n", b"\r"))


def test_captions_run_on_to_the_end_of_a_sentence():
    vtt = make_vtt(
        [
            ("00:01.000", "00:03.000", "The heart has"),
            ("00:03.000", "00:05.000", "four chambers."),
            ("00:05.000", "00:07.000", "心脏有四个腔。"),
            ("00:07.000", "00:09.000", "Then"),
        ]
    )
    assert [(page.number, page.text, page.start_ms, page.end_ms) for page in pages(vtt)] == [
        (1, "The heart has\nfour chambers.", 1000, 5000),
        (2, "心脏有四个腔。", 5000, 7000),
        (3, "Then", 7000, 9000),
    ]


def test_captions_without_sentences_end_after_fifteen_seconds():
    cues = [Cue(second * 1000, second * 1000 + 1000, f"word{second}") for second in range(60)]
    passages = list(merged(cues))
    assert [passage.start_ms for passage in passages] == [0, 15_000, 30_000, 45_000]
    assert passages[-1].end_ms == 60_000


def test_roll_up_captions_say_each_line_once():
    cues = [Cue(0, 2000, "the heart"), Cue(2000, 4000, "the heart\nand the lung"), Cue(4000, 6000, "and the lung")]
    assert [passage.text for passage in merged(cues)] == ["the heart\nand the lung"]


def test_captions_out_of_order_are_sorted():
    vtt = make_vtt([("00:09.000", "00:10.000", "Second."), ("00:01.000", "00:02.000", "First.")])
    assert [page.text for page in pages(vtt)] == ["First.", "Second."]


@pytest.mark.parametrize("data", [b"WEBVTT\n\nno cue", b"1\n00:01.000 --> 00:02.000\nno header"])
def test_file_without_a_cue_is_damaged(data):
    with pytest.raises(Unreadable) as caught:
        pages(data)
    assert caught.value.reason == "damaged"


@given(
    st.lists(
        st.sampled_from(
            ["00:01.000", " --> ", "-->", "00:02.000", "\n", "<v A>", "<", "&lt;", "&#x110000;", "NOTE", "x"]
        )
    )
)
def test_parser_never_raises(parts):
    for cue in parsed("WEBVTT\n\n" + "".join(parts)):
        assert cue.text
        assert cue.end_ms > cue.start_ms


@given(st.binary())
def test_reader_raises_nothing_but_unreadable(data):
    try:
        pages(b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + data)
    except Unreadable as fault:
        assert fault.reason == "damaged"
