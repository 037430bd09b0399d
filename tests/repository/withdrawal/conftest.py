import pytest

from repository.models import Letter, Output, User
from tests.factories import ContributionFactory, OutputFactory, UserFactory


@pytest.fixture
def owner(db) -> User:
    return UserFactory(groups=["faculty"], first_name="Maria", last_name="Novak")


@pytest.fixture
def editor(db) -> User:
    return UserFactory(groups=["editors"], first_name="Ana", last_name="Reyes")


@pytest.fixture
def work(owner) -> Output:
    output = OutputFactory(published=True, owner=owner, title="On the heart")
    ContributionFactory(output=output)
    return Output.objects.get(pk=output.pk)


def letters(name: str) -> list[Letter]:
    return list(Letter.objects.filter(name=name).order_by("pk"))
