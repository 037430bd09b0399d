"""How one version of a work follows another: other files make a new version, other words do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import model_from_serializable_data
from wagtail.log_actions import log
from wagtail.models import Orderable, Revision

if TYPE_CHECKING:
    from repository.outputs.models import Output, OutputVersion
    from repository.people.models import User

SAID_OF_A_FILE = (
    "sort_order",
    "name",
    "description",
    "access",
    "embargo_until",
    "embargo_reason",
    "captions_for",
    "language",
)
Bytes = dict[int, int]  # a file's number in the work → primary key of its stored file


@dataclass(frozen=True, slots=True)
class Standing:
    """A work as readers know it a moment before something is published upon it; ``content`` None when they do not."""

    content: dict | None
    bytes: Bytes
    published_at: datetime | None = None

    @classmethod
    def of(cls, row: Output) -> Standing:
        if row.first_published_at is None:
            return cls(None, {})
        return cls(row.serializable_data(), bytes_of(row), row.last_published_at)


def bytes_of(output: Output) -> Bytes:
    """Of a row or of a draft."""
    return {file.number: file.stored_file_id for file in output.files.all()}


def files_differ(draft: Output) -> bool:
    """Would publishing the draft make a new version of a published work?"""
    if draft.pk is None or draft.first_published_at is None:  # an import brings both at once
        return False
    rows = apps.get_model("repository", "OutputFile").objects.filter(output=draft.pk)
    return bytes_of(draft) != dict(rows.values_list("number", "stored_file_id"))


def version_follow(*, before: Standing, output: Output, revision: Revision, user: User | None) -> OutputVersion | None:
    """Makes what was published a moment ago a new version where its files are others than before.

    Runs in the transaction of the publication, under its lock. The earlier version keeps its words as they stood, and
    each of its files its address. ``revision`` is what ``user`` published.

    Raises ValidationError where other bytes would come under an address that readers know: a changed file is another.
    """
    after = bytes_of(output)
    if before.content is None or before.bytes == after:
        return None
    _refuse_other_bytes(before, after, output)
    for number in before.bytes.keys() - after.keys():
        _keep_file(output, next(file for file in before.content["files"] if file["number"] == number))
    return _next_version(before, output, _brought_in_by(before, output, revision) or user, user)


def _refuse_other_bytes(before: Standing, after: Bytes, output: Output) -> None:
    known = dict(output.former_files.values_list("number", "stored_file_id")) | before.bytes
    for number, stored_file in after.items():
        if known.get(number, stored_file) != stored_file:
            raise ValidationError(
                _("File %(number)d was published with other content, so it cannot be replaced. Add it as a new file.")
                % {"number": number},
                "other_bytes",
            )


def _keep_file(output: Output, fields: dict) -> None:
    place = model_from_serializable_data(apps.get_model("repository", "OutputFile"), fields)
    said = {"stored_file_id": place.stored_file_id} | said_of_file(place)
    output.former_files.update_or_create(number=place.number, defaults=said)


def said_of_file(place: Orderable) -> dict:
    """What goes with a file from one ``Place`` to another."""
    said = {name: getattr(place, name) for name in SAID_OF_A_FILE}
    return said | {"chosen_partners": list(place.chosen_partners.all())}


def _brought_in_by(before: Standing, output: Output, revision: Revision) -> User | None:
    """Who gave the work the files that ``revision`` publishes: an editor who approves them has saved them last."""
    new = bytes_of(output).keys() - before.bytes.keys()
    drafts = Revision.objects.for_instance(output).filter(created_at__lte=revision.created_at)
    if before.published_at:
        drafts = drafts.filter(created_at__gt=before.published_at)
    for draft in drafts.select_related("user").order_by("created_at", "pk").iterator():
        if new & {file["number"] for file in draft.content["files"]}:
            return draft.user
    return revision.user


def _next_version(before: Standing, output: Output, author: User | None, user: User | None) -> OutputVersion:
    current = output.versions.filter(content__isnull=True).first()
    if current is None:
        current = output.versions.model(output=output, number=1, published_at=output.first_published_at)
        current.user = output.owner
    current.content = before.content
    current.save()
    version = output.versions.create(
        number=current.number + 1,
        published_at=output.last_published_at or timezone.now(),
        note=output.version_note,
        user=author,
    )
    output.version_note = ""
    output.save(update_fields=["version_note"])
    log(
        instance=output,
        action="conjoint.version",
        user=user,
        data={"number": version.number, "reason": version.note},
        content_changed=True,
    )
    return version
