"""Wagtail's own derived tables of outputs: the admin's search and the list of what refers to what.

Wagtail would queue a job for every row that is saved, a dozen for one work. Here one job follows each announcement.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django_tasks import task
from modelsearch import index
from wagtail.models import ReferenceIndex

from repository.outputs.models import Output
from repository.signals import outputs_changed


@task()
def refresh_admin_indexes(*, output_ids: Sequence[int]) -> None:
    for output in Output.objects.filter(pk__in=output_ids):
        index.insert_or_update_object(output)
        with transaction.atomic():
            ReferenceIndex.create_or_update_for_object(output)


def queue_refresh(output_ids: Sequence[int], **_signal) -> None:
    refresh_admin_indexes.enqueue(output_ids=list(output_ids))


outputs_changed.connect(queue_refresh, dispatch_uid="admin_indexes")
