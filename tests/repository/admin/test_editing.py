"""The form in which editors describe a work, with all that hangs on a draft."""

import pytest
from django.urls import reverse
from wagtail.models import Revision

from repository.files.models import OutputFile
from repository.models import Affiliation, Contribution, Identifier, Output
from repository.outputs.choices import Access, Kind
from repository.outputs.identifiers import Scheme
from repository.outputs.licences import Licence
from tests.drafts import draft_now
from tests.factories import (
    ContributionFactory,
    IdentifierFactory,
    OutputFactory,
    PartnerFactory,
    StoredFileFactory,
    UserFactory,
)
from tests.pages import html_of

pytestmark = pytest.mark.django_db


def url(name, *args) -> str:
    return reverse(f"wagtailsnippets_repository_output:{name}", args=args)


def value_of(field) -> str:
    if field.name == "textarea":
        return field.get_text().removeprefix("\n")
    if field.name == "select":
        chosen = field.find("option", selected=True)
        return chosen["value"] if chosen else ""
    return field.get("value", "")


def form_of(client, output) -> dict:
    """The editor's form as a browser would send it back untouched."""
    page = html_of(client.get(url("edit", output.pk)))
    form = page.find(id="w-editor-form")
    for template in form.find_all("template"):
        template.decompose()
    data: dict = {}
    for field in form.find_all(["input", "select", "textarea"]):
        unticked = field.get("type") in ("checkbox", "radio") and not field.has_attr("checked")
        if field.get("name") and not unticked:
            data.setdefault(field["name"], []).append(value_of(field))
    return data


def save(client, output, action="", **changed):
    data = form_of(client, output) | changed | ({action: "1"} if action else {})
    return client.post(url("edit", output.pk), data, follow=True)


@pytest.fixture
def deposited() -> Output:
    """A deposit as its author leaves it: every child, file included, lives in the revision alone."""
    output = OutputFactory(kind=Kind.REPORT, title="A deposit", licence=Licence.CC_BY)
    draft = Output.objects.get(pk=output.pk)
    draft.files = [
        OutputFile(stored_file=StoredFileFactory(), number=number, name=f"part-{number}.pdf", sort_order=number)
        for number in (1, 2)
    ]
    draft.files_numbered = 2
    draft.contributions = [
        Contribution(
            family_name="Ivanova",
            given_name="Anna",
            affiliations=[Affiliation(partner=PartnerFactory()), Affiliation(institution="A hospital")],
        )
    ]
    draft.identifiers = [Identifier(scheme=Scheme.DOI, value="10.1000/182")]
    draft.keywords = ["heart", "кровь"]
    draft.save_revision(user=output.owner)
    return Output.objects.get(pk=output.pk)


def contents(output: Output) -> list:
    return [
        (output.title, output.languages, output.keywords),
        [(file.stored_file_id, file.number, file.name, file.access) for file in output.files.all()],
        [(str(one), [str(its) for its in one.affiliations.all()]) for one in output.contributions.all()],
        [str(identifier) for identifier in output.identifiers.all()],
    ]


def test_saving_an_untouched_draft_keeps_all_of_it(editing, deposited):
    before = contents(draft_now(deposited))
    save(editing, deposited)
    assert Revision.objects.for_instance(deposited).count() == 2
    assert contents(draft_now(deposited)) == before


def test_a_change_of_one_file_leaves_the_other_and_the_bytes_alone(editing, deposited):
    before = draft_now(deposited)
    save(editing, deposited, **{"files-1-access": Access.HOME, "files-1-name": "second.pdf"})
    first, second = draft_now(deposited).files.all()
    assert (first.name, first.access) == ("part-1.pdf", Access.PUBLIC)
    assert (second.name, second.access, second.number) == ("second.pdf", Access.HOME, 2)
    assert [file.stored_file_id for file in (first, second)] == [file.stored_file_id for file in before.files.all()]


def test_a_file_of_a_draft_can_be_removed(editing, deposited):
    save(editing, deposited, **{"files-0-DELETE": "1"})
    assert [file.number for file in draft_now(deposited).files.all()] == [2]


def test_a_file_cannot_be_made_up(editing, deposited):
    made_up = {"files-TOTAL_FORMS": "3", "files-2-name": "x.pdf", "files-2-access": "public", "files-2-ORDER": "3"}
    page = save(editing, deposited, **made_up).content.decode()
    assert "Files are added in the" in page
    assert draft_now(deposited).files.count() == 2


def test_publishing_makes_rows_of_all_of_it_and_publishing_again_keeps_them(editing, deposited):
    before = contents(draft_now(deposited))
    save(editing, deposited, action="action-publish")
    row = Output.objects.get(pk=deposited.pk)
    assert row.live and contents(row) == before
    keys = list(row.files.values_list("pk", "number"))
    save(editing, row, action="action-publish", title="Another title")
    row = Output.objects.get(pk=deposited.pk)
    assert row.title == "Another title"
    assert list(row.files.values_list("pk", "number")) == keys
    assert Affiliation.objects.filter(contribution__output=row).count() == 2


def test_lists_are_typed_as_people_type_lists(editing, deposited):
    save(editing, deposited, languages="EN, ru", keywords="heart\n\n心臓、surgery; heart")
    draft = draft_now(deposited)
    assert draft.languages == ["en", "ru"]
    assert draft.keywords == ["heart", "心臓", "surgery"]


def test_a_wrong_language_is_answered_with_a_sentence_and_nothing_is_lost(editing, deposited):
    page = save(editing, deposited, languages="english language", title="Typed with care").content.decode()
    assert "is not a language tag" in page
    assert "Typed with care" in page


def test_an_incomplete_work_is_saved_as_a_draft_but_not_published(editing, editor):
    output = OutputFactory(kind=Kind.ARTICLE, issued="")
    save(editing, output, title="Half")
    assert draft_now(output).title == "Half"
    page = save(editing, output, action="action-publish").content.decode()
    assert "Name at least one contributor" in page and "Say when the work was published" in page
    assert not Output.objects.get(pk=output.pk).live


def test_an_identifier_of_another_work_is_refused_before_the_database_has_to(editing, deposited):
    IdentifierFactory(scheme=Scheme.DOI, value="10.1000/182")
    page = save(editing, deposited, action="action-publish").content.decode()
    assert "Another work here already has" in page
    assert not Output.objects.get(pk=deposited.pk).live


def test_a_new_work_belongs_to_the_editor_who_begins_it(editing, editor):
    response = editing.get(url("add"))
    assert response.status_code == 200
    page = html_of(response).find(id="w-editor-form")
    for template in page.find_all("template"):
        template.decompose()
    data = {
        field["name"]: value_of(field) for field in page.find_all(["input", "select", "textarea"]) if field.get("name")
    }
    boxes = ("subjects", "tagged_partners", "agreements", "activities")
    data = {name: value for name, value in data.items() if name not in boxes} | {"title": "New", "kind": "report"}
    editing.post(url("add"), data)
    assert Output.objects.get(title="New").owner == editor


def test_two_versions_are_compared_down_to_the_affiliations(editing, deposited):
    save(editing, deposited, **{"contributions-0-affiliations-1-institution": "Another hospital", "keywords": "heart"})
    page = editing.get(url("revisions_compare", deposited.pk, "earliest", "latest")).content.decode()
    assert '<span class="addition">Another hospital</span>' in page
    assert '<span class="deletion">A hospital</span>' in page
    assert '<span class="deletion">кровь</span>' in page


def test_a_published_work_is_compared_with_its_draft(editing, editor):
    output = OutputFactory(published=True, kind=Kind.REPORT, title="Before")
    ContributionFactory(output=output, partners=[PartnerFactory()])
    output.save_revision(user=editor)
    save(editing, output, title="After")
    assert editing.get(url("revisions_compare", output.pk, "live", "latest")).status_code == 200


def test_an_earlier_version_is_looked_at_and_brought_back(editing, deposited):
    first = deposited.latest_revision_id
    save(editing, deposited, title="Changed")
    assert editing.get(url("revisions_revert", deposited.pk, first)).status_code == 200
    assert editing.get(url("history", deposited.pk)).status_code == 200


def test_a_locked_work_is_the_locker_s_alone(editing, deposited, client):
    editing.post(url("lock", deposited.pk))
    assert Output.objects.get(pk=deposited.pk).locked
    client.force_login(UserFactory(groups=["editors"]))
    client.post(url("edit", deposited.pk), {"title": "Taken over"})
    assert draft_now(deposited).title == "A deposit"


def test_a_work_is_scheduled_but_never_to_vanish(editing, deposited):
    save(editing, deposited, action="action-publish", go_live_at="2099-01-01 09:00", expire_at="2099-02-01 09:00")
    row = Output.objects.get(pk=deposited.pk)
    assert not row.live and row.expire_at is None
    assert row.scheduled_revision is not None


def test_withdraw_takes_the_place_of_unpublish(editing, editor):
    output = OutputFactory(published=True, kind=Kind.REPORT)
    page = editing.get(url("edit", output.pk)).content.decode()
    assert "Withdraw" in page and "Unpublish" not in page
    editing.post(url("unpublish", output.pk))
    assert Output.objects.get(pk=output.pk).live
    editing.post(url("unpublish", output.pk), {"reason": "Asked for"})
    output = Output.objects.get(pk=output.pk)
    assert output.live and output.withdrawal_reason == "Asked for"


def test_delete_marks_and_undelete_brings_back(editing):
    output = OutputFactory(published=True)
    editing.post(url("delete", output.pk), {"reason": "A mistake"})
    assert Output.objects.get(pk=output.pk).deleted_at
    assert "A mistake" in editing.get(url("history", output.pk)).content.decode()
    editing.post(url("undelete", output.pk), {"reason": "No mistake"})
    assert not Output.objects.get(pk=output.pk).deleted_at


def test_the_landing_page_is_previewed_from_the_draft(editing, deposited):
    data = form_of(editing, deposited) | {"title": "As it will look"}
    preview = url("preview_on_edit", deposited.pk)
    assert editing.post(preview, data).json() == {"is_valid": True, "is_available": True}
    page = editing.get(preview)
    assert page.status_code == 200 and "As it will look" in page.content.decode()


def test_the_preview_shows_the_first_page_of_a_file_that_is_still_closed(editing, deposited):
    preview = url("preview_on_edit", deposited.pk)
    editing.post(preview, form_of(editing, deposited) | {"files-0-embargo_until": "2099-01-01"})
    cover = html_of(editing.get(preview)).select_one(".work__cover img")
    response = editing.get(cover["src"])
    assert response.status_code == 200 and b"".join(response)[:4] == b"RIFF"


def test_partners_are_chosen_for_the_record_and_for_a_file_that_only_the_draft_has(editing, deposited):
    one, other = PartnerFactory(), PartnerFactory()
    sent = {"access": "chosen", "chosen_partners": [one.pk]}
    sent |= {"files-0-access": "chosen", "files-0-chosen_partners": [one.pk, other.pk]}
    save(editing, deposited, **sent)
    draft = draft_now(deposited)
    assert list(draft.chosen_partners.all()) == [one]
    assert set(draft.files.all()[0].chosen_partners.all()) == {one, other}
    save(editing, deposited, title="Another title")
    assert set(draft_now(deposited).files.all()[0].chosen_partners.all()) == {one, other}
    compared = editing.get(url("revisions_compare", deposited.pk, "earliest", "latest"))
    assert compared.status_code == 200 and one.name in compared.content.decode()
