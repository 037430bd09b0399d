"""Light, dark, or as the reader's system says: kept in a cookie, so that the server knows it before the first paint."""

from django.http import HttpRequest, HttpResponse

SYSTEM, LIGHT, DARK = "system", "light", "dark"
THEMES = (SYSTEM, LIGHT, DARK)
COOKIE = "theme"
YEAR = 365 * 24 * 60 * 60


def chosen(request: HttpRequest) -> str:
    """What the cookie says, if that is a theme at all: a cookie can hold anything."""
    theme = request.COOKIES.get(COOKIE)
    return theme if theme in THEMES else SYSTEM


def remember(response: HttpResponse, theme: str) -> None:
    response.set_cookie(COOKIE, theme, max_age=YEAR, samesite="Lax", httponly=True)
