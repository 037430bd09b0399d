from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from pydantic import TypeAdapter

from repository.imports.lookups import LookUpFailed, NotReachable, look_up, orcid_person, ror_institution
from repository.imports.recognising import ORCID, identifier_of


class Command(BaseCommand):
    help = "Asks the public registers about an identifier and prints what they say as JSON: do they answer from here?"

    def add_arguments(self, parser):
        parser.add_argument("identifier", help="A DOI, PMID, PMCID, ISBN, arXiv id, ORCID iD, or ROR address.")

    def handle(self, *, identifier: str, **options):
        try:
            answer = self.answer(identifier)
        except NotReachable as failure:
            raise CommandError(f"{failure} ({failure.reason})", returncode=2) from None
        except (LookUpFailed, ValidationError) as failure:
            raise CommandError(str(failure)) from None
        self.stdout.write(TypeAdapter(type(answer)).dump_json(answer, indent=2, exclude_defaults=True).decode())

    def answer(self, written: str):
        if "ror.org/" in written.lower():
            return ror_institution(written)
        found = identifier_of(written)
        if found is None:
            raise CommandError(f"“{written}” is no identifier that is looked up.")
        return orcid_person(found.value) if found.scheme == ORCID else look_up(found.scheme, found.value)
