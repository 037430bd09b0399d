"""Chosen partners in the deposit: by name, as everything there, for the record and for each file."""

import pytest
from django.test import Client

from repository.deposit.copies import deposit_from_template
from repository.deposit.files import deposit_file_add
from repository.models import FormerFile, Output
from repository.outputs.choices import Access
from repository.outputs.codes import new_code
from tests.drafts import draft_now
from tests.factories import FormerFileFactory, PartnerFactory
from tests.repository.deposit.conftest import uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def partners() -> list:
    return [PartnerFactory(name="University of Tartu"), PartnerFactory(name="University of Porto")]


@pytest.fixture
def filled(depositor, draft) -> Output:
    depositor.step(draft, "files").step.press("show", files=[uploaded("one.pdf", b"one"), uploaded("two.pdf", b"two")])
    return draft


def names(place) -> list[str]:
    return [partner.name for partner in place.chosen_partners.all()]


def test_the_record_and_each_file_name_their_own(depositor, filled, partners):
    form = depositor.step(filled, "access").step
    form.fill(access="chosen", chosen_partners=["University of Porto", ""])
    form.fill(file__1__access="chosen", file__1__chosen_partners=["University of Tartu", "University of Porto"])
    form.press("save")
    draft = draft_now(filled)
    assert (draft.access, names(draft)) == (Access.CHOSEN, ["University of Porto"])
    one, two = draft.files.all()
    assert (one.access, sorted(names(one))) == (Access.CHOSEN, ["University of Porto", "University of Tartu"])
    assert (two.access, names(two)) == (Access.PUBLIC, [])
    shown = depositor.step(filled, "access").step
    assert shown.values["file-1-chosen_partners"] == [*names(one), ""]
    shown.fill(file__1__chosen_partners=["University of Tartu"]).press("save")
    assert names(draft_now(filled).files.all()[0]) == ["University of Tartu"]


def test_nobody_chosen_is_refused_and_kept(depositor, filled):
    page = depositor.step(filled, "access").step.fill(file__2__access="chosen").press("save")
    assert "two.pdf: Choose at least one partner, or open it to others." in page.text
    assert depositor.step(filled, "access").step.value("file-2-access") == "chosen"
    assert "Choose the partners that may open “two.pdf”" in depositor.step(filled, "review").text


def test_a_name_that_is_no_partner_is_explained_and_kept(depositor, filled, partners):
    typed = ["University of Tartu", "University of Nowhere"]
    form = depositor.step(filled, "access").step.fill(file__1__access="chosen", file__1__chosen_partners=typed)
    page = form.press("save")
    assert "“University of Nowhere” is not in the catalogue" in page.text
    assert depositor.step(filled, "access").step.values["file-1-chosen_partners"] == [*typed, ""]


def test_what_comes_later_is_opened_to_the_same(depositor, filled, partners, faculty):
    form = depositor.step(filled, "access").step
    form.fill(access="chosen", chosen_partners=["University of Porto"]).press("save")
    file = deposit_file_add(output=filled, user=faculty, file=uploaded("three.pdf", b"three"))
    assert (file.access, names(file)) == (Access.CHOSEN, ["University of Porto"])
    again = deposit_from_template(template=Output.objects.get(pk=filled.pk), user=faculty, code=new_code())
    assert names(draft_now(again)) == ["University of Porto"]


def test_a_file_of_an_earlier_version_too(depositor, published, partners):
    file = FormerFileFactory(output=published, number=1, name="old.pdf")
    form = depositor.open(f"/deposit/{published.code}/former-files/").form("main form")
    sent = {"file__1__access": "chosen", "file__1__reason": "As agreed"}
    page = form.fill(**sent).press("save")
    assert "Choose at least one partner" in page.text and names(FormerFile.objects.get()) == []
    page = page.form("main form").fill(file__1__chosen_partners="University of Tartu", **sent).press("show")
    assert page.form("main form").values["file-1-chosen_partners"] == ["University of Tartu", ""]
    assert names(FormerFile.objects.get()) == []
    page.form("main form").press("save")
    assert names(FormerFile.objects.get()) == ["University of Tartu"]
    assert Client().get(file.get_absolute_url()).status_code == 403
