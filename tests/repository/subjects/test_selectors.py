"""The tree of subjects, however it was entered."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from repository.models import Subject
from repository.subjects.selectors import broader_subjects, subjects_within
from tests.factories import SubjectFactory

pytestmark = pytest.mark.django_db


def line_of_subjects(length):
    subjects = [SubjectFactory()]
    while len(subjects) < length:
        subjects.append(SubjectFactory(broader=subjects[-1]))
    return subjects


def test_all_broader_subjects_the_nearest_first():
    medicine, cardiology, rhythm = line_of_subjects(3)
    assert broader_subjects([rhythm.pk, medicine.pk]) == {rhythm.pk: [cardiology.pk, medicine.pk], medicine.pk: []}


def test_all_narrower_subjects():
    medicine, cardiology, rhythm = line_of_subjects(3)
    surgery = SubjectFactory(broader=medicine)
    assert subjects_within([medicine.pk]) == {medicine.pk, cardiology.pk, rhythm.pk, surgery.pk}
    assert subjects_within([rhythm.pk]) == {rhythm.pk} and subjects_within([]) == set()


def test_a_circle_ends():
    first, second = line_of_subjects(2)
    Subject.objects.filter(pk=first.pk).update(broader=second)
    assert broader_subjects([first.pk]) == {first.pk: [second.pk]}
    assert subjects_within([first.pk]) == {first.pk, second.pk}


def test_a_subject_cannot_be_put_below_itself():
    medicine, _cardiology, rhythm = line_of_subjects(3)
    medicine.broader = rhythm
    with pytest.raises(ValidationError, match="circle"):
        medicine.full_clean()
    medicine.broader = SubjectFactory()
    medicine.full_clean()


def test_many_subjects_take_as_many_queries_as_there_are_levels():
    lines = [line_of_subjects(4) for _ in range(5)]
    with CaptureQueriesContext(
        connection,
    ) as captured:
        broader_subjects([line[-1].pk for line in lines])
    assert len(captured) == 4
