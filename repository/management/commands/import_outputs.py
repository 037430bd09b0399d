from __future__ import annotations

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from repository.imports.services import Progress, outputs_import
from repository.people.models import User


class Command(BaseCommand):
    help = (
        "Imports published works from JSON Lines, one record a line (docs/import.md). Faulty lines are reported by "
        "line and field, the good ones go in. Start it again after an interruption: what is here is passed over."
    )

    def add_arguments(self, parser):
        parser.add_argument("works", type=Path, help="The file of records.")
        parser.add_argument(
            "--files", type=Path, help="The folder with the files, named by SHA-256 or as in the record."
        )
        parser.add_argument("--owner", required=True, help="The username entered as depositor.")

    def handle(self, *, works: Path, files: Path | None, owner: str, **options):
        depositor = User.objects.filter(username=owner).first()
        if depositor is None:
            raise CommandError(f"There is no account “{owner}”. Nothing was imported.")
        if files and not files.is_dir():
            raise CommandError(f"There is no folder {files}. Nothing was imported.")
        if not works.is_file():
            raise CommandError(f"There is no file {works}. Nothing was imported.")
        begun, progress = time.monotonic(), Progress()
        with works.open("rb") as lines:
            for progress in outputs_import(lines=lines, owner=depositor, files=files):
                self.report(progress, time.monotonic() - begun)
        if progress.faulty:
            raise CommandError(
                f"{progress.faulty} lines were not imported; the others were. Correct them and run again."
            )

    def report(self, progress: Progress, seconds: float) -> None:
        for number, problem in progress.faults:
            self.stderr.write(f"line {number}: {problem.field}: {problem.message}")
        rate = 60 * progress.read / seconds if seconds else 0
        self.stdout.write(
            f"{progress.read} lines read, {progress.imported} imported, {progress.present} here already, "
            f"{progress.faulty} faulty ({rate:.0f} lines a minute)"
        )
