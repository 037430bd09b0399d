"""Two windows or two people at one step: what goes together does, the rest is chosen, and nothing is lost."""

from __future__ import annotations

import pytest

from repository.deposit.models import StepInput
from repository.models import Output
from tests.drafts import draft_now
from tests.repository.deposit.conftest import Depositor, Form, Page, uploaded

pytestmark = pytest.mark.django_db


def two_windows(depositor: Depositor, draft: Output, step: str = "describe") -> tuple[Form, Form]:
    return depositor.step(draft, step).step, depositor.step(draft, step).step


def sides(page: Page) -> dict[str, list[str]]:
    """Of each field that has to be chosen, what stands beside its buttons."""
    return {
        choice.legend.get_text(strip=True): [
            " | ".join(text.get_text(strip=True) for text in side.select(".choice__text"))
            for side in choice.select(".choice__side")
        ]
        for choice in page.html.select("fieldset.choice")
    }


@pytest.fixture
def conflict(depositor, draft) -> Page:
    """Of publisher and kind; the place is only mine, the keywords are only theirs."""
    mine, other = two_windows(depositor, draft)
    other.fill(publisher="Other window", kind="manual", keywords="heart").press("save")
    return mine.fill(publisher="This window", kind="thesis", place="Minsk").press("save")


def test_what_only_one_side_changed_goes_together_by_itself(depositor, draft):
    mine, other = two_windows(depositor, draft)
    other.fill(publisher="Other window", subjects=[]).press("save")
    page = mine.fill(place="Minsk").press("save")
    assert "Saved." in page.text
    assert (draft_now(draft).publisher, draft_now(draft).place) == ("Other window", "Minsk")
    assert (page.step.value("publisher"), page.step.value("place")) == ("Other window", "Minsk")


def test_what_both_changed_is_shown_and_nothing_is_taken(conflict, draft):
    assert draft_now(draft).publisher == "Other window"
    assert "This step was changed meanwhile" in conflict.text
    assert sides(conflict) == {
        "Kind": ["thesis", "manual"],
        "Institution that issued it": ["This window", "Other window"],
    } or sides(conflict) == {"Kind": ["thesis", "manual"], "Publisher": ["This window", "Other window"]}


def test_each_field_is_chosen_and_the_step_is_saved(conflict, draft):
    page = conflict.step.fill(**{"choice:publisher": "theirs", "choice:kind": "mine"}).press("choose")
    work = draft_now(draft)
    assert (work.publisher, work.kind, work.place, work.keywords) == ("Other window", "thesis", "Minsk", ["heart"])
    assert "Saved as you chose." in page.text and not sides(page)
    assert not StepInput.objects.exists()


@pytest.mark.parametrize(("button", "kept"), [("mine", "This window"), ("theirs", "Other window")])
def test_one_button_chooses_for_all(conflict, draft, button, kept):
    conflict.step.press(f"choose-{button}")
    assert (draft_now(draft).publisher, draft_now(draft).place) == (kept, "Minsk")


def test_what_was_typed_can_be_dropped(conflict, depositor, draft):
    page = conflict.step.press("discard")
    assert (page.step.value("publisher"), page.step.value("place")) == ("Other window", "")
    assert "changed meanwhile" not in page.text


def test_leaving_the_choice_keeps_everything(conflict, depositor, draft):
    data = conflict.step.values | {"action": "leave"}
    depositor.client.post(f"/deposit/{draft.code}/describe/", data)
    assert sides(depositor.step(draft, "describe")) == sides(conflict)


def test_a_choice_against_something_older_is_asked_again(conflict, depositor, draft):
    StepInput.objects.all().update(step="people")  # the other window, without what was typed here
    other = depositor.step(draft, "describe").step
    other.fill(publisher="Changed once more").press("save")
    StepInput.objects.all().update(step="describe")
    page = conflict.step.press("choose-mine")
    assert draft_now(draft).publisher == "Changed once more"
    assert "may just have changed once more" in page.text
    assert "Changed once more" in str(sides(page))


def test_an_unresolved_conflict_hinders_the_submission(conflict, depositor, draft):
    page = depositor.step(draft, "review")
    assert "Somebody else changed the same as you." in page.text


def test_lists_are_chosen_as_wholes_or_put_together(depositor, draft):
    first = depositor.step(draft, "people").step
    first.fill(contributors__0__family_name="Novak", contributors__0__affiliations__0__institution="Tartu").press()
    mine, other = two_windows(depositor, draft, "people")
    other = other.press("contributors:add").step.fill(contributors__1__family_name="Theirs")
    other.press("save")
    mine = mine.press("contributors:add").step.fill(
        contributors__1__family_name="Mine", contributors__1__affiliations__0__institution="Riga"
    )
    page = mine.press("save")
    assert sides(page) == {
        "Contributors": [
            "Novak · author · Tartu | Mine · author · Riga",
            "Novak · author · Tartu | Theirs · author",
            "",
            "",
            "",
            "",
            "",
            "",
        ]
    }
    page.step.fill(**{"choice:contributors": "both"}).press("choose")
    people = draft_now(draft).contributions.all()
    assert [row.family_name for row in people] == ["Novak", "Theirs", "Mine"]
    assert [[str(each) for each in row.affiliations.all()] for row in people] == [["Tartu"], [], ["Riga"]]


@pytest.fixture
def people(depositor, draft) -> Page:
    """Mine changes the first of four, removes the second and adds one; theirs changes the first and the third."""
    form = depositor.step(draft, "people").step
    for index, name in enumerate(("First", "Second", "Third", "Fourth")):
        form = form.fill(**{f"contributors__{index}__family_name": name}).press("contributors:add").step
    form.press("save")
    mine, other = two_windows(depositor, draft, "people")
    mine = mine.fill(contributors__0__given_name="Mine").press("contributors:add").step
    mine = mine.fill(contributors__4__family_name="Fifth").press("contributors-1:remove").step
    other.fill(contributors__0__given_name="Theirs", contributors__2__given_name="Theirs").press("save")
    return mine.press("save")


def rows_of(page: Page) -> dict[str, list[str]]:
    """Of each row that differs, what its two buttons say, the likely one marked."""
    return {
        row.legend.get_text(" ", strip=True): [
            " ".join(side.label.get_text(" ", strip=True).split()) + (" *" if side.input.has_attr("checked") else "")
            for side in row.select(".choice__side")
        ]
        for row in page.html.select("fieldset.choice__row")
    }


def names_of(draft: Output) -> list[str]:
    return [str(one) for one in draft_now(draft).contributions.all()]


def test_what_each_did_to_a_list_is_shown_row_by_row(people):
    assert rows_of(people) == {
        "Row 1 you both changed it": [
            "You changed it to First · Mine · author *",
            "Saved meanwhile: changed to First · Theirs · author",
        ],
        "Row 2": ["You removed it *", "Saved as it was Second · author"],
        "Row 3": ["You left it as it was Third · author", "Saved meanwhile: changed to Third · Theirs · author *"],
        "Row 5": ["You added Fifth · author *", "Without this row, as it is saved"],
    }
    shown = [line.get_text() for line in people.html.select(".choice__result li") if not line.has_attr("hidden")]
    assert shown == ["First · Mine · author", "Third · Theirs · author", "Fourth · author", "Fifth · author"]


def test_a_list_is_put_together_from_both_without_choosing_more(people, draft):
    page = people.step.press("choose")
    assert names_of(draft) == ["Mine First", "Theirs Third", "Fourth", "Fifth"]
    assert "Saved as you chose." in page.text


def test_each_row_is_as_it_was_chosen(people, draft):
    form = people.step
    choices = {name: ["theirs"] for name in form.values if name.startswith("choice:contributors:")}
    *others, last = choices
    form.fill(**{name: "theirs" for name in others[:2]} | {others[2]: "mine", last: "theirs"}).press("choose")
    assert names_of(draft) == ["Theirs First", "Second", "Third", "Fourth"]


def test_the_whole_list_is_still_chosen_at_once(people, draft):
    people.step.fill(**{"choice:contributors": "theirs"}).press("choose")
    assert names_of(draft) == ["Theirs First", "Second", "Theirs Third", "Fourth"]


def test_a_row_without_a_choice_is_asked_again(people, draft):
    form = people.step
    row = next(name for name in form.values if name.startswith("choice:contributors:"))
    page = form.fill(**{row: []}).press("choose")
    assert "may just have changed once more" in page.text and rows_of(page) == rows_of(people)
    assert names_of(draft) == ["Theirs First", "Second", "Theirs Third", "Fourth"]


def test_a_list_of_which_only_the_order_differs_has_no_rows_to_choose(depositor, draft):
    form = depositor.step(draft, "people").step
    for index, name in enumerate(("First", "Second", "Third")):
        form = form.fill(**{f"contributors__{index}__family_name": name}).press("contributors:add").step
    form.press("save")
    mine, other = two_windows(depositor, draft, "people")
    mine = mine.press("contributors-2:up").step
    other.press("contributors-1:up").step.press("save")
    page = mine.press("save")
    assert list(sides(page)) == ["Contributors"] and not rows_of(page)
    page.step.press("choose")
    assert names_of(draft) == ["First", "Third", "Second"]


def test_titles_are_told_apart_by_their_language(depositor, draft):
    mine, other = two_windows(depositor, draft)
    other = other.press("texts:add").step.fill(texts__1__language="ru", texts__1__title="Их")
    other.press("save")
    mine = mine.press("texts:add").step.fill(texts__1__language="ru", texts__1__title="Моё")
    page = mine.press("save")
    assert rows_of(page) == {
        "Row 2 you both changed it": ["You added Russian · Моё *", "Saved meanwhile: added Russian · Их"]
    }
    page.step.press("choose")
    assert [one.text for one in draft_now(draft).titles.all()] == ["Моё"]


def test_a_file_that_arrived_meanwhile_is_no_conflict(depositor, draft):
    depositor.step(draft, "files").step.press("show", files=[uploaded("one.pdf")])
    form = depositor.step(draft, "files").step
    other = depositor.step(draft, "files").step.press("show", files=[uploaded("two.pdf", b"two")]).step
    other.fill(file__2__description="Said in the other window").press("save")
    page = form.fill(file__1__description="Said here").press("show")
    assert page.step.value("file-2-description") == "Said in the other window"
    assert [file.description for file in draft_now(draft).files.all()] == ["Said here", "Said in the other window"]


def test_a_wrong_value_beside_a_choice_is_kept_and_explained(depositor, draft):
    mine, other = two_windows(depositor, draft)
    other.fill(publisher="Other window").press("save")
    page = mine.fill(publisher="This window", issued="soon").press("save").step.press("choose-mine")
    assert draft_now(draft).publisher == "This window"
    assert page.step.value("issued") == "soon" and page.html.select(".error-summary")


def test_without_what_was_shown_every_difference_is_chosen(depositor, draft):
    form = depositor.step(draft, "describe").step.fill(publisher="This window", fingerprint="of long ago")
    page = form.press("save")
    assert list(sides(page)) == ["Institution that issued it"]
