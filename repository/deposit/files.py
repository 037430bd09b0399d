"""Files of a deposit: they come, go, come back and change places, each in a transaction of its own."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from modelcluster.models import model_from_serializable_data
from wagtail.models import Revision

from repository.deposit.drafts import draft_change
from repository.deposit.forms.rows import place_after
from repository.deposit.reading_files import file_awaited
from repository.files.models import OutputFile, StoredFile
from repository.files.services import stored_file_create
from repository.files.sniffing import display_name
from repository.outputs.models import Output
from repository.people.models import User


class FileRefused(ValidationError):
    """A file that was not taken in; the sentence says why, and that nothing else is touched."""


def deposit_file_add(*, output: Output, user: User, file: UploadedFile) -> OutputFile:
    """Stores the bytes and gives them the next place in the work.

    Raises FileRefused for an empty file, one that is too large, and one whose bytes are in the work already; and what
    ``draft_change`` raises.
    """
    name = display_name(file.name)
    refuse_by_size(file.size, name)
    with draft_change(output=output, user=user):
        pass  # ask before the bytes are stored, not after
    return deposit_file_place(output=output, user=user, stored=stored_file_create(file=file), name=name)


def deposit_file_place(*, output: Output, user: User, stored: StoredFile, name: str) -> OutputFile:
    """Gives stored bytes the next place in the work. Raises FileRefused when they are in it already."""
    with draft_change(output=output, user=user) as draft:
        files = draft.files.get_object_list()
        for other in files:
            if other.stored_file_id == stored.pk:
                raise FileRefused(
                    _("“%(name)s” is in this work already, as “%(other)s”. It was not added a second time.")
                    % {"name": name, "other": other.name}
                )
        place = OutputFile(
            stored_file=stored,
            name=name,
            number=_next_number(draft),
            sort_order=len(files),
            access=draft.access,
            chosen_partners=list(draft.chosen_partners.all()),
            embargo_until=draft.hidden_until,
        )
        draft.files.add(place)
        file_awaited(output=output, user=user, place=place)
    return place


def refuse_by_size(size: int, name: str) -> None:
    """Raises FileRefused for a file of no bytes, and for one of more than this site takes."""
    if not size:
        raise FileRefused(
            _("“%(name)s” is empty, so it was not added. Check it on your computer and choose it again.")
            % {"name": name}
        )
    if size > settings.UPLOAD_MAX_BYTES:
        raise FileRefused(
            _(
                "“%(name)s” is larger than %(limit)s, which is the most this site takes, so it was not added. "
                "Everything else is kept. Divide it into parts, or ask the library."
            )
            % {"name": name, "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
        )


def _next_number(draft: Output) -> int:
    """A number that no file of this work had before: counted on the row, and never below one that is in use."""
    Output.objects.filter(pk=draft.pk).update(files_numbered=F("files_numbered") + 1)
    draft.files_numbered = Output.objects.values_list("files_numbered", flat=True).get(pk=draft.pk)
    highest = max((file.number for file in draft.files.all()), default=0)
    if draft.files_numbered <= highest:
        draft.files_numbered = highest + 1
        Output.objects.filter(pk=draft.pk).update(files_numbered=draft.files_numbered)
    return draft.files_numbered


def deposit_file_remove(*, output: Output, user: User, number: int) -> None:
    """Takes a file out of the draft; its bytes stay, and ``deposit_file_restore`` brings it back."""
    with draft_change(output=output, user=user) as draft:
        files = draft.files.get_object_list()
        draft.files.set(_in_order([file for file in files if file.number != number]))


def deposit_file_restore(*, output: Output, user: User, number: int) -> None:
    """Brings back a removed file with all that was said about it, from the last revision that had it."""
    with draft_change(output=output, user=user) as draft:
        files = draft.files.get_object_list()
        if any(file.number == number for file in files):
            return
        if removed := removed_file(output=output, number=number):
            draft.files.set(_in_order([*files, removed]))


def deposit_file_move(*, output: Output, user: User, number: int, verb: str) -> None:
    """Moves a file *up* or *down*, or to a place (``to-0``), in the order in which readers see the files."""
    with draft_change(output=output, user=user) as draft:
        files = list(draft.files.get_object_list())
        here = next((index for index, file in enumerate(files) if file.number == number), None)
        if here is not None and 0 <= (there := place_after(here, verb)) < len(files):
            files.insert(there, files.pop(here))
            draft.files.set(_in_order(files))


def _in_order(files: list[OutputFile]) -> list[OutputFile]:
    for position, file in enumerate(files):
        file.sort_order = position
    return files


def removed_file(*, output: Output, number: int) -> OutputFile | None:
    """A file that is in no draft any more, as the last revision that had it knew it."""
    contents = Revision.objects.for_instance(output).order_by("-created_at", "-pk").values_list("content", flat=True)
    for content in contents.iterator():
        for fields in content["files"]:
            if fields["number"] == number:
                return model_from_serializable_data(OutputFile, fields)
    return None
