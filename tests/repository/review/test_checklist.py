"""What an editor is told before reading, each with the place where it is mended."""

import pytest

from repository.deposit.checks import review_remarks
from repository.models import Output, StoredFile
from repository.outputs.choices import Kind
from repository.outputs.licences import Licence
from repository.review.checklist import NOTICE, review_checks
from repository.review.services import comment_add
from tests.factories import (
    AffiliationFactory,
    ConfirmationFactory,
    ContributionFactory,
    OutputAbstractFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    PartnerFactory,
    StoredFileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def work() -> Output:
    """Nothing is to be asked about it."""
    output = OutputFactory(licence=Licence.CC_BY, kind=Kind.REPORT)
    OutputAbstractFactory(output=output)
    ContributionFactory(output=output, partners=[PartnerFactory(ror="01ej9dk98")])
    file = OutputFileFactory(output=output, name="book.pdf", stored_file=read(["A title page", "The text"]))
    assert file.number == 1
    return Output.objects.get(pk=output.pk)


def read(pages: list[str], media_type: str = "application/pdf", **fields) -> StoredFile:
    fields = {"reading": StoredFile.Reading.DONE, "unit": StoredFile.Unit.PAGE, "unit_count": len(pages)} | fields
    stored = StoredFileFactory(media_type=media_type, **fields)
    for number, text in enumerate(pages, start=1):
        PageTextFactory(stored_file=stored, number=number, text=text)
    return stored


def sentences(output: Output) -> list[str]:
    return [problem.sentence for problem in review_checks(Output.objects.get(pk=output.pk), UserFactory())]


def test_a_sound_work_has_nothing_to_ask_about(work):
    assert sentences(work) == []


@pytest.mark.parametrize(
    "notice",
    [
        "© 2024 Elsevier Ltd. Published here.",
        "© Springer Nature Switzerland AG 2021",
        "Copyright 2019 by the Press",
        "(c) Вышэйшая школа, 2018",
        "ALL RIGHTS\nRESERVED.",
        "Все права защищены",
        "Усе правы абаронены",
    ],
)
@pytest.mark.parametrize("page", [1, 4, 29, 30])
def test_a_notice_of_rights_against_a_free_licence(work, notice, page):
    pages = [f"Page {number}" for number in range(1, 31)]
    pages[page - 1] = f"Some words before. {notice} Some after."
    OutputFileFactory(output=work, name="print.pdf", stored_file=read(pages))
    [said] = sentences(work)
    assert said.startswith("“print.pdf” says “") and "Creative Commons Attribution 4.0" in said


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("© 2024 The authors. Creative Commons CC BY 4.0", Licence.CC_BY),
        ("© 2024 The Press", Licence.IN_COPYRIGHT),
        ("Chapter 2: copyright in the twentieth century", Licence.CC_BY),
        ("© 2024 The Press", ""),
    ],
)
def test_what_is_no_contradiction(work, text, licence):
    work.licence = licence
    work.save()
    OutputFileFactory(output=work, stored_file=read([text]))
    assert not [said for said in sentences(work) if " says “" in said]


def test_a_notice_in_the_middle_of_a_book_is_a_quotation(work):
    pages = ["x"] * 14 + ["© 2024 The Press"] + ["x"] * 15
    OutputFileFactory(output=work, stored_file=read(pages))
    assert sentences(work) == []


def test_a_free_licence_in_the_file_against_rights_that_are_reserved(work):
    work.licence = Licence.IN_COPYRIGHT
    work.save()
    OutputFileFactory(output=work, name="free.pdf", stored_file=read(["This is under creativecommons.org/licenses/by"]))
    assert [said for said in sentences(work) if said.startswith("“free.pdf” says “creativecommons”")]


def test_a_pattern_that_is_made_to_be_slow_is_not():
    assert NOTICE.search("© " * 20_000 + "x" * 20_000) is None


def test_files_that_cannot_be_searched_or_opened_or_heard(work):
    scan = read([], reading=StoredFile.Reading.UNREADABLE, reading_reason="no_text_layer")
    OutputFileFactory(output=work, name="scan.pdf", stored_file=scan)
    OutputFileFactory(output=work, name="film.mp4", stored_file=read([], "video/mp4"))
    OutputFileFactory(output=work, name="data.sav", stored_file=read([], "application/octet-stream"))
    OutputFileFactory(output=work, name="late.pdf", stored_file=read([], reading=StoredFile.Reading.WAITING))
    scanned, late, film, data = sentences(work)
    assert scanned.startswith("“scan.pdf”: The file holds pictures of text only")
    assert late.startswith("“late.pdf” has not been read yet")
    assert film == "The video “film.mp4” has no captions."
    assert data.startswith("“data.sav” is of a kind that many readers cannot open.")


def test_a_video_with_captions_is_well(work):
    film = OutputFileFactory(output=work, name="film.mp4", stored_file=read([], "video/mp4"))
    OutputFileFactory(output=work, name="film.vtt", stored_file=read(["Hello"], "text/vtt"), captions_for=film.number)
    assert sentences(work) == []


def test_institutions_that_nobody_knows(work):
    row = work.contributions.get()
    AffiliationFactory(contribution=row, partner=None, institution="University of Somewhere")
    AffiliationFactory(contribution=row, partner=PartnerFactory(name="Without ROR"))
    assert sentences(work) == [
        "“University of Somewhere” is written by hand: is it one of the partners?",
        "Without ROR has no ROR id in the catalogue.",
    ]


def test_what_others_have_not_said_yet(work):
    ConfirmationFactory(output=work, name="Ada One")
    comment_add(output=work, user=work.owner, text="Mind the  order", field="contributions", asks_change=True)
    assert sentences(work) == [
        "1 contributor has not answered yet: Ada One.",
        "Asked for and not marked as done: Mind the order",
    ]


def test_a_work_that_may_be_here_already(work):
    other = OutputFactory(title=work.title, issued=work.issued, kind=work.kind, published=True)
    ContributionFactory(output=other, family_name=work.contributions.get().family_name)
    [said] = sentences(work)
    assert said.startswith(f"It may be here already: “{other.title}”, {other.code} (")


def test_each_leads_to_where_it_is_mended(work):
    work.abstracts.all().delete()
    OutputFileFactory(output=work, name="print.pdf", stored_file=read(["© 2024 The Press"]))
    urls = {remark.url for remark in review_remarks(Output.objects.get(pk=work.pk), UserFactory())}
    assert urls == {f"/deposit/{work.code}/describe/#id_texts-0-abstract", f"/deposit/{work.code}/access/#id_licence_0"}
