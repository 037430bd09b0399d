"""Text with the query's words marked is always escaped."""

import re
from html import unescape

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from search.answering.marking import marked, marked_snippet, with_marks
from search.asking.query import parse_query


def query(text):
    return parse_query(text).to_query(language="en")


def test_word_forms_are_marked():
    html = marked("Боли в сердце и сердечная недостаточность", query("сердечной"), "ru")
    assert "<mark>сердечная</mark>" in html


def test_markup_in_a_text_is_text():
    html = marked('<script>alert("heart")</script>', query("heart"), "en")
    assert html == "&lt;script&gt;alert(&quot;<mark>heart</mark>&quot;)&lt;/script&gt;"


@pytest.mark.django_db
def test_the_filter_marks_in_a_template():
    template = Template("{% load marks %}{{ text|mark:query }}")
    html = template.render(Context({"text": "The hearts & lungs", "query": "heart"}))
    assert html == "The <mark>hearts</mark> &amp; lungs"


def test_the_filter_takes_an_absent_text_and_query():
    assert Template("{% load marks %}{{ text|mark:query }}").render(Context({"text": None, "query": None})) == ""


def test_a_snippet_shows_that_it_is_cut_but_not_behind_a_whole_sentence():
    within = marked_snippet("before that " * 60 + "the pericardium " + "after that " * 60, query("pericardium"), "en")
    assert within.startswith("…") and within.endswith("…") and "<mark>pericardium</mark>" in within
    whole = marked_snippet("Before that. " * 60 + "The pericardium. " + "After that. " * 60, query("pericardium"), "en")
    assert whole.startswith("…") and whole.endswith("After that.")


@given(st.text(max_size=80), st.text(max_size=20))
def test_without_the_marks_it_is_the_escaped_text(text, words):
    html = marked(text, query(words), "en")
    assert unescape(re.sub("</?mark>", "", html)) == unescape(with_marks(text, []))


@pytest.mark.parametrize(
    ("text", "language", "said", "direction"),
    [
        ("דלקת קרום הלב", "he", "he", "rtl"),
        ("The heart", "en", "en", "ltr"),
        ("درمان بیماری‌های قلبی", "", "fa", "rtl"),
        ("123", "und", "", "auto"),
    ],
)
def test_a_marked_text_says_its_language_and_direction(text, language, said, direction):
    for piece in (marked(text, query("heart"), language), marked_snippet(text, query("heart"), language)):
        assert (piece.language, piece.direction) == (said, direction)
