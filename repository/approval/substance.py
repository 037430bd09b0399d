"""What of a work an answer is about: its title, its contributors and its files. Whoever answered is asked again when
these change, and not when a keyword does."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from repository.outputs.models import Output

Substance = dict[str, list | str]


def substance_of(draft: Output) -> Substance:
    """Plain JSON, the same for the same work whether it comes from a row or from a revision."""
    return {
        "title": draft.title,
        "contributors": [f"{contribution} ({contribution.role})" for contribution in draft.contributions.all()],
        "files": [[file.name, file.stored_file.sha256] for file in draft.files.all()],
    }


def changes_between(before: Substance, after: Substance) -> list[str]:
    """In sentences, for who answered before; empty when nothing that matters has changed."""
    return [sentence for look in (_title, _contributors, _files) for sentence in look(before, after)]


def _title(before: Substance, after: Substance) -> Iterator[str]:
    if before["title"] != after["title"]:
        yield _("The title was “%(before)s”.") % {"before": before["title"]}


def _contributors(before: Substance, after: Substance) -> Iterator[str]:
    then, now = before["contributors"], after["contributors"]
    new, gone = [one for one in now if one not in then], [one for one in then if one not in now]
    if new:
        yield _("New among the contributors: %(names)s.") % {"names": ", ".join(new)}
    if gone:
        yield _("No longer among the contributors: %(names)s.") % {"names": ", ".join(gone)}
    if then != now and not new and not gone:
        yield _("The contributors stand in another order.")


def _files(before: Substance, after: Substance) -> Iterator[str]:
    then, now = before["files"], after["files"]
    new, gone = [file[0] for file in now if file not in then], [file[0] for file in then if file not in now]
    if new:
        yield _("New or changed files: %(names)s.") % {"names": ", ".join(new)}
    if gone:
        yield _("Files as they were before: %(names)s.") % {"names": ", ".join(gone)}
    if then != now and not new and not gone:
        yield _("The files stand in another order.")
