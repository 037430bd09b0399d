"""A pasted list of authors becomes rows, one person is completed from ORCID, and co-authors are suggested first."""

import pytest

from repository.deposit.drafts import draft_of
from repository.models import Output
from tests.factories import ContributionFactory, OutputFactory, PersonFactory, UserFactory
from tests.repository.deposit.conftest import Depositor
from tests.repository.imports.lookups.registers import serving_registers

pytestmark = pytest.mark.django_db

LIST = "Ivanova A.¹, Petrov B.², 佐藤 健¹\n¹ University of Tartu\n² University of Kyoto"


def families(page) -> list[str]:
    form, rows = page.step, int(page.step.value("contributors-TOTAL_FORMS"))
    removed = [
        f"contributors-{index}-DELETE" in form.values and form.value(f"contributors-{index}-DELETE")
        for index in range(rows)
    ]
    return [form.value(f"contributors-{index}-family_name") for index in range(rows) if not removed[index]]


def test_a_list_is_added_after_those_who_are_there(depositor, complete):
    page = depositor.step(complete, "people").step.fill(author_list=LIST).press("authors:append")
    assert families(page) == ["Novak", "Ivanova", "Petrov", "佐藤"]
    assert page.step.value("contributors-1-affiliations-0-institution") == "University of Tartu"
    assert page.step.value("author_list") == ""
    page.step.press("save")
    assert [one.family_name for one in draft_of(Output.objects.get()).contributions.all()] == [
        "Novak",
        "Ivanova",
        "Petrov",
        "佐藤",
    ]


def test_a_list_takes_the_place_of_those_who_are_there_and_can_be_undone(depositor, complete):
    page = depositor.step(complete, "people").step.fill(author_list=LIST).press("authors:replace")
    assert families(page) == ["Ivanova", "Petrov", "佐藤"]
    page = page.step.press("authors:undo")
    assert families(page) == ["Novak"]
    assert page.step.value("author_list").splitlines() == LIST.splitlines()


def test_a_list_fills_the_blank_row_of_an_empty_step(depositor, draft):
    page = depositor.step(draft, "people").step.fill(author_list="Ivanova A., Petrov B.").press("authors:append")
    assert families(page) == ["Ivanova", "Petrov"]


def test_a_list_that_is_not_used_is_not_lost(depositor, complete):
    page = depositor.step(complete, "people").step.fill(author_list=LIST).press("continue")
    assert page.address.endswith("/people/")
    assert "Add this list to the contributors, or empty the box." in page.text
    assert page.step.value("author_list").splitlines() == LIST.splitlines()


def test_a_text_without_names_is_explained_and_kept(depositor, complete):
    page = depositor.step(complete, "people").step.fill(author_list="123 456").press("authors:append")
    assert "No name was recognised" in page.text
    assert page.step.value("author_list") == "123 456"
    assert families(page) == ["Novak"]


def test_too_long_a_list_adds_nothing(depositor, complete):
    people = ", ".join(
        f"Family{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uvw'[n // 100]} A." for n in range(300)
    )
    page = depositor.step(complete, "people").step.fill(author_list=people).press("authors:append")
    assert "at most 300 contributors" in page.text
    assert families(page) == ["Novak"]


def test_a_row_is_completed_from_orcid_and_nothing_typed_is_replaced(depositor, draft, settings):
    with serving_registers(settings) as registers:
        registers.know_recorded_works()
        form = depositor.step(draft, "people").step
        form.fill(contributors__0__orcid="0000-0000-0000-0116", contributors__0__given_name="As I write it")
        page = form.press("show")
        page = page.step.press("contributors-0:orcid")
    assert page.step.value("contributors-0-family_name")
    assert page.step.value("contributors-0-given_name") == "As I write it"
    assert page.step.value("contributors-0-affiliations-0-institution")


def test_orcid_out_of_reach_is_said(depositor, draft):
    form = depositor.step(draft, "people").step.fill(contributors__0__orcid="0000-0002-1825-0097")
    page = form.press("show").step.press("contributors-0:orcid")
    assert "switched off" in page.text
    assert page.step.value("contributors-0-orcid") == "0000-0002-1825-0097"


def test_those_one_wrote_with_are_suggested_first(depositor, faculty):
    PersonFactory(family_name="Sato", given_name="Aiko")
    mine = OutputFactory(owner=faculty, published=True)
    ContributionFactory(output=mine, family_name="Sato", given_name="Ken", orcid="0000-0002-1825-0097")
    ContributionFactory(output=OutputFactory(published=True), family_name="Sato", given_name="Unknown to me")
    found = depositor.client.get("/deposit/suggest/people/?q=Sato").json()["suggestions"]
    assert [one["label"] for one in found] == ["Ken Sato", "Aiko Sato"]
    assert found[0]["hint"].startswith("Wrote with you")
    assert found[0]["fill"]["orcid"] == "0000-0002-1825-0097"
    other = Depositor(UserFactory(groups=["faculty"]))
    found = other.client.get("/deposit/suggest/people/?q=Sato").json()["suggestions"]
    assert [one["label"] for one in found] == ["Aiko Sato"]
