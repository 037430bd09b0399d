import pytest
from django.test import Client

from tests.factories import UserFactory
from tests.pages import signed_in


@pytest.fixture
def editor(db):
    return UserFactory(groups=["editors"])


@pytest.fixture
def editing(editor) -> Client:
    """The browser of somebody who is an editor, and no superuser."""
    return signed_in(editor)
