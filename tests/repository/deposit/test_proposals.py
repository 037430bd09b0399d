"""The first source fills what is empty, the next one proposes, and every one of them can be undone."""

from dataclasses import replace

import pytest
from wagtail.models import ModelLogEntry

from repository.deposit.drafts import draft_of
from repository.deposit.proposals import proposal_answer, proposal_give, words_about
from repository.imports.findings import NOTHING_KNOWN, Finding, Source
from repository.interop.record import Affiliation, Container, Contributor, Identifier, Record, Text
from repository.models import Output, Proposal
from repository.outputs.choices import Kind
from tests.factories import OutputFactory, PartnerFactory, PartnerNameFactory, PersonFactory

pytestmark = pytest.mark.django_db

ARTICLE = Record(
    kind="article",
    title="Pericardial disease in two cohorts",
    language="en",
    titles=(Text("ru", "Болезни перикарда в двух когортах"),),
    abstracts=(Text("en", "We compare two cohorts."),),
    contributors=(
        Contributor(
            "Novak", "Maria", "0000-0002-1825-0097", affiliations=(Affiliation("Tartu Ülikool", "Cardiology"),)
        ),
        Contributor("佐藤", "健", affiliations=(Affiliation("", ror="03z77qz90"),)),
    ),
    issued="2025-03",
    languages=("en",),
    container=Container("Journal of Joint Cardiology", "12", "3", "112–118"),
    identifiers=(Identifier("doi", "10.1234/jjc.5"), Identifier("issn", "2049-3630")),
    keywords=("pericardium", "cohort"),
)
CROSSREF = Finding(ARTICLE, Source("crossref", "Crossref"))
LECTURE = Source("pdf", "lecture.pdf")


@pytest.fixture
def empty(faculty) -> Output:
    """As it is after a file was dropped: nothing is said yet."""
    output = OutputFactory(owner=faculty, title="", kind=Kind.ARTICLE, issued="", languages=[])
    output.save_revision(user=faculty, clean=False)
    return Output.objects.get(pk=output.pk)


def give(output: Output, finding: Finding) -> Proposal:
    return proposal_give(output=output, user=output.owner, finding=finding)


def said(**parts) -> Finding:
    return Finding(replace(NOTHING_KNOWN, **parts), LECTURE)


def tones(output: Output) -> dict[str, str]:
    return {word.name: word.tone for word in words_about(draft_of(Output.objects.get(pk=output.pk)))}


def answer(output: Output, proposal: Proposal, name: str, verb: str) -> Output:
    proposal_answer(output=output, user=output.owner, proposal_id=proposal.pk, name=name, verb=verb)
    return draft_of(Output.objects.get(pk=output.pk))


def test_a_first_source_fills_everything_that_is_empty(empty):
    give(empty, CROSSREF)
    draft = draft_of(Output.objects.get(pk=empty.pk))
    assert (draft.title, draft.language, draft.issued) == ("Pericardial disease in two cohorts", "en", "2025-03")
    assert (draft.container_title, draft.volume, draft.issue, draft.pages) == (
        "Journal of Joint Cardiology",
        "12",
        "3",
        "112–118",
    )
    assert [(one.language, one.text) for one in draft.titles.all()] == [("ru", "Болезни перикарда в двух когортах")]
    assert [one.text for one in draft.abstracts.all()] == ["We compare two cohorts."]
    assert draft.keywords == ["pericardium", "cohort"]
    assert [(one.scheme, one.value) for one in draft.identifiers.all()] == [
        ("doi", "10.1234/jjc.5"),
        ("issn", "2049-3630"),
    ]
    assert set(tones(empty).values()) == {"filled"}


def test_what_a_source_filled_is_in_the_history(empty):
    give(empty, CROSSREF)
    entry = ModelLogEntry.objects.get(action="conjoint.fill")
    assert entry.user == empty.owner
    assert entry.data["reason"].startswith("Crossref: ")


def test_people_and_institutions_are_tied_to_those_we_know(empty):
    person = PersonFactory(orcid="0000-0002-1825-0097")
    tartu, kyoto = PartnerFactory(name="University of Tartu"), PartnerFactory(ror="03z77qz90")
    PartnerNameFactory(partner=tartu, language="et", text="Tartu Ülikool")
    give(empty, CROSSREF)
    first, second = draft_of(Output.objects.get(pk=empty.pk)).contributions.all()
    assert first.person == person
    assert [(row.partner, row.department) for row in first.affiliations.all()] == [(tartu, "Cardiology")]
    assert (second.family_name, second.given_name) == ("佐藤", "健")
    assert [row.partner for row in second.affiliations.all()] == [kyoto]


def test_what_a_depositor_wrote_is_never_overwritten(draft):
    give(draft, CROSSREF)
    filled = draft_of(Output.objects.get(pk=draft.pk))
    assert (filled.title, filled.kind, filled.issued) == ("A joint report", Kind.REPORT, "2025-03")
    assert {name: tone for name, tone in tones(draft).items() if tone == "offers"} == {
        "title": "offers",
        "kind": "offers",
    }


def test_undoing_takes_back_one_field_alone_and_it_can_be_taken_again(empty):
    proposal = give(empty, CROSSREF)
    undone = answer(empty, proposal, "title", "undo")
    assert (undone.title, undone.issued) == ("", "2025-03")
    assert tones(empty)["title"] == "declined"
    redone = answer(empty, proposal, "title", "take")
    assert redone.title == ARTICLE.title
    assert tones(empty)["title"] == "filled"


def test_people_come_back_as_they_were(complete):
    before = draft_of(complete).contributions.first()
    proposal = give(complete, CROSSREF)
    taken = answer(complete, proposal, "contributors", "take")
    assert [one.family_name for one in taken.contributions.all()] == ["Novak", "佐藤"]
    undone = answer(complete, proposal, "contributors", "undo")
    assert [(one.pk, one.family_name) for one in undone.contributions.all()] == [(before.pk, before.family_name)]


def test_a_second_source_proposes_where_it_differs_and_is_silent_where_it_agrees(empty):
    give(empty, CROSSREF)
    give(
        empty,
        said(title="Pericardial Disease in Two Cohorts.", issued="2024", keywords=("pericardium",), publisher="X"),
    )
    assert {name: tone for name, tone in tones(empty).items() if tone == "offers"} == {"issued": "offers"}
    words = words_about(draft_of(Output.objects.get(pk=empty.pk)))
    assert [(word.name, word.source) for word in words if word.source == "lecture.pdf"] == [
        ("issued", "lecture.pdf"),
        ("publisher", "lecture.pdf"),
    ]


def test_keeping_ones_own_stops_the_proposal(empty):
    give(empty, CROSSREF)
    second = give(empty, said(issued="2024"))
    kept = answer(empty, second, "issued", "decline")
    assert kept.issued == "2025-03"
    assert tones(empty)["issued"] in ("filled", "declined")
    assert "offers" not in tones(empty).values()


def test_taking_the_second_can_be_undone_to_the_first(empty):
    give(empty, CROSSREF)
    second = give(empty, said(issued="2024"))
    assert answer(empty, second, "issued", "take").issued == "2024"
    assert answer(empty, second, "issued", "undo").issued == "2025-03"


def test_names_shortened_to_initials_are_no_other_people(empty):
    give(empty, CROSSREF)
    give(empty, said(contributors=(Contributor("NOVAK", "M."), Contributor("佐藤", "健"))))
    assert tones(empty)["contributors"] == "filled"
    assert len([word for word in words_about(draft_of(empty)) if word.name == "contributors"]) == 1


def test_a_source_in_another_language_gives_a_further_title(empty):
    give(empty, CROSSREF)
    give(empty, said(language="be", title="Хваробы перыкарда"))
    filled = draft_of(Output.objects.get(pk=empty.pk))
    assert filled.title == ARTICLE.title
    assert {one.language for one in filled.titles.all()} == {"ru", "be"}


def test_what_is_no_valid_value_is_left_out(empty):
    finding = said(
        title="T" * 501,
        issued="last spring",
        licence="all mine",
        identifiers=(Identifier("doi", "not one"), Identifier("mystery", "1")),
        keywords=("k" * 101, "short"),
    )
    give(empty, finding)
    filled = draft_of(Output.objects.get(pk=empty.pk))
    assert (filled.title, filled.issued, filled.licence, filled.keywords) == ("", "", "", ["short"])
    assert not filled.identifiers.all()


def test_the_same_awaited_source_fills_once(empty):
    proposal = give(empty, CROSSREF)
    answer(empty, proposal, "title", "undo")
    proposal_give(output=empty, user=empty.owner, finding=CROSSREF, awaited=proposal)
    assert draft_of(Output.objects.get(pk=empty.pk)).title == ""
    assert Proposal.objects.count() == 1


def test_what_the_depositor_changed_afterwards_is_theirs(empty, depositor):
    give(empty, CROSSREF)
    depositor.step(empty, "describe").step.fill(issued="2026").press("save")
    assert draft_of(Output.objects.get(pk=empty.pk)).issued == "2026"
    assert "issued" not in tones(empty)


# -- on the pages ------------------------------------------------------------------------------------------------------


def test_each_filled_field_shows_its_source_and_undo(empty, depositor):
    proposal = give(empty, CROSSREF)
    page = depositor.step(empty, "describe")
    assert page.text.count("from Crossref") >= 9
    page = page.step.press(f"source-{proposal.pk}-issued:undo")
    assert page.step.value("issued") == ""
    assert "Crossref says: 2025-03" in page.text
    page = page.step.press(f"source-{proposal.pk}-issued:take")
    assert page.step.value("issued") == "2025-03"


def test_undo_keeps_what_was_typed_beside_it(empty, depositor):
    proposal = give(empty, CROSSREF)
    form = depositor.step(empty, "describe").step.fill(volume="13", pages="1–2")
    page = form.press(f"source-{proposal.pk}-issued:undo")
    assert (page.step.value("volume"), page.step.value("pages"), page.step.value("issued")) == ("13", "1–2", "")


def test_undo_waits_for_rows_that_are_typed_and_not_valid(empty, depositor):
    proposal = give(empty, CROSSREF)
    form = depositor.step(empty, "describe").step.fill(identifiers__0__value="10.1234/")
    page = form.press(f"source-{proposal.pk}-identifiers.issn:undo")
    assert "Nothing was changed" in page.text
    assert page.step.value("identifiers-0-value") == "10.1234/"


def test_undo_goes_on_beside_something_else_that_is_not_valid(empty, depositor):
    proposal = give(empty, CROSSREF)
    form = depositor.step(empty, "describe").step.fill(issued="soon")
    page = form.press(f"source-{proposal.pk}-volume:undo")
    assert (page.step.value("issued"), page.step.value("volume")) == ("soon", "")
    assert "changed meanwhile" not in page.text


def test_people_are_proposed_on_the_step_of_people(complete, depositor):
    proposal = give(complete, CROSSREF)
    page = depositor.step(complete, "people")
    assert "Crossref says:" in page.text
    page = page.step.press(f"source-{proposal.pk}-contributors:take")
    assert page.step.value("contributors-1-family_name") == "佐藤"


def test_a_form_that_was_open_while_a_source_came_is_brought_up(empty, depositor):
    form = depositor.step(empty, "describe").step.fill(volume="My own")
    give(empty, CROSSREF)
    page = form.press("save")
    assert "changed meanwhile" not in page.text
    saved = draft_of(Output.objects.get(pk=empty.pk))
    assert (saved.volume, saved.title, saved.issued) == ("My own", ARTICLE.title, "2025-03")
    assert tones(empty)["volume"] == "offers"
    assert [one.text for one in saved.abstracts.all()] == ["We compare two cohorts."]


def test_a_title_typed_while_a_source_came_stays(empty, depositor):
    form = depositor.step(empty, "describe").step.fill(texts__0__title="My title", texts__0__language="en")
    give(empty, CROSSREF)
    form.press("save")
    assert draft_of(Output.objects.get(pk=empty.pk)).title == "My title"
    assert tones(empty)["title"] == "offers"
    assert tones(empty)["abstracts.en"] == "offers"


def test_a_change_of_somebody_else_is_still_a_conflict(empty, depositor):
    form = depositor.step(empty, "describe").step.fill(volume="Mine")
    depositor.step(empty, "describe").step.fill(volume="Theirs").press("save")
    give(empty, CROSSREF)
    assert "changed meanwhile" in form.press("save").text


def test_a_button_about_another_draft_is_refused(empty, complete, depositor):
    proposal = give(complete, CROSSREF)
    form = depositor.step(empty, "describe").step
    form.buttons = set()
    data = {name: value for name, value in form.values.items() if value}
    action = f"source-{proposal.pk}-title:take"
    assert depositor.client.post(form.action, data | {"action": action}).status_code == 400
