"""Light, dark or the system's: chosen once, right from the first paint."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def choose(client, theme, **more):
    return client.post(reverse("home:theme"), {"theme": theme, **more})


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_a_choice_is_remembered_without_scripts(client, theme):
    response = choose(client, theme, next="/news/?page=2")
    assert (response.status_code, response["Location"]) == (302, "/news/?page=2")
    page = client.get("/news/").content.decode()
    assert f'data-theme="{theme}"' in page
    pressed = page.split(f'value="{theme}"')[1].split(">")[0]
    assert 'aria-pressed="true"' in pressed
    assert page.count('aria-pressed="true"') == 1


def test_without_a_choice_the_system_decides(client):
    page = client.get("/news/").content.decode()
    assert 'data-theme="system"' in page
    assert '<meta name="color-scheme" content="light dark">' in page


def test_a_choice_needs_no_token(client):
    client.handler.enforce_csrf_checks = True
    assert choose(client, "dark").status_code == 302


def test_an_unknown_appearance_is_explained(client):
    response = choose(client, "plaid")
    assert response.status_code == 400
    assert "choose system, light or dark" in response.content.decode()


def test_a_cookie_that_is_no_theme_is_not_repeated(client):
    client.cookies["theme"] = 'x"><script>'
    assert 'data-theme="system"' in client.get("/news/").content.decode()


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_stays_on_the_site(client, away):
    assert choose(client, "dark", next=away)["Location"] == "/"


def test_a_theme_is_not_chosen_by_following_a_link(client):
    assert client.get(reverse("home:theme")).status_code == 405
