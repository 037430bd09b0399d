from datetime import date

import pytest

from repository.interop.describe import record_of, with_descriptions
from repository.interop.record import (
    Activity,
    Affiliation,
    Agreement,
    Contributor,
    Identifier,
    Partner,
    Subject,
    Text,
    json_of_record,
    record_of_json,
)
from repository.models import Output
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    AgreementFactory,
    ContributionFactory,
    IdentifierFactory,
    OutputAbstractFactory,
    OutputFactory,
    OutputFileFactory,
    OutputTitleFactory,
    PartnerFactory,
    SubjectFactory,
)

pytestmark = pytest.mark.django_db


def make_whole_output(**kwargs) -> Output:
    """An output with one or two of everything."""
    partner, tagged = PartnerFactory(), PartnerFactory()
    output = OutputFactory(
        published=True,
        teaching=True,
        title="Joint lectures",
        subjects=[SubjectFactory()],
        tagged_partners=[tagged],
        agreements=[AgreementFactory()],
        activities=[ActivityFactory()],
        part_of=OutputFactory(published=True),
        replaces=OutputFactory(published=True),
        translation_of=OutputFactory(published=True, title="Совместные лекции", language="ru"),
        **kwargs,
    )
    ContributionFactory(output=output, family_name="Li", given_name="Wei", partners=[partner])
    AffiliationFactory(
        contribution=ContributionFactory(output=output, family_name="Rossi", given_name=""),
        partner=None,
        institution="Elsewhere",
        department="Anatomy",
    )
    OutputTitleFactory(output=output, text="Совместные лекции")
    OutputAbstractFactory(output=output)
    IdentifierFactory(output=output)
    OutputFileFactory(output=output, name="talk.pdf", embargo_until=date(2030, 1, 2))
    return output


def test_everything_is_described():
    output = make_whole_output()
    record = record_of(output)
    partner, tagged = output.partners
    [subject], [agreement], [activity] = output.subjects.all(), output.agreements.all(), output.activities.all()
    [file] = output.files.all()

    assert record.title == "Joint lectures"
    assert record.titles == (Text("ru", "Совместные лекции"),)
    assert record.abstracts == (Text("en", "What the work is about."),)
    assert record.contributors == (
        Contributor("Li", "Wei", affiliations=(Affiliation(partner.name, partner=partner.slug),)),
        Contributor("Rossi", affiliations=(Affiliation("Elsewhere", "Anatomy"),)),
    )
    assert record.identifiers == (Identifier("doi", output.identifiers.get().value),)
    assert record.subjects == (Subject(subject.slug, subject.label),)
    assert record.partners == (
        Partner(partner.slug, partner.name, country="LT"),
        Partner(tagged.slug, tagged.name, country="LT", tagged=True),
    )
    assert record.agreements == (Agreement(agreement.number, agreement.title),)
    assert record.activities == (Activity("conference", activity.title, "2026-04-20"),)
    assert (record.part_of, record.part_of_title) == (output.part_of.code, output.part_of.title)
    assert record.replaces == output.replaces.code
    original = output.translation_of.code, "Совместные лекции", "ru"
    assert (record.translation_of, record.translation_of_title, record.translation_of_language) == original
    assert (record.teaching.course, record.teaching.duration) == (output.course.code, 90)
    assert (record.files[0].sha256, record.files[0].embargo_until) == (file.stored_file.sha256, "2030-01-02")
    assert record.url == f"http://127.0.0.1:8000/w/{output.code}/"
    assert record_of_json(json_of_record(record)) == record


def test_a_draft_in_memory_is_described():
    record = record_of(Output(title="Not saved", kind="report"))
    assert (record.title, record.published, record.contributors) == ("Not saved", "", ())


HIDDEN = [{"live": False}, {"access": "home"}, {"withdrawn": True}, {"deleted": True}, {"hidden_until": date.max}]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_titles_of_other_works_are_kept_back_when_these_are_not_open(hidden):
    around = OutputFactory(**{"published": True, **hidden})
    record = record_of(OutputFactory(part_of=around, translation_of=around))
    assert (record.part_of, record.part_of_title) == (around.code, "")
    original = record.translation_of, record.translation_of_title, record.translation_of_language
    assert original == (around.code, "", "")


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    for _ in range(3):
        make_whole_output()
    with django_assert_num_queries(22):
        records = [record_of(output) for output in with_descriptions(Output.objects.filter(titles__isnull=False))]
    assert len(records) == 3
