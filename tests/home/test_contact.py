"""Where pages send people to the library, they say how to reach it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from home.models import LibraryContact
from tests.factories import LibraryContactFactory, UserFactory

pytestmark = pytest.mark.django_db

PLACES = ["/search/?q=nothingofthekind", "/accounts/login/", "/accounts/signup/"]


@pytest.mark.parametrize("path", PLACES)
def test_pages_that_send_people_to_the_library_say_how(client, path):
    assert "Ask the library:" not in client.get(path).content.decode()
    LibraryContactFactory(email="library@home.example", page="https://library.home.example/", hours="Weekdays")
    html = client.get(path).content.decode()
    assert 'Ask the library: <a href="mailto:library@home.example">library@home.example</a>' in html
    assert '<a href="https://library.home.example/">its page</a> · <span dir="auto">Weekdays</span>' in html


def test_somebody_who_may_not_deposit_is_told_whom_to_ask(client):
    LibraryContactFactory(email="", page="https://library.home.example/")
    client.force_login(UserFactory())
    html = client.get(reverse("deposit:list")).content.decode()
    assert 'Ask the library: <a href="https://library.home.example/">its page</a>' in html.replace("  ", " ")


def test_hours_alone_are_no_contact():
    with pytest.raises(ValidationError, match="Give an address or a page too"):
        LibraryContact(hours="Weekdays").full_clean()


@pytest.mark.parametrize(("group", "may"), [("administrators", True), ("editors", False)])
def test_administrators_keep_the_contact(client, group, may):
    contact = LibraryContactFactory(email="old@home.example")
    client.force_login(UserFactory(groups=[group]))
    path = reverse("wagtailsettings:edit", args=["home", "librarycontact", contact.pk])
    assert ("old@home.example" in client.get(path).content.decode()) == may
    client.post(path, {"email": "new@home.example"})
    assert LibraryContact.objects.filter(email="new@home.example").exists() == may
