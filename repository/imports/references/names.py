"""A name as reference files write it: family and given name, or a group.

Names are cut, never judged: all that is written stands in one of the two parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from repository.imports.references.fields import line_of
from repository.interop.record import Contributor

# “J.”, “И.И.”, “J.-P.”, and of letters without full stops at most two capitals: “JA”.
INITIALS = re.compile(r"(?:[^\W\d_]\.[-‐]?){1,4}|(?:[^\W\d_]\.){1,3}[^\W\d_]|[A-ZА-ЯЁІЎ]{1,2}")


def are_initials(word: str) -> bool:
    return bool(INITIALS.fullmatch(word)) and not word.islower()


def contributor(text: str, role: str = "author") -> Contributor:
    """`Family, Given`, `Family, Given, Jr` or `Family I.I.`; whatever has neither is a name as a whole, perhaps of a
    group."""
    family, *rest = (line_of(part) for part in text.split(",", 2))
    if not rest:
        return _without_comma(family, role)
    given, suffix = (*rest, "")[:2]
    return named(joined(family, suffix), given, role)


def named(family: str, given: str, role: str) -> Contributor:
    """A single part is the family name, as it is of a group."""
    return Contributor(family, given, role=role) if family else Contributor(given, role=role)


def joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _without_comma(name: str, role: str) -> Contributor:
    words = name.split(" ")
    initials = len(words)
    while initials > 1 and are_initials(words[initials - 1]):
        initials -= 1
    if not 0 < len(words) - initials <= 3:
        return Contributor(name, role=role)
    return Contributor(" ".join(words[:initials]), " ".join(words[initials:]), role=role)


def contributors(texts: Iterable[str], role: str = "author") -> Iterator[Contributor]:
    """Those who have a name at all, each as a contributor."""
    people = (contributor(text, role) for text in texts)
    return (person for person in people if person.family or person.given)
