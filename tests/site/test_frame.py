"""What every page has around it: its frame, its policy, its appearance."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from repository.outputs import choices
from tests.factories import EventPageFactory, NewsPageFactory, UserFactory

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
PAGES = ["/", "/news/", "/events/", "/nothing-here/", "/accounts/login/", "/partners/"]


class Inline(HTMLParser):
    """Collects what the content security policy would refuse."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on")]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_no_page_carries_inline_script_or_style(client, path):
    parser = Inline()
    parser.feed(client.get(path).content.decode())
    assert parser.found == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_language_one_heading_and_a_way_past_the_menu(client, path):
    page = client.get(path).content.decode()
    assert re.search(r'<html lang="en" dir="ltr"', page)
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert 'href="#main"' in page and 'id="main"' in page


@pytest.mark.django_db
def test_the_policy_allows_nothing_inline(client):
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


@pytest.mark.django_db
def test_anonymous_readers_get_no_cookie(client):
    NewsPageFactory(), EventPageFactory()
    for path in ("/", "/news/", "/events/"):
        client.get(path)
    assert not client.cookies


@pytest.mark.django_db
def test_the_menu_offers_what_one_may_do(client):
    for groups, words, missing in (
        (None, ["Sign in", "Deposit"], ["Sign out", "Editing"]),
        ([], ["Sign out"], ["My deposits", "Editing"]),
        (["faculty"], ["Sign out", "My deposits"], ["Editing"]),
        (["editors"], ["Sign out", "My deposits", "Editing"], []),
    ):
        if groups is not None:
            client.force_login(UserFactory(groups=groups))
        menu = client.get("/").content.decode().split('class="header__nav"')[1].split("</nav>")[0]
        assert all(word in menu for word in words), groups
        assert not any(word in menu for word in missing), groups


@pytest.mark.django_db
def test_what_is_not_found_offers_ways_on(client):
    response = client.get("/nothing-here/")
    page = response.content.decode()
    assert response.status_code == 404
    assert "There is nothing at this address" in page
    assert 'id="search-again"' in page and f'action="{reverse("search:results")}"' in page
    assert f'href="{reverse("browse:index")}"' in page and 'href="/accounts/login/?next=/nothing-here/"' in page


@pytest.mark.django_db
def test_what_is_not_found_in_the_admin_looks_like_the_site_and_leads_back(client):
    client.force_login(UserFactory(groups=["editors"]))
    for path in ("/cms/nothing-here/", "/cms/snippets/repository/output/edit/99/"):
        response = client.get(path)
        assert response.status_code == 404
        assert "There is nothing at this address" in response.content.decode()
        assert f'href="{reverse("wagtailadmin_home")}">the first page of the admin' in response.content.decode()


def test_every_stylesheet_is_imported_once_and_exists():
    imported = re.findall(r'@import url\("([^"]+)"\)', (STATIC / "css/site.css").read_text())
    there = {str(path.relative_to(STATIC / "css")) for path in (STATIC / "css").rglob("*.css")}
    assert sorted(imported) == sorted(there - {"site.css", "admin.css"})


def test_colours_and_sizes_of_type_come_from_the_tokens():
    strays = [
        f"{path.name}: {line.strip()}"
        for path in (STATIC / "css").rglob("*.css")
        if path.name != "tokens.css"
        for line in path.read_text().splitlines()
        if re.search(r"#[0-9a-f]{3,8}\b|font-size:\s*[\d.]+(px|rem)", line)
    ]
    assert strays == []


def test_every_colour_has_a_light_and_a_dark_form():
    tokens = (STATIC / "css/tokens.css").read_text()
    colours = re.findall(r"--([a-z-]+): ([^;]*#[^;]*);", tokens)
    assert len(colours) >= 20
    assert [name for name, value in colours if not value.startswith("light-dark(")] == []


def luminance(colour):
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "ground", "least"),
    [
        *[(ink, ground, 4.5) for ink in ("ink", "ink-soft", "accent") for ground in ("paper", "paper-raised")],
        ("accent", "accent-soft", 4.5),
        ("accent-strong", "accent-soft", 4.5),
        ("on-accent", "accent", 4.5),
        ("on-accent", "accent-strong", 4.5),
        ("ink", "mark", 4.5),
        *[(state, f"{state}-soft", 4.5) for state in ("info", "success", "warning", "error")],
        *[(state, "paper", 4.5) for state in ("info", "success", "warning", "error")],
        *[(edge, ground, 3) for edge in ("line-strong", "focus") for ground in ("paper", "paper-raised")],
    ],
)
def test_contrast(front, ground, least, scheme):
    tokens = dict(re.findall(r"--([a-z-]+): light-dark\(([^)]*)\);", (STATIC / "css/tokens.css").read_text()))
    one, other = (tokens[name].split(", ")[scheme] for name in (front, ground))
    assert contrast(one, other) >= least


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons/sprite.svg").read_text()))
    asked = set()
    for template in TEMPLATES.rglob("*.html"):
        asked |= set(re.findall(r'components/icon\.html" with name="([^"]+)"', template.read_text()))
    assert asked and asked <= drawn


@pytest.mark.parametrize("prefix", ["kind", "access", "state"])
def test_every_word_of_a_vocabulary_has_its_icon(prefix):
    vocabulary = {"kind": choices.Kind, "access": choices.Access, "state": choices.State}[prefix]
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons/sprite.svg").read_text()))
    assert {f"{prefix}-{value}" for value in vocabulary.values} <= drawn


def test_what_is_vendored_says_its_licence_and_version():
    for folder in (STATIC / "vendor").iterdir():
        names = {path.name.split(".")[0] for path in folder.iterdir()}
        assert {"LICENCE", "VERSION"} <= names, folder.name
    assert finders.find("vendor/stimulus/stimulus.js")
