from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from repository.files.office import office_program
from repository.files.slides import slides_request, without_slides


class Command(BaseCommand):
    help = "Has the worker draw the slides of presentations that came in before LibreOffice was installed."

    def handle(self, **options):
        if office_program() is None:
            raise CommandError("LibreOffice is not on the PATH. On Debian: apt-get install libreoffice-impress")
        found = list(without_slides())
        for stored_file in found:
            slides_request(stored_file=stored_file)
        count = len(found)
        self.stdout.write(ngettext("%d presentation is queued.", "%d presentations are queued.", count) % count)
