"""What of a work an answer is about: its title, its contributors and its files. Whoever answered is asked again when
these change, and not when a keyword does."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from repository.outputs.choices import Role
from repository.outputs.models import Output

Substance = dict[str, list | str]
# What is different, by its name below, and of what. Kept so, for letters and pages say it each in their language.
Change = tuple[str, list[str]]

SENTENCES = {
    "title": _("The title was “%(names)s”."),
    "contributors-new": _("New among the contributors: %(names)s."),
    "contributors-gone": _("No longer among the contributors: %(names)s."),
    "contributors-order": _("The contributors stand in another order."),
    "files-new": _("New or changed files: %(names)s."),
    "files-gone": _("Files as they were before: %(names)s."),
    "files-order": _("The files stand in another order."),
    "link-expired": _("The link you were sent before has expired."),
}


def substance_of(draft: Output) -> Substance:
    """Plain JSON, the same for the same work whether it comes from a row or from a revision."""
    return {
        "title": draft.title,
        "contributors": [f"{contribution} ({contribution.role})" for contribution in draft.contributions.all()],
        "files": [[file.name, file.stored_file.sha256] for file in draft.files.all()],
    }


def changes_between(before: Substance, after: Substance) -> list[Change]:
    """For who answered before; empty when nothing that matters has changed."""
    return [
        *([("title", [before["title"]])] if before["title"] != after["title"] else []),
        *_of_list("contributors", before, after),
        *_of_list("files", before, after),
    ]


def _of_list(name: str, before: Substance, after: Substance) -> Iterator[Change]:
    then, now = before[name], after[name]
    new, gone = [one for one in now if one not in then], [one for one in then if one not in now]
    if new:
        yield f"{name}-new", [_name_of(one) for one in new]
    if gone:
        yield f"{name}-gone", [_name_of(one) for one in gone]
    if then != now and not new and not gone:
        yield f"{name}-order", []


def _name_of(one: str | list[str]) -> str:
    """Of a file without its digest."""
    return one if isinstance(one, str) else one[0]


def sentence_of(change: Change) -> str:
    name, names = change
    said = map(_with_role, names) if name.startswith("contributors") else names
    return SENTENCES[name] % {"names": ", ".join(said)}


def _with_role(contributor: str) -> str:
    """“M. Novak (author)” with the role in the language of the moment."""
    name, _space, role = contributor.rpartition(" ")
    return f"{name} ({Role(role.strip('()')).label})"
