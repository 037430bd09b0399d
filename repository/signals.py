"""All that leaves the catalogue. Each is sent inside the transaction of the change it announces, so that a listener
can record it in the same transaction (an outbox row) and a rollback takes both away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.dispatch import Signal

# An output, or anything its public face is made of, changed: published, edited, withdrawn, embargoed, deleted.
# Arguments: ``output_ids`` (a list of primary keys). Listeners look at the row as it stands now.
outputs_changed = Signal()

_gathered: ContextVar[set[int] | None] = ContextVar("gathered", default=None)


def announce_outputs(output_ids: Iterable[int]) -> None:
    """Says that these outputs changed: now, or together with others at the end of ``one_announcement``."""
    gathered = _gathered.get()
    if gathered is None:
        outputs_changed.send(sender=None, output_ids=sorted(set(output_ids)))
    else:
        gathered.update(output_ids)


@contextmanager
def one_announcement() -> Iterator[None]:
    """Many changes, announced once: for imports and bulk actions. Stands inside the transaction of the changes."""
    ids: set[int] = set()
    token = _gathered.set(ids)
    try:
        yield
    finally:
        _gathered.reset(token)
    if ids:
        announce_outputs(ids)
