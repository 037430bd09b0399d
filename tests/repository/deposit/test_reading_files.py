"""A file that is added to a draft speaks by itself once the worker has read it."""

import pytest

from benchmarks.documents.journals import JOURNALS
from repository.deposit.drafts import draft_of
from repository.deposit.reading_files import hear_file
from repository.imports.documents import why_nothing_found
from repository.models import Output, Proposal
from tests.repository.deposit.conftest import uploaded, work_off

pytestmark = pytest.mark.django_db

ARTICLE = JOURNALS[0]


def add(depositor, data: bytes, name: str) -> Output:
    depositor.open("/deposit/new/").form().press(files=[uploaded(name, data)])
    return Output.objects.latest("pk")


@pytest.fixture(scope="module")
def article() -> bytes:
    return ARTICLE.make()


def test_a_file_fills_an_empty_draft(depositor, article):
    output = add(depositor, article, "article.pdf")
    page = depositor.step(output, "describe")
    assert "Reading “article.pdf” …" in page.text
    assert depositor.client.get(f"/deposit/{output.code}/reading/").json() == {"waiting": 1}
    work_off()
    page = depositor.step(output, "describe")
    assert "Reading" not in page.text
    assert depositor.client.get(f"/deposit/{output.code}/reading/").json() == {"waiting": 0}
    assert page.step.value("texts-0-title") == ARTICLE.expected.title
    assert "from article.pdf" in page.text


def test_a_file_that_says_nothing_says_why(depositor):
    output = add(depositor, b"%PDF-1.4 some bytes", "empty.pdf")
    work_off()
    page = depositor.step(output, "describe")
    assert Proposal.objects.get().state == Proposal.State.SILENT
    assert str(why_nothing_found(Proposal.objects.get().stored_file)) in page.text


def test_a_job_that_comes_before_the_reading_waits(depositor, article):
    output = add(depositor, article, "article.pdf")
    hear_file.func(proposal_id=Proposal.objects.get().pk)
    assert Proposal.objects.get().state == Proposal.State.AWAITED
    assert draft_of(output).title == ""


def test_a_job_run_twice_fills_once(depositor, article):
    output = add(depositor, article, "article.pdf")
    work_off()
    proposal = Proposal.objects.get()
    depositor.step(output, "describe").step.press(f"source-{proposal.pk}-title:undo")
    hear_file.func(proposal_id=proposal.pk)
    assert draft_of(Output.objects.get(pk=output.pk)).title == ""


def test_a_file_read_after_the_submission_changes_nothing(depositor, complete, article):
    page = depositor.step(complete, "files").step.press("save", files=[uploaded("article.pdf", article)])
    depositor.step(complete, "access").step.fill(licence="CC-BY-4.0").press("save")
    depositor.step(complete, "review").form('form[action$="/review/"]').press()
    before = Output.objects.get(pk=complete.pk).latest_revision_id
    work_off()
    assert Output.objects.get(pk=complete.pk).latest_revision_id == before
    assert page.status == 200
