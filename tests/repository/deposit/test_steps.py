"""Describe, people, access: what is typed is taken in as far as it is valid, and kept as typed as far as it is not."""

import pytest

from repository.deposit.models import StepInput
from repository.models import Output
from repository.outputs.choices import Access, Kind
from repository.outputs.completeness import output_problems
from repository.outputs.identifiers import Scheme
from repository.outputs.licences import Licence
from tests.drafts import draft_now
from tests.factories import (
    AgreementFactory,
    CourseFactory,
    IdentifierFactory,
    OutputFactory,
    PartnerFactory,
    PartnerNameFactory,
    PersonFactory,
    SubjectFactory,
    SubjectLabelFactory,
    UserFactory,
)
from tests.repository.deposit.conftest import Depositor

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"


# -- describe ---------------------------------------------------------------------------------------------------------


def test_a_work_is_described_in_several_languages(depositor, draft):
    form = depositor.step(draft, "describe").step
    form = (
        form.fill(texts__0__title="Сердце", texts__0__language="ru", texts__0__abstract="О сердце")
        .press("texts:add")
        .step
    )
    assert form.value("texts-0-title") == "Сердце"
    form.fill(texts__1__language="fa", texts__1__title="قلب", texts__1__abstract="").press("save")
    work = draft_now(draft)
    assert (work.title, work.language) == ("Сердце", "ru")
    assert [(row.language, row.text) for row in work.titles.all()] == [("fa", "قلب")]
    assert [(row.language, row.text) for row in work.abstracts.all()] == [("ru", "О сердце")]
    assert Output.objects.get(pk=draft.pk).title == "Сердце"
    page = depositor.step(draft, "describe")
    assert page.html.select_one("#id_texts-1-title")["dir"] == "rtl"


def test_moving_a_text_up_makes_it_the_works_own_title(depositor, draft):
    form = depositor.step(draft, "describe").step.press("texts:add").step
    form = form.fill(texts__1__title="Gemeinsam", texts__1__language="de").press("texts-1:up").step
    form.press("save")
    assert (draft_now(draft).title, draft_now(draft).language) == ("Gemeinsam", "de")
    assert [row.text for row in draft_now(draft).titles.all()] == ["A joint report"]


def test_two_texts_in_one_language_are_refused_and_kept(depositor, draft):
    form = depositor.step(draft, "describe").step.press("texts:add").step
    page = form.fill(texts__1__title="The same again", texts__1__language="en").press("save")
    assert "Title and abstract 2: There are two texts in English." in page.text
    assert page.step.value("texts-1-title") == "The same again"


@pytest.mark.parametrize("kind", Kind)
def test_the_fields_follow_the_kind(depositor, draft, kind):
    form = depositor.step(draft, "describe").step.fill(kind=kind.value, issued="2026-02").press("show").step
    assert ("container_title" in form.values) == (kind in (Kind.ARTICLE, Kind.CHAPTER))
    assert ("course" in form.values) == (kind == Kind.TEACHING)
    assert form.value("issued") == "2026-02"


def test_a_field_of_another_kind_stays_as_long_as_it_holds_something(depositor, draft):
    form = depositor.step(draft, "describe").step.fill(kind="article").press("show").step
    form = form.fill(container_title="The Journal", kind="thesis").press("save").step
    assert form.value("container_title") == "The Journal"
    assert "volume" not in form.values


def test_teaching_material_says_what_it_teaches(depositor, draft):
    course = CourseFactory(code="ANAT-1", title="Anatomy")
    form = depositor.step(draft, "describe").step.fill(kind="teaching").press("show").step
    form.fill(
        course="ANAT-1 – Anatomy",
        level="undergraduate",
        audience="students",
        study_year="2",
        resource="slides",
        duration="90",
    ).press("save")
    work = draft_now(draft)
    assert (work.course, work.level, work.study_year, work.resource, work.duration) == (
        course,
        "undergraduate",
        2,
        "slides",
        90,
    )


def test_one_wrong_value_is_explained_and_everything_else_is_saved(depositor, draft):
    form = depositor.step(draft, "describe").step
    page = form.fill(issued="this spring", publisher="The Press", keywords="heart\nlung").press("continue")
    assert page.address.endswith("/describe/")
    summary = page.html.select_one(".error-summary")
    assert summary.select_one("a")["href"] == "#id_issued"
    field = page.html.select_one("#id_issued")
    assert (field["value"], field["aria-invalid"]) == ("this spring", "true")
    work = draft_now(draft)
    assert (work.publisher, work.keywords, work.issued) == ("The Press", ["heart", "lung"], "")
    # It is still there after coming back, and goes when it is put right.
    form = depositor.step(draft, "describe").step
    assert form.value("issued") == "this spring"
    assert form.fill(issued="2026-04").press("continue").address.endswith("/people/")
    assert not StepInput.objects.exists()


def test_identifiers_are_brought_to_their_form(depositor, draft):
    form = depositor.step(draft, "describe").step
    form.fill(identifiers__0__scheme="doi", identifiers__0__value="https://doi.org/10.1000/ABC").press("save")
    assert [(row.scheme, row.value) for row in draft_now(draft).identifiers.all()] == [("doi", "10.1000/abc")]


def test_a_wrong_identifier_shows_what_a_right_one_looks_like(depositor, draft):
    form = depositor.step(draft, "describe").step
    page = form.fill(identifiers__0__scheme="doi", identifiers__0__value="abc").press("save")
    assert "Identifier 1: “abc” is not a valid DOI. A valid one looks like 10.1000/182." in page.text
    assert page.step.value("identifiers-0-value") == "abc"


def test_an_identifier_of_another_work_is_refused(depositor, draft):
    IdentifierFactory(output=OutputFactory(published=True), scheme=Scheme.DOI, value="10.1000/taken")
    form = depositor.step(draft, "describe").step
    page = form.fill(identifiers__0__scheme="doi", identifiers__0__value="10.1000/TAKEN").press("save")
    assert "Another work here already has this identifier." in page.text


def test_an_identifier_of_a_hidden_work_is_taken_as_if_that_work_were_not_here(depositor, draft):
    hidden = OutputFactory(title="A secret of others", published=True, access=Access.OWNER)
    IdentifierFactory(output=hidden, scheme=Scheme.DOI, value="10.1000/taken")
    form = depositor.step(draft, "describe").step
    page = form.fill(identifiers__0__scheme="doi", identifiers__0__value="10.1000/TAKEN").press("save")
    assert "already has" not in page.text and "secret" not in page.text
    assert [row.value for row in draft_now(draft).identifiers.all()] == ["10.1000/taken"]
    assert "already has" not in depositor.step(draft, "review").text
    told = " ".join(problem.sentence for problem in output_problems(draft_now(draft)))
    assert "“A secret of others”" in told, "an editor is told which it is"


def test_names_of_the_catalogue_are_found_in_any_language(depositor, draft):
    subject = SubjectFactory(label="Cardiology")
    SubjectLabelFactory(subject=subject, language="ru", text="Кардиология")
    agreement = AgreementFactory(number="7/2026", title="Cooperation")
    form = depositor.step(draft, "describe").step
    form.fill(subjects=["кардиология"], agreements=["7/2026: Cooperation"]).press("save")
    assert list(draft_now(draft).subjects.all()) == [subject]
    assert list(draft_now(draft).agreements.all()) == [agreement]


def test_a_name_that_is_not_there_stays_as_typed(depositor, draft):
    page = depositor.step(draft, "describe").step.fill(subjects=["Astrology"]).press("save")
    assert "“Astrology” is not in the catalogue." in page.text
    assert "Astrology" in page.step.values["subjects"]


def test_part_of_takes_the_address_of_a_work_one_may_see(depositor, draft):
    book = OutputFactory(title="The Book", published=True)
    hidden = OutputFactory(title="Hidden", published=True, access=Access.OWNER)
    form = depositor.step(draft, "describe").step
    form.fill(part_of=f"https://repository.example/w/{book.code}/").press("save")
    assert draft_now(draft).part_of == book
    page = depositor.step(draft, "describe").step.fill(part_of=hidden.code).press("save")
    assert "is not in the catalogue" in page.text
    assert draft_now(draft).part_of == book


def test_a_translation_is_tied_to_its_original(depositor, draft):
    original = OutputFactory(title="Совместный доклад", language="ru", published=True)
    hidden = OutputFactory(title="Hidden", published=True, access=Access.OWNER)
    depositor.step(draft, "describe").step.fill(translation_of=f"Совместный доклад ({original.code})").press("save")
    assert draft_now(draft).translation_of == original
    page = depositor.step(draft, "describe").step.fill(translation_of=hidden.code).press("save")
    assert "is not in the catalogue" in page.text
    assert draft_now(draft).translation_of == original


def test_languages_of_the_text(depositor, draft):
    form = depositor.step(draft, "describe").step
    form.fill(languages=["ru", "en"], more_languages="zh-hant").press("save")
    assert draft_now(draft).languages == ["ru", "en", "zh-Hant"]
    assert depositor.step(draft, "describe").step.value("more_languages") == "zh-Hant"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a\x00b", "‮evil", "x" * 499, "'; DROP TABLE"])
def test_hostile_titles_are_text_and_nothing_else(depositor, draft, text):
    page = depositor.step(draft, "describe").step.fill(texts__0__title=text).press("save")
    assert page.status == 200
    assert b"<script>alert(1)" not in page.response.content


# -- people -----------------------------------------------------------------------------------------------------------


def test_people_in_order_with_several_institutions_each(depositor, draft):
    partner = PartnerFactory(name="University of Vilnius")
    PartnerNameFactory(partner=partner, language="ru", text="Вильнюсский университет")
    form = depositor.step(draft, "people").step
    form = (
        form.fill(
            contributors__0__family_name="Novak",
            contributors__0__given_name="Maria",
            contributors__0__orcid=f"https://orcid.org/{ORCID}",
            contributors__0__affiliations__0__institution="вильнюсский университет",
            contributors__0__affiliations__0__department="Chair of Anatomy",
        )
        .press("contributors-0-affiliations:add")
        .step
    )
    form = form.fill(contributors__0__affiliations__1__institution="Another Hospital").press("contributors:add").step
    form = (
        form.fill(contributors__1__family_name="Çelik", contributors__1__role="editor").press("contributors-1:up").step
    )
    form.press("save")
    first, second = draft_now(draft).contributions.all()
    assert (first.family_name, first.role) == ("Çelik", "editor")
    assert (second.family_name, second.orcid) == ("Novak", ORCID)
    assert [(row.partner, row.institution, row.department) for row in second.affiliations.all()] == [
        (partner, "", "Chair of Anatomy"),
        (None, "Another Hospital", ""),
    ]
    assert draft_now(draft).partners == [partner]


def test_a_removed_contributor_can_be_taken_back_until_the_step_is_saved(depositor, complete):
    form = depositor.step(complete, "people").step.press("contributors-0:remove").step
    assert "contributors-0:restore" in form.buttons
    form = form.press("contributors-0:restore").step
    assert form.value("contributors-0-family_name") == "Novak"
    form.press("contributors-0:remove").step.press("save")
    assert not draft_now(complete).contributions.all()


def test_half_a_contributor_is_kept_and_explained(depositor, draft):
    form = depositor.step(draft, "people").step
    page = form.fill(contributors__0__given_name="Maria", contributors__0__orcid="123").press("save")
    assert "Contributor 1: Write the family name, or the name of the group." in page.text
    assert "Contributor 1: “123” is not a valid ORCID iD." in page.text
    form = depositor.step(draft, "people").step
    assert (form.value("contributors-0-given_name"), form.value("contributors-0-orcid")) == ("Maria", "123")


def test_adding_a_row_complains_about_nothing(depositor, draft):
    form = depositor.step(draft, "people").step.fill(contributors__0__given_name="Maria")
    page = form.press("contributors:add")
    assert not page.html.select(".error-summary, .errorlist")
    assert page.step.value("contributors-0-given_name") == "Maria"


def test_a_person_is_known_by_their_orcid(depositor, draft):
    person = PersonFactory(orcid=ORCID, family_name="Novak")
    form = depositor.step(draft, "people").step
    form.fill(contributors__0__family_name="Nováková", contributors__0__orcid=ORCID).press("save")
    contribution = draft_now(draft).contributions.get()
    assert (contribution.person, contribution.family_name) == (person, "Nováková")


def test_the_same_orcid_twice_in_one_role_is_refused(depositor, draft):
    form = depositor.step(draft, "people").step.press("contributors:add").step
    page = form.fill(
        contributors__0__family_name="A",
        contributors__0__orcid=ORCID,
        contributors__1__family_name="B",
        contributors__1__orcid=ORCID,
    ).press("save")
    assert "Contributor 2: Contributor 1 has the same ORCID iD." in page.text


def test_a_form_without_its_count_of_rows_removes_nobody(depositor, complete):
    form = depositor.step(complete, "people").step
    for name in [name for name in form.values if name.startswith("contributors")]:
        del form.values[name]
    form.press("save")
    assert draft_now(complete).contributions.count() == 1


def test_too_many_rows_are_not_made(depositor, draft):
    form = depositor.step(draft, "people").step.fill(contributors__TOTAL_FORMS="100000")
    assert form.press("save").status == 200


def test_further_partners(depositor, draft):
    partner = PartnerFactory(name="The Host")
    depositor.step(draft, "people").step.fill(tagged_partners=["the host"]).press("save")
    assert list(draft_now(draft).tagged_partners.all()) == [partner]


def test_a_partner_deleted_meanwhile_leaves_the_draft_readable(depositor, draft):
    partner = PartnerFactory(name="Soon gone")
    form = depositor.step(draft, "people").step
    form.fill(contributors__0__family_name="Novak", contributors__0__affiliations__0__institution="Soon gone").press(
        "save"
    )
    partner.delete()
    form = depositor.step(draft, "people").step
    assert form.value("contributors-0-affiliations-0-institution") == "a partner that is no longer listed"


def test_the_preview_is_the_page_readers_will_see(depositor, draft):
    page = depositor.step(draft, "preview")
    assert page.html.h1.get_text(strip=True) == "A joint report"
    assert "nobody else sees this page" in page.text


# -- access -----------------------------------------------------------------------------------------------------------


def test_access_and_licence(depositor, draft):
    form = depositor.step(draft, "access").step
    page = form.fill(access="home", licence="CC-BY-4.0").press("continue")
    assert page.address.endswith("/review/")
    assert (draft_now(draft).access, draft_now(draft).licence) == (Access.HOME, Licence.CC_BY)


# -- two at once ------------------------------------------------------------------------------------------------------


def test_another_step_changed_meanwhile_is_no_conflict(depositor, draft):
    mine = depositor.step(draft, "describe").step
    depositor.step(draft, "people").step.fill(contributors__0__family_name="Novak").press("save")
    mine.fill(publisher="The Press").press("save")
    assert draft_now(draft).publisher == "The Press"
    assert draft_now(draft).contributions.count() == 1


def test_the_same_form_sent_twice_is_no_conflict_and_one_revision(depositor, draft):
    form = depositor.step(draft, "describe").step.fill(
        identifiers__0__scheme="doi", identifiers__0__value="doi:10.1000/XY"
    )
    form.press("save")
    revisions = draft.revisions.count()
    assert "Saved." in form.press("save").text
    assert draft.revisions.count() == revisions


def test_leaving_keeps_what_was_typed_without_a_word(depositor, draft):
    form = depositor.step(draft, "describe").step.fill(issued="soon", publisher="The Press")
    data = {name: values for name, values in form.values.items() if values} | {"action": "leave"}
    assert depositor.client.post(f"/deposit/{draft.code}/describe/", data).status_code == 204
    page = depositor.step(draft, "describe")
    assert page.step.value("issued") == "soon"
    assert not page.html.select(".errorlist")
    assert draft_now(draft).publisher == "The Press"


# -- whose ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["files", "describe", "people", "access", "review", "preview"])
def test_a_deposit_does_not_exist_for_others(draft, step):
    for user in (UserFactory(groups=["faculty"]), UserFactory()):
        other = Depositor(user)
        assert other.step(draft, step).status == 404
        assert other.client.post(f"/deposit/{draft.code}/{step}/", {}).status_code in (404, 405)


@pytest.mark.parametrize("step", ["files", "describe", "people", "access", "review"])
def test_editors_may_help_a_depositor(draft, editor, step):
    assert Depositor(editor).step(draft, step).status == 200


def test_a_change_to_a_published_work_is_a_draft(depositor, published):
    form = depositor.step(published, "describe").step
    form.fill(texts__0__title="What readers will see").press("save")
    row = Output.objects.get(pk=published.pk)
    assert (row.title, row.live, row.has_unpublished_changes) == ("What readers see", True, True)
    assert draft_now(published).title == "What readers will see"
    assert [contribution.pk for contribution in draft_now(published).contributions.all()] == [
        published.contributions.get().pk
    ]


def test_looking_at_a_published_work_changes_nothing(depositor, published):
    for step in ("files", "describe", "people", "access"):
        depositor.step(published, step).step.press("save")
    row = Output.objects.get(pk=published.pk)
    assert not row.has_unpublished_changes


# -- suggestions ------------------------------------------------------------------------------------------------------


def test_suggestions_are_found_by_any_of_their_names(depositor):
    partner = PartnerFactory(name="University of Vilnius", city="Vilnius", country="LT")
    PartnerNameFactory(partner=partner, language="ru", text="Вильнюсский университет")
    PartnerFactory(name="Another")
    answer = depositor.client.get("/deposit/suggest/partners/", {"q": "вильн"}).json()
    assert answer["suggestions"] == [
        {"value": "University of Vilnius", "label": "University of Vilnius", "hint": "Vilnius, LT"}
    ]


def test_suggestions_never_name_a_work_one_may_not_see(depositor):
    OutputFactory(title="Heart, hidden", published=True, access=Access.OWNER)
    OutputFactory(title="Heart, not published")
    seen = OutputFactory(title="Heart, open", published=True)
    answer = depositor.client.get("/deposit/suggest/works/", {"q": "heart"}).json()
    assert [each["value"] for each in answer["suggestions"]] == [f"Heart, open ({seen.code})"]


def test_a_suggested_person_brings_what_is_known(depositor):
    person = PersonFactory(family_name="Новак", given_name="Мария", orcid=ORCID)
    answer = depositor.client.get("/deposit/suggest/people/", {"q": "мар нов"}).json()
    assert answer["suggestions"][0]["fill"] == {"given_name": "Мария", "orcid": ORCID, "person": person.pk}


def test_suggestions_are_for_depositors(db):
    student = Depositor(UserFactory())
    assert student.client.get("/deposit/suggest/people/", {"q": "no"}).status_code == 403
    assert student.client.get("/deposit/suggest/partners/", {"q": "no"}).status_code == 403


def test_there_is_no_vocabulary_of_users(depositor):
    assert depositor.client.get("/deposit/suggest/users/", {"q": "no"}).status_code == 404
