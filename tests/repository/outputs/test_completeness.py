"""What a work needs before it is published, and what a librarian will ask."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from repository.models import Contribution, Identifier, Output, OutputAbstract
from repository.outputs.choices import Access, Kind, Resource
from repository.outputs.completeness import output_problems, output_warnings
from repository.outputs.identifiers import Scheme
from repository.outputs.licences import Licence
from tests.factories import (
    ContributionFactory,
    IdentifierFactory,
    OutputFactory,
    OutputFileFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def complete(**fields) -> Output:
    output = OutputFactory(**({"kind": Kind.REPORT} | fields))
    ContributionFactory(output=output)
    return output


def fields_of(problems) -> list[str]:
    return [problem.field for problem in problems]


def test_an_empty_work_is_told_everything_at_once():
    output = OutputFactory(title=" ", issued="", kind=Kind.ARTICLE)
    OutputFileFactory(output=output)
    assert fields_of(output_problems(output)) == ["title", "contributions", "issued", "container_title", "licence"]
    assert all(problem.sentence.endswith(".") for problem in output_problems(output))


def test_a_complete_work_has_no_problem():
    output = complete(licence=Licence.CC_BY)
    OutputFileFactory(output=output)
    assert output_problems(output) == []


@pytest.mark.parametrize(
    ("access", "closed_for", "opens_early"),
    [
        (Access.PUBLIC, None, True),
        (Access.PUBLIC, 9, True),
        (Access.PUBLIC, 10, False),
        (Access.OWNER, None, False),
    ],
)
def test_no_file_opens_before_a_hidden_record(access, closed_for, opens_early):
    today = timezone.localdate()
    output = complete(licence=Licence.CC_BY, hidden_until=today + timedelta(days=10))
    until = closed_for and today + timedelta(days=closed_for)
    place = OutputFileFactory(output=output, access=access, embargo_until=until)
    problems = output_problems(output)
    assert fields_of(problems) == ["hidden_until"] * opens_early
    assert all(place.name in problem.sentence for problem in problems)
    output.hidden_until = today  # it is there: what its files do is their own affair
    assert output_problems(output) == []


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        (Kind.ARTICLE, {"container_title": "The Journal"}),
        (Kind.CHAPTER, {"container_title": "The Book"}),
        (Kind.TEACHING, {"resource": Resource.SLIDES}),
    ],
)
def test_a_kind_asks_for_its_own(kind, filled):
    assert len(output_problems(complete(kind=kind))) == 1
    assert output_problems(complete(kind=kind, **filled)) == []


def test_a_translation_in_the_language_of_its_original_is_worth_a_look():
    original = OutputFactory(language="ru")
    sentence = "Its title is in the same language as that of the work it is a translation of."
    for language, asked in (("ru", True), ("be", False)):
        warnings = [one.sentence for one in output_warnings(complete(translation_of=original, language=language))]
        assert (sentence in warnings) is asked


def test_a_chapter_of_a_book_that_is_here_needs_no_name_of_it():
    assert output_problems(complete(kind=Kind.CHAPTER, part_of=OutputFactory(kind=Kind.MONOGRAPH))) == []


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.ARTICLE, Kind.CHAPTER, Kind.TEACHING)])
def test_other_kinds_ask_for_nothing_more(kind):
    assert output_problems(complete(kind=kind)) == []


def test_a_date_that_is_none_is_named_in_a_sentence():
    output = complete()
    output.issued = "2026-13"
    assert fields_of(output_problems(output)) == ["issued"]


def test_captions_belong_to_another_file_of_the_work():
    output = complete(licence=Licence.CC_BY)
    video, captions = OutputFileFactory(output=output), OutputFileFactory(output=output, captions_for=1)
    assert output_problems(output) == []
    for number in (7, captions.number):
        captions.captions_for = number
        captions.save()
        assert fields_of(output_problems(Output.objects.get(pk=output.pk))) == ["files"]
    assert video.number == 1


def test_an_identifier_in_a_draft_is_compared_with_those_of_other_works():
    IdentifierFactory(scheme=Scheme.DOI, value="10.1000/abc")
    draft = complete()
    draft.identifiers = [Identifier(scheme=Scheme.DOI, value="https://doi.org/10.1000/ABC")]
    draft.save_revision(user=UserFactory())
    draft = draft.get_latest_revision_as_object()
    assert fields_of(output_problems(draft)) == ["identifiers"]
    assert "10.1000/abc" in output_problems(draft)[0].sentence


def test_an_isbn_may_be_shared_and_a_work_does_not_clash_with_itself():
    IdentifierFactory(scheme=Scheme.ISBN, value="978-3-16-148410-0")
    output = complete()
    IdentifierFactory(output=output, scheme=Scheme.ISBN, value="978-3-16-148410-0")
    IdentifierFactory(output=output, scheme=Scheme.DOI)
    assert output_problems(output) == []


def test_an_identifier_that_is_none_is_named():
    output = complete()
    output.identifiers = [Identifier(scheme=Scheme.ISSN, value="1234-5678")]
    assert fields_of(output_problems(output)) == ["identifiers"]


def test_what_a_librarian_asks_about():
    output = complete(languages=[], issued="2031")
    assert fields_of(output_warnings(output, today=date(2026, 5, 1))) == [
        "abstracts",
        "languages",
        "issued",
        "contributions",
        "tagged_partners",
        "files",
    ]


def test_a_joint_work_that_is_well_described_raises_no_question():
    output = OutputFactory(kind=Kind.REPORT)
    ContributionFactory(output=output, partners=[PartnerFactory(is_home=True), PartnerFactory()])
    output.abstracts = [OutputAbstract(language="en", text="About it.")]
    IdentifierFactory(output=output)
    assert output_warnings(output, today=date(2026, 5, 1)) == []


def test_the_home_university_alone_is_no_joint_work():
    output = OutputFactory(kind=Kind.REPORT)
    ContributionFactory(output=output, partners=[PartnerFactory(is_home=True)])
    assert "tagged_partners" in fields_of(output_warnings(output))


def test_looking_changes_nothing():
    output = complete()
    before = (Revision.objects.count(), Contribution.objects.count(), Output.objects.values().get(pk=output.pk))
    output_problems(output)
    output_warnings(output)
    assert before == (Revision.objects.count(), Contribution.objects.count(), Output.objects.values().get(pk=output.pk))
