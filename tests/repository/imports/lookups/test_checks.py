"""Wrong settings are told before anybody looks something up."""

import pytest
from django.core.checks import run_checks

from repository.imports.lookups.registers import REGISTERS


def found(*, deploy: bool = False) -> list[str]:
    return [message.id for message in run_checks(tags=["lookups"], include_deployment_checks=deploy)]


@pytest.mark.parametrize(
    ("addresses", "local"),
    [
        ([], []),
        (["crossref=https://mirror.example.org", "ror=off"], []),
        (["crossref=https://mirror.example.org:8443/crossref/"], ["crossref"]),
        (["crossref=http://127.0.0.1:8000"], ["crossref"]),
        ([f"{name}=off" for name in REGISTERS], list(REGISTERS)),
    ],
)
def test_right_settings_are_let_pass(settings, addresses, local):
    settings.LOOKUPS_ADDRESSES, settings.LOOKUPS_LOCAL = addresses, local
    assert found() == []


@pytest.mark.parametrize(
    ("addresses", "local"),
    [(["scopus=https://api.example.org"], []), ([], ["scopus"]), (["https://api.example.org"], [])],
)
def test_a_register_that_there_is_not_is_an_error(settings, addresses, local):
    settings.LOOKUPS_ADDRESSES, settings.LOOKUPS_LOCAL = addresses, local
    assert "lookups.E001" in found()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "on",
        "mirror.example.org",
        "http://mirror.example.org",
        "ftp://mirror.example.org",
        "https://",
        "https://[::1",
        "https://mirror.example.org:99999",
        "https://me:secret@mirror.example.org",
        "https://mirror.example.org/?key=1",
        "https://mirror.example.org/#x",
    ],
)
def test_an_address_that_cannot_be_asked_is_an_error(settings, address):
    settings.LOOKUPS_ADDRESSES = [f"crossref={address}"]
    assert found() == ["lookups.E002"]


def test_registers_should_know_whom_to_write_to(settings):
    settings.LOOKUPS, settings.LOOKUPS_MAIL = True, ""
    assert found(deploy=True) == ["lookups.I001"]
    settings.LOOKUPS_MAIL = "librarian@repository.example"
    assert found(deploy=True) == []
    settings.LOOKUPS, settings.LOOKUPS_MAIL = False, ""
    assert found(deploy=True) == []
