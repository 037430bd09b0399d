"""Pictures of the pages are served by the site itself; nothing else comes out of their storage."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image
from wagtail_factories import ImageFactory

from tests.factories import NewsPageFactory

pytestmark = pytest.mark.django_db


# Wagtail leaves the temporary file that it makes a rendition in to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_of_a_story_is_served_for_long(client):
    story = NewsPageFactory(picture=ImageFactory(), picture_alt="Two cities")
    page = client.get(story.url).content.decode()
    assert 'alt="Two cities"' in page
    address = page.split('<img src="')[1].split('"')[0]
    assert address.startswith("/pictures/")
    response = client.get(address)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=2592000"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert Image.open(BytesIO(response.getvalue())).format == "JPEG"


def test_a_head_request_is_answered(client):
    name = storages["pictures"].save("head.png", ContentFile(b"x"))
    response = client.head(f"/pictures/{name}")
    assert (response.status_code, response["Content-Length"]) == (200, "1")
    response.close()


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "script.js", "nothing"])
def test_what_is_no_picture_is_not_served(client, name):
    stored = storages["pictures"].save(name, ContentFile(b"<script>alert(1)</script>"))
    assert client.get(f"/pictures/{stored}").status_code == 404


def test_a_deposited_file_cannot_be_had_as_a_picture(client):
    storages["default"].save("secret.png", ContentFile(b"secret"))
    for path in ("/pictures/secret.png", "/pictures/../secret.png", "/pictures/%2e%2e/secret.png", "/pictures/images/"):
        assert client.get(path).status_code == 404


def test_a_picture_that_is_gone_is_not_found(client):
    assert client.get("/pictures/images/gone.jpg").status_code == 404
