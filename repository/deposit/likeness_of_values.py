"""When two descriptions of a field say the same, so that nobody is asked about a comma."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

LETTERS = re.compile(r"[^\w]+")


def is_blank(value: Any) -> bool:
    return not value or (isinstance(value, str) and not value.strip())


def says_the_same(name: str, mine: Any, theirs: Any) -> bool:
    """Whether ``theirs`` says nothing that ``mine`` does not say already."""
    if is_blank(mine) or is_blank(theirs):
        return is_blank(mine) and is_blank(theirs)
    if name == "contributors":
        return len(mine) == len(theirs) and all(map(_same_person, mine, theirs))
    if isinstance(theirs, list):
        return {folded(one) for one in theirs} <= {folded(one) for one in mine}
    if name == "issued":
        return mine.startswith(theirs)
    return folded(mine) == folded(theirs)


def folded(text: str) -> str:
    """Letters and digits alone, without regard to case, accents' composition and punctuation."""
    return LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _same_person(mine: dict, theirs: dict) -> bool:
    return (
        folded(mine["family"]) == folded(theirs["family"])
        and _fits(folded(mine["given"]), folded(theirs["given"]))
        and theirs["orcid"] in ("", mine["orcid"])
        and mine["role"] == theirs["role"]
        and not (theirs["affiliations"] and not mine["affiliations"])
    )


def _fits(mine: str, theirs: str) -> bool:
    """“Ada B.” beside “Ada” or “A. B.”: one is the other, shorter."""
    return mine.startswith(theirs[:1]) and (mine.startswith(theirs) or len(theirs) <= 3)
