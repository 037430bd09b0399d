from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from repository.files.integrity import Findings, check_fixity, sweep_strays


class Command(BaseCommand):
    help = "Compares every stored file with its SHA-256, and removes bytes that belong to no file."

    def handle(self, **options):
        findings = Findings()
        for findings in check_fixity():
            if findings.checked % 1000 == 0:
                self.stdout.write(f"{findings.checked} files checked …")
        strays = sweep_strays()
        self.stdout.write(f"{findings.checked} files checked, {len(strays)} strays removed.")
        for word, digests in (("missing", findings.missing), ("changed", findings.changed)):
            for digest in digests:
                self.stderr.write(f"{word}: {digest}")
        if findings.missing or findings.changed:
            raise CommandError("Some stored files are not what they were. Restore them from a backup.")
