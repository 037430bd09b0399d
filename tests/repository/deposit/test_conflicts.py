"""Two windows or two people at one step: what goes together does, the rest is chosen, and nothing is lost."""

from __future__ import annotations

import pytest

from repository.deposit.models import StepInput
from repository.models import Output
from tests.repository.deposit.conftest import Depositor, Form, Page, uploaded

pytestmark = pytest.mark.django_db


def now(output: Output) -> Output:
    return Output.objects.get(pk=output.pk).get_latest_revision_as_object()


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
    assert (now(draft).publisher, now(draft).place) == ("Other window", "Minsk")
    assert (page.step.value("publisher"), page.step.value("place")) == ("Other window", "Minsk")


def test_what_both_changed_is_shown_and_nothing_is_taken(conflict, draft):
    assert now(draft).publisher == "Other window"
    assert "This step was changed meanwhile" in conflict.text
    assert sides(conflict) == {
        "Kind": ["thesis", "manual"],
        "Institution that issued it": ["This window", "Other window"],
    } or sides(conflict) == {"Kind": ["thesis", "manual"], "Publisher": ["This window", "Other window"]}


def test_each_field_is_chosen_and_the_step_is_saved(conflict, draft):
    page = conflict.step.fill(**{"choice:publisher": "theirs", "choice:kind": "mine"}).press("choose")
    work = now(draft)
    assert (work.publisher, work.kind, work.place, work.keywords) == ("Other window", "thesis", "Minsk", ["heart"])
    assert "Saved as you chose." in page.text and not sides(page)
    assert not StepInput.objects.exists()


@pytest.mark.parametrize(("button", "kept"), [("mine", "This window"), ("theirs", "Other window")])
def test_one_button_chooses_for_all(conflict, draft, button, kept):
    conflict.step.press(f"choose-{button}")
    assert (now(draft).publisher, now(draft).place) == (kept, "Minsk")


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
    assert now(draft).publisher == "Changed once more"
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
        ]
    }
    page.step.fill(**{"choice:contributors": "both"}).press("choose")
    people = now(draft).contributions.all()
    assert [row.family_name for row in people] == ["Novak", "Theirs", "Mine"]
    assert [[str(each) for each in row.affiliations.all()] for row in people] == [["Tartu"], [], ["Riga"]]


def test_a_file_that_arrived_meanwhile_is_no_conflict(depositor, draft):
    depositor.step(draft, "files").step.press("show", files=[uploaded("one.pdf")])
    form = depositor.step(draft, "files").step
    other = depositor.step(draft, "files").step.press("show", files=[uploaded("two.pdf", b"two")]).step
    other.fill(file__2__description="Said in the other window").press("save")
    page = form.fill(file__1__description="Said here").press("show")
    assert page.step.value("file-2-description") == "Said in the other window"
    assert [file.description for file in now(draft).files.all()] == ["Said here", "Said in the other window"]


def test_a_wrong_value_beside_a_choice_is_kept_and_explained(depositor, draft):
    mine, other = two_windows(depositor, draft)
    other.fill(publisher="Other window").press("save")
    page = mine.fill(publisher="This window", issued="soon").press("save").step.press("choose-mine")
    assert now(draft).publisher == "This window"
    assert page.step.value("issued") == "soon" and page.html.select(".error-summary")


def test_without_what_was_shown_every_difference_is_chosen(depositor, draft):
    form = depositor.step(draft, "describe").step.fill(publisher="This window", fingerprint="of long ago")
    page = form.press("save")
    assert list(sides(page)) == ["Institution that issued it"]
