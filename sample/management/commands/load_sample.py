from __future__ import annotations

from django.core.management.base import BaseCommand

from sample.load import load_sample


class Command(BaseCommand):
    help = "Fills this installation with plainly marked sample content. Not for a real one."

    def handle(self, **options):
        load_sample(self.stdout.write)
