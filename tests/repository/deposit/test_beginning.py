"""What is brought to the first page is recognised by itself and becomes a filled draft, or a list of references."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from repository.deposit.drafts import draft_of
from repository.deposit.identifier_lists import AT_A_TIME, identifier_list_ask_again
from repository.deposit.reference_lists import (
    KEPT,
    MOST,
    TooManyReferences,
    make_drafts,
    reference_become_draft,
    reference_list_create,
    reference_lists_end,
)
from repository.imports.findings import NOTHING_KNOWN, Finding, Source
from repository.models import KnownDifference, Output, Proposal, Reference, ReferenceList
from repository.outputs.choices import Kind
from tests.factories import (
    AffiliationFactory,
    ContributionFactory,
    IdentifierFactory,
    OutputFactory,
    OutputFileFactory,
    PartnerFactory,
    UserFactory,
)
from tests.repository.deposit.conftest import Depositor, uploaded, work_off
from tests.repository.imports.lookups.registers import Registers, serving_registers

pytestmark = pytest.mark.django_db

DOI = "10.5555/joint.2026.17"
BIBTEX = """@article{one, author = {Novak, Maria}, title = {A first joint article}, journal = {Letters}, year = 2025}
@book{two, author = {Petrov, Boris}, title = {A second joint book}, publisher = {Press}, year = 2024}
@article{three, author = {Sato, Ken}, year = 2023}
"""


@pytest.fixture
def registers(settings) -> Registers:
    with serving_registers(settings) as registers:
        yield registers


def begin(depositor: Depositor, *, files=(), **texts):
    return depositor.open("/deposit/new/").form().fill(**texts).press(files=files)


def answered(page, action: str):
    """The same form again, by the button of a question."""
    form = page.form()
    assert action in form.buttons
    return form.press(action)


# -- an identifier -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", [DOI, f"https://doi.org/{DOI}", f"doi: {DOI.upper()}", f"Novak M. 2026. doi:{DOI}."]
)
def test_a_doi_goes_straight_to_a_filled_draft(depositor, registers, written):
    registers.know_recorded_works()
    page = begin(depositor, given=written)
    draft = draft_of(Output.objects.get())
    assert page.address == f"/deposit/{draft.code}/describe/"
    assert draft.title
    assert draft.contributions.all()
    assert ("doi", DOI) in [(one.scheme, one.value) for one in draft.identifiers.all()]
    assert "from Crossref" in page.text


def test_the_same_form_sent_twice_begins_one_filled_draft(depositor, registers):
    registers.know_recorded_works()
    form = depositor.open("/deposit/new/").form().fill(given=DOI)
    assert form.press().address == form.press().address
    assert (Output.objects.count(), Proposal.objects.count()) == (1, 1)


def test_a_register_out_of_reach_loses_nothing_and_can_be_tried_again(depositor, registers):
    registers.answer("crossref", "/works/10.5555%2Fjoint.2026.17", b"", status=500)
    registers.answer("datacite", "/dois/10.5555%2Fjoint.2026.17", b"", status=500)
    page = begin(depositor, given=DOI)
    draft = draft_of(Output.objects.get())
    assert page.address == f"/deposit/{draft.code}/describe/"
    assert [(one.scheme, one.value) for one in draft.identifiers.all()] == [("doi", DOI)]
    assert "not reachable now" in page.text
    proposal = Proposal.objects.get()
    registers.know_recorded_works()
    page = page.step.fill(volume="99").press(f"source-{proposal.pk}-register:ask")
    assert "Crossref answered." in page.text
    assert page.step.value("volume") == "99"
    assert draft_of(Output.objects.get()).title
    assert "not reachable now" not in page.text


def test_an_installation_without_look_ups_keeps_the_identifier(depositor):
    page = begin(depositor, given=DOI)
    assert "look-ups are switched off" in page.text
    assert [one.value for one in draft_of(Output.objects.get()).identifiers.all()] == [DOI]


def test_an_identifier_that_no_register_knows_begins_nothing_unasked(depositor, registers):
    page = begin(depositor, given="10.5555/mistyped")
    assert "does not know" in page.text or "do not know" in page.text
    assert not Output.objects.exists()
    assert page.form().value("given") == "10.5555/mistyped"
    page = answered(page, "sure")
    assert [one.value for one in draft_of(Output.objects.get()).identifiers.all()] == ["10.5555/mistyped"]


def test_an_address_of_no_register_is_kept(depositor):
    begin(depositor, given="https://journal.example.org/issue/5")
    assert [one.value for one in draft_of(Output.objects.get()).identifiers.all()] == [
        "https://journal.example.org/issue/5"
    ]


def test_the_orcid_id_of_a_person_is_no_work(depositor):
    page = begin(depositor, given="https://orcid.org/0000-0002-1825-0097")
    assert "ORCID iD of a person" in page.text
    assert not Output.objects.exists()


def test_a_line_that_is_nothing_else_is_the_title(depositor):
    page = begin(depositor, given="Совместная монография о сердце и сосудах")
    output = Output.objects.get()
    assert output.title == "Совместная монография о сердце и сосудах"
    assert page.address == f"/deposit/{output.code}/files/"


def test_a_long_text_is_explained_and_kept(depositor):
    text = "A page of my article.\nAnother line of it."
    page = begin(depositor, given=text)
    assert "No identifier and no references were recognised" in page.text
    assert page.form().value("given") == text
    assert not Output.objects.exists()


def test_a_file_and_an_identifier_become_one_draft(depositor, registers):
    registers.know_recorded_works()
    begin(depositor, given=DOI, files=[uploaded("article.pdf")])
    draft = draft_of(Output.objects.get())
    assert draft.title
    assert [file.name for file in draft.files.all()] == ["article.pdf"]


# -- references --------------------------------------------------------------------------------------------------------


def test_one_reference_becomes_a_draft(depositor):
    page = begin(depositor, files=[uploaded("works.bib", BIBTEX.splitlines()[0].encode(), "text/plain")])
    draft = draft_of(Output.objects.get())
    assert (draft.title, draft.container_title, draft.issued) == ("A first joint article", "Letters", "2025")
    assert not draft.files.all()
    assert "from works.bib" in page.text


def test_many_references_are_shown_before_anything_is_made(depositor):
    page = begin(depositor, given=BIBTEX)
    reference_list = ReferenceList.objects.get()
    assert page.address == f"/deposit/references/{reference_list.pk}/"
    assert "3 entries were read." in page.text
    assert not Output.objects.exists()
    chosen = list(reference_list.references.filter(chosen=True).values_list("number", flat=True))
    assert chosen == [1, 2]
    assert "It has no title." in page.text


def test_the_chosen_references_become_drafts_by_a_job(depositor, faculty):
    page = begin(depositor, given=BIBTEX)
    page = page.form().fill(entry=["1", "2"]).press()
    assert "0 of 2" in page.text
    assert "You may leave this page" in page.text
    work_off()
    page = depositor.open(page.address)
    assert "2 drafts were made." in page.text
    titles = {draft_of(one).title: one.owner for one in Output.objects.all()}
    assert titles == {"A first joint article": faculty, "A second joint book": faculty}
    assert Output.objects.get(title="A second joint book").kind == Kind.MONOGRAPH


def test_pressing_twice_and_a_job_run_twice_make_each_draft_once(depositor, faculty):
    page = begin(depositor, given=BIBTEX)
    form = page.form().fill(entry=["1", "2"])
    form.press(), form.press()
    first = Reference.objects.get(number=1)
    reference_become_draft(reference_id=first.pk, user=faculty)  # a job that was killed after this
    work_off()
    make_drafts.func(reference_list_id=str(ReferenceList.objects.get().pk))
    assert Output.objects.count() == 2


def test_choosing_nothing_is_explained(depositor):
    page = begin(depositor, given=BIBTEX).form().fill(entry=[]).press()
    assert "Choose at least one entry." in page.text
    assert "3 entries were read." in page.text


def test_a_list_of_somebody_else_does_not_exist(depositor):
    page = begin(depositor, given=BIBTEX)
    other = Depositor(UserFactory(groups=["faculty"]))
    assert other.open(page.address).status == 404
    assert other.client.post(page.address, {"entry": "1"}).status_code == 404


# -- several identifiers -----------------------------------------------------------------------------------------------

CHAPTER, UNKNOWN = "10.5555/978-0-00-000000-2_7", "10.5555/mistyped"


def asked_of(page) -> list[tuple[str, bool]]:
    """Where the registers left each entry, and whether it is chosen."""
    [reference_list] = ReferenceList.objects.all()
    assert page.address == f"/deposit/references/{reference_list.pk}/"
    return list(reference_list.references.values_list("asked", "chosen"))


def test_several_identifiers_are_looked_up_by_the_worker_and_then_chosen_from(depositor, registers):
    registers.know_recorded_works()
    page = begin(depositor, given=f"Novak. One. doi:{DOI}\nPetrov. Two.\nhttps://doi.org/{CHAPTER}\n{UNKNOWN}\n{DOI}")
    assert "0 of 3" in page.text and "You may leave this page" in page.text
    assert not page.html.select("main form")
    work_off()
    page = depositor.open(page.address)
    assert "3 entries were read." in page.text
    assert asked_of(page) == [("given", True), ("given", True), ("silent", False)]
    assert "do not know 10.5555/mistyped" in page.text
    page = page.form().press()
    work_off()
    titles = {draft_of(one).title for one in Output.objects.all()}
    assert titles == {one.record["title"] for one in Reference.objects.filter(chosen=True)}
    assert "from Crossref" in depositor.step(Output.objects.first(), "describe").text


def test_out_of_reach_each_draft_can_begin_with_its_identifier_alone(depositor, registers):
    page = begin(depositor, given="31452104, 31452105")
    registers.answer("pubmed", "/efetch.fcgi", b"", status=500)
    work_off()
    page = depositor.open(page.address)
    assert asked_of(page) == [("unreached", True), ("unreached", True)]
    assert "2 identifiers could not be looked up now." in page.text
    assert "PubMed is not reachable now." in page.text
    assert "kind not known yet" in page.text
    page.form().fill(entry=["2"]).press("")
    work_off()
    draft = draft_of(Output.objects.get())
    assert [(one.scheme, one.value) for one in draft.identifiers.all()] == [("pmid", "31452105")]
    assert "PubMed is not reachable now." in depositor.step(draft, "describe").text
    assert "Try again" in depositor.step(draft, "describe").text


def test_registers_are_asked_again_of_what_was_not_reached(depositor, registers):
    for register, path in (("crossref", "/works/"), ("datacite", "/dois/")):
        registers.answer(register, f"{path}10.5555%2Fjoint.2026.17", b"", status=500)
    page = begin(depositor, given=f"{DOI}\n{UNKNOWN}")
    work_off()
    page = depositor.open(page.address)
    assert [state for state, _chosen in asked_of(page)] == ["unreached", "unreached"], "one silence is enough"
    registers.know_recorded_works()
    page = page.form().fill(entry=["2"]).press("ask")
    assert "0 of 2" in page.text
    work_off()
    assert [state for state, _chosen in asked_of(page)] == ["given", "silent"]
    assert "could not be looked up" not in depositor.open(page.address).text


def test_identifiers_of_one_work_are_marked_once_this_is_known(depositor, registers):
    registers.know_recorded_works()
    page = begin(depositor, given=f"{DOI}\nPMID 31452104")
    work_off()
    assert asked_of(page) == [("given", True), ("given", False)]
    assert "It repeats entry 1." in depositor.open(page.address).text


def test_an_identifier_of_what_is_here_is_not_chosen(depositor, here):
    page = begin(depositor, given=f"{DOI}\n10.5555/another")
    work_off()
    page = depositor.open(page.address)
    assert [chosen for _state, chosen in asked_of(page)] == [False, True]
    assert "May already be here:" in page.text
    assert "look-ups are switched off" in page.text


def test_a_long_list_is_asked_in_several_jobs(depositor, registers):
    page = begin(depositor, given="\n".join(f"10.5555/{number}" for number in range(AT_A_TIME + 1)))
    work_off()
    assert f"{AT_A_TIME} of {AT_A_TIME + 1}" in depositor.open(page.address).text
    work_off()
    assert {state for state, _chosen in asked_of(page)} == {"silent"}


def test_the_registers_of_somebody_elses_list_are_not_asked(depositor, faculty):
    begin(depositor, given=f"{DOI}\n{CHAPTER}")
    [reference_list] = ReferenceList.objects.all()
    with pytest.raises(PermissionDenied):
        identifier_list_ask_again(reference_list=reference_list, user=UserFactory(), numbers=set())
    assert identifier_list_ask_again(reference_list=reference_list, user=faculty, numbers=set()).state == "asking"


# -- what may be here already ------------------------------------------------------------------------------------------


@pytest.fixture
def here(faculty) -> Output:
    output = OutputFactory(title="A first joint article", kind=Kind.ARTICLE, issued="2025", published=True)
    IdentifierFactory(output=output, scheme="doi", value=DOI)
    ContributionFactory(output=output, family_name="Novak", given_name="Maria")
    return output


def test_a_work_that_is_here_is_shown_before_anything_begins(depositor, registers, here):
    registers.know_recorded_works()
    page = begin(depositor, given=DOI)
    assert "This may already be here" in page.text
    assert here.get_absolute_url() in page.links().values()
    assert Output.objects.count() == 1
    page = answered(page, "sure")
    assert Output.objects.count() == 2


def test_going_on_is_remembered(depositor, registers, here):
    registers.know_recorded_works()
    page = answered(begin(depositor, given=DOI), "sure")
    assert "This may already be here" in page.text
    mine = Output.objects.latest("pk")
    page = page.form(f'form[action="/deposit/{mine.code}/something-else/"]').press()
    assert page.address == f"/deposit/{mine.code}/describe/"
    assert "This may already be here" not in page.text
    assert KnownDifference.objects.get().other == here
    assert "This may already be here" not in depositor.step(mine, "review").text


def test_a_work_that_one_may_not_see_is_not_hinted_at(depositor, registers, here):
    registers.know_recorded_works()
    Output.objects.filter(pk=here.pk).update(access="owner")
    assert "This may already be here" not in begin(depositor, given=DOI).text


def test_a_reference_to_what_is_here_is_not_chosen(depositor, here):
    page = begin(depositor, given=BIBTEX)
    assert list(ReferenceList.objects.get().references.filter(chosen=True).values_list("number", flat=True)) == [2]
    assert "May already be here:" in page.text
    Output.objects.filter(pk=here.pk).update(access="owner")
    assert "May already be here:" not in depositor.open(page.address).text


# -- like an earlier deposit -------------------------------------------------------------------------------------------


@pytest.fixture
def earlier(faculty) -> Output:
    output = OutputFactory(
        owner=faculty,
        title="Lectures of 2025",
        kind=Kind.MANUAL,
        issued="2025",
        licence="CC-BY-4.0",
        keywords=["heart"],
    )
    contribution = ContributionFactory(output=output, family_name="Novak", given_name="Maria")
    AffiliationFactory(contribution=contribution, partner=PartnerFactory(name="University of Tartu"))
    IdentifierFactory(output=output, scheme="isbn", value="978-3-16-148410-0")
    OutputFileFactory(output=output, name="lectures.pdf")
    output = Output.objects.get(pk=output.pk)
    output.save_revision(user=faculty)
    return Output.objects.get(pk=output.pk)


def test_a_template_gives_everything_but_what_is_one_works_own(depositor, earlier):
    form = depositor.open("/deposit/").form('form[action="/deposit/template/"]')
    page = form.press()
    draft = draft_of(Output.objects.exclude(pk=earlier.pk).get())
    assert page.address == f"/deposit/{draft.code}/describe/"
    assert (draft.kind, draft.licence, draft.keywords) == (Kind.MANUAL, "CC-BY-4.0", ["heart"])
    assert [str(one) for one in draft.contributions.all()] == ["Maria Novak"]
    assert [str(row.partner) for row in draft.contributions.all()[0].affiliations.all()] == ["University of Tartu"]
    assert (draft.title, draft.issued) == ("", "")
    assert not draft.files.all()
    assert not draft.identifiers.all()
    assert form.press().address == page.address


def test_the_first_page_offers_earlier_deposits_as_templates(depositor, earlier):
    form = depositor.open("/deposit/new/").form('form[action="/deposit/template/"]')
    assert form.value("template") == earlier.code
    form.press()
    assert Output.objects.count() == 2


def test_somebody_elses_deposit_is_no_template(depositor, earlier):
    stranger = Depositor(UserFactory(groups=["faculty"]))
    assert stranger.client.post("/deposit/template/", {"template": earlier.code}).status_code == 404
    assert Output.objects.count() == 1


def test_a_chapter_begins_with_what_is_known_of_its_book(depositor, earlier):
    form = depositor.open("/deposit/").form(f'form[action="/deposit/{earlier.code}/chapter/"]')
    form.press()
    draft = draft_of(Output.objects.exclude(pk=earlier.pk).get())
    assert (draft.kind, draft.part_of, draft.container_title) == (Kind.CHAPTER, earlier, "Lectures of 2025")
    assert [one.value for one in draft.identifiers.all()] == ["978-3-16-148410-0"]
    assert not draft.contributions.all()
    assert form.press().address == f"/deposit/{draft.code}/describe/"


def test_an_edition_in_another_language_begins_with_what_is_the_same(depositor, earlier):
    address = depositor.open("/deposit/").links()["Add an edition in another language : Lectures of 2025"]
    form = depositor.open(address).form()
    assert "The work itself is in this language." in form.fill(language="en").press().text
    assert "Choose the language of the new edition." in form.fill(language="").press().text
    assert Output.objects.count() == 1
    page = form.fill(language="be", title="Лекцыі 2025 года").press()
    draft = draft_of(Output.objects.exclude(pk=earlier.pk).get())
    assert page.address == f"/deposit/{draft.code}/describe/"
    assert page.step.value("translation_of") == f"Lectures of 2025 ({earlier.code})"
    assert (draft.title, draft.language, draft.languages) == ("Лекцыі 2025 года", "be", ["be"])
    assert (draft.kind, draft.licence, draft.translation_of) == (Kind.MANUAL, "CC-BY-4.0", earlier)
    assert [str(one) for one in draft.contributions.all()] == ["Maria Novak"]
    assert (draft.keywords, draft.issued) == ([], "")
    assert not draft.identifiers.all()
    assert form.press().address == page.address


def test_somebody_elses_work_gets_no_edition(earlier):
    stranger = Depositor(UserFactory(groups=["faculty"]))
    for ask in (stranger.client.get, stranger.client.post):
        assert ask(f"/deposit/{earlier.code}/translation/").status_code == 404


def test_only_books_have_chapters(depositor, draft):
    assert depositor.client.post(f"/deposit/{draft.code}/chapter/").status_code == 404
    assert "Add a chapter" not in depositor.open("/deposit/").text


def test_an_entry_that_stands_twice_is_chosen_once(depositor):
    first, second, _third = BIBTEX.splitlines()
    begin(depositor, given="\n".join([first, second, first.replace("one,", "again,")]))
    assert list(ReferenceList.objects.get().references.values_list("chosen", "faults")) == [
        (True, []),
        (True, []),
        (False, ["It repeats entry 1."]),
    ]


def test_references_that_cannot_be_read_say_why(depositor):
    page = begin(depositor, given="@article{one, title = {Broken")
    assert not Output.objects.exists()
    assert page.html.select(".error-summary")
    assert page.form().value("given") == "@article{one, title = {Broken"


def test_a_list_longer_than_is_taken_at_once_is_refused_whole(depositor, faculty):
    source, record = Source("bibtex", "many.bib"), replace(NOTHING_KNOWN, title="One of many")
    with pytest.raises(TooManyReferences):
        reference_list_create(user=faculty, name="many.bib", entries=[Finding(record, source)] * (MOST + 1))
    assert not ReferenceList.objects.exists()


def test_a_list_that_waits_stands_among_the_deposits_and_is_forgotten_after_a_month(depositor):
    begin(depositor, given=BIBTEX)
    assert "References “Pasted references”: waiting for your choice." in depositor.open("/deposit/").text
    ReferenceList.objects.update(created_at=timezone.now() - KEPT - timedelta(hours=1))
    reference_lists_end()
    assert not ReferenceList.objects.exists()
