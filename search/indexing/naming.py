"""Things whose names stand in the documents of many works, and which works those are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Exists, Model, OuterRef, Q

from repository.models import Activity, Agreement, Contribution, Course, Output, Partner, Person, Subject
from repository.outputs.querysets import OutputQuerySet, partner_condition
from repository.subjects.selectors import subjects_within
from search.indexing.outbox import objects_changed_in, outputs_changed_in
from search.indexing.stories import stories_naming_partner

Condition = Callable[[int], Q]


def _by_person(pk: int) -> Q:
    return Q(Exists(Contribution.objects.filter(output=OuterRef("pk"), person=pk)))


NAMED: Mapping[type[Model], Condition] = {
    Partner: partner_condition,
    Person: _by_person,
    Subject: lambda pk: _through(Output.subjects.through, subject__in=subjects_within([pk])),
    Agreement: lambda pk: _through(Output.agreements.through, agreement=pk),
    Activity: lambda pk: _through(Output.activities.through, activity=pk),
    Course: lambda pk: Q(course=pk),
}
_BY_PREFIX = {model._meta.model_name: condition for model, condition in NAMED.items()}


def _through(model: type[Model], **named: object) -> Q:
    return Q(Exists(model.objects.filter(output=OuterRef("pk"), **named)))


def documents_naming_changed(key: str) -> None:
    """Every document that names the thing of ``key`` waits for the index from now on."""
    outputs_changed_in(outputs_naming(key))
    prefix, _, pk = key.partition(":")
    if prefix == Partner._meta.model_name:
        for stories in stories_naming_partner(int(pk)):
            objects_changed_in(stories, "story")


def named_key(thing: Model) -> str:
    """``partner:3``: the outbox row that says this thing's name changed."""
    return f"{thing._meta.model_name}:{thing.pk}"


def is_named_key(key: str) -> bool:
    return key.partition(":")[0] in _BY_PREFIX


def outputs_naming(key: str) -> OutputQuerySet:
    """The works in whose documents the thing of ``key`` is named, published or not."""
    prefix, _, pk = key.partition(":")
    return Output.objects.filter(_BY_PREFIX[prefix](int(pk)))
