"""What a reader sees, and the log keeps, of a fault of ours."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, path

from config.errors import server_error


def fail(request, name):
    raise ZeroDivisionError


urlpatterns = [path("<path:name>", fail)]
handler500 = server_error


def test_a_fault_is_named_by_a_number_that_the_log_has_with_its_traceback(settings, caplog):
    """Without a database: that may be the fault."""
    settings.ROOT_URLCONF = __name__
    page = Client(raise_request_exception=False).get("/a b/")
    html = page.content.decode()
    number = re.search(r"\d{4}-\d{4}", html)[0]
    assert page.status_code == 500
    assert "Something went wrong on our side" in html and settings.WAGTAIL_SITE_NAME in html
    [noted] = [record for record in caplog.records if record.name == "config.errors"]
    assert noted.getMessage() == f"Fault {number}: GET /a%20b/"
    assert noted.exc_info[0] is ZeroDivisionError


@pytest.mark.urls("config.urls")
def test_the_site_shows_this_page():
    assert get_resolver().resolve_error_handler(500) is server_error
