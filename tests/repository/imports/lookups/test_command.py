"""An administrator tries from the command line whether the registers answer."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.repository.imports.lookups.test_asking import CROSSREF_ARTICLE, INSTITUTION, IVANOVA


def printed(capsys, identifier: str) -> dict:
    call_command("look_up", identifier)
    return json.loads(capsys.readouterr().out)


def test_a_work_is_printed_with_its_source(registers, capsys):
    registers.know_recorded_works()
    assert printed(capsys, "https://doi.org/10.5555/joint.2026.17") == {
        "record": CROSSREF_ARTICLE,
        "source": {"kind": "crossref", "label": "Crossref"},
    }


def test_a_person_and_an_institution_are_printed(registers, capsys):
    registers.know_recorded_works()
    assert printed(capsys, "0000-0000-0000-0116")["orcid"] == IVANOVA["orcid"]
    assert printed(capsys, "https://ror.org/0aaaaaa11")["country"] == INSTITUTION.country


def test_why_there_is_no_answer_is_said_in_full(registers, capsys):
    registers.answer("crossref", "/works/10.5555%2Fx", status=500)
    with pytest.raises(CommandError) as caught:
        call_command("look_up", "10.5555/x")
    assert str(caught.value).endswith("nothing typed is lost. (it answered with status 500)")
    assert caught.value.returncode == 2


@pytest.mark.parametrize("identifier", ["10.5555/nowhere", "https://ror.org/0aaaaaa19", "hello", "ISSN 2049-3630"])
def test_what_is_not_known_or_not_looked_up_is_an_error(registers, identifier):
    with pytest.raises(CommandError) as caught:
        call_command("look_up", identifier)
    assert caught.value.returncode == 1
