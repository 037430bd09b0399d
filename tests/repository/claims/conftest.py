import pytest

from repository.claims.models import Claim
from repository.claims.services import claims_make
from repository.models import Contribution, Letter, Output, User
from repository.outputs.choices import Kind
from tests.factories import ContributionFactory, OutputFactory, UserFactory


@pytest.fixture
def editor(db) -> User:
    return UserFactory(groups=["editors"], first_name="Ana", last_name="Reyes")


@pytest.fixture
def account(db) -> User:
    return UserFactory(first_name="Maria", last_name="Novak")


@pytest.fixture
def work(db) -> Output:
    return published("On the heart")


def published(title: str = "On the heart", **by) -> Output:
    """A work that an editor approved, by M. Novak and somebody else."""
    output = OutputFactory(published=True, title=title, kind=Kind.REPORT)
    ContributionFactory(output=output, **{"family_name": "Novak", "given_name": "M."} | by)
    ContributionFactory(output=output, family_name="Beispiel", given_name="Erika")
    output = Output.objects.get(pk=output.pk)
    revision = output.save_revision(user=output.owner)
    Output.objects.filter(pk=output.pk).update(live_revision=revision, has_unpublished_changes=False)
    return Output.objects.get(pk=output.pk)


def first(output: Output) -> Contribution:
    """As readers see it."""
    return Contribution.objects.filter(output=output.pk).select_related("person", "output").first()


def claimed(output: Output, user: User, words: str = "") -> Claim:
    return claims_make(entries=[first(output)], user=user, words=words)[0]


def letters(name: str) -> list[Letter]:
    return list(Letter.objects.filter(name=name).order_by("pk"))
