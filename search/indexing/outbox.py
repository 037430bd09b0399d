"""Recording that something changed: cheap, set by set, in the transaction of the change itself.

Nothing here speaks to the engine, so saving never waits for it. One row per key: however often a work changes, there is
one row to look at, and the index is told what is true now, not what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from search.models import IndexedObject

COLUMNS = ("key", "version", "applied_version", "changed_at", "attempts", "error")
BATCH = 500


def keys_changed(keys: Iterable[str], *, above: int = 0) -> None:
    """Each key waits for the index from now on. ``above``: a version that the new ones must exceed, for repairs."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    # In one order everywhere, so that two transactions never wait for each other.
    for part in _parts(sorted(set(keys))):
        rows = ", ".join(["(%s, %s, 0, %s, 0, '')"] * len(part))
        values = [value for key in part for value in (key, above + 1, now)]
        _upsert(f"VALUES {rows}", values, above)


def outputs_changed_in(outputs: QuerySet) -> None:
    """The same for all works of a queryset, in one statement that the database carries out alone."""
    objects_changed_in(outputs, "output")


def objects_changed_in(objects: QuerySet, prefix: str) -> None:
    key = Concat(Value(f"{prefix}:"), Cast("pk", CharField()), output_field=CharField())
    sql, params = (
        objects.order_by().annotate(outbox_key=key).values_list("outbox_key").distinct().query.sql_with_params()
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    # The WHERE lets SQLite tell the upsert's ON from a join's.
    rows = f"SELECT changed.outbox_key, 1, 0, %s, 0, '' FROM ({sql}) AS changed WHERE true ORDER BY 1"  # noqa: S608
    _upsert(rows, [now, *params])


def _upsert(rows: str, params: Sequence[object], above: int = 0) -> None:
    table = connection.ops.quote_name(IndexedObject._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(COLUMNS)}) {rows} ON CONFLICT (key) DO UPDATE SET"
            f" version = CASE WHEN {table}.version > %s THEN {table}.version ELSE %s END + 1,"
            " changed_at = excluded.changed_at, attempts = 0, retry_at = NULL, error = ''",
            [*params, above, above],
        )


def _parts(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
