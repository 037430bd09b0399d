"""Compare the search index with the database and repair what differs. Exit code 1 when anything did."""

import sys

from django.core.management.base import BaseCommand, CommandError

from search.engines.protocol import EngineUnavailable
from search.indexing.following import changes_follow
from search.indexing.reconciling import index_reconcile


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        try:
            drift = index_reconcile()
        except EngineUnavailable as error:
            raise CommandError(f"The engine does not answer; nothing was compared. {error}", returncode=2) from error
        for name in ("missing", "extra", "stale"):
            keys = getattr(drift, name)
            self.stdout.write(f"{name}: {len(keys)}{''.join(f' {key}' for key in keys[:20])}")
        self.stdout.write(f"compared: {drift.compared}")
        if drift:
            changes_follow()
            sys.exit(1)
