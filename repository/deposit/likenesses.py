"""“This may already be here”: other works that look like a draft, as far as its depositor may see them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from repository.access.policies import can_edit_deposit
from repository.deposit.models import KnownDifference
from repository.imports.duplicates import Likeness, likenesses
from repository.imports.findings import NOTHING_KNOWN
from repository.interop.record import Identifier, Record
from repository.outputs.models import Output
from repository.people.models import User


def likenesses_of(*, draft: Output, user: User) -> list[Likeness]:
    """Those of the draft, without the works that somebody has said to be something else."""
    known = set(KnownDifference.objects.filter(output_id=draft.pk).values_list("other_id", flat=True))
    return [one for one in likenesses(draft, user) if one.output.pk not in known]


def record_naming(*identifiers: Identifier) -> Record:
    """A record of which nothing is known but its identifiers."""
    return Record(kind="", title="", language=NOTHING_KNOWN.language, identifiers=identifiers)


@transaction.atomic
def difference_keep(*, output: Output, user: User) -> None:
    """Remembers that the works that look like this one now, to this person, are something else."""
    if not can_edit_deposit(user, output):
        raise PermissionDenied
    draft = output.get_latest_revision_as_object()
    for one in likenesses_of(draft=draft, user=user):
        KnownDifference.objects.get_or_create(output_id=output.pk, other_id=one.output.pk, defaults={"user": user})
