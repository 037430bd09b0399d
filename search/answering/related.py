"""Works like one that a reader looks at."""

from __future__ import annotations

from collections.abc import Sequence

from repository.access.selectors import visible_outputs
from repository.outputs.models import Output
from repository.reading.selectors import RELATED_SHOWN, around, related_to
from search.asking.viewers import viewer_of
from search.breaker import guarded_engine
from search.engines.protocol import EngineUnavailable
from search.indexing.documents import output_key


def related_outputs(user, output: Output) -> Sequence[Output]:
    """The works most like ``output`` that ``user`` may see, ready for a list, without those that its page names anyway.

    By titles, subjects and keywords, as the engine compares them; where it does not answer or knows of none, by what
    the database knows of subjects and partners.
    """
    try:
        with guarded_engine() as engine:
            keys = [hit.key for hit in engine.similar(output_key(output.pk), viewer_of(user), limit=2 * RELATED_SHOWN)]
    except EngineUnavailable:
        keys = []
    pks = [int(key.partition(":")[2]) for key in keys if key.startswith("output:")]
    others = visible_outputs(user).filter(pk__in=pks).exclude(around(output))
    rows = {row.pk: row for row in others.for_listing()} if pks else {}
    return [rows[pk] for pk in pks if pk in rows][:RELATED_SHOWN] or related_to(user, output)
