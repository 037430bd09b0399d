from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import BaseCommand

from sample.load import ACCOUNTS, PASSWORD, load_sample


class Command(BaseCommand):
    help = "Sets up a database with the sample content and serves it; a second time it goes on with the same one."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="Another one is taken when this is in use.")

    def handle(self, *, port: int, **options):
        self.stdout.write("Setting up the database …")
        call_command("migrate", verbosity=0)
        self.stdout.write("Loading the sample: real partner names, everything else invented …")
        load_sample(self.stdout.write)
        self.stdout.write("The pages of the files become searchable within a minute of serving.\n\nSample logins:")
        for username in ACCOUNTS:
            self.stdout.write(f"  {username:<14} {PASSWORD}")
        call_command("serve", port=port)
