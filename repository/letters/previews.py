"""A letter with sample values, as its recipient would read it."""

from __future__ import annotations

from repository.letters.kinds import DIGEST, KINDS, LetterKind, Role
from repository.letters.rendering import Entry, Rendered, Value, absolute, render
from repository.letters.services import footer_labels
from repository.letters.wordings import Wording, wording_of


def samples_of(kind: LetterKind) -> dict[str, Value]:
    return {name: each.sample for name, each in kind.known.items() if each.role is not Role.ENTRIES}


def preview(kind: LetterKind, wording: Wording, language: str) -> Rendered:
    values = samples_of(kind)
    if kind is DIGEST:
        values |= {"entries": sample_entries(language)}
    choose, stop = footer_labels(language)
    links = [(choose, absolute("/letters/"))]
    if kind.may_stop:
        links.append((stop, absolute("/letters/stop/…/")))
    return render(kind, wording, values, language, links)


def sample_entries(language: str) -> list[Entry]:
    """The subjects of the kinds that may be gathered."""
    kinds = [kind for kind in KINDS.values() if kind.may_gather]
    letters = [(kind, render(kind, wording_of(kind, language), samples_of(kind), language)) for kind in kinds]
    return [Entry(letter.subject, absolute(kind.known[kind.main_link].sample)) for kind, letter in letters]
