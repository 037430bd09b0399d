"""The registers that may be asked: the one list of hosts that the site speaks to on a depositor's behalf.

The settings may send a register's look-ups to another address (a mirror, a test) or switch it off, and may allow one of
their own network without TLS; see docs/administrator.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

OFF = "off"


@dataclass(frozen=True, slots=True)
class Register:
    """``name`` is the stable word of settings and sources, ``label`` what people call it."""

    name: str
    label: str
    address: str


CROSSREF = Register("crossref", "Crossref", "https://api.crossref.org")
DATACITE = Register("datacite", "DataCite", "https://api.datacite.org")
PUBMED = Register("pubmed", "PubMed", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils")
PMC = Register("pmc", "PubMed Central", "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1")
ARXIV = Register("arxiv", "arXiv", "https://export.arxiv.org/api")
OPENLIBRARY = Register("openlibrary", "Open Library", "https://openlibrary.org")
ORCID = Register("orcid", "ORCID", "https://pub.orcid.org/v3.0")
ROR = Register("ror", "ROR", "https://api.ror.org/v2")

REGISTERS = {one.name: one for one in (CROSSREF, DATACITE, PUBMED, PMC, ARXIV, OPENLIBRARY, ORCID, ROR)}


def addresses_of_settings() -> dict[str, str]:
    """``["crossref=https://mirror.example.org"]`` → name → address; what has no ``=`` gets an empty one."""
    pairs = (entry.partition("=") for entry in settings.LOOKUPS_ADDRESSES)
    return {name.strip().lower(): address.strip() for name, _, address in pairs}


def address_of(register: Register) -> SplitResult | None:
    """Where the register is asked, as the settings say; None when it is not to be asked."""
    address = addresses_of_settings().get(register.name, register.address)
    if not settings.LOOKUPS or address == OFF:
        return None
    try:
        return urlsplit(address.rstrip("/"))
    except ValueError:
        return urlsplit("")


def is_local(register: Register) -> bool:
    """Whether the settings allow that this register lies in the own network, and is asked without TLS."""
    return register.name in settings.LOOKUPS_LOCAL
