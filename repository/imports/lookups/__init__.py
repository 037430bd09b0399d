"""Look-ups in public registers: identifiers in, `Finding`s out. See docs/decisions/0011-look-ups-are-pinned.md."""

from repository.imports.lookups.asking import (
    LOOKED_UP,
    look_up,
    orcid_people,
    orcid_person,
    ror_institution,
    ror_institutions,
)
from repository.imports.lookups.failures import LookUpFailed, NotKnown, NotReachable, SwitchedOff

__all__ = [
    "LOOKED_UP",
    "LookUpFailed",
    "NotKnown",
    "NotReachable",
    "SwitchedOff",
    "look_up",
    "orcid_people",
    "orcid_person",
    "ror_institution",
    "ror_institutions",
]
