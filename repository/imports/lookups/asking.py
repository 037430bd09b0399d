"""Asking the registers about a work, a person or an institution. Only an identifier, or a name sought, leaves the site.

Callers are answered within `PATIENCE` seconds, whatever the registers do, and may be told with a sentence that nothing
came of it: an installation without a network works, and a depositor fills in by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError

from repository.imports.findings import Finding
from repository.imports.lookups import arxiv, crossref, datacite, openlibrary, orcid, pubmed, reading, ror
from repository.imports.lookups.failures import NotKnown, NotReachable
from repository.imports.lookups.fetching import deadline
from repository.imports.lookups.registers import ROR
from repository.imports.lookups.remembering import remembered
from repository.imports.lookups.ror import Institution
from repository.interop.record import Contributor
from repository.outputs.identifiers import Scheme, normalise_identifier
from repository.people.models import normalise_orcid

Client = Callable[[str, float], Finding]


def look_up(scheme: str, value: str) -> Finding:
    """What the registers say of the work with that identifier.

    Raises NotKnown when they answered that they have none, NotReachable when one did not answer (and no other knew it);
    ValidationError when the value is no such identifier, or no register is asked for ``scheme`` (see `LOOKED_UP`).
    """
    if scheme not in LOOKED_UP:
        raise ValidationError(f"No register is asked for {scheme!r}.", "scheme")
    stored = normalise_identifier(scheme, value)
    until = deadline()
    return remembered(Finding, str(scheme), stored, lambda: _first(LOOKED_UP[scheme], stored, until))


def orcid_person(value: str) -> Contributor:
    """Name and present affiliations of a person, by their ORCID iD. Raises as `look_up` does."""
    stored = normalise_orcid(value)
    until = deadline()
    return remembered(Contributor, "orcid", stored, lambda: orcid.ask(stored, until))


def ror_institution(value: str) -> Institution:
    """The institution with that ROR id, bare or as an address. Raises NotKnown, NotReachable."""
    stored = reading.ror(value)
    if not stored:
        raise NotKnown(ROR.label, value=value)
    until = deadline()
    return remembered(Institution, "ror", stored, lambda: ror.ask(stored, until))


def ror_institutions(name: str) -> list[Institution]:
    """Institutions whose name is like that, the likeliest first; the name is what is sent. Raises NotReachable."""
    stored = " ".join(name.split()).lower()
    if not stored:
        return []
    until = deadline()
    return remembered(list[Institution], "ror-name", stored, lambda: ror.ask_for_name(stored, until))


def orcid_people(name: str) -> list[Contributor]:
    """People with an ORCID iD whose name is like that; the name is what is sent. Raises NotReachable."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", name.lower())
    if not words:
        return []
    until = deadline()
    return remembered(list[Contributor], "orcid-name", " ".join(words), lambda: orcid.ask_for_name(words, until))


def _first(clients: tuple[Client, ...], value: str, until: float) -> Finding:
    """The first description that there is. That a work is not known may only be said when all have answered."""
    failures = []
    for client in clients:
        try:
            return client(value, until)
        except (NotKnown, NotReachable) as failure:
            failures.append(failure)
    for failure in failures:
        if isinstance(failure, NotReachable):
            raise failure
    raise NotKnown(*(label for failure in failures for label in failure.registers))


def _by_pmcid(pmcid: str, until: float) -> Finding:
    """What PubMed, or else Crossref, says of an article in PubMed Central."""
    other = pubmed.identifier_of_pmcid(pmcid, until)
    return _first(LOOKED_UP[other.scheme], other.value, until)


# Who is asked for what, in this order.
LOOKED_UP: dict[str, tuple[Client, ...]] = {
    Scheme.DOI: (crossref.ask, datacite.ask),
    Scheme.PMID: (pubmed.ask,),
    Scheme.PMCID: (_by_pmcid,),
    Scheme.ARXIV: (arxiv.ask,),
    Scheme.ISBN: (openlibrary.ask,),
}
