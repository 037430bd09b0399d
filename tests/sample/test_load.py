"""What a newcomer meets in the demo: works of every kind in every state, plainly marked, under real partners' names."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from home.models import EventPage, NewsPage
from repository.access.selectors import visible_outputs
from repository.models import Claim, Contribution, Letter, Output, OutputFile, Partner, Person, User, WithdrawalRequest
from repository.outputs.choices import Access, Kind
from sample.load import load_sample
from sample.vocabulary import SAMPLE


@pytest.fixture
def sample(db) -> list[str]:
    said: list[str] = []
    load_sample(said.append)
    return said


def test_the_sample_is_whole_and_loading_it_again_adds_nothing(sample):
    published = Output.objects.published()
    assert published.count() >= 80
    assert set(published.values_list("kind", flat=True)) == set(Kind.values)
    assert all(output.title.startswith(tuple(SAMPLE.values())) for output in Output.objects.all())
    assert not published.annotate(count=Count("files")).filter(count=0).exists()
    assert OutputFile.objects.exclude(embargo_until=None).exists()
    assert OutputFile.objects.filter(access=Access.PARTNERS).exists()
    assert OutputFile.objects.get(access=Access.CHOSEN).chosen_partners.count() == 2
    assert published.count() - visible_outputs(AnonymousUser()).count() == 1  # one is hidden under its embargo
    assert set(published.values_list("language", flat=True)) == set(SAMPLE)
    unpublished = Output.objects.filter(live=False).prefetch_related("workflow_states")
    states = [state.status for output in unpublished for state in output.workflow_states.all()]
    assert states.count("in_progress") == 2
    assert states.count("needs_changes") == 1
    assert Output.objects.filter(withdrawn_at__isnull=False).count() == 1
    assert not Contribution.objects.filter(person=None).exists()
    drafted = [output.latest_revision.as_object() for output in unpublished]
    assert all(one.person_id for output in drafted for one in output.contributions.all())
    assert not Person.objects.exclude(orcid="").exists()
    assert Partner.objects.filter(is_home=True).count() == 1
    assert Partner.objects.count() == 28
    assert Claim.objects.get().is_open and WithdrawalRequest.objects.get().is_open
    assert not Letter.objects.exists()
    models = (Output, OutputFile, Partner, Person, User, NewsPage, EventPage, Claim, WithdrawalRequest)
    counts = [model.objects.count() for model in models]
    load_sample(sample.append)
    assert [model.objects.count() for model in models] == counts
