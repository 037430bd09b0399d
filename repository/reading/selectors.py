"""What a reader is shown of one work, always within what `access` lets them see."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from wagtail.models import ModelLogEntry

from repository.access.policies import can_download, can_edit_deposit, is_asked_for_a_word
from repository.access.selectors import submitted_version, version_to_discuss, visible_outputs
from repository.files.models import OutputFile, Place
from repository.outputs.models import Output
from repository.outputs.querysets import OutputQuerySet

RELATED_SHOWN = 5
PARTS_SHOWN = 200
EDITIONS_FOLLOWED = 20


def can_open(user, file: Place) -> bool:
    """May this reader open the file: as anyone to whom it is open, or to check a deposit that is theirs to check?"""
    return can_download(user, file) or can_edit_deposit(user, file.output) or _is_asked_about(user, file)


def _is_asked_about(user, file: Place) -> bool:
    """Contacts open what was submitted to them, and nothing that the work had before or has beside it."""
    if not is_asked_for_a_word(user, file.output):
        return False
    return any(each.stored_file_id == file.stored_file_id for each in submitted_version(file.output).files.all())


def file_to_open(user, code: str, number: int) -> Place:
    """The file at that address, of the published work or one of its earlier versions, or else of the version that the
    reader edits, reviews or is asked about.

    Raises OutputFile.DoesNotExist when there is none for this reader, and PermissionDenied when the work's page lists
    it for them as closed.
    """
    output = visible_outputs(user).filter(code=code).first()
    file = (output and _published_file(output, number)) or _file_of_draft(user, code, number)
    if file is None:
        raise OutputFile.DoesNotExist
    if not can_open(user, file):
        raise PermissionDenied
    return file


def _published_file(output: Output, number: int) -> Place | None:
    """As the work has it now, whose access then counts, else as an earlier version had it."""
    current = output.files.select_related("stored_file").filter(number=number).first()
    return current or output.former_files.select_related("stored_file").filter(number=number).first()


def _file_of_draft(user, code: str, number: int) -> Place | None:
    output = Output.objects.not_deleted().filter(code=code).first()
    if output is None or (version := version_to_discuss(user, output)) is None:
        return None
    file = next((file for file in version.files.all() if file.number == number), None)
    return file or (_published_file(output, number) if can_edit_deposit(user, output) else None)


def parts_of(user, output: Output) -> OutputQuerySet:
    return visible_outputs(user).filter(part_of=output).for_listing().order_by("pk")[:PARTS_SHOWN]


def editions_of(user, output: Output) -> Sequence[Output]:
    """The editions of this work that the reader may see, this one among them, newest first; empty when there is one."""
    visible = visible_outputs(user)
    editions = [output]
    while len(editions) < EDITIONS_FOLLOWED and editions[-1].replaces_id:
        earlier = visible.filter(pk=editions[-1].replaces_id).first()
        if earlier is None or earlier in editions:
            break
        editions.append(earlier)
    while len(editions) < EDITIONS_FOLLOWED:
        later = visible.filter(replaces=editions[0]).order_by("-pk").first()
        if later is None or later in editions:
            break
        editions.insert(0, later)
    return editions if len(editions) > 1 else []


def translations_of(user, output: Output) -> Sequence[Output]:
    """The other language editions of this work, those it is a translation of and theirs among them. What the reader may
    not see is not passed through either: nobody can tell that two works have something closed in common."""
    visible = visible_outputs(user).exclude(pk=output.pk)
    group, newest = {output.pk: output}, [output]
    while newest and len(group) < EDITIONS_FOLLOWED:
        originals = {one.translation_of_id for one in newest if one.translation_of_id}
        beside = visible.filter(Q(pk__in=originals) | Q(translation_of__in=[one.pk for one in newest if one.pk]))
        newest = [one for one in beside.order_by("pk")[:EDITIONS_FOLLOWED] if one.pk not in group]
        group |= {one.pk: one for one in newest}
    return sorted((one for one in group.values() if one is not output), key=lambda one: (one.text_language, one.pk))


def around(output: Output) -> Q:
    """Works that the page of this one names by themselves, so that they need not be related to it besides."""
    own = [pk for pk in (output.pk, output.part_of_id, output.translation_of_id) if pk]
    return Q(pk__in=own) | Q(part_of=output.pk) | Q(translation_of=output.pk)


def related_to(user, output: Output) -> OutputQuerySet:
    """Other works, those with most subjects in common first; for a work without subjects, its partners' newest."""
    others = visible_outputs(user).exclude(around(output))
    subjects = [subject.pk for subject in output.subjects.all()]
    if subjects:
        alike = others.filter(subjects__in=subjects).annotate(shared=Count("subjects"))
        return alike.order_by("-shared", "-first_published_at", "-pk").for_listing()[:RELATED_SHOWN]
    partner = next((partner for partner in output.partners if not partner.is_home), None)
    return others.with_partner(partner).newest_first().for_listing()[:RELATED_SHOWN] if partner else others.none()


def publications_of(output: Output) -> Sequence[ModelLogEntry]:
    """Every time the work was published or a change of it was, the first one first."""
    return ModelLogEntry.objects.for_instance(output).filter(action="wagtail.publish").order_by("timestamp")
