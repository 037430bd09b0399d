"""What administrators ask of the search, and takes too long for a request."""

from __future__ import annotations

import logging

from django_tasks import task

from search.engines.protocol import EngineUnavailable
from search.indexing.rebuilding import RebuildRunning, index_rebuild
from search.indexing.reconciling import index_reconcile

logger = logging.getLogger(__name__)


@task()
def rebuild_search_index() -> int:
    """Returns the number of objects in the new index. An engine that is down is left to be asked again later."""
    try:
        return index_rebuild()
    except (EngineUnavailable, RebuildRunning) as error:
        logger.warning("The search index was not rebuilt: %r", error)
        return 0


@task()
def reconcile_search_index() -> int:
    """Returns the number of objects that differed."""
    return len(index_reconcile().keys)
