from __future__ import annotations

import uuid

from django.core.management.base import BaseCommand

from jobs.worker import Worker


class Command(BaseCommand):
    help = "Runs background jobs and duties until it is stopped. Any number of workers may run at once."

    def add_arguments(self, parser):
        parser.add_argument("--batch", action="store_true", help="Stop when no job is waiting.")

    def handle(self, *, batch: bool, **options):
        worker = Worker(worker_id=uuid.uuid4().hex, batch=batch)
        worker.configure_signals()
        worker.run()
