import pytest
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture
def editor(db):
    return UserFactory(groups=["editors"])


@pytest.fixture
def editing(editor) -> Client:
    """The browser of somebody who is an editor, and no superuser."""
    client = Client()
    client.force_login(editor)
    return client
