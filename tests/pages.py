"""A page as a reader without scripts has it, and the browser of somebody who is signed in."""

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def html_of(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def text_of(shown: HttpResponse | Tag) -> str:
    """What is to be read there, its white space folded."""
    part = shown if isinstance(shown, Tag) else html_of(shown)
    return " ".join(part.get_text(" ").split())


def main_text(response: HttpResponse) -> str:
    """Without what stands around every page."""
    return text_of(html_of(response).main)
