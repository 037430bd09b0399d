"""Exports that take longer than a page: asked for, made by the worker, taken away after a day."""

from __future__ import annotations

import logging
import tempfile
from datetime import timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from jobs.duties import duty
from repository.people.models import User
from search.answering.finding import keys_found, query_string, state_of
from search.asking.state import SearchState
from search.engines.protocol import EngineUnavailable
from search.export.writing import EXPORT_FORMATS, written
from search.kept import Export

logger = logging.getLogger(__name__)

MOST_EXPORTED = 20_000  # works in one file
KEPT = timedelta(days=1)
PATIENCE = timedelta(hours=1)  # with an engine that does not answer
PAUSE = timedelta(minutes=1)
FOLDER = "exports"
State = Export.State


class ExportStopped(Exception):
    """The reader has cancelled it, or it has ended otherwise."""


def export_begin(*, user: User, state: SearchState, format_name: str) -> Export:
    """Has the worker make a file. Raises ValidationError while another one is being made for the same reader."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # or two windows could begin one each
        export = Export(user=user, query=query_string(state), format=format_name)
        export.full_clean()
        export.save()
        make_export.enqueue(export_id=str(export.pk))
    return export


def export_cancel(*, export: Export) -> bool:
    """False when it had ended before."""
    return _moved(export, State.CANCELLED, finished_at=timezone.now())


@task()
def make_export(*, export_id: str) -> None:
    """Writes the file from its beginning, also after an accident; it counts only when it is whole."""
    export = Export.objects.select_related("user__institution").filter(pk=export_id).first()
    if export is None or not export.is_unfinished:
        return
    try:
        _make(export)
    except ExportStopped:
        return
    except EngineUnavailable as error:
        _wait(export, error)
    except Exception:
        _moved(export, State.FAILED, finished_at=timezone.now())
        raise


def _make(export: Export) -> None:
    found = keys_found(export.user, state_of(export.query), limit=MOST_EXPORTED)
    _go_on(export, state=State.RUNNING, total=len(found.works), written=0, is_cut=found.is_cut)
    with tempfile.TemporaryFile("w+b") as file:
        for done, text in written(export.user, found.works, export.format):
            file.write(text.encode())
            _go_on(export, written=done)
        file.seek(0)
        _keep(export, File(file))


def _keep(export: Export, file: File) -> None:
    """The file is in storage before its row says so; one without a row is swept away."""
    name = default_storage.save(f"{FOLDER}/{export.pk}.{EXPORT_FORMATS[export.format].extension}", file)
    if not _moved(export, State.DONE, content=name, finished_at=timezone.now()):
        default_storage.delete(name)


def _wait(export: Export, error: EngineUnavailable) -> None:
    if timezone.now() - export.created_at > PATIENCE:
        _moved(export, State.FAILED, finished_at=timezone.now())
        return
    logger.warning("An export waits for the search engine: %s", error)
    make_export.using(run_after=timezone.now() + PAUSE).enqueue(export_id=str(export.pk))


def _go_on(export: Export, **values) -> None:
    if not Export.objects.filter(pk=export.pk, state__in=Export.UNFINISHED).update(**values):
        raise ExportStopped


def _moved(export: Export, state: str, **values) -> bool:
    """To its last state, unless it is in one."""
    return bool(Export.objects.filter(pk=export.pk, state__in=Export.UNFINISHED).update(state=state, **values))


@duty(every=3600)
def exports_end() -> None:
    """Files are kept for a day; bytes whose row has gone, with its reader or otherwise, go as well."""
    Export.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    kept = set(Export.objects.exclude(content="").values_list("content", flat=True))
    making = [str(pk) for pk in Export.objects.filter(state__in=Export.UNFINISHED).values_list("pk", flat=True)]
    for name in _stored():
        if name not in kept and not any(pk in name for pk in making):
            default_storage.delete(name)


def _stored() -> list[str]:
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:  # nothing was ever exported; an object store has no folders to miss
        return []
    return [f"{FOLDER}/{name}" for name in names]
