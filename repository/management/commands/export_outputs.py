from __future__ import annotations

import shutil
from pathlib import Path

from django.core.management.base import BaseCommand

from repository.files.models import StoredFile
from repository.interop.describe import record_of, with_descriptions
from repository.interop.record import json_of_record
from repository.outputs.models import Output

BATCH = 200


class Command(BaseCommand):
    help = (
        "Writes every published work, whatever its access, as JSON Lines, one record a line (docs/import.md): what "
        "import_outputs reads."
    )

    def add_arguments(self, parser):
        parser.add_argument("works", type=Path, help="The file to write.")
        parser.add_argument("--files", type=Path, help="A folder to copy the files to, each named by its SHA-256.")

    def handle(self, *, works: Path, files: Path | None, **options):
        written = 0
        with works.open("wb") as lines:
            for output in with_descriptions(Output.objects.published().order_by("pk")).iterator(BATCH):
                lines.write(json_of_record(record_of(output)) + b"\n")
                written += 1
        copied = self.copy_files(files) if files else 0
        self.stdout.write(f"{written} works written, {copied} files copied.")

    def copy_files(self, folder: Path) -> int:
        folder.mkdir(parents=True, exist_ok=True)
        copied = 0
        published = Output.objects.published()
        for stored in StoredFile.objects.filter(places__output__in=published).distinct().iterator():
            with stored.content.open() as source, (folder / stored.sha256).open("wb") as target:
                shutil.copyfileobj(source, target)
            copied += 1
        return copied
