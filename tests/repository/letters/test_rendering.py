"""What letters look like, whole, in the three languages; and that data stays data."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from repository.letters.kinds import DIGEST, KINDS, LetterKind, Placeholder, Role
from repository.letters.languages import LetterLanguage
from repository.letters.previews import samples_of
from repository.letters.rendering import Entry, render
from repository.letters.wordings import Wording, body_check, default_wording, wording_check

KIND = LetterKind(
    "test",
    "Test",
    (
        Placeholder("title", "the title"),
        Placeholder("comment", "what is said", role=Role.QUOTE),
        Placeholder("link", "where to go", role=Role.LINK),
        Placeholder("entries", "a list", role=Role.ENTRIES),
    ),
)
CONTEXT = {"title": "Сердце & {link} <b>", "comment": "Add <i>the</i> year.\n\nAnd {title}.", "link": "/deposit/x/"}

RETURNED = {
    "en": """An editor has read “The heart” and asks for changes before it is published.

The editor writes:
> Add the year.
> Thank you.

Everything you entered is still there. Make the changes and submit the work again.

Make the changes:
https://repository.example/deposit/x/

--\x20
Conjoint

You get this letter because you deposited this work, and it cannot be published without you. Such letters cannot be \
switched off.

Which letters you get, and in which language: https://repository.example/letters/
""",
    "ru": """Редактор прочитал работу «The heart» и просит внести исправления до публикации.

Редактор пишет:
> Add the year.
> Thank you.

Всё, что вы ввели, сохранено. Внесите исправления и отправьте работу ещё раз.

Внести исправления:
https://repository.example/deposit/x/

--\x20
Conjoint

Вы получили это письмо, потому что разместили эту работу и без вас опубликовать её нельзя. Отказаться от таких писем \
невозможно.

Какие письма вы получаете и на каком языке: https://repository.example/letters/
""",
    "be": """Рэдактар прачытаў працу «The heart» і просіць унесці праўкі да публікацыі.

Рэдактар піша:
> Add the year.
> Thank you.

Усё, што вы ўвялі, захавана. Унясіце праўкі і адпраўце працу яшчэ раз.

Унесці праўкі:
https://repository.example/deposit/x/

--\x20
Conjoint

Вы атрымалі гэты ліст, бо размясцілі гэтую працу і без вас апублікаваць яе нельга. Адмовіцца ад такіх лістоў \
немагчыма.

Якія лісты вы атрымліваеце і на якой мове: https://repository.example/letters/
""",
}
HTML = """<!doctype html>
<html lang="ru" dir="ltr">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" \
content="light dark"><title>Нужны исправления: «Сердце &amp; {link} &lt;b&gt;»</title></head>
  <body>
    <table role="presentation" width="100%" cellpadding="16" cellspacing="0" border="0">
      <tr><td><b>Conjoint</b></td></tr>
      <tr><td>
<p>Редактор прочитал работу «<bdi>Сердце &amp; {link} &lt;b&gt;</bdi>» и просит внести исправления до публикации.</p>
<p>Редактор пишет:</p>
<blockquote dir="auto">Add &lt;i&gt;the&lt;/i&gt; year.<br>
<br>
And {title}.</blockquote>
<p>Всё, что вы ввели, сохранено. Внесите исправления и отправьте работу ещё раз.</p>
<table role="presentation" border="1" cellpadding="12" cellspacing="0"><tr><td>\
<a href="https://repository.example/deposit/x/"><b>Внести исправления</b></a></td></tr></table>

</td></tr>
      <tr><td><hr><small>
<p>Вы получили это письмо, потому что разместили эту работу и без вас опубликовать её нельзя. \
Отказаться от таких писем невозможно.</p>
<p><a href="https://repository.example/letters/">Какие письма</a></p>
</small></td></tr>
    </table>
  </body>
</html>
"""


@pytest.fixture(autouse=True)
def address(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://repository.example/"


@pytest.mark.parametrize("language", LetterLanguage.values)
def test_a_whole_letter_as_plain_text(language):
    kind = KINDS["returned"]
    label = {"en": "Which letters you get, and in which language", "ru": "Какие письма вы получаете и на каком языке"}
    links = [(label.get(language, "Якія лісты вы атрымліваеце і на якой мове"), "https://repository.example/letters/")]
    context = {"title": "The heart", "comment": "Add the year.\r\nThank you.", "link": "/deposit/x/"}
    assert render(kind, default_wording(kind, language), context, language, links).text == RETURNED[language]


def test_a_whole_letter_as_html():
    kind = KINDS["returned"]
    links = [("Какие письма", "https://repository.example/letters/")]
    assert render(kind, default_wording(kind, "ru"), CONTEXT, "ru", links).html == HTML


def rendered(body: str, subject: str = "{title}", **changed):
    return render(KIND, Wording(subject, body), CONTEXT | changed, "en")


def letter(body: str, **changed) -> str:
    """The paragraphs of the HTML."""
    html = rendered(body, **changed).html
    return html.partition("</b></td></tr>\n      <tr><td>\n")[2].partition("</td></tr>\n      <tr><td><hr>")[0].strip()


def test_what_a_depositor_types_is_never_read_for_placeholders_or_markup():
    said = rendered("{title}\n\n{comment}")
    assert said.subject == "Сердце & {link} <b>"
    assert said.text.startswith("Сердце & {link} <b>\n\n> Add <i>the</i> year.\n> \n> And {title}.\n\n")
    assert "<i>" not in said.html and "<bdi>Сердце &amp; {link} &lt;b&gt;</bdi>" in said.html


@pytest.mark.parametrize("body", ["{title.__class__}", "{title!r}", "{0}", "{}", "{{title}}", "%(title)s", "{Title}"])
def test_nothing_is_evaluated_in_a_wording(body):
    assert rendered(body, title="X").text.startswith(body.replace("{title}", "X"))


def test_a_paragraph_with_nothing_to_say_is_left_out():
    assert letter("The editor writes:\n{comment}\n\nGood bye.", comment="") == "<p>Good bye.</p>"
    assert rendered("The editor writes:\n{comment}\n\nGood bye.", comment=" \n").text.startswith("Good bye.")
    assert letter("{title} {name}") == "<p><bdi>Сердце &amp; {link} &lt;b&gt;</bdi> </p>"


def test_lists_buttons_and_links_in_running_text():
    assert letter("- one\n- {name} two", name="Ада") == "<ul><li>one</li><li><bdi>Ада</bdi> two</li></ul>"
    address = "https://repository.example/deposit/x/"
    assert f'<a href="{address}"><b>Go on</b></a>' in letter("Go on:\n{link}")
    assert letter("{link}") == f'<p><a href="{address}">{address}</a></p>'
    assert letter("See {link} today") == f'<p>See <a href="{address}">{address}</a> today</p>'


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example/", "evil.example", "data:text/html,x"])
def test_what_is_no_address_becomes_no_link(link):
    assert "href" not in letter("Words.\n\nGo on:\n{link}", link=link)


@pytest.mark.parametrize("body", ["Words.\n\n--\n\nWhy.", "Words.\n--\nWhy.", "Words.\n\n--  \nWhy."])
def test_small_print_stands_below_the_line(body):
    assert rendered(body).text == "Words.\n\n-- \nConjoint\n\nWhy.\n"
    assert letter(body) == "<p>Words.</p>" and "<small>\n<p>Why.</p>" in rendered(body).html


def test_entries_are_a_list_with_links():
    entries = [Entry("One & “two”", "https://repository.example/1/"), Entry("Три", "https://repository.example/3/")]
    assert letter("New:\n{entries}\nThat is all.", entries=entries) == (
        '<p>New:</p>\n<ul><li dir="auto"><a href="https://repository.example/1/">One &amp; “two”</a></li>'
        '<li dir="auto"><a href="https://repository.example/3/">Три</a></li></ul>\n<p>That is all.</p>'
    )
    assert "- Три\n  https://repository.example/3/" in rendered("{entries}", entries=entries).text


@given(title=st.text(), comment=st.text(), name=st.text())
def test_no_value_escapes_its_place(title, comment, name):
    context = {"title": title, "comment": comment, "name": name, "link": "/x/"}
    said = render(KIND, Wording("{title}", "{name}\n\n{title}: {comment}\n\n{comment}\n\nGo:\n{link}"), context, "en")
    assert not re.search(r"[\x00-\x1f\x7f\u2028-\u202e]", said.subject.replace("\u2028", "").replace("\u2029", ""))
    tags = {"a", "b", "bdi", "blockquote", "body", "br", "head", "hr", "html", "meta", "p", "small", "table", "td"}
    found = set(re.findall(r"<\s*/?\s*([a-zA-Z]+)", said.html))
    assert found <= tags | {"title", "tr"}
    assert said.html.count("<a ") == 1


def test_direction_marks_cannot_turn_a_line_round():
    assert rendered("{title}", title="\u202egnp.exe\u2069").subject == "gnp.exe"


# -- the texts that come with the programme ---------------------------------------------------------------------------

FOLDER = Path(django_settings.BASE_DIR) / "templates" / "repository" / "letters"


@pytest.mark.parametrize("language", LetterLanguage.values)
@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_has_a_text_that_fills_in_only_what_it_knows(name, language):
    kind = KINDS[name]
    wording = default_wording(kind, language)
    wording_check(kind, wording.subject)
    body_check(kind, wording.body)
    assert "\n--\n" in wording.body  # says why it comes
    values = samples_of(kind) | ({"entries": [Entry("A", "https://a.example/")]} if kind is DIGEST else {})
    said = render(kind, wording, values, language)
    assert "{" not in said.text + said.subject
    assert bool(re.search("[А-Яа-я]", wording.body)) is (language != "en")
    assert language != "be" or not re.search("[иИщЩъЪ]", wording.body)


def test_no_text_lies_about_that_nobody_sends():
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()} - {"footer"}
    assert folders == set(KINDS)
    assert all({path.stem for path in (FOLDER / name).iterdir()} == set(LetterLanguage.values) for name in folders)
