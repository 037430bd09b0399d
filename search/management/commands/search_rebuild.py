"""Build the search index anew; the old one serves until the new one is complete."""

from django.core.management.base import BaseCommand, CommandError

from search.engines.protocol import EngineUnavailable
from search.indexing.rebuilding import RebuildRunning, index_rebuild


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        try:
            count = index_rebuild(progress=self.show)
        except RebuildRunning:
            raise CommandError("Another process is rebuilding the index; wait until it has ended.") from None
        except EngineUnavailable as error:
            raise CommandError(f"The engine does not answer, and the old index is untouched. {error}") from error
        self.stdout.write(f"The new index is in service. It holds {count} works and stories.")

    def show(self, done: int, total: int) -> None:
        self.stdout.write(f"{done} of {total}")
