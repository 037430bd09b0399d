"""Every model of the catalogue has a factory, and what it makes is valid."""

import inspect

import pytest
from factory.django import DjangoModelFactory

from repository import models
from tests import factories

BY_THE_READER = {"unit_count", "start_ms", "end_ms"}  # only the reading of a file fills these in
ALL = [
    value
    for value in vars(factories).values()
    if inspect.isclass(value) and issubclass(value, DjangoModelFactory) and value is not DjangoModelFactory
]


@pytest.mark.django_db
@pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__)
def test_what_a_factory_makes_is_valid(make):
    make().full_clean(exclude=BY_THE_READER)


def test_every_model_has_one():
    made = [make._meta.model.__name__ for make in ALL]
    assert set(models.__all__) <= set(made)
    assert len(made) == len(set(made))


@pytest.mark.django_db
@pytest.mark.parametrize("trait", ["published", "withdrawn", "deleted", "teaching"])
def test_the_traits_of_an_output_are_valid(trait):
    factories.OutputFactory(**{trait: True}).full_clean()
